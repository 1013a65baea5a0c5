"""The words of a language that point back to somebody named before: its table ``reference.toml``, folded."""

import re
from dataclasses import dataclass
from functools import cache

from herodote.grounding.lexicon import WORD, fold
from herodote.languages import load


@dataclass(frozen=True, slots=True)
class Reference:
    """A language's words that point back, folded (``languages/…/reference.toml``)."""

    singular: frozenset[str]
    plural: frozenset[str]
    first_person: frozenset[str]
    pairs: tuple[str, ...]
    possessive: frozenset[str]
    articles: frozenset[str]
    joining: frozenset[str]
    indefinite: frozenset[str]
    unnamed: frozenset[str]
    unplaced_words: re.Pattern[str]
    nobody_words: re.Pattern[str]


def _words(phrases: list[str]) -> frozenset[str]:
    return frozenset(" ".join(fold(m[0]) for m in WORD.finditer(p)) for p in phrases)


def _any_of(phrases: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(phrases)))})\b")


@cache
def reference(language: str) -> Reference:
    """The reference table of a language."""
    table = load(language, "reference")
    pronouns, unplaced = table["pronouns"], _words(table["unplaced"]["words"])
    return Reference(
        singular=_words(pronouns["singular"]),
        plural=_words(pronouns["plural"]),
        first_person=_words(pronouns["first_person"]),
        pairs=tuple(sorted(_words(table["pairs"]["words"]), key=lambda p: (-len(p), p))),
        possessive=_words(table["possessive"]["words"]),
        articles=_words(table["articles"]["words"]),
        joining=_words(load(language, "spans")["joining"]),
        indefinite=_words(table["indefinite"]["words"]),
        unnamed=_words(table["unnamed"]["words"]),
        unplaced_words=_any_of(unplaced),
        nobody_words=_any_of(_words(table["nobody"]["words"])),
    )
