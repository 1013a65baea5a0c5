"""Coding one text from Python."""

from datetime import date as Date
from functools import cache

from herodote.coder import EventCoder
from herodote.errors import RefusedError
from herodote.reading.table import day
from herodote.reading.text import check_text
from herodote.records import Document, Event, Refusal


def code(
    text: str,
    *,
    published: str | Date | None = None,
    language: str | None = None,
    title: str | None = None,
    id: str = "text",
) -> list[Event]:
    """The events of a report, in reading order.

    ``published`` (a date or ISO text) is the day that relative times are counted from; ``language`` is found if
    it is not given; ``id`` is the document's in the records. RefusedError says why a text cannot be coded, and
    WeightsError that the reader's weights are missing. The reader is loaded by the first call and kept.
    """
    document = Document(id=id, text=check_text(text), published=day(published), language=language, title=title)
    (result,) = _coder().code([document])
    if isinstance(result, Refusal):
        raise RefusedError(result.reason, result.message)
    return result


@cache
def _coder() -> EventCoder:
    return EventCoder()
