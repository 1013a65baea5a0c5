"""What tabular formats of event data have in common: one row a pair of sides, and rows read back as records."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from typing import cast

from herodote.plover import ontology
from herodote.records import CiteInfo, Coder, DateInfo, Document, Entity, Event, EventTypeName, Location, TextInfo

#: What stands between the cells of a row where they are laid out as a text.
_BETWEEN = " | "
_ANYBODY = Entity(entity_text="", start=0, end=0)


def pairs(event: Event) -> Iterator[tuple[Entity, Entity]]:
    """Each actor with each recipient; an empty entity stands for a side that nobody is named for."""
    for actor in event.actor or (_ANYBODY,):
        for recipient in event.recipient or (_ANYBODY,):
            yield actor, recipient


def number(*parts: str) -> int:
    """A number made of words, the same every time, of at most 15 digits."""
    return int.from_bytes(hashlib.blake2b("\0".join(parts).encode(), digest_size=6).digest()) + 1


def lay(text: str, start: int, words: str) -> str:
    """The text with words at their place, blanks before them where nothing is known."""
    text = text.ljust(start)
    return text[:start] + words + text[start + len(words) :]


def decimal(written: str) -> float | None:
    """The number a cell holds; None where it holds none."""
    try:
        return float(written)
    except ValueError:
        return None


def clean(cell: object) -> str:
    """A cell of a table whose cells are set apart by tabs: without tabs and line breaks, empty for None."""
    return "" if cell is None else " ".join(str(cell).split())


@dataclass(slots=True)
class Row:
    """A row of somebody else's event data, as far as it goes; sides are entities without their places.

    ``cells`` is what becomes of the row as a text: each cell once, in their order.
    """

    id: str
    kind: str
    words: str
    actor: Sequence[Entity]
    recipient: Sequence[Entity]
    date: Date | None
    coder: Coder
    modes: Sequence[str] = ()
    contexts: Sequence[str] = ()
    scale: float | None = None
    place: Location | None = None
    cite: CiteInfo = field(default_factory=CiteInfo)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot become a record, and why."""

    id: str
    reason: str


def record(row: Row, confidence: float) -> tuple[Document, Event]:
    """The row as a document, its cells laid out, and as the record of the one event in it, its words placed there.

    ``confidence`` is how surely the row is right, which such data do not say.
    """
    kind = ontology().types[row.kind]
    named = cast("EventTypeName", row.kind)
    laid = _Laid()
    actors = tuple(laid.entity(e) for e in row.actor)
    start = laid.put(row.words)
    recipients = tuple(laid.entity(e) for e in row.recipient)
    place = row.place and row.place.model_copy(
        update=dict(zip(("start", "end"), laid.span(row.place.extracted_place), strict=True))
    )
    day = _day(row.date, laid)
    text = laid.text
    event = Event(
        id=f"{row.id}#1", document=row.id, date=row.date, enddate=row.date, date_info=day, event=named, act=named,
        mode=tuple(row.modes), context=tuple(row.contexts), quad_code=kind.quad,
        event_scale=ontology().scale(row.kind, tuple(row.modes)) if row.scale is None else row.scale,
        actor=actors, recipient=recipients, event_text=row.words, event_loc=place, status="actual", certainty="stated",
        text=text, cite_info=row.cite, confidence=confidence, coder=row.coder,
        text_info=TextInfo(sequence=0, start=0, end=len(text), event_start=start, event_end=start + len(row.words)),
    )  # fmt: skip
    return Document(id=row.id, text=text, **row.cite.model_dump()), event


def _day(date: Date | None, laid: "_Laid") -> DateInfo | None:
    if date is None:
        return None
    start, end = laid.span(date.isoformat())
    return DateInfo(text=date.isoformat(), start=start, end=end, precision="day")


class _Laid:
    """A text that is laid out cell by cell."""

    def __init__(self) -> None:
        self.text = ""

    def put(self, words: str) -> int:
        """Add a cell and say where it begins."""
        self.text += _BETWEEN if self.text else ""
        self.text += words
        return len(self.text) - len(words)

    def span(self, words: str) -> tuple[int, int]:
        start = self.put(words)
        return start, start + len(words)

    def entity(self, entity: Entity) -> Entity:
        start, end = self.span(entity.entity_text)
        return entity.model_copy(update={"start": start, "end": end})
