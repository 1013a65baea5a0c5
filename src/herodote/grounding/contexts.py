"""Contexts: which of PLOVER's fields of politics a sentence speaks of, by the words that speak for them."""

from collections import Counter

from herodote.grounding.nouns import kinds

#: Contexts that one event may have.
_MOST = 3


def contexts(sentence: str, *, language: str) -> tuple[str, ...]:
    """PLOVER's contexts of a sentence, best supported first, at most three.

    A word speaks once however often it stands there, a phrase of several words twice; of contexts with
    equal support the one spoken for first comes first.
    """
    votes: Counter[str] = Counter()
    said: set[str] = set()
    for found in kinds(language, "contexts").find(sentence):
        words = sentence[found.start : found.end].casefold()
        if words not in said:
            said.add(words)
            votes.update(dict.fromkeys(found.kinds, 2 if " " in words else 1))
    return tuple(context for context, _ in votes.most_common(_MOST))
