"""What one named actor does to another: the types of the triggers that take both, weighed by how surely they do."""

import numpy as np
from numpy.typing import NDArray

from herodote.frames.decode import NONE, Array, Candidate, seen, sigmoid, softmax
from herodote.frames.labels import ROLES, TYPES
from herodote.frames.windows import Window

#: Types done by both sides alike, in which either may be read as the actor.
_MUTUAL = ("CONSULT", "COOPERATE", "AGREE")
#: What a side that the head does not see is still worth: the pair is given, so some trigger must take it.
_LEAST = 0.03
_ACTOR, _RECIPIENT = ROLES.index("actor"), ROLES.index("recipient")

Span = tuple[int, int]


def weights(
    window: Window, cue: Candidate, types: Array, roles: Array, places: NDArray[np.int64], pair: tuple[Span, Span]
) -> Array:
    """A weight for each type, of one trigger, for the pair (actor, recipient) of places in the text."""
    shares = softmax(types)
    inside, there = sigmoid(roles)[..., 0], seen(window, places)
    first, second = (_tokens(window, places, there, span) for span in pair)
    straight = _taken(inside, first, _ACTOR) * _taken(inside, second, _RECIPIENT)
    turned = _taken(inside, first, _RECIPIENT) * _taken(inside, second, _ACTOR)
    both = _taken(inside, first, _ACTOR) * _taken(inside, second, _ACTOR)
    mutual = np.isin(TYPES, _MUTUAL)
    side = np.where(mutual, max(straight, turned, both), straight)
    return np.asarray(cue.probability * shares[:NONE] * side, dtype=np.float32)


def _tokens(window: Window, places: NDArray[np.int64], there: NDArray[np.bool_], span: Span) -> list[int]:
    """Rows of the tokens that lie in a span."""
    rows = []
    for row, place in enumerate(places):
        start, end = window.offsets[place]
        if there[row] and start < span[1] and end > span[0]:
            rows.append(row)
    return rows


def _taken(inside: Array, rows: list[int], role: int) -> float:
    return max(_LEAST, float(inside[rows, role].mean())) if rows else _LEAST


def as_probabilities(weight: Array) -> dict[str, float]:
    """Probabilities of the types, adding up to one."""
    total = float(weight.sum())
    shares = weight / total if total > 0 else np.full(len(TYPES), 1 / len(TYPES))
    return {name: round(float(share), 4) for name, share in zip(TYPES, shares, strict=True)}
