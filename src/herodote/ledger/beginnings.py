"""Since when documents say that a war, a siege or talks go on; kept beside their claims."""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, exists, insert, select

from herodote.grounding.spells import spells
from herodote.ledger.claims import chunks
from herodote.ledger.tables import documents, facts
from herodote.ledger.tables import spells as spell_table


def settle_spells(connection: Connection, touched: Iterable[int]) -> None:
    """Work out the spells of documents anew; those that have no live claim keep none."""
    numbers = sorted(set(touched))
    live = exists().where(facts.c.document_id == documents.c.id)
    columns = (documents.c.id, documents.c.text, documents.c.language, documents.c.published)
    for part in chunks(numbers):
        connection.execute(delete(spell_table).where(spell_table.c.document_id.in_(part)))
        query = select(*columns).where(documents.c.id.in_(part), live)
        rows = [
            {"document_id": row.id, "topic": s.topic, "words": s.text, "first": s.first, "last": s.last,
             "countries": list(s.countries)}
            for row in connection.execute(query).all()
            if row.language
            for s in spells(row.text, language=row.language, published=row.published)
        ]  # fmt: skip
        if rows:
            connection.execute(insert(spell_table), rows)
