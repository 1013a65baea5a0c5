"""The first tables, the guards that keep claims for good, and full-text search."""

from alembic import op

from herodote.ledger.guards import guard, index_text
from herodote.ledger.tables import KEPT, metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything."""
    bind = op.get_bind()
    metadata.create_all(bind)
    for table in KEPT:
        guard(bind, table.name)
    index_text(bind)
