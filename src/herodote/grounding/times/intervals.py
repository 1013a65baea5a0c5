"""Calendar arithmetic: closed intervals of days and how to move them."""

from datetime import MAXYEAR, MINYEAR, date, timedelta

Interval = tuple[date, date]

SEASON_STARTS = ((3, 20), (6, 21), (9, 23), (12, 21))
"""First day (month, day) of spring, summer, autumn and winter, in a usual northern year."""


def make(year: int, month: int, day: int) -> date | None:
    """That day, or None if the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def plus_days(day: date, count: int) -> date | None:
    """`count` days later (earlier if negative); None beyond the calendar."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return None


def month_of(year: int, month: int) -> Interval | None:
    """First to last day of a month; `month` may run over 1..12 into other years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if not MINYEAR <= year < MAXYEAR:
        return None
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), following - timedelta(days=1)


def months_of(year: int, first: int, last: int) -> Interval | None:
    """First day of month `first` to last day of month `last`."""
    one, two = month_of(year, first), month_of(year, last)
    return (one[0], two[1]) if one and two else None


def plus_months(day: date, count: int) -> date | None:
    """The same day `count` months later, or the last day of a month too short for it."""
    span = month_of(day.year, day.month + count)
    return min(span[0] + timedelta(days=day.day - 1), span[1]) if span else None


def week_of(day: date) -> Interval | None:
    """Monday to Sunday around a day."""
    first = plus_days(day, -day.weekday())
    last = plus_days(first, 6) if first else None
    return (first, last) if first and last else None


def season_of(year: int, season: int) -> Interval | None:
    """Season 0 spring … 3 winter that begins in `year`; winter ends in the year after."""
    start = make(year, *SEASON_STARTS[season])
    following = make(year + (season == 3), *SEASON_STARTS[(season + 1) % 4])
    return (start, following - timedelta(days=1)) if start and following else None


def part_of_month(span: Interval, part: str) -> Interval:
    """First ten days, 11th to 20th, or last ten days of a month."""
    first, last = span
    if part == "start":
        return first, first + timedelta(days=9)
    if part == "mid":
        return first + timedelta(days=10), first + timedelta(days=19)
    return last - timedelta(days=9), last


def part_of_year(year: int, part: str) -> Interval | None:
    """First or last quarter of a year; its middle is April to September."""
    return months_of(year, *{"start": (1, 3), "mid": (4, 9), "end": (10, 12)}[part])


def part_of_week(span: Interval, part: str) -> Interval:
    """Monday and Tuesday, Wednesday and Thursday, or Friday to Sunday."""
    low, high = {"start": (0, 1), "mid": (2, 3), "end": (4, 6)}[part]
    return span[0] + timedelta(days=low), span[0] + timedelta(days=high)


def weekday_near(day: date, weekday: int, side: int, *, strict: bool = False) -> date | None:
    """The nearest such weekday (Monday 0) before (`side` < 0) or after `day`, or that day itself.

    With `strict` the day itself does not count.
    """
    gap = (day.weekday() - weekday) % 7 if side < 0 else (weekday - day.weekday()) % 7
    if strict and gap == 0:
        gap = 7
    return plus_days(day, -gap if side < 0 else gap)
