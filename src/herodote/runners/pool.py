"""Processes that examine and code, fed one piece of work each; who dies is known, and what it was at."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, TypeVar

from herodote.errors import HerodoteError, WorkerError
from herodote.reading import Capture, Item
from herodote.records import Refusal
from herodote.runners.job import Job, Make, coded
from herodote.sifting import Coded, Examined, Skipped
from herodote.sifting.outcomes import Failed

#: Pieces of work that may be under way or done and not yet taken, a worker.
_AHEAD = 8
#: The exit status of a worker whose memory has run out.
_NO_MEMORY = 77

A = TypeVar("A")
Work = Item | Examined
Done = Examined | Skipped | Refusal | Coded | Failed


@dataclass(frozen=True, slots=True)
class _Error:
    """An error that ends the run, on its way from a worker: exceptions of several arguments cannot be sent."""

    message: str


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: "Connection[Any, Any]"
    ticket: int | None = None
    work: Work | None = None


class Pool:
    """A number of worker processes for one job.

    A worker gets its next piece when it has handed in the last: neither side can wait for the other to read.
    """

    def __init__(self, workers: int, job: Job, make: Make) -> None:
        """Start them; they load the reader when they first code. Spawned, not forked: libraries here have threads."""
        context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker] = []
        self._backlog: deque[tuple[int, Work]] = deque()
        self._done: dict[int, Done] = {}
        self._tickets = 0
        self._ahead = _AHEAD * workers
        with _deaf():
            for _ in range(workers):
                here, there = context.Pipe()
                process = context.Process(target=_work, args=(there, job, make), daemon=True)
                process.start()
                there.close()
                self._workers.append(_Worker(process, here))

    def __enter__(self) -> "Pool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End them: at once where something went wrong, for what they are at is not wanted any more."""
        for worker in self._workers:
            worker.connection.close()
            if kind is not None:
                worker.process.terminate()
        for worker in self._workers:
            worker.process.join(10)
            if worker.process.is_alive():
                worker.process.kill()

    def ordered(self, items: Iterable[A], work: Callable[[A], Work | None]) -> Iterator[A | Done]:
        """What the workers make of the items, in the order of these; those that ``work`` gives nothing for, unchanged.

        Not more than a few pieces a worker are held. Calls can be nested: the items may come of another one.
        """
        waiting: deque[tuple[A, int | None]] = deque()
        for item in items:
            piece = work(item)
            waiting.append((item, None if piece is None else self._submit(piece)))
            while waiting and (len(waiting) >= self._ahead or self._ready(waiting[0][1])):
                yield self._take(*waiting.popleft())
        while waiting:
            yield self._take(*waiting.popleft())

    def _submit(self, work: Work) -> int:
        self._tickets += 1
        self._backlog.append((self._tickets, work))
        self._turn(0)
        return self._tickets

    def _ready(self, ticket: int | None) -> bool:
        return ticket is None or ticket in self._done

    def _take(self, item: A, ticket: int | None) -> A | Done:
        if ticket is None:
            return item
        while ticket not in self._done:
            self._turn(None)
        return self._done.pop(ticket)

    def _turn(self, timeout: float | None) -> None:
        """Collect what is done, waiting for it as long as is said, and hand out what is next."""
        busy = {worker.connection: worker for worker in self._workers if worker.work is not None}
        for connection in wait(list(busy), timeout) if busy else ():
            self._collect(busy[connection])  # type: ignore[index]
        for worker in self._workers:
            if self._backlog and worker.work is None:
                worker.ticket, worker.work = self._backlog.popleft()
                try:
                    worker.connection.send(worker.work)
                except OSError:
                    raise _death(worker) from None

    def _collect(self, worker: _Worker) -> None:
        try:
            result = worker.connection.recv()
        except (EOFError, OSError):
            raise _death(worker) from None
        if isinstance(result, _Error):
            raise HerodoteError(result.message)
        assert worker.ticket is not None
        self._done[worker.ticket] = result
        worker.ticket = worker.work = None


@contextmanager
def _deaf() -> Iterator[None]:
    """Ctrl-C ignored while processes are started, which inherit that: to end them is their parent's task."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _work(connection: "Connection[Any, Any]", job: Job, make: Make) -> None:
    """What a worker does until nobody has work for it any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    examiner, coder = job.examiner, None
    while True:
        try:
            work = connection.recv()
        except (EOFError, OSError):
            return
        result: Done | _Error
        try:
            if isinstance(work, Examined):
                coder = coder or make()
                result = coded(coder, work, job.min_confidence)
            else:
                result = examiner(work)
        except HerodoteError as error:
            result = _Error(str(error))
        except MemoryError:
            os._exit(_NO_MEMORY)
        try:
            connection.send(result)
        except OSError:  # the parent is gone
            return


def _death(worker: _Worker) -> WorkerError:
    worker.process.join(5)
    code = worker.process.exitcode
    how = f"killed by signal {-code}" if code and code < 0 else f"exit status {code}"
    why = "memory has run out" if code in (-signal.SIGKILL, _NO_MEMORY) else "a library failed, or memory has run out"
    return WorkerError(
        f"a worker died ({how}) while it read {_name(worker.work)}: most often {why}. Give fewer --workers, or leave "
        "that document out; with --resume the work goes on where it was"
    )


def _name(work: Work | None) -> str:
    if isinstance(work, Examined):
        return f"document {work.document.id}"
    if isinstance(work, Capture):
        return f"document {work.id} ({work.source})"
    return f"document {work.id}" if work else "nothing"
