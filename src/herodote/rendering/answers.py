"""The answers of a ledger as tables: what one reads first to the left, colours by what kind of deed it is."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date as Date
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from herodote.rendering.articles import interval, printable

if TYPE_CHECKING:
    import polars as pl

_QUADS = {1: "deep_sky_blue1", 2: "green3", 3: "gold1", 4: "red1"}
_LIVES = {"announced": "○ announced", "reported": "◐ reported", "confirmed": "● confirmed", "denied": "✕ denied"}
_LIFE_STYLES = {"announced": "cyan", "reported": "", "confirmed": "green", "denied": "red"}
#: Steps in the order that a treaty takes them, as dots on a line.
_COURSE = (
    "negotiated",
    "initialled",
    "signed",
    "lower-house",
    "upper-house",
    "ratified",
    "promulgated",
    "deposited",
    "in-force",
)
_BAR = 24

Row = dict[str, Any]


def answer(name: str, frame: "pl.DataFrame", width: int) -> RenderableType:
    """The table of a question's answer."""
    if frame.is_empty():
        return Text("nothing found: loosen a filter, or ingest more reports", style="dim")
    rows = frame.to_dicts()
    if name == "treaties":
        return _bound(rows) if "attacked" in rows[0] else _treaties(rows)
    return _TABLES[name](rows)


def refusal_table(rows: Sequence[Row]) -> RenderableType:
    """Documents that were refused, and the remedy."""
    if not rows:
        return Text("no document stands refused", style="dim")
    table = _table(("document", 2), ("reason", None), ("what to do", 4), ("since", None))
    for row in rows:
        table.add_row(printable(row["id"]), row["reason"], printable(row["message"]), f"{row['at']:%Y-%m-%d}")
    return table


def _table(*columns: tuple[str, int | None], lines: bool = False) -> Table:
    """A table; a column without a ratio is as wide as its words."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), expand=True, show_lines=lines)
    for name, ratio in columns:
        right = name in ("claims", "n", "contradicted", "hedged")
        table.add_column(name, ratio=ratio, no_wrap=ratio is None, justify="right" if right else "left")
    return table


def _events(rows: Sequence[Row]) -> Table:
    table = _table(
        ("when", None),
        ("who → whom", 4),
        ("did what", 4),
        ("where, how many", 3),
        ("according to, how surely", 3),
        ("claim", None),
    )
    for r in rows:
        kind = r["event"] if r["act"] == r["event"] else f"{r['event']} ({r['act']})"
        style = (
            _QUADS[r["quad_code"]]
            + (" italic" if r["certainty"] == "hedged" else "")
            + (" strike" if r["status"] == "negated" else "")
        )
        what = Text.assemble((kind, style), printable(f" “{r['trigger']}” {r['object']}".rstrip()))
        surely = "" if r["status"] == "actual" else f"{r['status']}, "
        table.add_row(
            _when(r, "published"), _sides(r["actor"], r["recipient"], r["actor_code"], r["recipient_code"]),
            what, _several(r["place"], r["figures"]),
            _several(r["source"], f"{surely}{r['certainty']} {r['confidence']:.0%}"),
            Text(r["key"], style="dim"),
        )  # fmt: skip
    return table


def _happenings(rows: Sequence[Row]) -> Table:
    table = _table(
        ("when", None),
        ("who → whom", 2),
        ("deed", 3),
        ("where, how many", 3),
        ("life, who says so", 3),
        ("claims", None),
        ("happening", None),
    )
    for r in rows:
        kind = " ".join(
            filter(None, (r["event"] if r["act"] == r["event"] else f"{r['event']} ({r['act']})", r["mode"]))
        )
        deed = Text.assemble((kind, _QUADS[r["quad_code"]]), printable(f" {r['object']}".rstrip()))
        disputed = (" disputed" if r["disputed"] else "", "magenta")
        voices = printable(f"\nsupport {r['support']:g}" + (f": {r['voices']}" if r["voices"] else ""))
        life = Text.assemble((_LIVES[r["life"]], _LIFE_STYLES[r["life"]]), disputed, voices)
        table.add_row(
            _when(r, "first_report"), printable(f"{r['actors'] or '–'} → {r['recipients'] or '–'}"),
            deed, _several(r["place"] or r["country"], r["figures"]), life, f"{r['claims']} in {r['documents']}",
            Text(r["happening"], style="dim"),
        )  # fmt: skip
    return table


def _dyads(rows: Sequence[Row]) -> Table:
    most = max(max(r["cooperation"], -r["conflict"]) for r in rows) or 1.0
    table = _table(
        ("week", None),
        ("actor → recipient", None),
        ("n", None),
        ("conflict", None),
        ("cooperation", None),
        ("balance", None),
    )
    for r in rows:
        table.add_row(
            f"{r['week']}", f"{r['actor']} → {r['recipient']}", str(r["happenings"]),
            Text(f"{_bar(-r['conflict'] / most):>{_BAR}} {r['conflict']:7.1f}", style=_QUADS[4]),
            Text(f"{r['cooperation']:6.1f} {_bar(r['cooperation'] / most):<{_BAR}}", style=_QUADS[2]),
            f"{r['balance']:+.1f}",
        )  # fmt: skip
    return table


def _bar(share: float) -> str:
    eighths = round(max(0.0, min(1.0, share)) * _BAR * 8)
    return "█" * (eighths // 8) + ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")[eighths % 8]


def _disputes(rows: Sequence[Row]) -> Table:
    table = _table(("when", None), ("deed", 2), ("about", 2), ("who says what", 6), ("happening", None), lines=True)
    for r in rows:
        about = {"denied": "whether it happened", "date": "the day"}.get(
            r["kind"], f"{r['measure']}: {_number(r['low'])}–{_number(r['high'])}"
        )
        table.add_row(
            str(r["day"] or ""), printable(f"{r['event']} {r['actors'] or '–'} → {r['recipients'] or '–'}"),
            Text(about, style="magenta"), printable(r["positions"].replace("; ", "\n")),
            Text(r["happening"], style="dim"),
        )  # fmt: skip
    return table


def _sources(rows: Sequence[Row]) -> Table:
    most = max(r["claims"] for r in rows)
    table = _table(
        ("source", 3), ("code", None), ("claims", None), ("", None), ("hedged", None), ("contradicted", None)
    )
    for r in rows:
        name = Text(printable(r["source"]), style="" if r["named"] or r["code"] else "dim italic")
        share = f"{r['contradicted']} ({r['share_contradicted']:.0%})" if r["contradicted"] else ""
        bar = Text(f"{_bar(r['claims'] / most):<{_BAR}}", style="deep_sky_blue1")
        table.add_row(
            name, r["code"] or "", str(r["claims"]), bar, str(r["hedged"] or ""), Text(share, style="magenta")
        )
    return table


def _contradictions(rows: Sequence[Row]) -> Table:
    table = _table(("document", 2), ("against", 2), ("about", None), ("says", 4), ("and", 4), lines=True)
    for r in rows:
        about = " ".join(filter(None, (r["about"], r["measure"])))
        style = "bold magenta" if r["against"] == "itself" else ""
        table.add_row(
            printable(r["document"]),
            Text(printable(r["against"]), style=style),
            about,
            printable(r["one"]),
            printable(r["other"]),
        )
    return table


def _treaties(rows: Sequence[Row]) -> Table:
    table = _table(
        ("instrument", 4),
        ("parties", None),
        ("steps", None),
        ("stands at", 3),
        ("next", 3),
        ("obligation", 4),
        lines=True,
    )
    for r in rows:
        following = " ".join(
            filter(None, (r["next_step"], f"by {r['next_by']}" if r["next_by"] else "", str(r["next_due"] or "")))
        )
        last = " ".join(filter(None, (r["last_step"], str(r["last_date"] or ""), r["by"] or "")))
        state = Text.assemble(
            (r["state"], "green" if r["in_force"] else "yellow"), printable(f"\n{last}" if last else "")
        )
        clause = " ".join(filter(None, (r["obligation"], r["condition"])))
        name = Text.assemble((printable(r["name"]), "bold"), (f"\n{r['kind'] or ''} {r['treaty']}", "dim"))
        table.add_row(
            name,
            r["parties"].replace("; ", "\n"),
            _path(r["steps"]),
            state,
            printable(following or "–"),
            printable(clause or "–"),
        )
    return table


def _path(steps: str) -> Text:
    """The course as dots, those passed filled."""
    passed = {step.split(" ")[0] for step in steps.split("; ") if step}
    return Text("").join(Text("●" if s in passed else "○", style="green" if s in passed else "dim") for s in _COURSE)


def _bound(rows: Sequence[Row]) -> Table:
    table = _table(
        ("if attacked", None), ("bound", None), ("to", 4), ("when", 4), ("by", 4), ("in force", 2), lines=True
    )
    for r in rows:
        force = (
            Text(f"yes, since {r['since'] or '?'}", style="green")
            if r["in_force"]
            else Text(r["state"], style="yellow")
        )
        table.add_row(
            r["attacked"],
            r["bound"],
            printable(r["obligation"]),
            printable(r["condition"]),
            printable(f"{r['name']} ({r['document']})"),
            force,
        )
    return table


def _when(row: Row, report: str) -> str | Text:
    """The days of the deed; where they are not known, the day of the report, by which it was known."""
    first: Date | None = row["date"]
    if first is None:
        return Text(f"≤{row[report] or '?'}", style="dim")
    return interval(first, row["enddate"] or first)


def _sides(actor: str, recipient: str, code: str, other: str) -> str:
    one = actor + (f" ({code})" if code else "")
    two = recipient + (f" ({other})" if other else "")
    return printable(f"{one or '–'} → {two or '–'}")


def _several(*cells: str | None) -> str:
    return printable("\n".join(filter(None, cells)))


def _number(value: float | None) -> str:
    return "?" if value is None else f"{value:,.0f}"


_TABLES: dict[str, Callable[[Sequence[Row]], Table]] = {
    "events": _events, "happenings": _happenings, "timeline": _happenings, "deployments": _happenings,
    "transfers": _happenings, "territory": _happenings, "dyads": _dyads, "disputes": _disputes, "sources": _sources,
    "contradictions": _contradictions,
}  # fmt: skip


def names() -> Iterable[str]:
    """Questions that have a table."""
    return _TABLES.keys()
