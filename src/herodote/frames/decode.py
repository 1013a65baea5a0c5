"""From the network's outputs to frames: which tokens are triggers, what they are, which words they take."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from herodote.frames.frame import Frame, Mention
from herodote.frames.labels import CERTAINTIES, MODES, ROLES, STATUSES, STEPS, TYPES
from herodote.frames.spans import mended
from herodote.frames.windows import Window
from herodote.plover import CONCEDED, PROMISED

Array = NDArray[np.float32]
#: Characters inside compound words (*nord-coréen*).
_HYPHENS = "-‑"
_LONGEST_PRONOUN = len("elles")
NONE = len(TYPES)
_OFFSETS = np.cumsum([len(STATUSES), len(CERTAINTIES), len(STEPS)])
_DEEDS = {"AGREE": PROMISED, "CONCEDE": CONCEDED}


@dataclass(frozen=True, slots=True)
class Settings:
    """Thresholds chosen on the corpus's dev split, and the line that calibrates the probability."""

    trigger: float = 0.3
    event: float = 0.4
    roles: tuple[float, ...] = (0.5,) * len(ROLES)
    mode: float = 0.5
    cue: float = 0.4
    source: float = 0.5
    content: float = 0.5
    slope: float = 1.0
    shift: float = 0.0

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Settings":
        """Settings from the JSON beside the weights."""
        roles = tuple(stored.get("roles", {}).get(role, 0.5) for role in ROLES)
        return cls(roles=roles, **{k: v for k, v in stored.items() if k in cls.__slots__ and k != "roles"})


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A window with the text it was cut from, the text's language, and the thresholds it is read with."""

    window: Window
    text: str
    language: str
    settings: Settings


@dataclass(frozen=True, slots=True)
class Candidate:
    """Tokens of a window that may be a trigger, with the probability that they are."""

    start: int
    end: int
    probability: float


def candidates(window: Window, logits: Array, text: str, least: float) -> list[Candidate]:
    """Possible triggers in the focus of a window; ``logits`` are (L, 3): outside, begin, inside."""
    return list(_candidates(window, softmax(logits), text, least))


def _candidates(window: Window, shares: Array, text: str, least: float) -> Iterator[Candidate]:
    at, last = window.focus, len(window.ids) - 1
    while at < last:
        if shares[at, 1] < least:
            at += 1
            continue
        start, end = at, at + 1
        while end < last and (shares[end, 2] > 0.5 or (_same_word(window, end, text) and shares[end, 1] < 0.9)):
            end += 1
        while start > window.focus and _same_word(window, start, text):
            start -= 1
        yield Candidate(start, end, float(shares[at:end, 1].max()))
        at = end


def _same_word(window: Window, token: int, text: str) -> bool:
    """Whether a token goes on with the word of the token before it."""
    start, before = window.offsets[token][0], window.offsets[token - 1][1]
    return 0 < start == before and text[start - 1].isalnum() and text[start : start + 1].isalnum()


def softmax(logits: Array) -> Array:
    """Shares along the last axis."""
    shifted = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(-1, keepdims=True), dtype=np.float32)


def sigmoid(logits: Array | float) -> Array:
    """Logistic function, safe for large negative numbers."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), dtype=np.float32)


def frame(
    excerpt: Excerpt, candidate: Candidate, types: Array, rest: Array, roles: Array, places: NDArray[np.int64]
) -> Frame | None:
    """The frame of one candidate, or None when the heads say that it is no event."""
    window, settings = excerpt.window, excerpt.settings
    shares = softmax(types)
    share = float(candidate.probability * (1 - shares[NONE]))
    if share < settings.event:
        return None
    name = TYPES[int(shares[:NONE].argmax())]
    status, certainty, step, modes = np.split(rest, _OFFSETS)
    status_name = STATUSES[int(status.argmax())]
    start, end = window.offsets[candidate.start][0], window.offsets[candidate.end - 1][1]
    return Frame(
        start=start,
        end=end,
        sentence=window.sentence[candidate.start],
        type=name,
        act=_act(name, status_name, shares),
        modes=_modes(name, modes, settings.mode),
        status=status_name,
        certainty=CERTAINTIES[int(certainty.argmax())],
        step=STEPS[int(step.argmax())] or None,
        roles=_mentions(excerpt, sigmoid(roles), places),
        probability=_calibrated(share * float(shares[:NONE].max() / shares[:NONE].sum()), settings),
    )


def _act(name: str, status: str, shares: Array) -> str:
    deeds = _DEEDS.get(name, ())
    if status == "actual" or not deeds:
        return name
    return max(deeds, key=lambda deed: float(shares[TYPES.index(deed)]))


def _modes(name: str, logits: Array, least: float) -> tuple[str, ...]:
    own = [i for i, mode in enumerate(MODES) if mode.startswith(f"{name}/")]
    shares = sigmoid(logits)
    return tuple(MODES[i].partition("/")[2] for i in sorted(own, key=lambda i: -shares[i]) if shares[i] >= least)


def _calibrated(share: float, settings: Settings) -> float:
    logit = float(np.log(max(share, 1e-6) / max(1 - share, 1e-6)))
    return round(float(sigmoid(settings.slope * logit + settings.shift)), 3)


def _mentions(excerpt: Excerpt, shares: Array, places: NDArray[np.int64]) -> dict[str, tuple[Mention, ...]]:
    there = seen(excerpt.window, places)
    out: dict[str, tuple[Mention, ...]] = {}
    for index, (role, least) in enumerate(zip(ROLES, excerpt.settings.roles, strict=True)):
        found = mended(
            runs(excerpt.window, shares[:, index], places, there, excerpt.text, least), excerpt.text, excerpt.language
        )
        if found:
            out[role] = found
    return _one_side_each(out)


def _one_side_each(roles: dict[str, tuple[Mention, ...]]) -> dict[str, tuple[Mention, ...]]:
    """Words stand on one side of an event only: on the one where the head is surer of them."""
    sides = {"actor": "recipient", "recipient": "actor"}
    for side, opposite in sides.items():
        others = roles.get(opposite, ())
        kept = tuple(m for m in roles.get(side, ()) if not any(_stronger(o, m, side) for o in others))
        if kept:
            roles[side] = kept
        else:
            roles.pop(side, None)
    return roles


def _stronger(other: Mention, mine: Mention, side: str) -> bool:
    overlap = other.start < mine.end and other.end > mine.start
    return overlap and (other.probability, side) > (mine.probability, "recipient")


def seen(window: Window, places: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which rows stand for a token of the window: no mark, and not the last one repeated by padding."""
    fresh = np.concatenate([[True], places[1:] != places[:-1]])
    return np.asarray(fresh & (places > 0) & (places < len(window.ids) - 1))


def runs(
    window: Window, shares: Array, places: NDArray[np.int64], there: NDArray[np.bool_], text: str, least: float
) -> Iterator[Mention]:
    """Runs of tokens above the threshold, begun anew where the head sees a second beginning."""
    inside, begin = shares[:, 0], shares[:, 1]
    at, size = 0, len(places)
    while at < size:
        if not there[at] or inside[at] < least:
            at += 1
            continue
        end = at + 1
        while end < size and there[end] and _goes_on(window, places[end], text, inside[end], begin[end], least):
            end += 1
        start = _trim(window.offsets[places[at]][0], window.offsets[places[end - 1]][1], text)
        if start:
            yield Mention(*start, float(inside[at:end].mean()))
        at = end


def _goes_on(window: Window, token: int, text: str, inside: float, begin: float, least: float) -> bool:
    if _same_word(window, token, text):
        return True
    return inside >= least and begin < 0.5


def _trim(start: int, end: int, text: str) -> tuple[int, int] | None:
    while start < end and not text[start].isalnum() and text[start] not in '«“"$€£':
        start += 1
    while end > start and not text[end - 1].isalnum() and text[end - 1] not in '»”"%€$£.':
        end -= 1
    if end <= start:
        return None
    # A short word behind a hyphen is a pronoun turned round its verb (*a-t-il*), not the end of a compound.
    compound = end - start > _LONGEST_PRONOUN
    while start > 0 and (text[start - 1].isalnum() or (compound and _hyphenated(text, start - 1, start - 2))):
        start -= 1
    while end < len(text) and (text[end].isalnum() or _hyphenated(text, end, end + 1)):
        end += 1
    return start, end


def _hyphenated(text: str, at: int, beyond: int) -> bool:
    """Whether a hyphen stands at a place, with a letter on its far side."""
    return text[at] in _HYPHENS and 0 <= beyond < len(text) and text[beyond].isalnum()
