"""Code a bulk of invented documents without weights, as a process of its own.

python bulk_coding.py RUNNER TARGET [--resume] [--slowly] INPUT…
"""

import os
import signal
import sys
import time
from pathlib import Path

from fake_reader import FakeReader, told
from herodote.coder import EventCoder
from herodote.runners import Job, Runner
from herodote.runners.processes import Processes
from herodote.runners.serial import Serial

#: What the reader finds: one deed in each language; a text with FATAL kills the process, one with FAULT is a bug.
WANTED = (
    told("a livré", "AID", actor="La France", recipient="la Moldavie", object="chars"),
    told("delivered", "AID", actor="France", recipient="Moldova", object="tanks"),
)


class Reader(FakeReader):
    """The fake reader, with what can go wrong in a real one."""

    pause = 0.0

    def read(self, documents):
        time.sleep(self.pause)
        for document in documents:
            if "FATAL" in document.text:
                os.kill(os.getpid(), signal.SIGKILL)
            if "FAULT" in document.text:
                raise ValueError("a bug")
        return super().read(documents)


def coder() -> EventCoder:
    return EventCoder(Reader(*WANTED))


def slow_coder() -> EventCoder:
    reader = Reader(*WANTED)
    reader.pause = 0.004
    return EventCoder(reader)


def runner(name: str, make=coder) -> Runner:
    if name == "ray":
        from herodote.runners.cluster import Cluster

        return Cluster(workers=2, make=make, slice_size=100)
    return Serial(make) if name == "serial" else Processes(2, make)


def main() -> None:
    name, target, *rest = sys.argv[1:]
    options = {word for word in rest if word.startswith("--")}
    job = Job(tuple(word for word in rest if word not in options))
    chosen = runner(name, slow_coder if "--slowly" in options else coder)
    tally = chosen.run(job, Path(target), resume="--resume" in options)
    print(tally.sentence())


if __name__ == "__main__":
    main()
