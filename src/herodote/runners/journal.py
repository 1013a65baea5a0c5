"""The journal of a run: what became of each thing that was read, in order, and how far the records reached by then.

A line is written after the records that it tells of, so that after a kill at any moment the complete lines of the
journal tell what stands complete in the file of records; what lies beyond is cut off and done again. The marks in it
let copies of what is done be found without reading it again.
"""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from herodote.errors import UsageError
from herodote.records import Refusal
from herodote.runners.job import Job
from herodote.sifting import Coded, Duplicate, Outcome, Skipped, Tally
from herodote.sifting.copies import Copies
from herodote.sifting.marks import Marks
from herodote.sifting.outcomes import Failed


class Journal:
    """The records of an unfinished run and what is known of them: ``.NAME.part`` and ``.NAME.journal``."""

    def __init__(self, target: Path, job: Job) -> None:
        """Take the place beside the target; UsageError if it cannot be written or another run is at it."""
        self.target = target.resolve()
        self.part = self.target.with_name(f".{self.target.name}.part")
        self.path = self.target.with_name(f".{self.target.name}.journal")
        self.tally, self.copies, self.complete = Tally(), Copies(), False
        self._job = job
        self._files = ExitStack()
        try:
            self._journal: BinaryIO = self._files.enter_context(self.path.open("a+b"))
            self._alone()
            self._records: BinaryIO = self._files.enter_context(self.part.open("ab"))
        except BlockingIOError:
            self._files.close()
            raise UsageError(f"another run is writing {self.target}: wait for it, or choose another place") from None
        except OSError as error:
            self._files.close()
            raise UsageError(f"{self.target} cannot be written ({error.strerror}): choose another place") from None
        self._end = self._first = 0

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files.close()
        if kind is not None and not self.tally.read and not issubclass(kind, UsageError):
            self._remove()

    def begin(self, *, resume: bool) -> None:
        """Begin at the beginning, or with ``resume`` where the run that left these files was."""
        fingerprint = self._job.fingerprint()
        lines = self._lines() if resume else iter(())
        _, first = next(lines, (0, None))
        if first is None:
            self._cut(0, 0)
            self._line({"job": fingerprint})
        elif first.get("job") != fingerprint:
            raise UsageError(
                f"the run that {self.path} tells of had other input or other options, or another version was at work: "
                "give the same, or leave out --resume to begin anew"
            )
        else:
            self._restore(lines)

    def keep(self, outcome: Outcome) -> None:
        """Write the records of an outcome, then that they are written."""
        if isinstance(outcome, Coded) and outcome.records:
            data = "".join(f"{record}\n" for record in outcome.records).encode("utf8")
            self._records.write(data)
            self._records.flush()
            self._end += len(data)
        self.tally.add(outcome)
        self._line(_told(outcome) | ({"end": self._end} if isinstance(outcome, Coded) else {}))

    def finish(self) -> Tally:
        """Put the records in their place."""
        if not self.complete:
            self._line({"state": "complete"})
        self._files.close()
        if self.part.exists():
            self.part.replace(self.target)
        self._remove()
        return self.tally

    def _restore(self, lines: Iterator[tuple[int, dict[str, Any]]]) -> None:
        """Count what is done, remember its copies, and cut off what is not known to be whole."""
        size = self.part.stat().st_size
        at = self._first
        for place, row in lines:
            if row["state"] == "complete":
                self.complete = True
                return
            if row.get("end", 0) > size:  # the machine went down, and less was kept of the records than of the journal
                break
            self._end = row.get("end", self._end)
            self.tally += _counted(row)
            if "marks" in row:
                self.copies.add(Marks.unpacked(b64decode(row["marks"])))
            at = place
        self._cut(at, self._end)

    def _lines(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """The complete lines, each with the place where it ends."""
        with self.path.open("rb") as file:
            at = 0
            for line in file:
                at += len(line)
                if not line.endswith(b"\n"):
                    return
                if at == len(line):
                    self._first = at
                yield at, json.loads(line)

    def _line(self, row: dict[str, object]) -> None:
        self._journal.write(json.dumps(row, separators=(",", ":")).encode() + b"\n")
        self._journal.flush()

    def _cut(self, journal: int, records: int) -> None:
        self._journal.truncate(journal)
        self._records.truncate(records)

    def _alone(self) -> None:
        """Keep others away, where the system can; the lock goes with the process, however it ends."""
        if os.name == "nt":
            return
        import fcntl

        fcntl.flock(self._journal, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _remove(self) -> None:
        self.part.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)


def _told(outcome: Outcome) -> dict[str, object]:
    if isinstance(outcome, Duplicate):
        return {"state": "duplicate", "kind": outcome.kind}
    if isinstance(outcome, Skipped):
        return {"state": "skipped", "language": outcome.language}
    if isinstance(outcome, Refusal):
        return {"state": "refused", **outcome.model_dump()}
    marks = {"marks": b64encode(outcome.marks.packed()).decode()} if outcome.marks else {}
    if isinstance(outcome, Failed):
        return {"state": "refused", **outcome.refusal.model_dump(), **marks}
    return {"state": "coded", "events": len(outcome.records), **marks}


def _counted(row: dict[str, Any]) -> Tally:
    """The tally of a journal's line."""
    tally = Tally()
    if row["state"] == "coded":
        tally.coded, tally.events = 1, row["events"]
    else:
        name, key = {
            "duplicate": (tally.duplicates, "kind"), "skipped": (tally.skipped, "language"),
            "refused": (tally.refused, "reason"),
        }[row["state"]]  # fmt: skip
        name[row[key]] += 1
    return tally
