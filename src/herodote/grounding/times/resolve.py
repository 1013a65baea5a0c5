"""The rules that turn a matched expression into days.

A rule takes the surroundings (day of publication, earlier dates, tense) and the matched groups
together with the pattern's fixed values. It returns a Reading, or None if what was matched is no
expression of time after all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from herodote.grounding.times.intervals import (
    Interval,
    make,
    month_of,
    months_of,
    part_of_month,
    part_of_year,
    plus_days,
    season_of,
    weekday_near,
)
from herodote.grounding.times.patterns import Lexicon

Groups = Mapping[str, Any]

_FAR, _NEAR = 320, 45
"""In days: a date so far on the side of an inferred tense gives way to one so near on the other."""
_FAVOUR = 3
"""With no verb to tell, the future must be so many times nearer than the past."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an expression stands for: days (None if unknown), precision and kind as in Time."""

    span: Interval | None
    precision: str = "day"
    approx: bool = False
    kind: str = "date"
    is_end: bool = False


@dataclass(slots=True)
class Surroundings:
    """What an expression is resolved against.

    `side` gives the tense when it is asked for, `told` whether the caller gave it; `adjacent` is
    whether an earlier date stands right before the expression.
    """

    lexicon: Lexicon
    language: str
    published: date | None
    anchor_day: Interval | None
    anchor: Interval | None
    told: bool
    adjacent: bool = False
    side: Callable[[], str | None] = lambda: None

    def remember(self, span: Interval) -> None:
        """Keep a resolved date for what later refers back to it."""
        self.anchor = span
        if (span[1] - span[0]).days <= 1:
            self.anchor_day = span

    def sign(self) -> int:
        """-1 for the past, which news mostly tells of, +1 for the future."""
        return 1 if self.side() == "future" else -1

    def word(self, table: str, surface: str) -> Any:
        """The value of a word of the lexicon."""
        return self.lexicon.words[table][" ".join(surface.split())]


Rule = Callable[[Surroundings, Groups], Reading | None]


def day_span(day: date | None) -> Interval | None:
    """A single day as an interval."""
    return (day, day) if day else None


def span_of(first: date | None, last: date | None) -> Interval | None:
    """An interval if both ends are known and in order."""
    return (first, last) if first and last and first <= last else None


def number(digits: Any) -> int:
    """The leading digits of a day, month or year ("1er", "3rd", "05")."""
    return int("".join(c for c in str(digits) if c.isdigit()) or 0)


def direction(around: Surroundings, groups: Groups) -> int | None:
    """-1, 0 or 1 of last, this and next, None if the expression has none of them."""
    value = groups.get("dir")
    return around.word("dir", value) if isinstance(value, str) else value


def nearest(around: Surroundings, spans: list[Interval]) -> Interval | None:
    """Of the candidates, the one on the side that the tense asks for, nearest to publication.

    Where the tense was only inferred, a day nearly a year off gives way to one close by.
    """
    day = around.published
    if day is None or not spans:
        return None
    past = max((s for s in spans if s[0] <= day), default=None)
    ahead = min((s for s in spans if s[1] >= day), default=None)
    side = around.side()
    if past is None or ahead is None:
        return past or ahead
    back, forth = max(0, (day - past[1]).days), max(0, (ahead[0] - day).days)
    if side is None:
        return ahead if _FAVOUR * forth < back else past
    wanted, other = (forth, back) if side == "future" else (back, forth)
    # A day of a month, told without its year, is not a year away if it may be days away.
    inferred = not around.told and past[0] == past[1]
    if inferred and wanted > _FAR and other < _NEAR:
        side = "past" if side == "future" else "future"
    return ahead if side == "future" else past


def _year_told(around: Surroundings, groups: Groups) -> int | None:
    """The year in figures, or as last, this and next year (`dir2`)."""
    if "year" in groups:
        return number(groups["year"])
    if "dir2" in groups and around.published is not None:
        return around.published.year + int(around.word("dir", groups["dir2"]))
    return None


def read_date(around: Surroundings, groups: Groups) -> Reading | None:
    """A day of a month: with its year, or with the year (and month) that the context gives."""
    day = number(groups["day"])
    if "month" not in groups and "mm" not in groups:
        return _day_alone(around, groups, day)
    month = around.word("month", groups["month"]) if "month" in groups else number(groups["mm"])
    year = _year_told(around, groups)
    if year is not None:
        return Reading(day_span(make(year, month, day)))
    return Reading(day_span(_in_some_year(around, groups, month, day)))


def _in_some_year(around: Surroundings, groups: Groups, month: int, day: int) -> date | None:
    published = around.published
    if published is None:
        return None
    years = range(max(1, published.year - 4), min(9999, published.year + 5))
    days = [d for year in years if (d := make(year, month, day))]
    side = direction(around, groups)
    if side:
        days = [d for d in days if (d < published if side < 0 else d > published)]
        return (max if side < 0 else min)(days, default=None)
    if "weekday" in groups:
        weekday = around.word("weekday", groups["weekday"])
        same = [d for d in days if d.weekday() == weekday and abs((d - published).days) < 400]
        days = same or days
    span = nearest(around, [(d, d) for d in days])
    return span[0] if span else None


def _day_alone(around: Surroundings, groups: Groups, day: int) -> Reading | None:
    published = around.published
    if published is None:
        return Reading(None)
    months = [month_of(published.year, published.month + shift) for shift in (-2, -1, 0, 1, 2)]
    days = [d for span in months if span and (d := make(span[0].year, span[0].month, day))]
    if "weekday" in groups:
        weekday = around.word("weekday", groups["weekday"])
        days = [d for d in days if d.weekday() == weekday]
    return Reading(nearest(around, [(d, d) for d in days]))


def read_numeric(around: Surroundings, groups: Groups) -> Reading | None:
    """Day, month and year in figures; None for days if the order cannot be known."""
    one, two, year = (number(groups[name]) for name in ("day", "mm", "year"))
    if around.lexicon.numeric_order == "unknown" and one <= 12 and one != two:
        return Reading(None)
    return Reading(day_span(make(year, two, one)))


def read_days(around: Surroundings, groups: Groups) -> Reading | None:
    """Two days, in one month or two."""
    later = {"day": groups["day2"], "month": groups.get("month2", groups["month"])}
    year = groups.get("year2") or groups.get("year")
    later |= {"year": year} if year else {}
    later |= {name: groups[name] for name in ("dir", "dir2") if name in groups}
    reading = read_date(around, later)
    if reading is None or reading.span is None:
        return Reading(None)
    last = reading.span[1]
    first = make(last.year, around.word("month", groups["month"]), number(groups["day"]))
    if "year" in groups and "year2" in groups:
        month = around.word("month", groups["month"])
        first = make(number(groups["year"]), month, number(groups["day"]))
    elif first and first > last:
        first = make(last.year - 1, first.month, first.day) if "month2" in groups else None
    return Reading(span_of(first, last))


def read_night(around: Surroundings, groups: Groups) -> Reading | None:
    """The night that begins on a day: that day and the next."""
    reading = read_date(around, groups)
    if reading is None or reading.span is None:
        return reading
    return Reading(span_of(reading.span[0], plus_days(reading.span[0], 1)))


def _weekday(around: Surroundings, name: str, groups: Groups) -> date | None:
    if around.published is None:
        return None
    weekday = around.word("weekday", groups[name])
    side = direction(around, groups)
    if side:
        return weekday_near(around.published, weekday, side, strict=True)
    return weekday_near(around.published, weekday, around.sign())


def read_weekday(around: Surroundings, groups: Groups) -> Reading | None:
    """A weekday, nearest to publication on the side of the tense or of "last" and "next"."""
    if "order" in groups and around.anchor:
        weekday = around.word("weekday", groups["weekday"])
        side = around.word("order", groups["order"])
        return Reading(day_span(weekday_near(around.anchor[0], weekday, side, strict=True)))
    return Reading(day_span(_weekday(around, "weekday", groups)))


def read_weekdays(around: Surroundings, groups: Groups) -> Reading | None:
    """From one weekday to the next such."""
    last = _weekday(around, "weekday2", groups)
    if last is None:
        return Reading(None)
    first = weekday_near(last, around.word("weekday", groups["weekday"]), -1)
    if first and around.published and around.sign() > 0 and first < around.published:
        first, last = plus_days(first, 7), plus_days(last, 7) or last
    return Reading(span_of(first, last))


def read_weekday_night(around: Surroundings, groups: Groups) -> Reading | None:
    """The night that begins on a weekday."""
    day = _weekday(around, "weekday", groups)
    return Reading(span_of(day, plus_days(day, 1)) if day else None)


def read_weekday_eve(around: Surroundings, groups: Groups) -> Reading | None:
    """The night that ends on a weekday."""
    day = _weekday(around, "weekday", groups)
    return Reading(span_of(plus_days(day, -1), day) if day else None)


def _candidates(around: Surroundings, span: Callable[[int], Interval | None]) -> list[Interval]:
    if around.published is None:
        return []
    year = around.published.year
    return [s for y in (year - 1, year, year + 1) if (s := span(y))]


def _recurring(around: Surroundings, groups: Groups, span: Callable[[int], Interval | None]) -> Interval | None:
    """What comes back every year, of the year given or of the one that the context asks for."""
    side = direction(around, groups)
    year = _year_told(around, groups)
    if year is not None:
        return span(year)
    if around.published is None:
        return None
    if side is None:
        return nearest(around, _candidates(around, span))
    if side < 0:
        gone = [s for s in _candidates(around, span) if s[1] < around.published]
        return max(gone, default=None)
    coming = [s for s in _candidates(around, span) if s[0] > around.published]
    return min(coming, default=None)


def read_month(around: Surroundings, groups: Groups) -> Reading | None:
    """A month or a part of it."""
    month = around.word("month", groups["month"])
    span = _recurring(around, groups, lambda year: month_of(year, month))
    if "part" not in groups:
        return Reading(span, "month")
    part = around.word("part", groups["part"])
    return Reading(part_of_month(span, part) if span else None, "month", is_end=part == "end")


def read_months(around: Surroundings, groups: Groups) -> Reading | None:
    """From one month to another."""
    one, two = around.word("month", groups["month"]), around.word("month", groups["month2"])
    year = groups.get("year2") or groups.get("year")
    end = _recurring(around, {"year": year} if year else {}, lambda y: month_of(y, two))
    if end is None:
        return Reading(None, "month")
    begin = month_of(end[0].year - (one > two), one)
    if groups.get("year") and groups.get("year2"):
        begin = month_of(number(groups["year"]), one)
    if begin is None:
        return Reading(None, "month")
    if "part" in groups:
        begin = part_of_month(begin, around.word("part", groups["part"]))
    if "part2" in groups:
        end = part_of_month(end, around.word("part", groups["part2"]))
    return Reading(span_of(begin[0], end[1]), "month")


def read_season(around: Surroundings, groups: Groups) -> Reading | None:
    """A season of a year; winter is named after the year it begins in, or both."""
    season = around.word("season", groups["season"])
    return Reading(_recurring(around, groups, lambda year: season_of(year, season)), "season")


def read_quarter(around: Surroundings, groups: Groups) -> Reading | None:
    """A quarter of a year."""
    known = "ordinal" if "ordinal" in groups else "q"
    quarter = around.word(known, groups[known])
    span = _recurring(around, groups, lambda year: months_of(year, 3 * quarter - 2, 3 * quarter))
    return Reading(span, "season")


def read_half(around: Surroundings, groups: Groups) -> Reading | None:
    """A half of a year."""
    half = around.word("half", groups["half"])
    span = _recurring(around, groups, lambda year: months_of(year, 6 * half - 5, 6 * half))
    return Reading(span, "season")


def read_year(around: Surroundings, groups: Groups) -> Reading | None:
    """A year, or its first or last quarter."""
    side = direction(around, groups) or 0
    if "year" in groups:
        year = number(groups["year"])
    elif around.published is None:
        return Reading(None, "year")
    else:
        year = around.published.year + side
    if "part" in groups or "year" not in groups:
        part = around.word("part", groups["part"]) if "part" in groups else "end"
        return Reading(part_of_year(year, part), "season", is_end=part == "end")
    return Reading(months_of(year, 1, 12), "year")


def read_years(around: Surroundings, groups: Groups) -> Reading | None:
    """From one year to another."""
    one, two = months_of(number(groups["year"]), 1, 12), months_of(number(groups["year2"]), 1, 12)
    return Reading(span_of(one[0], two[1]) if one and two else None, "year")


def read_decade(around: Surroundings, groups: Groups) -> Reading | None:
    """Ten years, given by the first of them; two figures mean the twentieth century."""
    if "year" in groups:
        year = number(groups["year"])
    else:
        tens = groups.get("yy")
        year = 1900 + (number(tens) if tens else around.word("decade", groups["decade"]))
    if year % 10:
        return Reading(months_of(year, 1, 12), "year")
    first, last = make(year, 1, 1), make(year + 9, 12, 31)
    return Reading(span_of(first, last), "decade")
