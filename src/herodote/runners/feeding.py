"""Documents for a ledger: examined and sifted as for the other runners, and coded on as many cores."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from herodote.coder import EventCoder
from herodote.frames.frame import Reader, Reading
from herodote.reading import gather
from herodote.records import Document, Event, Refusal
from herodote.runners.job import Job, Make, weights
from herodote.runners.pool import Pool
from herodote.runners.processes import one_thread
from herodote.sifting import Coded, Examined, Sieve, Tally
from herodote.sifting.outcomes import Failed


@dataclass(slots=True)
class Feed:
    """What is to be kept, as it was read; the coder to read it with, None for the usual one; what is left out."""

    items: Iterator[Document | Refusal]
    coder: EventCoder | None
    left_out: Tally


@contextmanager
def feed(job: Job, workers: int = 1, stdin: BinaryIO | None = None, make: Make = one_thread) -> Iterator[Feed]:
    """What a job's inputs hold, less duplicates and what is in other languages.

    A changed text under an id that was there before is a new version, and no duplicate. With several workers, pages
    are opened and documents coded in as many processes.
    """
    left_out, sieve = Tally(), Sieve(versions=True)
    items = gather(job.inputs, job.given, stdin)
    if workers == 1:
        yield Feed(_kept(sieve(map(job.examiner, items)), left_out), None, left_out)
        return
    with Pool(workers, job, make) as pool:
        examined = pool.ordered(items, lambda item: item)
        yield Feed(_kept(sieve(examined), left_out), PooledCoder(pool), left_out)  # type: ignore[arg-type]


class PooledCoder(EventCoder):
    """A coder whose documents are read by a pool of processes."""

    def __init__(self, pool: Pool) -> None:
        self.reader = _Elsewhere()
        self._pool = pool

    def code(self, documents: Iterable[Document]) -> Iterator[list[Event] | Refusal]:
        """See EventCoder."""
        waiting = (Examined(one, one.language or "", None) for one in documents)
        for done in self._pool.ordered(waiting, lambda one: one):
            assert isinstance(done, Coded | Failed)
            yield done.events if isinstance(done, Coded) else done.refusal


class _Elsewhere(Reader):
    """The name of the reader that the workers have; it reads nothing here."""

    def __init__(self) -> None:
        self.name = weights()

    def read(self, documents: list[Document]) -> list[Reading]:
        raise NotImplementedError

    def hear(self, documents: list[Document]) -> list[Reading]:
        raise NotImplementedError


def _kept(sifted: Iterable[object], left_out: Tally) -> Iterator[Document | Refusal]:
    """What a ledger keeps: documents as they were read, and refusals, which it lists."""
    for one in sifted:
        if isinstance(one, Examined):
            yield one.document
        elif isinstance(one, Refusal):
            yield one
        else:
            left_out.add(one)  # type: ignore[arg-type]
