"""Finding expressions of time in a text and resolving each against the day of publication."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from herodote.grounding.times.intervals import Interval, plus_days
from herodote.grounding.times.patterns import Lexicon, Pattern, lexicon
from herodote.grounding.times.plain import plain
from herodote.grounding.times.resolve import Reading, Surroundings
from herodote.grounding.times.rules import RULES
from herodote.grounding.times.tense import tense_at

_LINK_REACH = 40
_ADJACENT = 5
_BEFORE, _AFTER = 50, 50
"""How far an expression may reach on either side of the word that it is found by."""


@dataclass(frozen=True, slots=True)
class Time:
    """One expression of time and the days it stands for.

    `start` and `end` are code-point offsets; `first` and `last` the closed interval of days, both
    None if the text does not allow one to be worked out. `precision` is day, week, month, season,
    year or decade. `kind` is date, duration (a length with no anchor), since (from `first` to the
    day of publication) or until (from the day of publication to `last`).
    """

    text: str
    start: int
    end: int
    first: date | None
    last: date | None
    precision: str
    approx: bool
    kind: str


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    pattern: Pattern
    groups: dict[str, str]


def times(text: str, *, language: str, published: str | date | None = None, tense: str | None = None) -> list[Time]:
    """The expressions of time of a text, in reading order, none overlapping another.

    `published` is the day of publication (a date or ISO text); without it only absolute dates
    resolve. `tense` ("past" or "future") says on which side a bare weekday or month lies; if None
    the verbs around each expression decide. Raises UnknownLanguageError for a language without
    tables and ValueError for a `published` that is no ISO date.
    """
    known, flat = lexicon(language), plain(text)
    day = date.fromisoformat(published[:10]) if isinstance(published, str) and published else published or None
    found: list[Time] = []
    around = Surroundings(known, language, day, None, None, tense is not None)
    for mention in _mentions(text, language):
        around.adjacent = bool(found) and mention.start - found[-1].end <= _ADJACENT
        around.side = _lazily(flat, mention, known, tense)
        time = _read(text, flat, mention, around)
        if time is None or (found and time.start < found[-1].end):
            continue
        found.append(time)
        if time.first and time.last and time.kind == "date":
            around.remember((time.first, time.last))
    return found


def _lazily(flat: str, mention: _Mention, known: Lexicon, tense: str | None) -> Callable[[], str | None]:
    return lambda: tense or tense_at(flat, mention.start, mention.end, known)


@lru_cache(maxsize=16)
def _mentions(text: str, language: str) -> tuple[_Mention, ...]:
    """What to resolve, the longest first where two begin together; kept, since amounts ask too."""
    known, flat = lexicon(language), plain(text)
    candidates: list[_Mention] = []
    places = _places(flat, known)
    windows = {near: _windows(near, places, flat) for near in known.nears}
    for pattern in known.patterns:
        for low, high in windows[pattern.near]:
            for match in pattern.regex.finditer(flat, low, high):
                groups = {_name(k): v for k, v in match.groupdict().items() if v is not None}
                if _allowed(text, match, known):
                    candidates.append(_Mention(*match.span(), pattern, groups))
    candidates.sort(key=lambda m: (m.start, -m.end))
    chosen: list[_Mention] = []
    for mention in candidates:
        if not chosen or mention.start >= chosen[-1].end:
            chosen.append(mention)
    return tuple(chosen)


def _places(flat: str, known: Lexicon) -> dict[str, list[tuple[int, int]]]:
    """Where words of each table stand, as the stretches of text to search around them."""
    places: dict[str, list[tuple[int, int]]] = {}
    for match in known.anchors.finditer(flat):
        high = min(len(flat), match.end() + _AFTER)
        while high < len(flat) and flat[high].isalnum():
            high += 1
        places.setdefault(match.lastgroup or "", []).append((max(0, match.start() - _BEFORE), high))
    return places


def _windows(near: tuple[str, ...], places: dict[str, list[tuple[int, int]]], flat: str) -> list[tuple[int, int]]:
    """The stretches for any of these tables, joined where they touch."""
    if not near:
        return [(0, len(flat))]
    joined: list[tuple[int, int]] = []
    for low, high in sorted(span for name in near for span in places.get(name, ())):
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined


def _name(group: str) -> str:
    return group.partition("_")[0]


def _allowed(text: str, match: re.Match[str], known: Lexicon) -> bool:
    for name, value in match.groupdict().items():
        table = name.rstrip("0123456789_")
        rule = known.capitals.get(table)
        if value is None or rule is None:
            continue
        place = match.start(name)
        capital = text[place].isupper()
        if rule == "always" and not capital:
            return False
        if rule == "sentence" and capital and place > 0 and not _opens(text, place):
            return False
    return True


def _opens(text: str, place: int) -> bool:
    before = text[max(0, place - 9) : place].rstrip()
    return not before or before[-1] in '.!?:"«“(' or text[place - 1] == "\n" or text[place : place + 2].isupper()


def _read(text: str, flat: str, mention: _Mention, around: Surroundings) -> Time | None:
    pattern = mention.pattern
    resolve = RULES.get(pattern.rule)
    if resolve is None:
        return None
    groups = {**pattern.fixed, **mention.groups}
    link, start = _link(flat, mention.start, around.lexicon)
    if link == "due" and not around.told:
        around.side = _ahead
    reading = resolve(around, groups)
    if reading is None or (pattern.weak and link is None and not around.adjacent):
        return None
    if link is not None:
        linked = _linked(reading, link, around)
        if link == "before" and linked.span is None and not around.told:
            around.side = _ahead
            linked = _linked(resolve(around, groups) or reading, link, around)
        reading = linked
    else:
        start = mention.start
    span = reading.span
    return Time(
        text=text[start : mention.end],
        start=start,
        end=mention.end,
        first=span[0] if span else None,
        last=span[1] if span else None,
        precision=reading.precision,
        approx=reading.approx,
        kind=reading.kind,
    )


def _ahead() -> str:
    return "future"


def _link(flat: str, start: int, known: Lexicon) -> tuple[str | None, int]:
    before = flat[max(0, start - _LINK_REACH) : start]
    for kind, regex in known.links:
        match = regex.search(before)
        if match:
            return kind, start - len(before) + match.start()
    return None, start


def _linked(reading: Reading, link: str, around: Surroundings) -> Reading:
    if link == "approx":
        return Reading(reading.span, reading.precision, True, reading.kind)
    if reading.kind != "date":
        return reading
    kind = "since" if link == "since" else "until"
    return Reading(_stretched(reading, link, around.published), reading.precision, reading.approx, kind)


def _stretched(reading: Reading, link: str, day: date | None) -> Interval | None:
    span = reading.span
    if span is None or day is None:
        return span if link != "before" else None
    first, last = span
    if link == "since":
        return (first, day) if first <= day else span
    end: date | None = last
    if link == "before" and not reading.is_end:
        end = plus_days(first, -1)
    if end is None or end < day:
        return span if link in ("until", "due") else None
    return day, end
