"""What the reader finds: events as spans and probabilities, before they are grounded."""

from dataclasses import dataclass
from typing import Protocol

from herodote.records import Document


@dataclass(frozen=True, slots=True)
class Mention:
    """Words in a role: code points of the text, end exclusive, and the reader's probability."""

    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True)
class Frame:
    """One event as read: trigger, type, labels and the mentions of each role, in reading order."""

    start: int
    end: int
    sentence: int
    type: str
    act: str
    modes: tuple[str, ...]
    status: str
    certainty: str
    step: str | None
    roles: dict[str, tuple[Mention, ...]]
    probability: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The sentences of a text (code points) and the frames found in them, in reading order."""

    sentences: tuple[tuple[int, int], ...]
    frames: tuple[Frame, ...]


class Reader(Protocol):
    """A coder of frames: the neural reader here; a rule coder or a language model could stand in."""

    name: str

    def read(self, documents: list[Document]) -> list[Reading]:
        """Frames of each document (its ``language`` set), in the order given."""
        ...
