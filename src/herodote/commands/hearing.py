"""Who says what, and who does what to whom, from the command line: statements and relations of given pairs."""

import json
import sys
from datetime import date as Date
from pathlib import Path
from typing import Annotated

import typer

from herodote.commands.inputs import (
    INPUTS,
    LanguageOption,
    PublishedOption,
    Refusals,
    TitleOption,
    check_inputs,
    whole_file,
)


def statements(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT…", help=INPUTS),
    ],
    published: PublishedOption = None,
    language: LanguageOption = None,
    title: TitleOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSONL records even on a terminal.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write JSONL records to FILE.")
    ] = None,
) -> None:
    """Say who says what in reports, event or not: source, cue, content, how surely."""
    from herodote.reading import read
    from herodote.runners.serial import hear

    check_inputs(inputs)
    refusals = Refusals()
    day = Date.fromisoformat(published) if published else None
    heard = hear(read(inputs, published=day, language=language, title=title, stdin=sys.stdin.buffer), refusals)
    if output is not None:
        with whole_file(output) as file:
            file.writelines(f"{one.model_dump_json()}\n" for _, said in heard for one in said)
    elif as_json or not sys.stdout.isatty():
        for _, said in heard:
            for one in said:
                typer.echo(one.model_dump_json())
    else:
        from rich.console import Console

        from herodote.rendering.sayings import sayings

        console = Console(highlight=False)
        for document, said in heard:
            console.print(sayings(document, said))
    raise typer.Exit(refusals.status)


def relate(
    pairs: Annotated[
        str,
        typer.Argument(metavar="PAIRS.jsonl", help='Lines of {"id", "text", "actor": [start, end], "recipient": […]}.'),
    ],
    language: LanguageOption = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write JSONL to FILE.")] = None,
) -> None:
    """Say what the first of two given actors does to the second: the type, and the probability of each."""
    from herodote.api import relate as weigh
    from herodote.commands.reports import rows
    from herodote.errors import HerodoteError

    check_inputs([pairs])
    status = 0
    lines = []
    for number, row in enumerate(rows(pairs, ("id", "text", "actor", "recipient")), 1):
        try:
            shares = weigh(row["text"], _place(row["actor"]), _place(row["recipient"]),
                           language=row.get("language") or language)  # fmt: skip
        except HerodoteError as error:
            typer.echo(f"{pairs}:{number}: {row['id']}: {error}", err=True)
            status = 1
            continue
        best = max(shares, key=lambda name: shares[name])
        lines.append(json.dumps({"id": row["id"], "type": best, "probabilities": shares}, ensure_ascii=False))
        if output is None:
            typer.echo(lines.pop())
    if output is not None:
        with whole_file(output) as file:
            file.writelines(f"{line}\n" for line in lines)
    raise typer.Exit(status)


def _place(given: object) -> tuple[int, int]:
    from herodote.errors import UsageError

    if isinstance(given, list) and len(given) == 2 and all(isinstance(n, int) for n in given):
        return int(given[0]), int(given[1])
    raise UsageError(f"{given!r} is no place: write [start, end]")
