"""Who a mention means, as the encoder sees it: what grounding asks of each candidate, and the states of the tokens.

A candidate is as likely as its features make it, and as its mentions elsewhere in the text resemble this one. The
weights (``referents.npz``) are learnt by ``training/referring.py`` and belong to one encoder.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from herodote.frames.labels import TYPES

Floats = NDArray[np.float32]
#: Roles of a mention, in the order of the weights.
ROLES = ("attribution", "actor", "recipient")


@dataclass(frozen=True, slots=True)
class Antecedent:
    """Words elsewhere in the text that mean a candidate: their place, its row, and whether they are an event's side."""

    start: int
    end: int
    candidate: int
    side: bool


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text that were read: places (T, 2) and states (T, H)."""

    offsets: NDArray[np.int64]
    states: Floats

    def state(self, start: int, end: int) -> Floats | None:
        """The mean state of the tokens in these words; None where none was read."""
        inside = (self.offsets[:, 0] < end) & (self.offsets[:, 1] > start)
        return self.states[inside].mean(0) if inside.any() else None


def load_weights(path: Path) -> dict[str, Floats]:
    """The weights of a file."""
    with np.load(path) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


class Referring:
    """The ranker of one text's mentions."""

    def __init__(self, weights: Mapping[str, Floats], tokens: Tokens) -> None:
        self._weights, self._tokens = weights, tokens
        self._states: dict[tuple[int, int], Floats | None] = {}

    def scores(
        self, kind: int, role: str, span: tuple[int, int], features: NDArray[np.float64],
        antecedents: Sequence[Antecedent], event: str | None = None,
    ) -> Floats | None:  # fmt: skip
        """The score of each candidate, a row of ``features``, None where the mention was not read.

        ``kind`` is the mention's number among ``ranking.KINDS``, ``event`` the type of the event it is a side of.
        """
        mention = self._state(*span)
        if mention is None:
            return None
        w, asked = self._weights, features.astype(np.float32)
        number = ROLES.index(role) if role in ROLES else 0
        alike, known = self._alike(mention, kind, number, span, len(asked), antecedents)
        told = np.zeros(len(w["gain"]) + len(ROLES) + len(TYPES), np.float32)
        told[[kind, len(w["gain"]) + number]] = 1.0
        if event in TYPES:
            told[len(w["gain"]) + len(ROLES) + TYPES.index(event)] = 1.0
        rows = np.concatenate(
            [asked, np.tile(told, (len(asked), 1)), 0.3 * alike[:, None], known[:, None]], axis=1
        )  # fmt: skip
        score = asked @ w["linear"][kind] + w["gain"][kind] * alike
        score += float(mention @ w["nobody.weight"] + w["nobody.bias"]) * asked[:, 0]
        hidden = np.maximum(rows @ w["hidden.weight"].T + w["hidden.bias"], 0.0)
        return np.asarray(score + hidden @ w["out.weight"] + w["out.bias"], np.float32)

    def _alike(
        self, mention: Floats, kind: int, role: int, span: tuple[int, int], size: int, antecedents: Sequence[Antecedent]
    ) -> tuple[Floats, Floats]:
        """How much each candidate's mentions resemble this one, their evidence added up; and which have any."""
        w = self._weights
        read = [(a, s) for a in antecedents if (s := self._state(a.start, a.end)) is not None]
        alike, known = np.zeros(size, np.float32), np.zeros(size, np.float32)
        if not read:
            return alike, known
        asks = mention @ w["asks.weight"].T + w["asks.bias"] + w["asks.role"][role] + w["asks.kind"][kind]
        answers = np.stack([s for _, s in read]) @ w["answers.weight"].T + w["answers.bias"]
        geometry = np.array([_geometry(a, span) for a, _ in read], np.float32)
        near = np.maximum(geometry @ w["near.weight"].T + w["near.bias"], 0.0) @ w["near.out"] + w["near.out.bias"]
        each = answers @ asks / 8 + near
        for candidate in {a.candidate for a, _ in read}:
            own = each[[n for n, (a, _) in enumerate(read) if a.candidate == candidate]]
            most = own.max()
            alike[candidate], known[candidate] = most + np.log(np.exp(own - most).sum()), 1.0
        return alike, known

    def _state(self, start: int, end: int) -> Floats | None:
        if (start, end) not in self._states:
            self._states[start, end] = self._tokens.state(start, end)
        return self._states[start, end]


def _geometry(antecedent: Antecedent, span: tuple[int, int]) -> tuple[float, float, float, float]:
    """Where an antecedent lies: a side or a bare name, before or behind, how far, and whether close by."""
    apart = span[0] - antecedent.start
    return float(antecedent.side), float(apart > 0), float(np.log1p(abs(apart)) / 7), float(abs(apart) < 100)
