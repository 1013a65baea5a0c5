"""What the reader finds: events as spans and probabilities, before they are grounded."""

from dataclasses import dataclass
from typing import Protocol

from herodote.frames.referring import Referring
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
class Utterance:
    """One statement as read: its cue, how the source stands to it, the words of source and content."""

    start: int
    end: int
    sentence: int
    manner: str
    source: tuple[Mention, ...]
    content: tuple[Mention, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The sentences of a text (code points), the frames found in them and the utterances, in reading order.

    ``referring`` tells who mentions mean, where the reader has an opinion on it.
    """

    sentences: tuple[tuple[int, int], ...]
    frames: tuple[Frame, ...]
    utterances: tuple[Utterance, ...] = ()
    referring: Referring | None = None


class Reader(Protocol):
    """A coder of frames: the neural reader here; a rule coder or a language model could stand in."""

    name: str

    def read(self, documents: list[Document]) -> list[Reading]:
        """Frames of each document (its ``language`` set), in the order given."""
        ...

    def hear(self, documents: list[Document]) -> list[Reading]:
        """Utterances of each document (its ``language`` set), in the order given."""
        ...
