"""What a desk wants to see first: what is new, what is due, how much the ledger holds, and how the weeks went."""

from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta
from typing import Any

import polars as pl
from sqlalchemy import Integer, case, func, select

from herodote.ledger.opening import Ledger
from herodote.ledger.tables import claims, corrections, disputes, documents, pending, readings, refusals, supersessions
from herodote.ledger.tables import happenings as happening_table
from herodote.views.deeds import happenings_of
from herodote.views.filters import as_day
from herodote.views.treaties import treaties


@dataclass(frozen=True, slots=True)
class Totals:
    """How much a ledger holds, and the days of its first and last report."""

    documents: int
    claims: int
    happenings: int
    disputed: int
    first_report: Date | None
    last_report: Date | None


def totals(ledger: Ledger) -> Totals:
    """Document versions and claims kept, happenings made of them, how many are disputed."""
    t = happening_table
    counted = select(
        select(func.coalesce(func.max(documents.c.id), 0)).scalar_subquery(),  # rows are numbered, none is deleted
        select(func.coalesce(func.max(claims.c.id), 0)).scalar_subquery(),
        select(func.count()).select_from(t).scalar_subquery(),
        select(func.count(disputes.c.happening_id.distinct())).scalar_subquery(),  # rows of happenings are long
        select(func.min(t.c.last_report)).scalar_subquery(),
        select(func.max(t.c.last_report)).scalar_subquery(),
    )
    with ledger.engine.connect() as connection:
        return Totals(*connection.execute(counted).one())


def stamp(ledger: Ledger) -> str:
    """What changes whenever the ledger does: an answer of the same stamp need not be asked for again."""
    kept = (claims, documents, corrections, supersessions, refusals, readings)
    columns = [select(func.max(t.c.claim_id if t is supersessions else t.c.id)).scalar_subquery() for t in kept]
    columns.append(select(func.count()).select_from(supersessions).scalar_subquery())
    columns.append(select(func.count()).select_from(pending).scalar_subquery())
    with ledger.engine.connect() as connection:
        return ".".join(str(value or 0) for value in connection.execute(select(*columns)).one())


def news(ledger: Ledger, *, limit: int = 20) -> pl.DataFrame:
    """The happenings last reported on, the newest report first; columns as ``happenings``."""
    t = happening_table
    newest = (t.c.last_report.desc().nulls_last(), t.c.key)
    return happenings_of(ledger, select(t.c.id).order_by(*newest).limit(limit), newest)


_DUE = {
    "due": pl.Date, "until": pl.Date, "kind": pl.String, "what": pl.String, "who": pl.String, "key": pl.String,
    "text": pl.String,
}  # fmt: skip


def due(ledger: Ledger, *, as_of: Date | str | None = None, limit: int = 20) -> pl.DataFrame:
    """What is announced for ``as_of`` (by default the day of the last report) or later, and the treaty steps due next.

    ``kind`` is ``happening`` or ``treaty``, ``key`` the happening's or the treaty's; steps without a day come last.
    """
    day = as_day(as_of) or totals(ledger).last_report or Date.today()
    t = happening_table
    soonest = (t.c.day, t.c.key)
    coming = select(t.c.id).where(t.c.day >= day, t.c.life == "announced").order_by(*soonest).limit(limit)
    rows: list[dict[str, Any]] = [
        {"due": r["date"], "until": r["enddate"], "kind": "happening", "what": r["act"], "key": r["happening"],
         "text": r["text"], "who": "; ".join(x for x in (r["actors"], r["recipients"]) if x)}
        for r in happenings_of(ledger, coming, soonest).iter_rows(named=True)
    ]  # fmt: skip
    for r in treaties(ledger, as_of=day).iter_rows(named=True):
        if r["next_step"] and (r["next_due"] or r["last_date"] or Date.min) >= day - _FORGOTTEN:
            who = r["next_by"] or r["parties"]
            rows.append({"due": r["next_due"], "until": r["next_due"], "kind": "treaty", "what": r["next_step"],
                         "who": who, "key": r["treaty"], "text": r["name"]})  # fmt: skip
    rows.sort(key=lambda r: (r["due"] is None, r["due"] or Date.max, r["key"]))
    return pl.DataFrame(rows[:limit], schema=_DUE)


#: Steps that were due, or followed one taken, longer ago than this are no news any more.
_FORGOTTEN = timedelta(days=365)

_WEEKS = {
    "week": pl.Date, "cooperation_words": pl.Int64, "cooperation_deeds": pl.Int64, "conflict_words": pl.Int64,
    "conflict_deeds": pl.Int64,
}  # fmt: skip


def weeks(ledger: Ledger, *, until: Date | str | None = None, count: int = 26) -> pl.DataFrame:
    """Happenings of each of the last weeks by quad class, weeks without any included; ``week`` is the Monday."""
    last = as_day(until) or totals(ledger).last_report or Date.today()
    monday = last - timedelta(days=last.weekday())
    first = monday - timedelta(weeks=count - 1)
    t = happening_table
    quads = [func.sum(case((t.c.quad == n, 1), else_=0)).cast(Integer) for n in (1, 2, 3, 4)]
    query = select(t.c.day, *quads).where(t.c.day >= first, t.c.day < monday + timedelta(days=7)).group_by(t.c.day)
    counted = {first + timedelta(weeks=n): [0, 0, 0, 0] for n in range(count)}
    with ledger.engine.connect() as connection:
        for day, *numbers in connection.execute(query):
            week = counted[day - timedelta(days=day.weekday())]
            for at, number in enumerate(numbers):
                week[at] += number
    return pl.DataFrame([[w, *n] for w, n in counted.items()], schema=_WEEKS, orient="row")
