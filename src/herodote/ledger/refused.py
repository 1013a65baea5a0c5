"""Documents that could not be coded and have not been since."""

from typing import Any

from sqlalchemy import Engine, select

from herodote.ledger.tables import documents, refusals


def refused(engine: Engine) -> list[dict[str, Any]]:
    """Id, source, reason, message and time of each open refusal, oldest first."""
    read = select(documents.c.name)
    columns = (refusals.c.name.label("id"), refusals.c.source, refusals.c.reason, refusals.c.message, refusals.c.at)
    query = select(*columns).where(refusals.c.name.not_in(read)).order_by(refusals.c.id)
    with engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(query)]
