"""Who acts on whom over a time, and where: the actors of a ledger, their network, and the places of deeds."""

from datetime import date as Date
from typing import Any

import polars as pl
from sqlalchemy import Integer, case, func, select

from herodote.ledger.claims import chunks
from herodote.ledger.opening import Ledger
from herodote.ledger.tables import claims, dyads, facts
from herodote.ledger.tables import parts as part_table
from herodote.views.filters import Filters, within

ACTORS = {"code": pl.String, "acting": pl.Int64, "receiving": pl.Int64, "happenings": pl.Int64}
TIES = {
    "actor": pl.String, "recipient": pl.String, "happenings": pl.Int64, "cooperation": pl.Float64,
    "conflict": pl.Float64,
}  # fmt: skip
PLACES = {
    "place": pl.String, "country": pl.String, "lat": pl.Float64, "lon": pl.Float64, "claims": pl.Int64,
    "conflict": pl.Int64, "last": pl.Date,
}  # fmt: skip


def actors(
    ledger: Ledger, *, since: Date | str | None = None, until: Date | str | None = None, limit: int = 100
) -> pl.DataFrame:
    """Countries and other sides by code, the busiest first: in how many happenings each acts and is acted on."""
    f, t = Filters(since=since, until=until, limit=limit), part_table
    flags = [func.sum(case((t.c.role == role, 1), else_=0)).cast(Integer) for role in ("actor", "recipient")]
    total = func.count().label("happenings")
    query = select(t.c.code, flags[0].label("acting"), flags[1].label("receiving"), total)
    query = query.where(*within(t.c.day, f)).group_by(t.c.code).order_by(total.desc(), t.c.code).limit(f.limit)
    return _frame(ledger, query, ACTORS)


def network(
    ledger: Ledger,
    *,
    actor: str | None = None,
    since: Date | str | None = None,
    until: Date | str | None = None,
    limit: int = 120,
) -> pl.DataFrame:
    """Pairs of countries, the busiest first: happenings between them and the sums of their scores, by direction.

    With ``actor``, only pairs that have that country on either side.
    """
    f, t = Filters(since=since, until=until, limit=limit), dyads
    total = func.count().label("happenings")
    good, bad = (func.sum(case((side, t.c.scale), else_=0.0)) for side in (t.c.scale > 0, t.c.scale < 0))
    query = select(t.c.actor, t.c.recipient, total, good.label("cooperation"), bad.label("conflict"))
    query = query.where(*within(t.c.week, f))
    if actor is not None:
        query = query.where((t.c.actor == actor) | (t.c.recipient == actor))
    query = query.group_by(t.c.actor, t.c.recipient).order_by(total.desc(), t.c.actor, t.c.recipient).limit(f.limit)
    return _frame(ledger, query, TIES)


def places(
    ledger: Ledger, *, since: Date | str | None = None, until: Date | str | None = None, limit: int = 250
) -> pl.DataFrame:
    """Places of deeds, the most reported first, with coordinates where the gazetteer has them.

    ``conflict`` counts the claims of conflict among ``claims``.
    """
    f, t = Filters(since=since, until=until, limit=limit), facts
    total, one = func.count().label("claims"), func.max(t.c.claim_id).label("one")
    conflict = func.sum(case((t.c.quad > 2, 1), else_=0)).cast(Integer).label("conflict")
    query = select(t.c.place, t.c.country, total, conflict, one, func.max(t.c.day).label("last"))
    query = query.where(t.c.place.is_not(None), *within(t.c.day, f)).group_by(t.c.place, t.c.country)
    query = query.order_by(total.desc(), t.c.place).limit(f.limit)
    with ledger.engine.connect() as connection:
        rows = connection.execute(query).all()
        where: dict[int, dict[str, Any]] = {}
        for part in chunks([row.one for row in rows]):
            for number, record in connection.execute(select(claims.c.id, claims.c.record).where(claims.c.id.in_(part))):
                where[number] = record.get("event_loc") or {}
    out = [
        {"place": at.get("resolved_place") or at.get("extracted_place") or row.place, "country": row.country,
         "lat": at.get("lat"), "lon": at.get("lon"), "claims": row.claims, "conflict": row.conflict, "last": row.last}
        for row in rows
        for at in (where[row.one],)
    ]  # fmt: skip
    return pl.DataFrame(out, schema=PLACES)


def _frame(ledger: Ledger, query: Any, schema: dict[str, Any]) -> pl.DataFrame:
    with ledger.engine.connect() as connection:
        return pl.DataFrame([dict(row._mapping) for row in connection.execute(query)], schema=schema)
