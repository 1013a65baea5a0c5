"""Expressions of time in French and English, resolved to days against the day of publication."""

from herodote.grounding.times.reading import Time, times

__all__ = ["Time", "times"]
