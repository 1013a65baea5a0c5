"""Coding from the command line: code, schema, evaluate. Results go to standard output, the rest to the error stream."""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from herodote.commands.inputs import (
    ConfidenceOption,
    LanguageOption,
    PublishedOption,
    Refusals,
    TitleOption,
    check_inputs,
    several,
    whole_file,
)

if TYPE_CHECKING:
    from herodote.records import Document, Event


def code(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT…", help="Files (text, HTML, JSONL, CSV), folders, web addresses, or - for stdin."
        ),
    ],
    published: PublishedOption = None,
    language: LanguageOption = None,
    title: TitleOption = None,
    min_confidence: ConfidenceOption = 0.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSONL records even on a terminal.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write JSONL records to FILE, whole or not at all."),
    ] = None,
) -> None:
    """Code the events of reports: shown on a terminal, one JSON record a line when piped."""
    from herodote.reading import read
    from herodote.runners.serial import run

    check_inputs(inputs)
    refusals = Refusals()
    day = Date.fromisoformat(published) if published else None
    items = read(inputs, published=day, language=language, title=title, stdin=sys.stdin.buffer)
    coded = _surer(run(items, refusals), min_confidence)
    if output is not None:
        _write(coded, output, several(inputs))
    elif as_json or not sys.stdout.isatty():
        _print_records(coded)
    else:
        _show(coded)
    raise typer.Exit(refusals.status)


def _surer(coded: "Iterable[tuple[Document, list[Event]]]", least: float) -> "Iterator[tuple[Document, list[Event]]]":
    for document, events in coded:
        yield document, [e for e in events if e.confidence >= least]


def schema() -> None:
    """Print the JSON Schema of one record."""
    from herodote.records import schema as of_event

    typer.echo(json.dumps(of_event(), ensure_ascii=False, indent=2))


def evaluate(
    gold: Annotated[list[str], typer.Argument(metavar="GOLD.jsonl…", help="Annotated documents.")],
    pred: Annotated[
        Path | None,
        typer.Option(metavar="CODED.jsonl", help="Records to judge; without it the documents are coded now."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    errors: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write what was missed, too many or had wrong sides to FILE.")
    ] = None,
) -> None:
    """Measure coded events against annotated documents."""
    from herodote.errors import UsageError
    from herodote.evaluation import disagreements, report, score

    check_inputs([*gold, *([str(pred)] if pred else [])])
    refusals = Refusals()
    documents = [row for path in gold for row in rows(path, ("id", "text", "events"))]
    coded = list(rows(str(pred), ("document", "event", "text_info"))) if pred else list(_coded_anew(gold, refusals))
    try:
        scores = score(documents, coded)
    except (KeyError, TypeError) as error:
        raise UsageError(f"the annotation or the records lack a field ({error}): see docs/record.md") from None
    if errors is not None:
        errors.write_text("".join(f"{line}\n" for line in disagreements(documents, coded)), encoding="utf8")
    if as_json:
        typer.echo(json.dumps(scores.as_dict(), indent=1))
    elif sys.stdout.isatty():
        from rich.console import Console

        from herodote.rendering.articles import score_table

        Console().print(score_table(scores))
    else:
        typer.echo(report(scores))
    raise typer.Exit(refusals.status)


def rows(path: str, needed: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file; UsageError at the first line that is none or lacks a field."""
    from herodote.errors import UsageError

    with open(path, "rb") as file:
        for number, line in enumerate(file, 1):
            try:
                row = json.loads(line) if line.strip() else None
            except (ValueError, RecursionError):
                raise UsageError(f"{path}:{number}: is not JSON: write one object a line, in UTF-8") from None
            if row is None:
                continue
            lacking = [field for field in needed if not isinstance(row, dict) or field not in row]
            if lacking:
                raise UsageError(f"{path}:{number}: has no {', '.join(lacking)}: give the file that has it")
            yield row


def _coded_anew(paths: list[str], refusals: Refusals) -> Iterator[dict[str, Any]]:
    from herodote.reading import read
    from herodote.runners.serial import run

    for _, events in run(read(paths), refusals):
        yield from (event.model_dump(mode="json") for event in events)


def _print_records(coded: "Iterable[tuple[Document, list[Event]]]") -> None:
    try:
        for _, events in coded:
            _records(events, sys.stdout)
            sys.stdout.flush()
    except BrokenPipeError:
        # Whoever was reading has had enough; the interpreter must not trip over the pipe again on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None


def _records(events: "Iterable[Event]", file: TextIO) -> None:
    file.writelines(f"{event.model_dump_json()}\n" for event in events)


def _show(coded: "Iterable[tuple[Document, list[Event]]]") -> None:
    from rich.console import Console

    from herodote.rendering.articles import article

    console = Console(highlight=False)
    for document, events in coded:
        console.print(article(document, events, console.width))


def _write(coded: "Iterable[tuple[Document, list[Event]]]", output: Path, several: bool) -> None:
    with whole_file(output) as file:
        for events in _with_progress(coded, several):
            _records(events, file)


def _with_progress(coded: "Iterable[tuple[Document, list[Event]]]", several: bool) -> "Iterator[list[Event]]":
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    text = TextColumn("{task.completed} documents, {task.fields[events]} events")
    with Progress(
        SpinnerColumn(), text, TimeElapsedColumn(), console=console, disable=not (several and console.is_terminal)
    ) as progress:
        task = progress.add_task("", total=None, events=0)
        found = 0
        for _, events in coded:
            found += len(events)
            progress.update(task, advance=1, events=found)
            yield events
