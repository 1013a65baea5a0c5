"""Going on where an answer stopped: a cursor names its last row by the values that rows are sorted by.

New rows do not shift what follows, as they would were rows counted.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import date as Date
from typing import Any, Literal

import polars as pl
from sqlalchemy import ColumnElement, and_, false, or_

from herodote.errors import UsageError

Direction = Literal["up", "down"]

#: Of each question that can be gone on with, where the values stand that its rows are sorted by. The first that is
#: not null of several columns is the day a row is filed under.
_DEEDS = ("happenings", "timeline", "deployments", "transfers", "territory")
_SORTED: dict[str, tuple[tuple[str, ...], ...]] = {
    **dict.fromkeys(_DEEDS, (("date", "first_report"), ("happening",))),
    "events": (("date", "published"), ("key",)),
    "disputes": (("day",), ("happening",), ("kind",), ("measure",)),
    "dyads": (("week",), ("actor",), ("recipient",)),
}
#: Questions whose answers are worked out as a whole, and gone on with by number.
COUNTED = frozenset({"sources", "treaties", "contradictions"})


def next_cursor(question: str, frame: pl.DataFrame) -> str | None:
    """The cursor that goes on after a frame's last row; None for an empty frame."""
    if frame.is_empty() or question not in _SORTED:
        return None
    last = frame.row(-1, named=True)
    return encode([next((last[n] for n in names if last[n] is not None), None) for names in _SORTED[question]])


def encode(values: Sequence[Any]) -> str:
    """Values as a cursor."""
    plain = [str(v) if isinstance(v, Date) else v for v in values]
    return urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(cursor: str, size: int) -> list[Any]:
    """The values of a cursor of so many; UsageError if it is none. The first is a day or null."""
    try:
        values = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != size:
            raise ValueError(cursor)
        return [values[0] and Date.fromisoformat(values[0]), *(str(v) for v in values[1:])]
    except (ValueError, TypeError):
        raise UsageError(f"{cursor[:40]!r} is no cursor: take the one that the page before gave") from None


def beyond(order: Sequence[tuple[ColumnElement[Any], Direction]], values: Sequence[Any]) -> ColumnElement[bool]:
    """The condition that a row comes after the one with these values; nulls come last."""
    steps: list[ColumnElement[bool]] = []
    same: list[ColumnElement[bool]] = []
    for (column, direction), value in zip(order, values, strict=True):
        if value is None:
            later: ColumnElement[bool] = false()
        else:
            later = or_(column > value if direction == "up" else column < value, column.is_(None))
        steps.append(and_(*same, later))
        same.append(column.is_(None) if value is None else column == value)
    return or_(*steps)
