"""Questions asked of a ledger from the command line: a table on a terminal, JSONL when piped, or as asked."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import polars as pl

LedgerOption = Annotated[
    str, typer.Option("--ledger", metavar="URL", envvar="HERODOTE_LEDGER", help="The ledger: a file or postgresql://…")
]
Side = Annotated[str | None, typer.Option(metavar="WHO", help="A code (RUS), code/sector (NGA/REB) or name.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line (the default when piped).")]
Csv = Annotated[bool, typer.Option("--csv", help="CSV with a header line.")]
Parquet = Annotated[bool, typer.Option("--parquet", help="Parquet; needs --output or a pipe.")]
Table = Annotated[bool, typer.Option("--table", help="A table even when piped.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE.")]
Limit = Annotated[int | None, typer.Option(help="Rows at most; 0 for all.")]

#: Rows shown where no limit is given: what one reads on a terminal, and what one pipes.
_SHOWN, _PIPED = 50, 100_000
DEFAULT_LEDGER = "ledger.db"

_HELP = {
    "events": "Claims, newest deed first: who did what to whom, according to whom, how surely.",
    "happenings": "Deeds: the claims that speak of one brought together, with figures' ranges, life and support.",
    "timeline": "Happenings in the order in which they came about.",
    "dyads": "Weekly PLOVER scores between countries: cooperation and conflict.",
    "deployments": "Troops and weapons moved or lent: whose, where, how many.",
    "transfers": "Who gives what to whom, how much, how surely.",
    "territory": "Ground taken or given up.",
    "disputes": "Where reports part: denials, figures and days that differ, and who says which.",
    "sources": "Who is relied on, and how often contradicted.",
    "contradictions": "A document against itself or against the ledger.",
}


def _question(name: str) -> Callable[..., None]:
    """The command of a question; all take the same filters and outputs."""

    def ask(
        ledger: LedgerOption = DEFAULT_LEDGER,
        actor: Side = None,
        recipient: Side = None,
        dyad: Annotated[str | None, typer.Option(metavar="A-B", help="Two codes, either way round: RUS-UKR.")] = None,
        type: Annotated[
            str | None, typer.Option(metavar="TYPE", help="PLOVER type of the event or of its deed.")
        ] = None,
        status: Annotated[str | None, typer.Option(help="actual, future, hypothetical or negated.")] = None,
        certainty: Annotated[str | None, typer.Option(help="stated or hedged.")] = None,
        source: Annotated[str | None, typer.Option(metavar="WHO", help="Who says so: a code or a name.")] = None,
        place: Annotated[str | None, typer.Option(help="A country's code or a place's name.")] = None,
        since: Annotated[str | None, typer.Option(metavar="DATE", help="On this day or later.")] = None,
        until: Annotated[str | None, typer.Option(metavar="DATE", help="On this day or earlier.")] = None,
        text: Annotated[str | None, typer.Option(help='Words of the sentence; "…" a phrase, -word without it.')] = None,
        min_confidence: Annotated[float | None, typer.Option(min=0, max=1, help="Claims at least this sure.")] = None,
        limit: Limit = None,
        as_json: Json = False,
        as_csv: Csv = False,
        as_parquet: Parquet = False,
        as_table: Table = False,
        output: Output = None,
    ) -> None:
        given = {k: v for k, v in locals().items() if k in _FIELDS and v is not None}
        form = _form(as_json, as_csv, as_parquet, as_table, output)
        _answer(name, ledger, given | {"limit": _limit(limit, form)}, form, output)

    ask.__doc__ = _HELP[name]
    ask.__name__ = name
    return ask


_FIELDS = frozenset(
    [
        "actor",
        "recipient",
        "dyad",
        "type",
        "status",
        "certainty",
        "source",
        "place",
        "since",
        "until",
        "text",
        "min_confidence",
    ]
)
QUESTIONS = {name: _question(name) for name in _HELP}


def treaties(
    ledger: LedgerOption = DEFAULT_LEDGER,
    if_attacked: Annotated[
        str | None, typer.Option(metavar="CODE", help="Who would be bound to do what if this country were attacked.")
    ] = None,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="As reports up to this day tell.")] = None,
    party: Annotated[str | None, typer.Option(metavar="CODE", help="Only instruments of this party.")] = None,
    every_kind: Annotated[bool, typer.Option(help="Laws, resolutions and sanctions as well.")] = False,
    limit: Limit = None,
    as_json: Json = False,
    as_csv: Csv = False,
    as_parquet: Parquet = False,
    as_table: Table = False,
    output: Output = None,
) -> None:
    """Treaties and accords: parties, obligations, steps passed and due, in force or not."""
    form = _form(as_json, as_csv, as_parquet, as_table, output)
    given = {"if_attacked": if_attacked, "as_of": as_of, "party": party, "every_kind": every_kind}
    _answer("treaties", ledger, given | {"limit": _limit(limit, form)}, form, output)


def why(
    key: Annotated[str, typer.Argument(metavar="ID", help="Key of a happening or claim, or a record's id (doc#3).")],
    ledger: LedgerOption = DEFAULT_LEDGER,
    as_json: Json = False,
) -> None:
    """Why claims stand together in a happening, and what became of a claim."""
    from herodote.ledger.opening import open_ledger
    from herodote.ledger.reader import history
    from herodote.ledger.reader import why as explain
    from herodote.rendering import explanations

    with open_ledger(ledger) as opened:
        past = history(opened.engine, key)
        told = None if past.superseded else explain(opened.engine, key)
    if as_json or not sys.stdout.isatty():
        typer.echo(explanations.as_json(past, told))
    else:
        from rich.console import Console

        Console(highlight=False).print(explanations.explained(past, told))


def _form(as_json: bool, as_csv: bool, as_parquet: bool, as_table: bool, output: Path | None) -> str:
    asked = [n for n, on in (("json", as_json), ("csv", as_csv), ("parquet", as_parquet), ("table", as_table)) if on]
    if len(asked) > 1:
        raise typer.BadParameter(f"one form at a time: --{' or --'.join(asked)}")
    if asked:
        return asked[0]
    if output is not None:
        return {".csv": "csv", ".parquet": "parquet"}.get(output.suffix.lower(), "json")
    return "table" if sys.stdout.isatty() else "json"


def _limit(given: int | None, form: str) -> int | None:
    if given is not None:
        return given or None
    return _SHOWN if form == "table" else _PIPED


def _answer(name: str, address: str, given: dict[str, Any], form: str, output: Path | None) -> None:
    from herodote import views
    from herodote.ledger.opening import open_ledger

    with open_ledger(address) as ledger:
        frame: pl.DataFrame = getattr(views, name)(ledger, **given)
    if form == "table":
        _show(name, frame, given)
    else:
        _write(frame, form, output)


def _show(name: str, frame: "pl.DataFrame", given: dict[str, Any]) -> None:
    from rich.console import Console

    from herodote.rendering.answers import answer

    console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
    console.print(answer(name, frame, console.width))
    if given.get("limit") == len(frame):
        typer.echo(f"The first {len(frame)} are shown: --limit 0 shows all, a filter fewer.", err=True)


def _write(frame: "pl.DataFrame", form: str, output: Path | None) -> None:
    from herodote.commands.inputs import whole_file

    if form == "parquet":
        if output is None and sys.stdout.isatty():
            raise typer.BadParameter("Parquet is binary: add --output FILE, or pipe it")
        frame.write_parquet(sys.stdout.buffer if output is None else output)
        return
    text = frame.write_csv() if form == "csv" else frame.write_ndjson()
    if output is None:
        _pipe(text)
    else:
        with whole_file(output) as file:
            file.write(text)


def _pipe(text: str) -> None:
    import os

    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
