"""A ledger that is kept: ingest, watch, refusals, review, rebuild."""

import sys
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from herodote.commands.inputs import (
    INPUTS,
    ActorsOption,
    DuplicatesChoice,
    DuplicatesOption,
    FastOption,
    LanguageOption,
    PublishedOption,
    Refusals,
    TitleOption,
    WorkersOption,
    check_inputs,
)
from herodote.commands.questions import DEFAULT_LEDGER, LedgerOption

if TYPE_CHECKING:
    from herodote.ledger.ingest import Summary
    from herodote.sifting import Tally


def ingest(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT…", help=INPUTS),
    ],
    ledger: LedgerOption = DEFAULT_LEDGER,
    published: PublishedOption = None,
    language: LanguageOption = None,
    title: TitleOption = None,
    again: Annotated[
        bool,
        typer.Option("--again", help="Read anew what another version, other weights or other --actors have read."),
    ] = False,
    duplicates: DuplicatesOption = DuplicatesChoice.near,
    workers: WorkersOption = 1,
    actors: ActorsOption = None,
    fast: FastOption = False,
) -> None:
    """Code reports into a ledger, made if it is not there; what it has already is not read again.

    It can be stopped at any time and run again: it goes on where it was.
    """
    from herodote.commands.progress import following
    from herodote.ledger.ingest import ingest as run
    from herodote.ledger.opening import open_ledger
    from herodote.reading import Given
    from herodote.runners.feeding import feed
    from herodote.runners.job import Job

    check_inputs(inputs)
    given = Given(Date.fromisoformat(published) if published else None, language, title)
    job = Job(tuple(inputs), given, duplicates.value)
    with (
        open_ledger(ledger, create=True) as opened,
        following(inputs) as progress,
        feed(job, workers or 1, sys.stdin.buffer) as fed,
    ):
        summary = run(opened.engine, fed.items, coder=fed.coder, again=again, progress=progress)
    _tell(summary, fed.left_out, ledger)


def _tell(summary: "Summary", left_out: "Tally", ledger: str) -> None:
    tell = Refusals()
    for refusal in summary.refusals[:20]:
        tell(refusal)
    if summary.refused > 20:
        typer.echo(f"… and {summary.refused - 20} more: herodote refusals --ledger {ledger}", err=True)
    superseded = f", {summary.superseded:,} superseded" if summary.superseded else ""
    typer.echo(
        f"{summary.seen + left_out.read:,} documents: {summary.read:,} read, {summary.unchanged:,} unchanged, "
        f"{summary.refused:,} refused{left_out.left_out()}; "
        f"{summary.claims:,} claims added{superseded}."
    )
    raise typer.Exit(1 if summary.refused else 0)


def watch(
    feeds: Annotated[Path, typer.Argument(metavar="FEEDS.toml", help="The feeds, their languages and intervals.")],
    ledger: LedgerOption = DEFAULT_LEDGER,
    once: Annotated[bool, typer.Option("--once", help="Look at every feed once, then stop.")] = False,
) -> None:
    """Follow feeds: their new reports are fetched, coded and kept, at polite intervals, until Ctrl-C."""
    from herodote.ledger.opening import open_ledger
    from herodote.ledger.watching import load, watch_feeds

    plan = load(feeds)
    with open_ledger(ledger, create=True) as opened:
        for seen in watch_feeds(opened.engine, plan, once=once):
            note = seen.problem or f"{seen.summary.read} read, {seen.summary.claims} claims"
            typer.echo(f"{seen.at:%H:%M:%S}  {seen.url}  {note}")


def refusals(
    ledger: LedgerOption = DEFAULT_LEDGER,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List the documents that could not be coded, why, and what to do about it."""
    import json

    from herodote.ledger.opening import open_ledger
    from herodote.ledger.refused import refused

    with open_ledger(ledger) as opened:
        rows = refused(opened.engine)
    for row in rows:
        if as_json or not sys.stdout.isatty():
            typer.echo(json.dumps(row, ensure_ascii=False, default=str))
    if sys.stdout.isatty() and not as_json:
        from rich.console import Console

        from herodote.rendering.answers import refusal_table

        Console(highlight=False).print(refusal_table(rows))


def review(
    ledger: LedgerOption = DEFAULT_LEDGER,
    who: Annotated[str, typer.Option(metavar="NAME", help="Who reviews; kept with every verdict.")] = "",
    below: Annotated[float, typer.Option(min=0, max=1, help="Claims less sure than this, the least sure first.")] = 0.6,
    limit: Annotated[int, typer.Option(min=1, help="Claims at most.")] = 50,
) -> None:
    """Walk through doubtful claims: accept, correct or reject each; every verdict is a row that supersedes."""
    import getpass

    from herodote.commands.reviewing import walk
    from herodote.ledger.opening import open_ledger

    with open_ledger(ledger) as opened:
        walk(opened, who or getpass.getuser(), below, limit)


def rebuild(ledger: LedgerOption = DEFAULT_LEDGER) -> None:
    """Work out happenings, disputes and treaties anew from the claims that are kept."""
    from herodote.ledger.grouping.settling import rebuild as run
    from herodote.ledger.opening import open_ledger

    with open_ledger(ledger) as opened:
        typer.echo(f"{run(opened.engine):,} live claims grouped anew.")
