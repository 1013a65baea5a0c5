"""From the network's outputs to utterances: which words are cues, who speaks, what is said."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from herodote.frames.decode import Array, Candidate, Excerpt, runs, seen, sigmoid, softmax
from herodote.frames.frame import Mention, Utterance
from herodote.frames.labels import MANNERS, SAYINGS
from herodote.frames.spans import mended
from herodote.languages import in_any

#: Content nearer to its end of what the head sees than this goes on to the end of its sentence.
_EDGE = 2
#: Words that stand alone between quotation marks are content; other runs this short are slips.
_SHORT = 12


def utterance(
    excerpt: Excerpt, sentences: list[tuple[int, int]], cue: Candidate, manner: Array, words: Array,
    places: NDArray[np.int64],
) -> Utterance | None:  # fmt: skip
    """The utterance of one cue; None when it has no content."""
    window, settings = excerpt.window, excerpt.settings
    shares, there = sigmoid(words), seen(window, places)
    found: dict[str, tuple[Mention, ...]] = {}
    for index, (name, least) in enumerate(zip(SAYINGS, (settings.source, settings.content), strict=True)):
        found[name] = tuple(runs(window, shares[:, index], places, there, excerpt.text, least))
    start, end = window.offsets[cue.start][0], window.offsets[cue.end - 1][1]
    last = window.offsets[int(places[there][-1])][1]
    content = tuple(_content(found["content"], (start, end), excerpt.text, sentences, last))
    if not content:
        return None
    sentence = window.sentence[cue.start]
    return Utterance(
        start=start, end=end, sentence=sentence, manner=MANNERS[int(softmax(manner).argmax())],
        source=_source(mended(found["source"], excerpt.text, excerpt.language), excerpt.text, sentences[sentence]),
        content=content, probability=cue.probability,
    )  # fmt: skip


def _source(found: tuple[Mention, ...], text: str, sentence: tuple[int, int]) -> tuple[Mention, ...]:
    """The sources of the cue's own sentence, if there are any; an article alone is a slip."""
    articles = in_any("wording", "articles")
    named = tuple(m for m in found if text[m.start : m.end].lower() not in articles)
    here = tuple(m for m in named if sentence[0] <= m.start < sentence[1])
    return here or named


def _content(
    found: tuple[Mention, ...], cue: tuple[int, int], text: str, sentences: list[tuple[int, int]], last: int
) -> Iterator[Mention]:
    """The runs of content, joined where only a few letters part them, slips left out, cut ones brought to an end."""
    joined: list[Mention] = []
    for one in found:
        before = joined[-1] if joined else None
        if before and not _between(text[before.end : one.start]) and not before.end <= cue[0] < one.start:
            joined[-1] = Mention(before.start, one.end, max(before.probability, one.probability))
        else:
            joined.append(one)
    longest = max((m.end - m.start for m in joined), default=0)
    for one in joined:
        if one.end - one.start < min(_SHORT, longest):
            continue
        end = one.end
        if last - end <= _EDGE:
            end = next((b for a, b in sentences if a < end <= b), end)
        yield Mention(one.start, _without_stop(text, one.start, end), one.probability)


def _between(gap: str) -> bool:
    """Whether what parts two runs is more than a word or a sentence's end."""
    return len(gap.split()) > 2 or "\n" in gap


def _without_stop(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in " .,;:\u00a0\u202f\n":
        end -= 1
    return end
