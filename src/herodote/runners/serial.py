"""Documents through the coder one after another, in this process."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, TypeVar

from herodote.coder import EventCoder
from herodote.reading import gather
from herodote.records import Document, Event, Refusal, Statement
from herodote.runners.job import Job, Make, Told, coded
from herodote.runners.writing import write
from herodote.sifting import Examined, Outcome, Sieve, Tally

T = TypeVar("T")


class Serial:
    """Reads, sifts and codes in this process; the reader, which takes a second to load, only if there is need of it."""

    def __init__(self, make: Make = EventCoder, stdin: BinaryIO | None = None) -> None:
        """``make`` makes the coder; ``stdin`` is read where an input is ``-``."""
        self._make, self._stdin = make, stdin

    def run(self, job: Job, target: Path, *, resume: bool = False, told: Told = lambda outcome, tally: None) -> Tally:
        """See Runner: one JSONL file."""
        return write(self, job, target, resume=resume, told=told)

    def outcomes(self, job: Job, done: int = 0, sieve: Sieve | None = None) -> Iterator[Outcome]:
        """See Streaming."""
        coder: EventCoder | None = None
        examined = map(job.examiner, islice(gather(job.inputs, job.given, self._stdin), done, None))
        for one in (sieve or Sieve())(examined):
            if isinstance(one, Examined):
                coder = coder or self._make()
                yield coded(coder, one, job.min_confidence)
            else:
                yield one


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
