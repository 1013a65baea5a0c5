"""Coding one text from Python."""

from datetime import date as Date
from functools import cache

from herodote.coder import EventCoder, prepare
from herodote.errors import RefusedError, UsageError
from herodote.frames.model import default_reader
from herodote.reading.table import day
from herodote.reading.text import check_text
from herodote.records import Document, Event, Refusal, Statement


def code(
    text: str,
    *,
    published: str | Date | None = None,
    language: str | None = None,
    title: str | None = None,
    id: str = "text",
    min_confidence: float = 0.0,
) -> list[Event]:
    """The events of a report, in reading order.

    ``published`` (a date or ISO text) is the day that relative times are counted from; ``language`` is found if
    it is not given; ``id`` is the document's in the records; events less sure
    than ``min_confidence`` are left out. RefusedError says why a text cannot be coded, and
    WeightsError that the reader's weights are missing. The reader is loaded by the first call and kept.
    """
    document = Document(id=id, text=check_text(text), published=day(published), language=language, title=title)
    (result,) = _coder().code([document])
    if isinstance(result, Refusal):
        raise RefusedError(result.reason, result.message)
    return [event for event in result if event.confidence >= min_confidence]


def statements(
    text: str,
    *,
    published: str | Date | None = None,
    language: str | None = None,
    title: str | None = None,
    id: str = "text",
) -> list[Statement]:
    """Who says what in a report, about an event or not: source, cue, content and certainty, in reading order.

    Arguments and errors are those of ``code``.
    """
    document = Document(id=id, text=check_text(text), published=day(published), language=language, title=title)
    (result,) = _coder().statements([document])
    if isinstance(result, Refusal):
        raise RefusedError(result.reason, result.message)
    return result


def relate(
    text: str, actor: tuple[int, int], recipient: tuple[int, int], *, language: str | None = None
) -> dict[str, float]:
    """What the first of two actors does to the second: the probability of each PLOVER type, adding up to one.

    ``actor`` and ``recipient`` are places in the text, code points, end exclusive. RefusedError for a text that
    cannot be coded, UsageError for a place outside it.
    """
    for start, end in (actor, recipient):
        if not 0 <= start < end <= len(text):
            raise UsageError(f"{start}–{end} is no place in a text of {len(text)} characters: give [start, end]")
    ready = prepare(Document(id="text", text=check_text(text), language=language))
    if isinstance(ready, Refusal):
        raise RefusedError(ready.reason, ready.message)
    return default_reader().relate(ready, actor, recipient)


@cache
def _coder() -> EventCoder:
    return EventCoder()
