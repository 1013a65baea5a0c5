"""Tables of nouns by kind, looked up in the words of a mention."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from herodote.grounding.gazetteer import key_of
from herodote.grounding.lexicon import WORD
from herodote.languages import load

_STAR = "*"


@dataclass(frozen=True, slots=True)
class Found:
    """A noun of the table: code points of the text, end exclusive."""

    start: int
    end: int
    kinds: tuple[str, ...]

    @property
    def kind(self) -> str:
        """The kind whose list comes first in the table."""
        return self.kinds[0]


@dataclass(frozen=True, slots=True)
class Kinds:
    """Phrases by their kinds, and beginnings of words by theirs, under their first two letters."""

    phrases: Mapping[str, tuple[str, ...]]
    longest: Mapping[str, int]
    stems: Mapping[str, tuple[tuple[str, str], ...]]

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Found]:
        """Every noun of the table between start and end, longest first, none inside another."""
        words = [
            (m.start(), m.end(), key_of(m[0])) for m in WORD.finditer(text, start, len(text) if end is None else end)
        ]
        out: list[Found] = []
        at = 0
        while at < len(words):
            size, found = self._at(words, at)
            if found:
                out.append(Found(words[at][0], words[at + size - 1][1], found))
            at += size
        return out

    def _at(self, words: list[tuple[int, int, str]], at: int) -> tuple[int, tuple[str, ...]]:
        first = words[at][2]
        by_stem = tuple(kind for stem, kind in self.stems.get(first[:2], ()) if first.startswith(stem))
        for size in range(min(self.longest.get(first, 0), len(words) - at), 0, -1):
            found = self.phrases.get(" ".join(w for _, _, w in words[at : at + size]), ())
            if found:
                return size, tuple(dict.fromkeys((*found, *(by_stem if size == 1 else ()))))
        return 1, tuple(dict.fromkeys(by_stem))


@cache
def kinds(language: str, table: str) -> Kinds:
    """The kinds of a table of a language."""
    return kinds_of(language, table, "kinds")


@cache
def kinds_of(language: str, table: str, part: str) -> Kinds:
    """The nouns of one part of a table of a language, by kind."""
    phrases: dict[str, tuple[str, ...]] = {}
    longest: dict[str, int] = {}
    stems: dict[str, list[tuple[str, str]]] = {}
    for kind, nouns in load(language, table)[part].items():
        for noun in nouns:
            key = key_of(noun.replace(_STAR, ""))
            starred = noun.endswith(_STAR) and " " not in key
            if starred and key:
                stems.setdefault(key[:2], []).append((key, kind))
            for form in _forms(noun):
                phrases[form] = tuple(dict.fromkeys((*phrases.get(form, ()), kind)))
                first = form.partition(" ")[0]
                longest[first] = max(longest.get(first, 0), form.count(" ") + 1)
    ordered = {start: tuple(sorted(found, key=lambda f: -len(f[0]))) for start, found in stems.items()}
    return Kinds(phrases, longest, ordered)


def _forms(noun: str) -> set[str]:
    """A noun, and its plural where stars stand inside a phrase: *système\\* de défense*."""
    bare = key_of(re.sub(r"\*", "", noun))
    plural = key_of(re.sub(r"\*", "s", noun))
    return {form for form in (bare, plural) if form}
