"""Questions about happenings: what was done, in order, between whom, and the standing three: troops, goods, ground."""

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Integer, Row, Select, case, func, select

from herodote.ledger.claims import chunks, whole
from herodote.ledger.opening import Ledger
from herodote.ledger.tables import claims
from herodote.ledger.tables import dyads as dyad_table
from herodote.ledger.tables import happenings as happening_table
from herodote.views.claims import _join
from herodote.views.filters import Filters, on_happenings
from herodote.views.paging import beyond, decode

HAPPENINGS = {
    "happening": pl.String, "event": pl.String, "act": pl.String, "mode": pl.String, "date": pl.Date,
    "enddate": pl.Date, "actors": pl.String, "recipients": pl.String, "object": pl.String, "country": pl.String,
    "place": pl.String, "figures": pl.String, "life": pl.String, "support": pl.Float64, "disputed": pl.Boolean,
    "claims": pl.Int64, "documents": pl.Int64, "voices": pl.String, "first_report": pl.Date, "last_report": pl.Date,
    "quad_code": pl.Int64, "event_scale": pl.Float64, "text": pl.String,
}  # fmt: skip


def happenings(ledger: Ledger, **given: Any) -> pl.DataFrame:
    """Deeds, newest first: the claims that speak of one brought together, with every figure's range and their life."""
    return _frame(ledger, Filters(**given), newest=True)


def timeline(ledger: Ledger, **given: Any) -> pl.DataFrame:
    """Happenings in the order in which they came about, or are to."""
    return _frame(ledger, Filters(**given), newest=False)


def deployments(ledger: Ledger, **given: Any) -> pl.DataFrame:
    """Troops and weapons moved or readied, and troops lent: whose, where, how many, on whose word."""
    return _frame(ledger, Filters(**given), newest=True, deed="deployment")


def transfers(ledger: Ledger, **given: Any) -> pl.DataFrame:
    """Who gives or sells what to whom, how much of it, how surely: arms, money, goods, energy, technology."""
    return _frame(ledger, Filters(**given), newest=True, deed="transfer")


def territory(ledger: Ledger, **given: Any) -> pl.DataFrame:
    """Ground taken or given up by force: by whom, where, how much."""
    return _frame(ledger, Filters(**given), newest=True, deed="territory")


def _frame(ledger: Ledger, f: Filters, *, newest: bool, deed: str | None = None) -> pl.DataFrame:
    t = happening_table
    order: tuple[ColumnElement[Any], ...] = (t.c.day.desc().nulls_last(), t.c.key)
    if not newest:
        order = (t.c.day.asc().nulls_last(), t.c.key)
    query = on_happenings(select(t.c.id), f, ledger.engine.dialect.name)
    if deed is not None:
        query = query.where(t.c.deed == deed)
    if f.after is not None:
        query = query.where(beyond([(t.c.day, "down" if newest else "up"), (t.c.key, "up")], decode(f.after, 2)))
    return happenings_of(ledger, query.order_by(*order).limit(f.limit), order)


def happenings_of(ledger: Ledger, query: Select[Any], order: Sequence[ColumnElement[Any]]) -> pl.DataFrame:
    """The happenings whose ids a query selects, in an order; columns as ``happenings``."""
    t = happening_table
    # Narrowed and sorted by number alone; the rows themselves are read for those that are shown.
    first = query.subquery()
    with ledger.engine.connect() as connection:
        rows = connection.execute(select(t).join(first, first.c.id == t.c.id).order_by(*order)).all()
        leads = _sentences(connection, [row.summary["lead"] for row in rows])
    return pl.DataFrame([_row(row, leads) for row in rows], schema=HAPPENINGS)


def _sentences(connection: Any, keys: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in chunks(keys):
        for row in connection.execute(whole().where(claims.c.key.in_(part))):
            place = row.record["text_info"]
            found[row.key] = row.record.get("text") or row.text[place["start"] : place["end"]]
    return found


def _row(row: Row[Any], leads: dict[str, str]) -> dict[str, Any]:
    s = row.summary
    return {
        "happening": row.key, "event": row.event, "act": row.act, "mode": _join(s["modes"]), "date": row.date,
        "enddate": row.enddate, "actors": _join(s["actors"]), "recipients": _join(s["recipients"]),
        "object": _join(s["things"]), "country": row.country, "place": s["place_name"], "life": row.life,
        "figures": _join(_figures(s["figures"])), "support": row.support, "disputed": bool(row.disputed),
        "claims": row.claims, "documents": s["documents"], "voices": _join(s["voices"]),
        "first_report": row.first_report, "last_report": row.last_report, "quad_code": row.quad,
        "event_scale": row.scale, "text": leads.get(s["lead"]),
    }  # fmt: skip


def _figures(figures: dict[str, Any]) -> Iterable[str]:
    for measure, given in sorted(figures.items()):
        low, high = given["low"], given["high"]
        number = f"{low:,.0f}" if low == high else f"{low:,.0f}–{high:,.0f}"
        yield f"{measure}: {number}"


DYADS = {
    "week": pl.Date, "actor": pl.String, "recipient": pl.String, "happenings": pl.Int64, "cooperation": pl.Float64,
    "conflict": pl.Float64, "balance": pl.Float64, "mean_scale": pl.Float64,
}  # fmt: skip


def dyads(ledger: Ledger, **given: Any) -> pl.DataFrame:
    """Weekly PLOVER scores of what one country does to another, each happening counted once.

    ``week`` is its Monday; ``cooperation`` sums the scores above zero, ``conflict`` those below, ``balance`` both.
    Denied happenings are left out. ``actor``, ``recipient``, ``dyad``, ``type``, ``since`` and ``until`` narrow it
    directly, the other filters by way of the happenings they leave.
    """
    f = Filters(**given)
    t = dyad_table
    good, bad = (func.sum(case((side, t.c.scale), else_=0.0)) for side in (t.c.scale > 0, t.c.scale < 0))
    query = select(
        t.c.week, t.c.actor, t.c.recipient, func.count().cast(Integer).label("happenings"),
        good.label("cooperation"), bad.label("conflict"), func.sum(t.c.scale).label("balance"),
        func.avg(t.c.scale).label("mean_scale"),
    )  # fmt: skip
    conditions = list(_pairs(f))
    rest = Filters(
        type=f.type, status=f.status, certainty=f.certainty, source=f.source, place=f.place, text=f.text,
        min_confidence=f.min_confidence,
    )  # fmt: skip
    if rest != Filters():
        inside = on_happenings(select(happening_table.c.id), rest, ledger.engine.dialect.name)
        conditions.append(t.c.happening_id.in_(inside))
    if f.after is not None:
        conditions.append(beyond([(t.c.week, "down"), (t.c.actor, "up"), (t.c.recipient, "up")], decode(f.after, 3)))
    query = query.where(*conditions).group_by(t.c.actor, t.c.recipient, t.c.week)
    query = query.order_by(t.c.week.desc(), t.c.actor, t.c.recipient).limit(f.limit)
    with ledger.engine.connect() as connection:
        return pl.DataFrame([dict(row._mapping) for row in connection.execute(query)], schema=DYADS)


def _pairs(f: Filters) -> Iterable[ColumnElement[bool]]:
    t = dyad_table
    if f.actor is not None:
        yield t.c.actor == f.actor.partition("/")[0]
    if f.recipient is not None:
        yield t.c.recipient == f.recipient.partition("/")[0]
    if f.dyad is not None:
        yield t.c.actor.in_(f.pair) & t.c.recipient.in_(f.pair)
    if f.since is not None:
        yield t.c.week >= f.since
    if f.until is not None:
        yield t.c.week <= f.until
