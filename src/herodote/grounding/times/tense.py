"""Which side of the report's day an expression lies on, from the verbs around it."""

import re

from herodote.grounding.times.patterns import Lexicon

_SENTENCE_END = re.compile(r"[.!?;…](?= |$|\n|\"|»)|\n\n")
_BOUNDARY_COST = 8
_REACH = 400


def tense_at(text: str, start: int, end: int, lexicon: Lexicon) -> str | None:
    """Say "past" or "future", as the verb nearest to text[start:end] in its sentence has it.

    `text` is plain text. Crossing into another clause makes a verb count as further away. None if
    no verb of the sentence tells.
    """
    low, high = _sentence(text, start, end)
    best: tuple[float, str] | None = None
    for side, first, last in _cues(text, low, high, lexicon):
        if first < end and last > start:
            continue
        gap = text[last:start] if last <= start else text[end:first]
        cost: float = gap.count(" ") + _BOUNDARY_COST * len(lexicon.boundary.findall(gap))
        # A verb that follows its time is a little less likely to be the one it belongs to.
        cost += 0.5 if first >= end else 0.0
        if best is None or cost < best[0]:
            best = (cost, side)
    return best[1] if best else None


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    low = max(0, start - _REACH)
    for found in _SENTENCE_END.finditer(text, low, start):
        low = found.end()
    after = _SENTENCE_END.search(text, end, end + _REACH)
    return low, after.start() if after else min(len(text), end + _REACH)


def _cues(text: str, low: int, high: int, lexicon: Lexicon) -> list[tuple[str, int, int]]:
    ahead = [("future", *m.span()) for m in lexicon.future.finditer(text, low, high)]
    taken = [(first, last) for _, first, last in ahead]
    behind = [
        ("past", *m.span())
        for m in lexicon.past.finditer(text, low, high)
        if not any(m.start() < last and first < m.end() for first, last in taken)
    ]
    return ahead + behind
