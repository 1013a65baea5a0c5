"""Mend the edges of mentions: words that cannot end one, pieces that belong together."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from herodote.frames.frame import Mention
from herodote.languages import load

_WORD = re.compile(r"\w+")
#: What may stand between two pieces of one noun phrase.
_THIN = re.compile(r"[\s’'.\-‑]{0,2}")
_INSIDE = re.compile(r"[^,;:.!?()«»“”\"\n]{0,24}")


@dataclass(frozen=True, slots=True)
class Edges:
    """Words of a language, in lower case, that need a word after them, and those that join two phrases."""

    leading: frozenset[str]
    joining: frozenset[str]


@cache
def edges(language: str) -> Edges:
    """The table ``spans.toml`` of a language."""
    table = load(language, "spans")
    return Edges(frozenset(table["leading"]), frozenset(table["joining"]))


def mended(mentions: Iterable[Mention], text: str, language: str) -> tuple[Mention, ...]:
    """The mentions of one role in order, joined where one was cut in two and trimmed at both ends."""
    words = edges(language)
    out: list[Mention] = []
    for mention in mentions:
        last = out[-1] if out else None
        if last is not None and _one_phrase(last, mention, text, words):
            surest = max(last.probability, mention.probability)
            out[-1] = Mention(last.start, max(last.end, mention.end), surest)
        else:
            out.append(mention)
    return tuple(kept for m in out if (kept := _trimmed(m, text, words)))


def _one_phrase(first: Mention, second: Mention, text: str, words: Edges) -> bool:
    if second.start <= first.end:
        return second.start < first.end
    gap = text[first.end : second.start]
    if "\n" in gap:
        return False
    own = [w.lower() for w in _WORD.findall(text, first.start, first.end)]
    following = _WORD.search(text, second.start)
    if not own:
        return False
    if gap == " " and own[-1] not in words.joining and following and following[0].lower() not in words.joining:
        return True
    if all(w in words.leading for w in own):
        between = [w.lower() for w in _WORD.findall(gap)]
        return bool(_INSIDE.fullmatch(gap)) and len(between) <= 2 and not set(between) & words.joining
    return own[-1] in words.leading and bool(_THIN.fullmatch(gap))


def _trimmed(mention: Mention, text: str, words: Edges) -> Mention | None:
    """On one line, without a conjunction at either end; one left hanging on a preposition takes its next word."""
    line = text.find("\n", mention.start, mention.end)
    mention = replace(mention, end=line) if line > mention.start else mention
    found = list(_WORD.finditer(text, mention.start, mention.end))
    while found and found[-1][0].lower() in words.joining:
        found.pop()
    while found and found[0][0].lower() in words.joining:
        found.pop(0)
    if not found:
        return None
    whole = len(found) > 1 and found[-1][0].lower() in words.leading
    start = mention.start if found[0].start() <= mention.start + 2 else found[0].start()
    if whole:
        line = text.find("\n", found[-1].end())
        near = found[-1].end() + 30
        following = _WORD.search(text, found[-1].end(), near if line < 0 else min(near, line))
        end = following.end() if following else found[-1].end()
    else:
        end = mention.end if mention.end - found[-1].end() <= 2 else found[-1].end()
    return replace(mention, start=start, end=end)
