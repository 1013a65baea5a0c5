"""The rules for what is told from the day of publication or from a date told before."""

from datetime import date

from herodote.grounding.times.intervals import (
    Interval,
    make,
    month_of,
    months_of,
    part_of_month,
    part_of_week,
    part_of_year,
    plus_days,
    plus_months,
    week_of,
)
from herodote.grounding.times.numerals import Number, numerals
from herodote.grounding.times.resolve import (
    Groups,
    Reading,
    Surroundings,
    day_span,
    direction,
    span_of,
)

_PRECISION = {
    "hour": "day",
    "day": "day",
    "weekend": "day",
    "week": "week",
    "month": "month",
    "quarter": "season",
    "year": "year",
    "decade": "decade",
}
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
_HOURS_A_DAY = 24
_SATURDAY = 5


def read_offset(around: Surroundings, groups: Groups) -> Reading | None:
    """Yesterday, today, tomorrow."""
    shift = groups["offset"]
    shift = around.word("offset", shift) if isinstance(shift, str) else shift
    return Reading(day_span(plus_days(around.published, shift)) if around.published else None)


def read_tonight(around: Surroundings, groups: Groups) -> Reading | None:
    """A night told without a day: both days that it touches."""
    day = around.published
    if day is None:
        return Reading(None)
    ahead = around.sign() > 0
    return Reading(span_of(day, plus_days(day, 1)) if ahead else span_of(plus_days(day, -1), day))


def read_anchored(around: Surroundings, groups: Groups) -> Reading | None:
    """The eve, the same day, the day after: of the date told before, if there is one.

    With none, the eve is the day before publication; a day after cannot be told unless it is
    still to come.
    """
    shift = groups.get("anchored", groups.get("offset"))
    shift = around.word("anchored", shift) if isinstance(shift, str) else shift
    if around.anchor_day is not None:
        return Reading(day_span(plus_days(around.anchor_day[1 if shift > 0 else 0], shift)))
    if around.published is None or shift == 0 or (shift > 0 and around.side() != "future"):
        return Reading(None)
    return Reading(day_span(plus_days(around.published, shift)))


def _period(day: date, unit: str, shift: int) -> Interval | None:
    """The week, month, quarter, year … around `day`, moved by `shift` of them."""
    if unit in ("week", "weekend"):
        week = week_of(day)
        first = plus_days(week[0], 7 * shift) if week else None
        if first is None:
            return None
        return span_of(plus_days(first, 5 if unit == "weekend" else 0), plus_days(first, 6))
    if unit == "month":
        return month_of(day.year, day.month + shift)
    if unit == "quarter":
        start = day.month - (day.month - 1) % 3 + 3 * shift
        return months_of(day.year, start, start + 2)
    if unit == "year":
        return months_of(day.year + shift, 1, 12)
    if unit == "decade":
        start_year = day.year - day.year % 10 + 10 * shift
        return span_of(make(start_year, 1, 1), make(start_year + 9, 12, 31))
    return day_span(plus_days(day, shift))


def _part(span: Interval | None, unit: str, part: str) -> Interval | None:
    if span is None:
        return None
    if unit == "week":
        return part_of_week(span, part)
    if unit == "month":
        return part_of_month(span, part)
    return part_of_year(span[0].year, part) if unit == "year" else span


def read_period(around: Surroundings, groups: Groups) -> Reading | None:
    """Last, this and next week, month and year; "this" goes no further than its tense."""
    unit = around.word("unit", groups["unit"])
    side = direction(around, groups) or 0
    precision, day = _PRECISION[unit], around.published
    if unit in ("hour", "day") and side:
        return Reading(None, precision)
    if day is None:
        return Reading(None, precision)
    if unit == "weekend" and side == 0 and day.weekday() < _SATURDAY and around.side() == "past":
        side = -1
    span = _period(day, unit, side)
    if "part" in groups:
        part = around.word("part", groups["part"])
        precision = "season" if unit == "year" else precision
        return Reading(_part(span, unit, part), precision, is_end=part == "end")
    if side == 0 and span is not None and unit != "weekend":
        span = _clipped(span, day, groups.get("clip") or around.side())
    return Reading(span, precision)


def _clipped(span: Interval, day: date, side: str | None) -> Interval:
    if side in ("past", "before"):
        return span[0], min(span[1], day)
    if side in ("future", "after"):
        return max(span[0], day), span[1]
    return span


def read_anchored_period(around: Surroundings, groups: Groups) -> Reading | None:
    """The week, month or year before, of or after the date told before."""
    unit = around.word("unit", groups["unit"])
    order = groups["order"]
    shift = around.word("order", order) if isinstance(order, str) else order
    precision = _PRECISION[unit]
    if around.anchor is None:
        return Reading(None, precision)
    span = _period(around.anchor[0], unit, shift)
    if span and groups.get("clip"):
        span = _clipped(span, max(around.anchor[0], span[0]), groups["clip"])
    return Reading(span, precision)


def _count(around: Surroundings, groups: Groups) -> tuple[Number | None, bool]:
    spoken = numerals(around.language)
    surface = groups["n"].strip()
    value = spoken.value(surface)
    return value, "approx" in groups or spoken.is_round(surface)


def _moved(day: date, unit: str, count: Number) -> Interval | None:
    """`count` units later: a day for days and weeks, the whole month or year for those."""
    if abs(count) > 100_000:
        return None
    if unit in ("week", "weekend"):
        return day_span(plus_days(day, round(7 * count)))
    if unit in _MONTHS:
        middle = plus_months(day, round(_MONTHS[unit] * count))
        if middle is None or unit == "decade":
            return None
        return _period(middle, unit if float(count).is_integer() else "month", 0)
    return day_span(plus_days(day, round(count)))


def read_ago(around: Surroundings, groups: Groups) -> Reading | None:
    """So many units before or after publication."""
    return _from(around.published, around, groups)


def read_shifted(around: Surroundings, groups: Groups) -> Reading | None:
    """So many units before or after the date told before, or publication if there is none."""
    unit = around.word("unit", groups["unit"])
    anchor = around.anchor if unit in _MONTHS else around.anchor_day or around.anchor
    if anchor is None and groups["sign"] > 0 and around.side() != "future":
        return Reading(None, _PRECISION[unit])
    return _from(anchor[0] if anchor else around.published, around, groups)


def read_shifted_clause(around: Surroundings, groups: Groups) -> Reading | None:
    """So long before or after the deed told next: that deed, if a date stands just before.

    "On Friday, two days after he left": he left two days before that Friday.
    """
    if not around.adjacent or around.anchor_day is None:
        return read_duration(around, {k: v for k, v in groups.items() if k != "sign"})
    return _from(around.anchor_day[0], around, groups)


def read_eve_of(around: Surroundings, groups: Groups) -> Reading | None:
    """ "The day after the attack": the attack, if a date stands just before, else unknown."""
    if not around.adjacent or around.anchor_day is None:
        return Reading(None)
    return Reading(day_span(plus_days(around.anchor_day[0], groups["shift"])))


def _from(day: date | None, around: Surroundings, groups: Groups) -> Reading | None:
    unit = around.word("unit", groups["unit"])
    count, approx = _count(around, groups)
    precision = _PRECISION[unit]
    if day is None or count is None:
        return Reading(None, precision, approx)
    if unit == "hour":
        return Reading(_hours(day, count * groups["sign"]), "day", approx)
    return Reading(_moved(day, unit, count * groups["sign"]), precision, approx)


def _hours(day: date, count: Number) -> Interval | None:
    days = _days(abs(count))
    if days is None:
        return None
    other = plus_days(day, -days if count < 0 else days)
    return span_of(other, day) if count < 0 else span_of(day, other)


def _days(hours: Number) -> int | None:
    return -int(-hours // _HOURS_A_DAY) if hours < 1_000_000 else None


def _window(day: date, unit: str, count: Number, side: int) -> Interval | None:
    """From `count` units before publication until it, or from it until then."""
    if count > 100_000:
        return None
    if unit in _MONTHS:
        other = plus_months(day, side * round(_MONTHS[unit] * count))
    else:
        days = _days(count) or 0 if unit == "hour" else round(count * (7 if unit == "week" else 1))
        other = plus_days(day, side * days)
    return span_of(other, day) if side < 0 else span_of(day, other)


def read_window(around: Surroundings, groups: Groups) -> Reading | None:
    """The past or the next so many units."""
    unit = around.word("unit", groups["unit"])
    count, approx = _count(around, groups)
    side = direction(around, groups)
    if around.published is None or count is None or not side:
        return Reading(None, _PRECISION[unit], approx)
    return Reading(_window(around.published, unit, count, side), _PRECISION[unit], approx)


def read_lately(around: Surroundings, groups: Groups) -> Reading | None:
    """ "In 24 hours", told of nothing else: the days before and of the report."""
    count, approx = _count(around, groups)
    if around.published is None or count is None:
        return Reading(None, "day", approx)
    return Reading(_window(around.published, "hour", count, around.sign()), "day", approx)


def read_lasting(around: Surroundings, groups: Groups) -> Reading | None:
    """For so many years: from so long before publication until it."""
    unit = around.word("unit", groups["unit"])
    count, approx = _count(around, groups)
    span = None
    if around.published is not None and count is not None:
        span = _window(around.published, unit, count, -1)
    return Reading(span, _PRECISION[unit], approx, "since")


def read_vague(around: Surroundings, groups: Groups) -> Reading | None:
    """A time that cannot be worked out."""
    unit = groups.get("unit")
    return Reading(None, _PRECISION[around.word("unit", unit)] if unit else "day", True)


def read_duration(around: Surroundings, groups: Groups) -> Reading | None:
    """A length of time without an anchor."""
    unit = around.word("unit", groups["unit"])
    approx = "some" in groups or ("n" in groups and _count(around, groups)[1])
    return Reading(None, _PRECISION[unit], approx or "approx" in groups, "duration")
