"""A trail of what a worker is at, so that who comes after it knows what it died of."""

from collections import Counter
from pathlib import Path

from herodote.errors import WorkerError
from herodote.records import Refusal

#: Deaths at one document until it is refused, and at any until the run gives up.
_SAME, _ANY = 2, 8


class Trail:
    """A file with a line for every document begun, and an empty one for every attempt."""

    def __init__(self, path: Path) -> None:
        """Begin an attempt; WorkerError if there were too many."""
        self._path = path
        attempts = path.read_text(encoding="utf8").split("\n\n") if path.exists() else []
        died = [attempt.strip().rpartition("\n")[2] for attempt in attempts]
        self._fatal = {own for own, times in Counter(died).items() if own and times >= _SAME}
        if len(died) > _ANY:
            raise WorkerError(
                f"workers died {len(died)} times, last at document {died[-1]}: most often memory has run out. Give "
                "fewer --workers or machines with more memory; with --resume the work goes on where it was"
            )
        self._file = path.open("a", encoding="utf8")
        if attempts:
            self._file.write("\n\n")

    def at(self, own: str) -> Refusal | None:
        """Say which document is next; a refusal of it if workers have died of it."""
        own = " ".join(own.split())
        if own in self._fatal:
            message = f"the process that read it died {_SAME} times: leave it out, and report it with its text"
            return Refusal(id=own, source=own, reason="failed", message=message)
        self._file.write(f"{own}\n")
        self._file.flush()
        return None

    def end(self) -> None:
        """All went well."""
        self._file.close()
        self._path.unlink(missing_ok=True)
