"""Spells: since when something goes on, as a report says it (*ce conflit qui dure depuis plus d'un an et demi*)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta
from functools import cache

from herodote.frames.sentences import sentences
from herodote.grounding.actors import actors
from herodote.grounding.gazetteer import key_of
from herodote.grounding.lexicon import WORD
from herodote.grounding.nouns import kinds_of
from herodote.grounding.times import times
from herodote.grounding.times.reading import Time
from herodote.languages import load

_DAYS = {"days": 1.0, "weeks": 7.0, "months": 30.44, "years": 365.25, "decades": 3652.5}


@dataclass(frozen=True, slots=True)
class Spell:
    """When a topic began: between ``first`` and ``last``, by the words from start to end; countries of the sentence."""

    topic: str
    text: str
    start: int
    end: int
    first: Date
    last: Date
    countries: tuple[str, ...]


def spells(text: str, *, language: str, published: Date | None) -> list[Spell]:
    """What the text says of since when wars, sieges, talks and the like go on, in reading order."""
    return list(_spells(text, language, published))


def _spells(text: str, language: str, published: Date | None) -> Iterator[Spell]:
    topics = kinds_of(language, "spells", "topics")
    cues = _cues(language)
    for start, end in sentences(text, language) if cues.search(text) else ():
        if not cues.search(text, start, end):
            continue
        found = topics.find(text, start, end)
        if not found:
            continue
        sentence = text[start:end]
        since = [t for t in times(sentence, language=language, published=published) if t.kind == "since" and t.first]
        for time in since:
            near = min(found, key=lambda noun: abs(noun.start - start - time.start))
            interval, until = _interval(sentence, time, language, published)
            countries = {a.code for a in actors(sentence, language=language) if a.code}
            yield Spell(near.kind, sentence[time.start : until], start + time.start, start + until, *interval,
                        tuple(sorted(countries)))  # fmt: skip


@cache
def _cues(language: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, load(language, "spells")["cues"]["since"])), re.IGNORECASE)


def _interval(sentence: str, time: Time, language: str, published: Date | None) -> tuple[tuple[Date, Date], int]:
    """When it began, first and last possible day, and where the expression ends, a half behind it included."""
    assert time.first is not None
    unit = _unit(time.text, language)
    if unit is None or published is None:
        return (time.first, _last(time)), time.end
    table = _table(language)
    half = next((h for h in table["half"] if sentence.startswith(h, time.end)), "")
    length = round((published - time.first).days / unit) * unit + (unit / 2 if half else 0)
    step = unit / 2 if half else unit
    words = key_of(time.text)
    if any(f" {m} " in f" {words} " for m in table["more"]):
        least, most = length, length + step
    elif any(f" {m} " in f" {words} " for m in table["less"]):
        least, most = length - step, length
    else:
        least, most = length - step / 2, length + step / 2
    return (published - timedelta(days=round(most)), published - timedelta(days=round(least))), time.end + len(half)


def _last(time: Time) -> Date:
    """The last day of a beginning known to the month or the year."""
    assert time.first is not None
    if time.precision == "year":
        return Date(time.first.year, 12, 31)
    if time.precision == "month":
        following = (time.first.replace(day=28) + timedelta(days=4)).replace(day=1)
        return following - timedelta(days=1)
    return time.first


def _unit(words: str, language: str) -> float | None:
    """Days of the unit that the expression counts in, None if it names a day, a month or a year."""
    own = {key_of(m[0]) for m in WORD.finditer(words)}
    table = _table(language)
    return next((days for unit, days in _DAYS.items() if own & set(table[unit])), None)


@cache
def _table(language: str) -> dict[str, tuple[str, ...]]:
    table = load(language, "spells")["length"]
    return {name: tuple(w if name == "half" else key_of(w) for w in words) for name, words in table.items()}
