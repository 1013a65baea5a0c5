"""Questions about claims: what is reported, by whom, and where reports part."""

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Integer, Select, case, func, select

from herodote.ledger.claims import chunks, whole
from herodote.ledger.opening import Ledger
from herodote.ledger.tables import claims, facts, happenings, voices
from herodote.ledger.tables import disputes as dispute_table
from herodote.views.filters import Filters, on_claims, on_happenings, within
from herodote.views.paging import Direction, beyond, decode

EVENTS = {
    "key": pl.String, "id": pl.String, "document": pl.String, "published": pl.Date, "date": pl.Date,
    "enddate": pl.Date, "event": pl.String, "act": pl.String, "mode": pl.String, "actor": pl.String,
    "actor_code": pl.String, "trigger": pl.String, "object": pl.String, "recipient": pl.String,
    "recipient_code": pl.String, "place": pl.String, "country": pl.String, "figures": pl.String, "status": pl.String,
    "certainty": pl.String, "source": pl.String, "source_code": pl.String, "quad_code": pl.Int64,
    "event_scale": pl.Float64, "step": pl.String, "confidence": pl.Float64, "publication": pl.String,
    "happening": pl.String, "text": pl.String,
}  # fmt: skip


def events(ledger: Ledger, **given: Any) -> pl.DataFrame:
    """Live claims, newest deed first, one a row: sides and sources as words and as codes joined by ``;``.

    Narrow with the fields of ``Filters``. UsageError if one cannot be meant.
    """
    f = Filters(**given)
    newest = (facts.c.day.desc().nulls_last(), facts.c.claim_id.desc())
    query = on_claims(select(facts.c.claim_id), f, ledger.engine.dialect.name).order_by(*newest).limit(f.limit)
    if f.after is not None:
        day, key = decode(f.after, 2)
        last = select(claims.c.id).where(claims.c.key == key).scalar_subquery()
        query = query.where(beyond([(facts.c.day, "down"), (facts.c.claim_id, "down")], [day, last]))
    # Narrowed and sorted first, joined then: what is sorted stays small.
    first = query.subquery()
    keyed = select(first.c.claim_id, happenings.c.key).join(facts, facts.c.claim_id == first.c.claim_id)
    keyed = keyed.join(happenings, happenings.c.id == facts.c.happening_id).order_by(*newest)
    with ledger.engine.connect() as connection:
        found = {row.claim_id: row.key for row in connection.execute(keyed)}
        rows: dict[int, dict[str, Any]] = {}
        for part in chunks(list(found)):
            for row in connection.execute(whole().where(claims.c.id.in_(part))):
                rows[row.id] = _event_row(row, found[row.id])
    return pl.DataFrame([rows[n] for n in found], schema=EVENTS)


def _event_row(row: Any, happening: str) -> dict[str, Any]:
    """A row straight from the kept record: validating a million of them again would take minutes."""
    r = row.record
    place = r.get("event_loc") or {}
    trigger = r["text_info"]
    return {
        "key": row.key, "id": r["id"], "document": row.name, "published": row.published, "date": _day(r.get("date")),
        "enddate": _day(r.get("enddate")), "event": r["event"], "act": r["act"], "mode": _join(r.get("mode", ())),
        "actor": _words(r, "actor", "entity_text"), "actor_code": _words(r, "actor", "code"),
        "trigger": r["event_text"], "object": _words(r, "object", "text"),
        "recipient": _words(r, "recipient", "entity_text"), "recipient_code": _words(r, "recipient", "code"),
        "place": place.get("extracted_place"), "country": place.get("country_code"), "figures": figure_words(r),
        "status": r["status"], "certainty": r["certainty"], "source": _words(r, "attribution", "entity_text"),
        "source_code": _words(r, "attribution", "code"), "quad_code": r["quad_code"], "event_scale": r["event_scale"],
        "step": r.get("step"), "confidence": r["confidence"], "publication": row.publication, "happening": happening,
        "text": r.get("text") or row.text[trigger["start"] : trigger["end"]],
    }  # fmt: skip


def _day(written: str | None) -> Any:
    from datetime import date

    return date.fromisoformat(written) if written else None


def _words(record: dict[str, Any], field: str, part: str) -> str:
    return _join(str(one[part]) for one in record.get(field, ()) if one.get(part))


def _join(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(words))


def figure_words(record: dict[str, Any]) -> str:
    """Casualties and amounts of a record in words."""
    size = [f"{n} {name}" for name, n in record.get("size", {}).items() if n is not None]
    return _join([*size, *(a["text"] for a in record.get("amounts", ()))])


DISPUTES = {
    "happening": pl.String, "kind": pl.String, "measure": pl.String, "day": pl.Date, "event": pl.String,
    "actors": pl.String, "recipients": pl.String, "low": pl.Float64, "high": pl.Float64, "positions": pl.String,
    "claims": pl.String,
}  # fmt: skip


def disputes(ledger: Ledger, **given: Any) -> pl.DataFrame:
    """Where the voices of a happening part: ``kind`` is denied, figure or date; who says what, newest first."""
    f = Filters(**given)
    return pl.DataFrame([_dispute(row) for row in _disputed(ledger, f)], schema=DISPUTES)


def _disputed(ledger: Ledger, f: Filters) -> Sequence[Any]:
    columns = (
        happenings.c.key, happenings.c.event, happenings.c.summary, dispute_table.c.kind, dispute_table.c.measure,
        dispute_table.c.day, dispute_table.c.positions,
    )  # fmt: skip
    query: Select[Any] = select(*columns).join(happenings, happenings.c.id == dispute_table.c.happening_id)
    query = on_happenings(query, f, ledger.engine.dialect.name)
    order: list[tuple[ColumnElement[Any], Direction]] = [
        (dispute_table.c.day, "down"), (happenings.c.key, "up"), (dispute_table.c.kind, "up"),
        (dispute_table.c.measure, "up"),
    ]  # fmt: skip
    if f.after is not None:
        query = query.where(beyond(order, decode(f.after, 4)))
    (day, _), *rest = order
    query = query.order_by(day.desc().nulls_last(), *(column for column, _ in rest)).limit(f.limit)
    with ledger.engine.connect() as connection:
        return connection.execute(query).all()


def _dispute(row: Any) -> dict[str, Any]:
    given = [p for p in row.positions if "low" in p]
    said = dict.fromkeys(f"{p['voice']}: {p['says']}" for p in row.positions)
    return {
        "happening": row.key, "kind": row.kind, "measure": row.measure, "day": row.day, "event": row.event,
        "actors": _join(row.summary["actors"]), "recipients": _join(row.summary["recipients"]),
        "low": min((p["low"] for p in given), default=None), "high": max((p["high"] for p in given), default=None),
        "positions": _join(said), "claims": _join(p["claim"] for p in row.positions),
    }  # fmt: skip


SOURCES = {
    "source": pl.String, "code": pl.String, "named": pl.Boolean, "claims": pl.Int64, "hedged": pl.Int64,
    "contradicted": pl.Int64, "share_contradicted": pl.Float64,
}  # fmt: skip


def sources(ledger: Ledger, **given: Any) -> pl.DataFrame:
    """Who is relied on, most often first: how many claims rest on each, how many of them are contradicted.

    Claims that name no source rest on their outlet, whose ``code`` is null. A claim is contradicted where another
    voice denies its deed, or gives another figure or day.
    """
    f = Filters(**given)
    flag = [func.sum(case((column, 1), else_=0)).cast(Integer) for column in (voices.c.hedged, voices.c.contradicted)]
    days = Filters(since=f.since, until=f.until, limit=f.limit)
    source: ColumnElement[Any] = voices.c.source
    if days == f and (f.since or f.until):
        # Without this SQLite reads the whole of the index that has the order of the groups, not the days asked for.
        source = voices.c.source.concat("").label("source")
    columns = (source, voices.c.code, voices.c.named)
    total = func.count().label("claims")
    query = select(*columns, total, flag[0].label("hedged"), flag[1].label("contradicted"))
    if days == f:
        query = query.where(*within(voices.c.day, f))
    else:
        query = query.join(facts, facts.c.claim_id == voices.c.claim_id)
        query = on_claims(query, f, ledger.engine.dialect.name)
    query = query.group_by(*columns).order_by(total.desc(), source).limit(f.limit)
    with ledger.engine.connect() as connection:
        rows = [dict(row._mapping) for row in connection.execute(query)]
    return pl.DataFrame(
        [r | {"named": bool(r["named"]), "share_contradicted": r["contradicted"] / r["claims"]} for r in rows],
        schema=SOURCES,
    )


CONTRADICTIONS = {
    "document": pl.String, "against": pl.String, "about": pl.String, "measure": pl.String, "one": pl.String,
    "other": pl.String, "happening": pl.String, "published": pl.Date,
}  # fmt: skip


def contradictions(ledger: Ledger, **given: Any) -> pl.DataFrame:
    """A document against itself or against the ledger: two figures, two days, a deed and its denial, two beginnings.

    ``against`` is ``itself`` or the other document's id; ``about`` is denied, figure, date or since.
    """
    from herodote.views.spells import since_contradictions

    f = Filters(**given)
    rows = [pair for row in _disputed(ledger, f) for pair in _pairs(row)]
    rows += since_contradictions(ledger, f)
    rows.sort(key=lambda r: (r["against"] != "itself", -(r["published"].toordinal() if r["published"] else 0)))
    return pl.DataFrame(rows[: f.limit], schema=CONTRADICTIONS)


def _pairs(row: Any) -> Iterable[dict[str, Any]]:
    """Each two positions that cannot both hold, the later report's against the earlier one's."""
    for at, one in enumerate(row.positions):
        for other in row.positions[at + 1 :]:
            if _against(row.kind, one, other):
                yield {
                    "document": other["name"],
                    "against": "itself" if one["document"] == other["document"] else one["name"],
                    "about": row.kind, "measure": row.measure, "one": f"{one['voice']}: {one['says']}",
                    "other": f"{other['voice']}: {other['says']}", "happening": row.key,
                    "published": _day(other["published"]),
                }  # fmt: skip


def _against(kind: str, one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one["claim"] == other["claim"]:
        return False  # a sentence that gives both sides' counts contradicts nobody
    if kind == "figure":
        return bool(one["low"] > other["high"] or other["low"] > one["high"])
    return bool(one["says"] != other["says"])
