"""Clauses: what a treaty obliges its parties to, and what sets the obligation off, as the report words it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from herodote.frames.sentences import sentences
from herodote.grounding.instruments import instruments
from herodote.grounding.nouns import kinds
from herodote.languages import load
from herodote.records import Instrument

#: Instruments that oblige those who conclude them.
BINDING = frozenset({"treaty", "convention", "protocol", "memorandum", "accord", "clause"})
_STOP = re.compile(r"[.,;:!?\n]")


@dataclass(frozen=True, slots=True)
class Clause:
    """An obligation: its words and their place, its condition if it has one, and what that condition speaks of."""

    instrument: Instrument | None
    text: str
    start: int
    end: int
    condition: str | None
    trigger: str | None


@dataclass(frozen=True, slots=True)
class _Words:
    bind: re.Pattern[str]
    condition: re.Pattern[str]
    triggers: dict[str, re.Pattern[str]]


@cache
def _words(language: str) -> _Words:
    table = load(language, "clauses")
    triggers = {kind: _any(stems, closed=False) for kind, stems in table["triggers"].items()}
    return _Words(_any(table["bind"], closed=True), _any(table["condition"], closed=False), triggers)


def _any(patterns: Iterable[str], *, closed: bool) -> re.Pattern[str]:
    joined = "|".join(p.replace("'", "['’]") for p in patterns)
    edge = r"\b" if closed else ""
    return re.compile(rf"\b(?:{joined}){edge}", re.IGNORECASE)


def clauses(text: str, *, language: str) -> list[Clause]:
    """The obligations that sentences about a binding instrument spell out with their condition.

    Only what binds upon a condition is taken (*une aide militaire en cas d'attaque*): what is owed at all times
    is an event of its own. The instrument is the one the sentence names, else the last one named before it.
    """
    found: list[Clause] = []
    named = [i for i in instruments(text, language=language) if i.kind in BINDING]
    heads = [n for n in kinds(language, "instruments").find(text) if n.kind in BINDING]
    for start, end in sentences(text, language):
        about = any(start <= n.start < end for n in heads)
        clause = _clause(text, start, end, language) if about else None
        if clause:
            before = [i for i in named if i.start < end]
            here = [i for i in before if i.start >= start]
            about_one = here[0] if here else before[-1] if before else None
            found.append(Clause(about_one, *clause))
    return found


def _clause(text: str, start: int, end: int, language: str) -> tuple[str, int, int, str, str | None] | None:
    words = _words(language)
    for condition in words.condition.finditer(text, start, end):
        stop = _STOP.search(text, condition.end(), end)
        last = stop.start() if stop else end
        trigger = _trigger(text[condition.start() : last], words)
        if not trigger:
            continue
        obligation = _obligation(text, start, end, condition.start(), last, words)
        if obligation:
            first, until = obligation
            return text[first:until], first, until, text[condition.start() : last].strip(), trigger
    return None


def _obligation(text: str, start: int, end: int, condition: int, last: int, words: _Words) -> tuple[int, int] | None:
    """Between the binding verb and the condition; where the condition comes first, behind the verb after it."""
    before = list(words.bind.finditer(text, start, condition))
    first = _trimmed(text, before[0].end(), condition) if before else None
    if first:
        return first
    after = words.bind.search(text, last, end)
    if not after:
        return None
    stop = _STOP.search(text, after.end(), end)
    return _trimmed(text, after.end(), stop.start() if stop else end)


def _trimmed(text: str, first: int, until: int) -> tuple[int, int] | None:
    while first < until and not text[first].isalnum() and text[first] not in '“«"':
        first += 1
    while until > first and text[until - 1] in " ,\u00a0\u202f":
        until -= 1
    return (first, until) if until - first > 5 else None


def _trigger(words: str, table: _Words) -> str | None:
    return next((kind for kind, pattern in table.triggers.items() if pattern.search(words)), None)
