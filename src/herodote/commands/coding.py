"""The command ``code``: reports into events, a few on a terminal or a crawl into a file."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date as Date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from herodote.commands.inputs import (
    INPUTS,
    ActorsOption,
    ConfidenceOption,
    DuplicatesChoice,
    DuplicatesOption,
    FastOption,
    LanguageOption,
    PublishedOption,
    Refusals,
    TitleOption,
    WorkersOption,
    check_inputs,
    several,
)

if TYPE_CHECKING:
    from herodote.runners.job import Job, Runner, Streaming, Told
    from herodote.runners.processes import Processes
    from herodote.runners.serial import Serial
    from herodote.sifting import Coded, Outcome, Tally


class RunnerChoice(StrEnum):
    """Where documents are coded."""

    serial = "serial"
    processes = "processes"
    ray = "ray"


def code(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT…", help=INPUTS)],
    published: PublishedOption = None,
    language: LanguageOption = None,
    title: TitleOption = None,
    min_confidence: ConfidenceOption = 0.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSONL records even on a terminal.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write JSONL to FILE, whole or not at all; ray: a folder."),
    ] = None,
    duplicates: DuplicatesOption = DuplicatesChoice.near,
    workers: WorkersOption = None,
    actors: ActorsOption = None,
    fast: FastOption = False,
    runner: Annotated[
        RunnerChoice | None,
        typer.Option(help="One process, all cores of this machine, or a Ray cluster (Parquet parts in --output DIR)."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where an interrupted run of the same command was.")
    ] = False,
) -> None:
    """Code the events of reports: shown on a terminal, one JSON record a line when piped."""
    from herodote.reading import Given
    from herodote.runners.job import Job

    check_inputs(inputs)
    given = Given(Date.fromisoformat(published) if published else None, language, title)
    job = Job(tuple(inputs), given, duplicates.value, min_confidence)
    if runner is None:
        runner = RunnerChoice.processes if (workers or 1) > 1 else RunnerChoice.serial
    if runner is RunnerChoice.ray:
        from herodote.runners.cluster import Cluster

        tally = _write(Cluster(workers), job, _needed(output), resume)
    elif output is not None:
        tally = _write(_streaming(runner, workers), job, output, resume)
    else:
        if resume:
            raise typer.BadParameter("there is nothing to go on with: give -o FILE", param_hint="--resume")
        tally = _show(_streaming(runner, workers), job, as_json or not sys.stdout.isatty())
    tell(tally)
    raise typer.Exit(1 if tally.refused else 0)


def _streaming(runner: RunnerChoice, workers: int | None) -> "Serial | Processes":
    if runner is RunnerChoice.serial:
        from herodote.runners.serial import Serial

        return Serial(stdin=sys.stdin.buffer)
    from herodote.runners.processes import Processes

    return Processes(workers, stdin=sys.stdin.buffer)


def _needed(output: Path | None) -> Path:
    if output is None:
        raise typer.BadParameter("a cluster writes Parquet parts: give -o DIR", param_hint="--runner ray")
    return output


def _write(runner: "Runner", job: "Job", output: Path, resume: bool) -> "Tally":
    try:
        with _following(several(list(job.inputs))) as told:
            return runner.run(job, output, resume=resume, told=told)
    except KeyboardInterrupt:
        typer.echo("stopped: the same command with --resume goes on", err=True)
        raise


@contextmanager
def _following(several: bool) -> "Iterator[Told]":
    """What is told of each outcome: refusals in a line each, and how far it has come where somebody looks."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    text = TextColumn("{task.completed} documents, {task.fields[events]} events")
    shown = several and console.is_terminal
    with Progress(SpinnerColumn(), text, TimeElapsedColumn(), console=console, disable=not shown) as progress:
        task = progress.add_task("", total=None, events=0)
        above = partial(console.print, markup=False, highlight=False, soft_wrap=True)
        refusals = Refusals(above if shown else None)

        def told(outcome: "Outcome | None", tally: "Tally") -> None:
            refusals.hear(outcome)
            progress.update(task, completed=tally.read, events=tally.events)

        yield told


def _show(runner: "Streaming", job: "Job", as_json: bool) -> "Tally":
    """Print what is coded, as it comes."""
    from herodote.sifting import Coded, Tally

    tally, refusals = Tally(), Refusals()
    show = _records if as_json else _articles()
    outcomes = runner.outcomes(job)
    try:
        for outcome in outcomes:
            tally.add(outcome)
            refusals.hear(outcome)
            if isinstance(outcome, Coded):
                show(outcome)
    except BrokenPipeError:
        # Whoever was reading has had enough; the interpreter must not trip over the pipe again on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    return tally


def _records(coded: "Coded") -> None:
    sys.stdout.writelines(f"{record}\n" for record in coded.records)
    sys.stdout.flush()


def _articles() -> Callable[["Coded"], None]:
    from rich.console import Console

    from herodote.rendering.articles import article

    console = Console(highlight=False)
    return lambda coded: console.print(article(coded.document, coded.events, console.width))


def tell(tally: "Tally") -> None:
    """Say how the numbers add up, where there are any: of one report that was coded there are none."""
    if tally.read > 1 or tally.skipped:
        typer.echo(tally.sentence(), err=True)
    if tally.skipped:
        from herodote.languages import available

        known = " and ".join(available())
        typer.echo(f"skipped: only {known} are read; give --language if a text was misjudged", err=True)
