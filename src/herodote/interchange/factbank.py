"""Factuality as FactBank writes it: for each event and each source, how far that source commits itself to it.

Columns set apart by tabs: document, sentence number, event id, trigger, source, value. Values are FactBank's: CT±
certain, PR± probable, PS± possible, Uu uncommitted. The author of a text is ``AUTHOR``; who is cited stands before,
nearest first, so that ``Kyiv_AUTHOR`` is what Kyiv holds as the author reports it.
"""

from collections.abc import Iterator, Sequence

from herodote.interchange.rows import clean
from herodote.records import Event

COLUMNS = ("document", "sentence", "event", "trigger", "source", "factuality")
_VALUES = {
    ("actual", "stated"): "CT+", ("actual", "hedged"): "PR+",
    ("negated", "stated"): "CT-", ("negated", "hedged"): "PR-",
    ("future", "stated"): "PR+", ("future", "hedged"): "PS+",
    ("hypothetical", "stated"): "PS+", ("hypothetical", "hedged"): "Uu",
}  # fmt: skip


def header() -> Sequence[str]:
    """The line of column names."""
    return ("\t".join(COLUMNS),)


def rows(event: Event) -> Iterator[str]:
    """A line for the author and, of an event that rests on somebody, one for who is cited."""
    start = (event.document, event.text_info.sequence + 1, event.id, event.event_text)
    value = factuality(event)
    cited = [clean(source.entity_text).replace(" ", "-") for source in event.attribution]
    if cited:
        yield _line(*start, "_".join([*cited, "AUTHOR"]), value)
        value = "Uu"  # who reports another's words does not commit himself
    yield _line(*start, "AUTHOR", value)


def factuality(event: Event) -> str:
    """The value of whoever the event rests on: its status and certainty in FactBank's scale."""
    return _VALUES[event.status, event.certainty]


def _line(*cells: object) -> str:
    return "\t".join(map(clean, cells))
