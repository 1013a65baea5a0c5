"""About the records: schema, evaluate, examples. Results go to standard output, the rest to the error stream."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from herodote.commands.inputs import Refusals, check_inputs


def schema() -> None:
    """Print the JSON Schema of one record."""
    from herodote.records import schema as of_event

    typer.echo(json.dumps(of_event(), ensure_ascii=False, indent=2))


_EXAMPLES = {
    "reports": "two reports, French and English, of treaties, troops, arms and a front line",
    "chaco": "24 reports of a crisis between two states in 2025, French and English: February to May",
}


def examples(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Which; without it they are listed.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE.")] = None,
) -> None:
    """Give invented reports to try things on, as JSONL documents that code and ingest take."""
    from importlib.resources import files

    from herodote.commands.inputs import whole_file
    from herodote.errors import UsageError

    if name is None:
        for known, about in _EXAMPLES.items():
            typer.echo(f"{known:10}{about}")
        return
    if name not in _EXAMPLES:
        raise UsageError(f"there are no examples {name!r}: choose {' or '.join(_EXAMPLES)}")
    text = (files("herodote") / "examples" / f"{name}.jsonl").read_text(encoding="utf8")
    if output is None:
        typer.echo(text, nl=False)
        return
    with whole_file(output) as file:
        file.write(text)


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
