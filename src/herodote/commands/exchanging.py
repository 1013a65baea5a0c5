"""Records in and out of the field's formats: export, convert, import."""

import io
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from herodote.commands.inputs import whole_file
from herodote.commands.questions import DEFAULT_LEDGER, LedgerOption

if TYPE_CHECKING:
    from herodote.interchange.taking import Taken
    from herodote.interchange.writing import Written
    from herodote.records import Event


class FormatChoice(StrEnum):
    """What records are written as."""

    jsonl = "jsonl"
    plover = "plover"
    gdelt = "gdelt"
    icews = "icews"
    parquet = "parquet"
    factbank = "factbank"
    geojson = "geojson"
    ical = "ical"


class SourceChoice(StrEnum):
    """Whose events are read."""

    polecat = "polecat"
    gdelt = "gdelt"
    plover = "plover"
    herodote = "herodote"


Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE.")]
_FORMATS = (
    "jsonl (as code prints them), plover (draft 0.8), gdelt (1.0, CAMEO), icews, parquet, factbank (factuality), "
    "geojson, ical (what is due)."
)


def export(
    ledger: LedgerOption = DEFAULT_LEDGER,
    form: Annotated[FormatChoice, typer.Option("--format", help=_FORMATS)] = FormatChoice.jsonl,
    training: Annotated[
        bool, typer.Option("--training", help="Documents with judged claims, in the format of the corpus.")
    ] = False,
    output: Output = None,
) -> None:
    """Give back what the ledger holds: its live claims in a format of the field, or what persons judged for training.

    What a format cannot say of a claim is lost; docs/formats.md lists it.
    """
    from herodote.ledger.exporting import judged_documents, live_records
    from herodote.ledger.opening import open_ledger
    from herodote.records import Event

    with open_ledger(ledger) as opened, _target(output) as out:
        if training or form is FormatChoice.jsonl:
            for line in judged_documents(opened.engine) if training else live_records(opened.engine):
                out.write(f"{line}\n".encode())
        elif form is FormatChoice.ical:
            from herodote.interchange.agenda import of_ledger

            out.write(of_ledger(opened))
        else:
            _tell(_written(map(Event.model_validate_json, live_records(opened.engine)), form, out))


def convert(
    inputs: Annotated[
        list[Path], typer.Argument(metavar="RECORDS…", help="Files of records that code wrote: JSONL, Parquet, parts.")
    ],
    to: Annotated[FormatChoice, typer.Option("--to", help=_FORMATS)],
    output: Output = None,
) -> None:
    """Write records that were coded in a format of the field, without a ledger between."""
    with _target(output) as out:
        _tell(_written(_records(inputs), to, out))


def import_(
    inputs: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Event files; also .gz, .zst and .zip.")],
    source: Annotated[
        SourceChoice,
        typer.Option("--from", help="polecat, gdelt (event files 1.0, 2.0), plover, herodote (records)."),
    ],
    ledger: LedgerOption = DEFAULT_LEDGER,
    confidence: Annotated[
        float, typer.Option(min=0, max=1, help="How surely a claim is right, of a coder that does not say so.")
    ] = 0.5,
) -> None:
    """Take other coders' events into a ledger as claims of theirs, to stand beside those that are read here.

    Rows that are no events in PLOVER are kept as refusals. The same file twice changes nothing.
    """
    from herodote.errors import UsageError
    from herodote.interchange.taking import take
    from herodote.ledger.opening import open_ledger

    missing = [path for path in inputs if not path.is_file()]
    if missing:
        raise UsageError(f"{missing[0]} is not there: give event files")
    refused = 0
    with open_ledger(ledger, create=True) as opened, _following() as progress:
        for path in inputs:
            taken = take(opened.engine, _lines(path), source.value, confidence=confidence, progress=progress)
            _tell_taken(path, taken, source, ledger)
            refused += taken.refused
    raise typer.Exit(1 if refused else 0)


def _tell_taken(path: Path, taken: "Taken", source: SourceChoice, ledger: str) -> None:
    """What came of a file, and the first refusals with their reasons."""
    known = f", {taken.known:,} documents there already" if taken.known else ""
    summary = f"{taken.seen:,} rows or documents, {taken.claims:,} claims added{known}, {taken.refused:,} refused"
    typer.echo(f"{path}: {summary}", err=True)
    for refusal in taken.refusals:
        typer.echo(f"{path}, {refusal.id}: {refusal.message}", err=True)
    if taken.refused > len(taken.refusals):
        typer.echo(f"… and more: herodote refusals --ledger {ledger}", err=True)
    if taken.refused == taken.seen:
        typer.echo(f"nothing in {path} is an event of {source.value}: is it another format (--from)?", err=True)


def _records(paths: Iterable[Path]) -> "Iterator[Event]":
    from herodote.interchange.tables import read_events, records

    for path in paths:
        yield from records(read_events(path))


def _written(events: "Iterable[Event]", form: FormatChoice, out: BinaryIO) -> "Written":
    from herodote.interchange.writing import write

    return write(events, form.value, out)


def _tell(written: "Written") -> None:
    typer.echo(written.sentence(), err=True)


def _lines(path: Path) -> Iterator[str]:
    from herodote.reading.compression import unpacked

    if zipfile.is_zipfile(path):  # as GDELT publishes its days
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                with archive.open(name) as member:
                    yield from io.TextIOWrapper(member, encoding="utf-8-sig", errors="replace", newline="\n")
        return
    with unpacked(path) as file:
        yield from io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="\n")


@contextmanager
def _target(output: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that takes its place only when everything was written."""
    if output is not None:
        with whole_file(output) as file:
            yield file.buffer
        return
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        import os

        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None


@contextmanager
def _following() -> "Iterator[Callable[[Taken], None]]":
    """A line that counts on a terminal's error stream, nothing elsewhere."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    text = TextColumn("{task.completed} rows, {task.fields[claims]} claims")
    columns = (SpinnerColumn(), text, TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None, claims=0)
        yield lambda taken: bar.update(task, completed=taken.seen, claims=taken.claims)
