"""A job of coding, and what all runners have in common: the interface, and how one document is coded."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from herodote.coder import EventCoder
from herodote.errors import HerodoteError
from herodote.grounding.dictionaries import mark
from herodote.reading import Given, files
from herodote.records import Refusal
from herodote.sifting import Coded, Examined, Examiner, Outcome, Sieve, Tally
from herodote.sifting.examining import failure
from herodote.sifting.outcomes import Duplicates, Failed

#: Makes the coder that documents are read with, in the process that reads them.
Make = Callable[[], EventCoder]
#: Is told what became of a document, None where a whole part was coded elsewhere, and the count that includes it.
Told = Callable[[Outcome | None, Tally], None]


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be coded and how: inputs as ``read`` takes them, and options that decide what the records are."""

    inputs: tuple[str, ...]
    given: Given = field(default_factory=Given)
    duplicates: Duplicates = "near"
    min_confidence: float = 0.0

    @property
    def examiner(self) -> Examiner:
        """What looks at each document before it is coded."""
        return Examiner(self.given, self.duplicates)

    def fingerprint(self) -> str:
        """A hash of all that decides the records: options, version, weights; names, sizes and times of the files."""
        stats = [(str(path), path.stat()) for path, _ in files(self.inputs) if path.exists()]
        seen = [(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats]
        options = [str(self.given.published), self.given.language, self.given.title, self.duplicates]
        whole = [self.inputs, seen, options, self.min_confidence, version("herodote"), weights(), mark()]
        return hashlib.blake2b(json.dumps(whole).encode(), digest_size=16).hexdigest()


class Runner(Protocol):
    """Codes what a job asks for into a target: a JSONL file, or a folder of Parquet parts."""

    def run(self, job: Job, target: Path, *, resume: bool = False, told: Told = lambda outcome, tally: None) -> Tally:
        """Code everything and count it. With ``resume``, what an interrupted run of the same job did is not done again.

        UsageError if there is such a run but of another job; WorkerError if a process dies.
        """
        ...


class Streaming(Protocol):
    """A runner that gives outcomes as they come, in the order of the input, one for each thing that was read."""

    def outcomes(self, job: Job, done: int = 0, sieve: Sieve | None = None) -> Iterator[Outcome]:
        """What becomes of all that the job's inputs hold, after the first ``done``, which the sieve knows."""
        ...


def coded(coder: EventCoder, one: Examined, least: float) -> Coded | Failed:
    """The document with the records whose confidence is ``least`` or more; what it was refused for otherwise."""
    ready = one.ready
    try:
        (result,) = coder.code([ready])
    except (HerodoteError, MemoryError):
        raise
    except Exception as error:
        result = failure(ready.id, error)
    if isinstance(result, Refusal):
        return Failed(result, one.marks)
    return Coded(ready, [e.model_dump_json() for e in result if e.confidence >= least], one.marks)


def weights() -> str:
    """The name of the weights, which can be had without loading them; empty if there are none."""
    from herodote.frames.model import weights_folder

    path = weights_folder() / "reader.json"
    return str(json.loads(path.read_text(encoding="utf8"))["name"]) if path.is_file() else ""
