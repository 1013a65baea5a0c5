"""Documents of a ledger: the reports themselves, and one with what was read in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Integer, func, select

from herodote.errors import NotThereError
from herodote.ledger.claims import Claim, claim, document_of, whole
from herodote.ledger.opening import Ledger
from herodote.ledger.tables import claims, documents, facts, happenings
from herodote.records import Document


@dataclass(frozen=True, slots=True)
class Reported:
    """A live claim of a report, and the happening it stands in."""

    claim: Claim
    happening: str
    disputed: bool
    life: str


@dataclass(frozen=True, slots=True)
class Report:
    """A document's newest version with its live claims in the order of the text; ``versions`` is how many were kept."""

    document: Document
    claims: tuple[Reported, ...]
    versions: int


REPORTS = {
    "number": pl.Int64, "document": pl.String, "title": pl.String, "published": pl.Date, "language": pl.String,
    "publication": pl.String, "url": pl.String, "claims": pl.Int64,
}  # fmt: skip


def reports(
    ledger: Ledger, *, before: int | None = None, publication: str | None = None, limit: int = 50
) -> pl.DataFrame:
    """Documents, the last kept first, with how many live claims each has; ``before`` goes on below a ``number``."""
    newest = select(documents.c.id).order_by(documents.c.id.desc()).limit(limit)
    if before is not None:
        newest = newest.where(documents.c.id < before)
    if publication is not None:
        newest = newest.where(documents.c.publication == publication)
    first = newest.subquery()
    many = select(func.count().cast(Integer)).where(facts.c.document_id == documents.c.id).scalar_subquery()
    d = documents.c
    query = select(
        d.id.label("number"), d.name.label("document"), d.title, d.published, d.language, d.publication, d.url,
        many.label("claims"),
    ).join(first, first.c.id == d.id).order_by(d.id.desc())  # fmt: skip
    with ledger.engine.connect() as connection:
        return pl.DataFrame([dict(row._mapping) for row in connection.execute(query)], schema=REPORTS)


def report(ledger: Ledger, name: str) -> Report:
    """A document by its id, as last kept; UsageError if the ledger has none of that id."""
    with ledger.engine.connect() as connection:
        versions = connection.execute(
            select(documents).where(documents.c.name == name).order_by(documents.c.id.desc())
        ).all()
        if not versions:
            raise NotThereError(f"the ledger has no document {name!r}: 'herodote events' shows the ids of documents")
        query = whole().join(facts, facts.c.claim_id == claims.c.id).where(facts.c.document_id == versions[0].id)
        found = [claim(row) for row in connection.execute(query)]
        stands = _standing(connection, versions[0].id)
    found.sort(key=lambda c: (c.event.text_info.event_start, c.id))
    return Report(document_of(versions[0]), tuple(Reported(c, *stands[c.id]) for c in found), len(versions))


def _standing(connection: Any, document: int) -> dict[int, Sequence[Any]]:
    columns = (facts.c.claim_id, happenings.c.key, happenings.c.disputed, happenings.c.life)
    query = select(*columns).join(happenings, happenings.c.id == facts.c.happening_id)
    return {row[0]: row[1:] for row in connection.execute(query.where(facts.c.document_id == document))}
