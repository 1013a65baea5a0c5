"""Documents through the coder one after another, in this process."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TypeVar

from herodote.coder import EventCoder
from herodote.records import Document, Event, Refusal, Statement

T = TypeVar("T")


def run(
    items: Iterable[Document | Refusal], refused: Callable[[Refusal], None], coder: EventCoder | None = None
) -> Iterator[tuple[Document, list[Event]]]:
    """Each document with its events, in order; refusals, of reading and of coding, go to ``refused``."""
    return _run(items, refused, lambda documents: (coder or EventCoder()).code(documents))


def hear(
    items: Iterable[Document | Refusal], refused: Callable[[Refusal], None], coder: EventCoder | None = None
) -> Iterator[tuple[Document, list[Statement]]]:
    """Each document with its statements, as ``run`` gives its events."""
    return _run(items, refused, lambda documents: (coder or EventCoder()).statements(documents))


def _run(
    items: Iterable[Document | Refusal],
    refused: Callable[[Refusal], None],
    work: Callable[[Iterable[Document]], Iterator[list[T] | Refusal]],
) -> Iterator[tuple[Document, list[T]]]:
    """Each document with what the work makes of it.

    Holds a few documents at a time. The package's reader is loaded only once there is a document to be read.
    """
    waiting: deque[Document] = deque()
    documents = _accepted(items, refused, waiting)
    first = next(documents, None)
    if first is None:
        return
    for result in work(chain([first], documents)):
        document = waiting.popleft()
        if isinstance(result, Refusal):
            refused(result)
        else:
            yield document, result


def _accepted(
    items: Iterable[Document | Refusal], refused: Callable[[Refusal], None], waiting: deque[Document]
) -> Iterator[Document]:
    for item in items:
        if isinstance(item, Refusal):
            refused(item)
        else:
            waiting.append(item)
            yield item
