"""A report with its events marked, as HTML that stands alone: for notebooks, and for files to be shown around.

Styles are written into the elements, as notebooks keep no style sheets; what is marked by colour is also said in words.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Date
from html import escape
from itertools import pairwise
from pathlib import Path

from herodote.errors import UsageError
from herodote.records import Document, Entity, Event

#: Ground and ink of each quad code: cooperation in words and deeds, conflict in words and deeds.
_COLOURS = {1: ("#d6e8fa", "#0b3d66"), 2: ("#d5f0dc", "#0d4a22"), 3: ("#fdeecb", "#5c3c00"), 4: ("#fbdcd6", "#701b0b")}
_ROLES = {"actor": "who", "recipient": "to whom", "attribution": "according to", "object": "what"}
#: A mark that runs over a line's end is closed there and opened again.
_BROKEN = ";-webkit-box-decoration-break:clone;box-decoration-break:clone"
_CELL = "padding:.25em .6em;border-bottom:1px solid #8884;text-align:left;vertical-align:top"


@dataclass(frozen=True, slots=True)
class Display:
    """A report with its events marked; notebooks show it, ``save`` writes it to a file."""

    html: str

    def _repr_html_(self) -> str:
        return self.html

    def save(self, path: str | Path) -> None:
        """Write a page that any browser shows."""
        page = f'<!doctype html><meta charset="utf-8"><title>Hérodote</title><body>{self.html}'
        Path(path).write_text(page, encoding="utf8")


def display(
    text: "str | Document",
    events: Sequence[Event] | None = None,
    *,
    published: str | Date | None = None,
    language: str | None = None,
    min_confidence: float = 0.0,
    table: bool = True,
) -> Display:
    """The report with triggers, sides and sources marked, and under it the table of its events.

    Without ``events`` the report is coded first, with ``published`` and ``language`` as ``herodote.code`` takes them.
    RefusedError if it cannot be coded, UsageError if the events are another text's.
    """
    whole = text.text if isinstance(text, Document) else text
    if events is None:
        from herodote.api import code

        if isinstance(text, Document):
            published, language = published or text.published, language or text.language
        events = code(whole, published=published, language=language, min_confidence=min_confidence)
    elif any(whole[e.text_info.event_start : e.text_info.event_end] != e.event_text for e in events):
        raise UsageError("the events are those of another text: give the text they were coded in")
    language = language or next((e.cite_info.language for e in events), None)
    shown = _marked(whole, events) + (_table(events) if table and events else "")
    return Display(
        f'<div lang="{escape(language or "", quote=True)}" style="line-height:2;max-width:60em">{shown}</div>'
    )


def _marked(text: str, events: Sequence[Event]) -> str:
    """The text cut where a mark begins or ends, each piece in its marks."""
    roles = sorted(set(_roles(events)))
    triggers = {(e.text_info.event_start, e.text_info.event_end): n for n, e in reversed(list(enumerate(events)))}
    cuts = {0, len(text)} | {at for span in triggers for at in span} | {at for a, b, _ in roles for at in (a, b)}
    places = sorted(at for at in cuts if 0 <= at <= len(text))
    out = []
    for start, end in pairwise(places):
        piece = escape(text[start:end]).replace("\n", "<br>")
        said = "; ".join(dict.fromkeys(role for a, b, role in roles if a <= start and end <= b))
        trigger = next((span for span in triggers if span[0] <= start and end <= span[1]), None)
        if said and trigger is None:
            piece = f'<span title="{said}" style="border-bottom:2px dotted #8889">{piece}</span>'
        if trigger is not None:
            piece = _box(piece, events[triggers[trigger]], triggers[trigger] + 1, last=end == trigger[1])
        out.append(piece)
    return f"<p>{''.join(out)}</p>"


def _roles(events: Iterable[Event]) -> Iterator[tuple[int, int, str]]:
    for number, event in enumerate(events, 1):
        for field, name in _ROLES.items():
            yield from ((one.start, one.end, f"{number}: {name}") for one in getattr(event, field))
        if event.event_loc:
            yield event.event_loc.start, event.event_loc.end, f"{number}: where"
        if event.date_info:
            yield event.date_info.start, event.date_info.end, f"{number}: when"


def _box(piece: str, event: Event, number: int, *, last: bool) -> str:
    ground, ink = _COLOURS[event.quad_code]
    line = ";text-decoration:line-through" if event.status == "negated" else ""
    edge = "dashed" if event.certainty == "hedged" else "solid"
    label = f" <small style='font-weight:bold;font-size:.7em'>{number} {_kind(event)}</small>" if last else ""
    style = (
        f"background:{ground};color:{ink};border:1px {edge} {ink};border-radius:.3em;padding:.1em .3em{line}{_BROKEN}"
    )
    return f'<mark style="{style}" title="{escape(_told(event), quote=True)}">{piece}{label}</mark>'


def _kind(event: Event) -> str:
    doubt = "?" if event.certainty == "hedged" else ""
    return escape(" ".join((event.event, *event.mode))) + doubt


def _told(event: Event) -> str:
    return f"{event.event}, {event.status}, {event.certainty}, {event.confidence:.0%}"


def _table(events: Sequence[Event]) -> str:
    names = ("№", "when", "who", "did what", "to whom", "where", "according to whom", "how surely")
    head = "".join(f'<th scope="col" style="{_CELL}">{name}</th>' for name in names)
    body = "".join(f"<tr>{_row(_cells(number, event))}</tr>" for number, event in enumerate(events, 1))
    style = "border-collapse:collapse;line-height:1.4;font-size:.9em"
    return f'<table style="{style}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _row(cells: Iterable[str]) -> str:
    return "".join(f'<td style="{_CELL}">{escape(cell)}</td>' for cell in cells)


def _cells(number: int, event: Event) -> tuple[str, ...]:
    from herodote.rendering.articles import interval

    when = interval(event.date, event.enddate or event.date).replace("\n", " ") if event.date else ""
    what = f"{event.event if event.act == event.event else f'{event.event} ({event.act})'} “{event.event_text}”"
    things = ", ".join([*(o.text for o in event.object), *(a.text for a in event.amounts)])
    status = "" if event.status == "actual" else f"{event.status}, "
    return (
        str(number), when, _names(event.actor), f"{what} {things}".strip(), _names(event.recipient),
        event.event_loc.extracted_place if event.event_loc else "", _names(event.attribution),
        f"{status}{event.certainty} {event.confidence:.0%}",
    )  # fmt: skip


def _names(entities: Iterable[Entity]) -> str:
    return ", ".join(f"{e.entity_text} ({e.code})" if e.code else e.entity_text for e in entities)
