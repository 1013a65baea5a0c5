"""What becomes of each thing that was read: coded, a duplicate, refused or skipped, and nothing else."""

from dataclasses import dataclass
from typing import Literal

from herodote.records import Document, Event, Refusal
from herodote.sifting.marks import Marks

#: Which copies are left out before coding: none, the same text, or texts that are nearly the same, too.
Duplicates = Literal["keep", "exact", "near"]


@dataclass(frozen=True, slots=True)
class Coded:
    """A document, its language set, with the records of its events, each the JSON that ``code`` prints."""

    document: Document
    records: list[str]
    marks: Marks | None = None

    @property
    def events(self) -> list[Event]:
        """The records as events."""
        return [Event.model_validate_json(record) for record in self.records]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A document whose text another one before it has, or nearly."""

    id: str
    kind: Literal["exact", "near"]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A document in a language that is not read."""

    id: str
    language: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A document that the reader could not cope with: refused, but a copy of it is still a copy."""

    refusal: Refusal
    marks: Marks | None = None


Outcome = Coded | Duplicate | Skipped | Failed | Refusal
