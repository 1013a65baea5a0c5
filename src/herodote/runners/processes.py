"""Documents through many processes of one machine: in the order of the input, in bounded memory, with one writer."""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from herodote.coder import EventCoder
from herodote.reading import Item, gather
from herodote.runners.job import Job, Make, Told
from herodote.runners.pool import Pool
from herodote.runners.writing import write
from herodote.sifting import Examined, Outcome, Sieve, Tally
from herodote.sifting.sieve import Sifted


def one_thread() -> EventCoder:
    """A coder that keeps to one core: there is a process for each."""
    from herodote.frames.model import NeuralReader

    return EventCoder(NeuralReader(threads=1))


class Processes:
    """Examines and codes in worker processes; what is a copy is decided here, in order, as one process would."""

    def __init__(self, workers: int | None = None, make: Make = one_thread, stdin: BinaryIO | None = None) -> None:
        """``workers``: all cores by default. ``make``, which workers import, makes their coder."""
        self.workers = workers or cores()
        self._make, self._stdin = make, stdin

    def run(self, job: Job, target: Path, *, resume: bool = False, told: Told = lambda outcome, tally: None) -> Tally:
        """See Runner: one JSONL file."""
        return write(self, job, target, resume=resume, told=told)

    def outcomes(self, job: Job, done: int = 0, sieve: Sieve | None = None) -> Iterator[Outcome]:
        """See Streaming."""
        items = islice(gather(job.inputs, job.given, self._stdin), done, None)
        with Pool(self.workers, job, self._make) as pool:
            examined = pool.ordered(items, _anything)
            sifted = (sieve or Sieve())(examined)  # type: ignore[arg-type]
            yield from pool.ordered(sifted, _documents)  # type: ignore[misc]


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _anything(item: Item) -> Item:
    return item


def _documents(one: Sifted) -> Examined | None:
    return one if isinstance(one, Examined) else None
