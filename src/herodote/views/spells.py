"""Beginnings that cannot both be true: a war of *un an et demi* that began in March 2022."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from herodote.ledger.opening import Ledger
from herodote.ledger.tables import documents, spells
from herodote.views.filters import Filters

#: Days by which two beginnings may miss each other: reports round.
_SLACK = 31


def since_contradictions(ledger: Ledger, f: Filters) -> list[dict[str, Any]]:
    """Documents that give one topic two beginnings, or another than a report on the same countries does."""
    if f != Filters(since=f.since, until=f.until, limit=f.limit, place=f.place):
        return []  # what is narrowed by sides, types or sources asks about deeds
    columns = (spells.c.document_id, spells.c.topic, spells.c.words, spells.c.first, spells.c.last, spells.c.countries)
    query = select(*columns, documents.c.name, documents.c.published).join(
        documents, documents.c.id == spells.c.document_id
    )
    query = query.where(documents.c.published >= f.since) if f.since else query
    query = query.where(documents.c.published <= f.until) if f.until else query
    with ledger.engine.connect() as connection:
        rows = connection.execute(query.order_by(spells.c.topic, spells.c.document_id).limit(20_000)).all()
    return [pair for group in _comparable(rows) for pair in _apart(group, f.limit or len(rows))]


def _comparable(rows: Sequence[Any]) -> Iterable[list[Any]]:
    """Spells of one topic in one document, and of one topic and the same countries in several."""
    groups: dict[tuple[str, ...], list[Any]] = {}
    for row in rows:
        groups.setdefault((row.topic, str(row.document_id)), []).append(row)
        if len(row.countries) > 1:
            groups.setdefault((row.topic, "in", *row.countries), []).append(row)
    yield from groups.values()


def _apart(group: Sequence[Any], limit: int) -> Iterable[dict[str, Any]]:
    found = 0
    for at, one in enumerate(group):
        for other in group[at + 1 :]:
            if (max(one.first, other.first) - min(one.last, other.last)).days > _SLACK and found < limit:
                found += 1
                yield {
                    "document": other.name, "against": "itself" if one.document_id == other.document_id else one.name,
                    "about": "since", "measure": one.topic, "one": f"{one.words} ({one.first}–{one.last})",
                    "other": f"{other.words} ({other.first}–{other.last})", "happening": None,
                    "published": other.published,
                }  # fmt: skip
