"""The commands: code, schema, evaluate. Results go to standard output, what is said about them to the error stream."""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from herodote.languages import available

if TYPE_CHECKING:
    from herodote.records import Document, Event, Refusal

app = typer.Typer(
    name="herodote",
    help="Reads French and English news into sourced events: who did what to whom, according to whom, how surely.",
    epilog="Exit status: 0 all done, 1 a document was refused, 2 the command cannot be carried out as given.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        import herodote

        typer.echo(f"herodote {herodote.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Options of the command as a whole."""


def _date(written: str | None) -> str | None:
    try:
        if written:
            Date.fromisoformat(written)
    except ValueError:
        raise typer.BadParameter(f"{written!r} is no date: write it as YYYY-MM-DD") from None
    return written


def _language(code: str | None) -> str | None:
    if code is not None and code not in available():
        raise typer.BadParameter(f"{code!r} is not read: choose {' or '.join(available())}")
    return code


@app.command()
def code(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT…", help="Files (text, HTML, JSONL, CSV), folders, web addresses, or - for stdin."
        ),
    ],
    published: Annotated[
        str | None,
        typer.Option(metavar="DATE", callback=_date, help="Day of publication, for documents that state none."),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="CODE", callback=_language, help=f"Language ({', '.join(available())}), where none is stated."
        ),
    ] = None,
    title: Annotated[str | None, typer.Option(help="Title, for documents that state none.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSONL records even on a terminal.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write JSONL records to FILE, whole or not at all."),
    ] = None,
) -> None:
    """Code the events of reports: shown on a terminal, one JSON record a line when piped."""
    from herodote.reading import read
    from herodote.runners.serial import run

    _check_inputs(inputs)
    refusals = _Refusals()
    day = Date.fromisoformat(published) if published else None
    items = read(inputs, published=day, language=language, title=title, stdin=sys.stdin.buffer)
    coded = run(items, refusals)
    if output is not None:
        _write(coded, output, _several(inputs))
    elif as_json or not sys.stdout.isatty():
        _print_records(coded)
    else:
        _show(coded)
    raise typer.Exit(refusals.status)


@app.command()
def schema() -> None:
    """Print the JSON Schema of one record."""
    from herodote.records import schema as of_event

    typer.echo(json.dumps(of_event(), ensure_ascii=False, indent=2))


@app.command()
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

    _check_inputs([*gold, *([str(pred)] if pred else [])])
    refusals = _Refusals()
    documents = [row for path in gold for row in _rows(path, ("id", "text", "events"))]
    coded = list(_rows(str(pred), ("document", "event", "text_info"))) if pred else list(_coded_anew(gold, refusals))
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

        from herodote.rendering import score_table

        Console().print(score_table(scores))
    else:
        typer.echo(report(scores))
    raise typer.Exit(refusals.status)


class _Refusals:
    """Says each refusal on the error stream, in one line, and remembers that there was one."""

    status = 0

    def __call__(self, refusal: "Refusal") -> None:
        from herodote.rendering import printable

        self.status = 1
        line = f"{refusal.source}: {refusal.message} [{refusal.reason}]"
        typer.echo(printable(" ".join(line.split())), err=True)


def _check_inputs(inputs: Iterable[str]) -> None:
    from herodote.reading import is_url

    missing = [one for one in inputs if one != "-" and not is_url(one) and not Path(one).exists()]
    if missing:
        raise typer.BadParameter(
            f"no such file or folder: {', '.join(missing)}: check the spelling", param_hint="INPUT"
        )


def _several(inputs: list[str]) -> bool:
    """Whether more than one document is to be expected."""
    return (
        len(inputs) > 1 or Path(inputs[0]).is_dir() or Path(inputs[0]).suffix.lower() in (".jsonl", ".ndjson", ".csv")
    )


def _rows(path: str, needed: tuple[str, ...]) -> Iterator[dict[str, Any]]:
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


def _coded_anew(paths: list[str], refusals: _Refusals) -> Iterator[dict[str, Any]]:
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

    from herodote.rendering import article

    console = Console(highlight=False)
    for document, events in coded:
        console.print(article(document, events, console.width))


def _write(coded: "Iterable[tuple[Document, list[Event]]]", output: Path, several: bool) -> None:
    with _whole_file(output) as file:
        for events in _with_progress(coded, several):
            _records(events, file)


@contextmanager
def _whole_file(path: Path) -> Iterator[TextIO]:
    """A file that takes its place only when everything was written; devices and pipes are written to directly."""
    from herodote.errors import UsageError

    path = path.resolve()
    direct = path.exists() and not path.is_file()
    part = path if direct else path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        file = part.open("w", encoding="utf8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}): choose another place") from None
    try:
        with file:
            yield file
        if not direct:
            part.replace(path)
    finally:
        if not direct:
            part.unlink(missing_ok=True)


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
