"""Reviewing in the terminal: one doubtful claim after another, each with its sentence and what it was read as."""

from collections.abc import Iterator
from typing import get_args

import typer
from rich.console import Console
from rich.panel import Panel
from rich.prompt import Prompt
from rich.table import Table
from rich.text import Text

from herodote.errors import UsageError
from herodote.ledger.claims import Claim
from herodote.ledger.doubtful import amended, doubtful
from herodote.ledger.grouping.settling import settle
from herodote.ledger.opening import Ledger
from herodote.ledger.writer import correct
from herodote.plover import ontology
from herodote.records import Event, EventTypeName
from herodote.rendering.articles import printable

_KEYS = {"a": "accept", "c": "correct", "r": "reject", "s": "skip", "q": "quit"}
#: What can be corrected here, and the choices it has.
_FIELDS = {
    "event": get_args(EventTypeName), "status": ("actual", "future", "hypothetical", "negated"),
    "certainty": ("stated", "hedged"), "actor": (), "recipient": (), "date": (), "enddate": (),
}  # fmt: skip


def walk(ledger: Ledger, who: str, below: float, limit: int) -> None:
    """Show claims until there are no more, the limit is reached or the person stops; keep each verdict at once."""
    check_tty()
    console = Console(highlight=False)
    counted = dict.fromkeys(("accepted", "corrected", "rejected"), 0)
    claims = doubtful(ledger.engine, below, limit)
    for number, one in enumerate(claims, 1):
        console.print(_shown(one, number, len(claims)))
        verdict = _ask(console)
        if verdict == "quit":
            break
        if verdict != "skip":
            done = _keep(ledger, one, verdict, who, console)
            counted[done] += done in counted
    settle(ledger.engine)
    console.print(", ".join(f"{n} {name}" for name, n in counted.items()))


def _ask(console: Console) -> str:
    words = "  ".join(f"[bold]{key}[/] {name}" for key, name in _KEYS.items())
    try:
        return _KEYS[Prompt.ask(words, console=console, choices=list(_KEYS), show_choices=False)]
    except (EOFError, KeyboardInterrupt):
        return "quit"


def _keep(ledger: Ledger, one: Claim, verdict: str, who: str, console: Console) -> str:
    why = Prompt.ask("Why (may be empty)", console=console, default="", show_default=False)
    if verdict == "accept":
        correct(ledger.engine, one.key, "accepted", who=who, why=why)
        return "accepted"
    if verdict == "reject":
        correct(ledger.engine, one.key, "rejected", who=who, why=why)
        return "rejected"
    event = _corrected(one.event, console)
    if event == one.event:
        console.print("nothing was changed: skipped")
        return "skipped"
    correct(ledger.engine, one.key, "corrected", who=who, why=why, event=event)
    return "corrected"


def _corrected(event: Event, console: Console) -> Event:
    """The event with the fields that the person gives anew; sides are words of the sentence with a code."""
    console.print(
        "field=value, one a line; an empty line ends. Fields: "
        + "; ".join(f"{name} ({', '.join(choices)})" if choices else name for name, choices in _FIELDS.items())
        + ". Sides: words =CODE/SECTOR, several with ';', '-' for none."
    )
    while line := Prompt.ask("change", console=console, default="", show_default=False):
        name, _, value = (part.strip() for part in line.partition("="))
        try:
            event = amended(event, name, value)
        except UsageError as error:
            console.print(f"[red]{error}[/]")
    return event


def _shown(one: Claim, number: int, total: int) -> Panel:
    event = one.event
    start = event.text_info.event_start - event.text_info.start
    end = event.text_info.event_end - event.text_info.start
    sentence = Text.assemble(
        printable(event.text[:start]), (printable(event.text[start:end]), "bold reverse"), printable(event.text[end:])
    )
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for name, value in _lines(event):
        table.add_row(Text(name, style="dim"), printable(value))
    title = f"{number}/{total}  {printable(event.document)}  {event.confidence:.0%}"
    grid = Table.grid(padding=(1, 0))
    grid.add_row(sentence)
    grid.add_row(table)
    return Panel(grid, title=title, subtitle=one.key)


def _lines(event: Event) -> Iterator[tuple[str, str]]:
    yield "event", f"{event.event} {' '.join(event.mode)}".strip() + f" ({ontology().types[event.event].quad})"
    for name, side in (("actor", event.actor), ("recipient", event.recipient), ("source", event.attribution)):
        yield name, "; ".join(f"{e.entity_text} ={e.code or '?'}/{e.sector or '-'}" for e in side) or "–"
    yield "surely", f"{event.status}, {event.certainty}"
    if event.date:
        yield "date", f"{event.date}" + (f" to {event.enddate}" if event.enddate != event.date else "")
    if event.object:
        yield "object", "; ".join(o.text for o in event.object)


def check_tty() -> None:
    """Reviewing needs somebody to ask."""
    import sys

    if not sys.stdin.isatty():
        raise typer.BadParameter("review asks questions: run it in a terminal")
