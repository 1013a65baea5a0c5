"""What the command shows on a terminal: an article with its events marked, their table, and evaluation figures."""

import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Date
from itertools import groupby

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.style import Style
from rich.table import Table
from rich.text import Text

from herodote.evaluation import Scores
from herodote.plover import ontology
from herodote.records import Amount, Document, Entity, Event

#: A family of colours for each quad code; the types of a quad take its shades in turn.
_FAMILIES = {
    1: ("deep_sky_blue1", "dodger_blue1", "steel_blue1", "sky_blue2"),
    2: ("green3", "spring_green2", "dark_sea_green2"),
    3: ("gold1", "orange1", "yellow2", "dark_orange"),
    4: ("red1", "hot_pink", "indian_red1", "orange_red1", "light_coral"),
}
_FAMILY_NAMES = {1: "cooperation in words", 2: "in deeds", 3: "conflict in words", 4: "in deeds"}
#: Columns a terminal must have for one cell a question; narrower ones get the cells stacked.
_WIDE = 132
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def article(document: Document, events: Sequence[Event], width: int) -> RenderableType:
    """A document's header, its text with the triggers marked and numbered, and the table of its events."""
    parts: list[RenderableType] = [_header(document), _marked(document.text, events)]
    if events:
        parts += [_legend(), (_wide_table if width >= _WIDE else _narrow_table)(events)]
    else:
        parts.append(Text("no events found\n", style="dim"))
    return Group(*parts)


def score_table(scores: Scores) -> RenderableType:
    """The figures of an evaluation, those with precision and recall, the single ones, and the types."""
    table = Table("figure", "P", "R", "F1", "gold", "coded", box=SIMPLE_HEAD)
    for column in table.columns[1:]:
        column.justify = "right"
    for name, tally in (*scores.tallies.items(), *sorted(scores.types.items())):
        style = "dim" if name.isupper() else None
        figures = (f"{value:.3f}" for value in (tally.precision, tally.recall, tally.f1))
        table.add_row(name, *figures, str(tally.gold), str(tally.coded), style=style)
    single = Table("figure", "value", box=SIMPLE_HEAD)
    for name, value in scores.single.items():
        single.add_row(name, "–" if value is None else f"{value:.3f}")
    return Group(table, single)


def printable(text: str) -> str:
    """The text without the characters that could steer a terminal."""
    return "".join(c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs") else "�" for c in text)


def _style(event: Event) -> Style:
    kinds = [name for name, kind in ontology().types.items() if kind.quad == event.quad_code]
    shades = _FAMILIES[event.quad_code]
    return Style(
        color=shades[kinds.index(event.event) % len(shades)],
        bold=True,
        italic=event.certainty == "hedged" or None,
        underline=event.certainty == "hedged" or None,
        strike=event.status == "negated" or None,
    )


def _header(document: Document) -> RenderableType:
    title = Text(printable(document.title or document.id), style="bold")
    about = (document.publication, document.published and document.published.isoformat(), document.url)
    line = " · ".join(printable(str(part)) for part in about if part)
    return Group(Rule(title), *([Text(line, style="dim", justify="center")] if line else []), Text())


def _marked(text: str, events: Sequence[Event]) -> Text:
    """The text with every trigger in its colour and its number, or numbers, raised behind it."""
    shown = Text()
    at = 0
    numbered = sorted(enumerate(events, 1), key=lambda pair: _trigger(pair[1]))
    for (start, end), group in groupby(numbered, key=lambda pair: _trigger(pair[1])):
        here = list(group)
        style = _style(here[0][1])
        shown.append(printable(text[at:start]))
        shown.append(printable(text[max(at, start) : end]), style)
        marks = ",".join(f"{number}{_doubt(event)}" for number, event in here)
        shown.append(marks.translate(_SUPERSCRIPTS), Style(color=style.color))
        at = max(at, end)
    shown.append(printable(text[at:]))
    shown.append("\n")
    return shown


def _trigger(event: Event) -> tuple[int, int]:
    return event.text_info.event_start, event.text_info.event_end


def _doubt(event: Event) -> str:
    return "?" if event.certainty == "hedged" else ""


def _legend() -> RenderableType:
    colours = Text("  ").join(Text(f"■ {name}", style=_FAMILIES[quad][0]) for quad, name in _FAMILY_NAMES.items())
    marks = Text.assemble("  ", ("hedged", "italic underline"), "?  ", ("negated", "strike"))
    return colours.append(marks)


@dataclass(frozen=True, slots=True)
class _Row:
    """The answers of one event to the questions that the table asks."""

    number: str
    when: str
    who: str
    what: Text
    whom: str
    where: str
    many: str
    source: str
    surely: str


def _rows(events: Iterable[Event]) -> Iterator[_Row]:
    for number, event in enumerate(events, 1):
        place = event.event_loc
        where = f"{place.extracted_place}{_in_brackets(place.country_code)}" if place else ""
        cells = (_entities(event.recipient), where, _how_many(event), _sources(event), _surely(event))
        yield _Row(str(number), _when(event), _entities(event.actor), _what(event), *map(printable, cells))


def _wide_table(events: Sequence[Event]) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), expand=True)
    table.add_column("№", justify="right", no_wrap=True)
    table.add_column("when", no_wrap=True)
    for name, ratio in (("who", 3), ("did what", 4), ("to whom", 3), ("where", 2), ("how many", 2)):
        table.add_column(name, ratio=ratio)
    table.add_column("according to whom", ratio=3)
    table.add_column("how surely", ratio=2)
    for r in _rows(events):
        table.add_row(r.number, r.when, r.who, r.what, r.whom, r.where, r.many, r.source, r.surely)
    return table


def _narrow_table(events: Sequence[Event]) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), expand=True, show_lines=False)
    table.add_column("№", justify="right", no_wrap=True)
    table.add_column("when", no_wrap=True, min_width=10)
    table.add_column("who did what to whom", ratio=5)
    table.add_column("where, how many, says who, how surely", ratio=4)
    for r in _rows(events):
        sides = Text(f"{r.who or '–'} → {r.whom or '–'}")
        about = [
            r.where and f"in: {r.where}",
            r.many and f"how many: {r.many}",
            r.source and f"says: {r.source}",
            r.surely,
        ]
        table.add_row(r.number, r.when, Text("\n").join([r.what, sides]), "\n".join(filter(None, about)))
    return table


def _when(event: Event) -> str:
    if event.date is None:
        return ""
    last = event.enddate or event.date
    about = "~" if event.date_info and event.date_info.approx else ""
    return about + interval(event.date, last)


def interval(first: Date, last: Date) -> str:
    """A day, a whole month or a whole year in short; else both ends."""
    if first == last:
        return first.isoformat()
    if first.day == 1 and first.year == last.year and last.day == monthrange(last.year, last.month)[1]:
        if first.month == last.month:
            return first.isoformat()[:7]
        if (first.month, last.month) == (1, 12):
            return first.isoformat()[:4]
    return f"{first.isoformat()}\n–{last.isoformat()}"


def _what(event: Event) -> Text:
    kind = event.event if event.act == event.event else f"{event.event} ({event.act})"
    words = " ".join((kind, *event.mode))
    objects = ", ".join(thing.text for thing in event.object)
    said = f" “{event.event_text}”" + (f" {objects}" if objects else "") + (f" [{event.step}]" if event.step else "")
    return Text.assemble((printable(words), _style(event)), printable(said))


def _entities(entities: Iterable[Entity]) -> str:
    return printable(", ".join(f"{e.entity_text}{_in_brackets(e.code)}" for e in entities))


def _in_brackets(code: str | None) -> str:
    return f" ({code})" if code else ""


def _how_many(event: Event) -> str:
    casualties = [f"{n} {name}" for name, n in event.size.model_dump().items() if n is not None]
    return ", ".join([*casualties, *map(_amount, event.amounts)])


def _amount(amount: Amount) -> str:
    return (
        amount.text if amount.value is None or str(amount.value) in amount.text else f"{amount.text} ({amount.value:,})"
    )


def _sources(event: Event) -> str:
    return ", ".join(
        f"{s.entity_text}{_in_brackets(s.code)}{'' if s.named else ' (unnamed)'}" for s in event.attribution
    )


def _surely(event: Event) -> str:
    status = "" if event.status == "actual" else f"{event.status}, "
    return f"{status}{event.certainty}{_doubt(event)} {event.confidence:.0%}"
