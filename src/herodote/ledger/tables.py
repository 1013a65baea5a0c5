"""The ledger's tables, for SQLite and PostgreSQL alike.

Two kinds of table that are never mixed. *Kept*: documents, readings, claims, corrections, supersessions and
refusals; rows are added, and the database itself refuses to change or delete them. *Derived*: what the live
claims amount to (facts, happenings, dyads, voices, disputes, treaties); all of it can be rebuilt from what is kept.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()
#: Documents, readings and claims are numbered by the one writer there is at a time, so that rows go in by the batch.
_Id = BigInteger().with_variant(Integer, "sqlite")
_Json = JSON().with_variant(JSONB, "postgresql")

#: One row for each version of a document: another text, title or date under the same name is another version.
documents = Table(
    "documents", metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("title", Text),
    Column("published", Date),
    Column("language", Text),
    Column("url", Text),
    Column("publication", Text),
    Column("shingles", LargeBinary, nullable=False),
    Column("seen", DateTime, nullable=False),
    UniqueConstraint("name", "fingerprint"),
)  # fmt: skip

#: Which program, weights and tables read a document version; a person's corrections are readings of their own.
readings = Table(
    "readings", metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("document_id", ForeignKey("documents.id"), nullable=False),
    Column("program", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("weights", Text, nullable=False),
    Column("language_pack", Text, nullable=False),
    Column("at", DateTime, nullable=False),
    UniqueConstraint("document_id", "program", "version", "weights", "language_pack"),
)  # fmt: skip

#: One row a coded event. ``record`` is the event less what its document and its reading already say.
claims = Table(
    "claims", metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False, unique=True),
    Column("reading_id", ForeignKey("readings.id"), nullable=False),
    Column("record", _Json, nullable=False),
)  # fmt: skip

#: A person's verdict on a claim: accepted, rejected, or corrected by another claim.
corrections = Table(
    "corrections", metadata,
    Column("id", _Id, primary_key=True),
    Column("claim_id", ForeignKey("claims.id"), nullable=False),
    Column("verdict", Text, nullable=False),
    Column("replacement_id", ForeignKey("claims.id")),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", DateTime, nullable=False),
)  # fmt: skip

#: Claims that are no longer live, and what took their place: a newer reading or a person's correction.
supersessions = Table(
    "supersessions", metadata,
    Column("claim_id", ForeignKey("claims.id"), primary_key=True),
    Column("reading_id", ForeignKey("readings.id")),
    Column("correction_id", ForeignKey("corrections.id")),
    Column("why", Text, nullable=False),
    Column("at", DateTime, nullable=False),
)  # fmt: skip

#: Documents that could not be coded, with the reason; ``fingerprint`` is of what was refused.
refusals = Table(
    "refusals", metadata,
    Column("id", _Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("at", DateTime, nullable=False),
    UniqueConstraint("name", "source", "reason"),
)  # fmt: skip

#: Tables whose rows the database refuses to change or delete.
KEPT = (documents, readings, claims, corrections, supersessions, refusals)

#: Claims and supersessions that happenings do not reflect yet; written in the same transaction as the claim.
pending = Table("pending", metadata, Column("claim_id", _Id, primary_key=True, autoincrement=False))

#: The live claims, laid out for questions; ``features`` is what grouping compares, ``best_id`` the dated claim
#: that one without a date goes with, and ``best`` how well; ``day`` is the deed's, else the report's.
facts = Table(
    "facts", metadata,
    Column("claim_id", _Id, primary_key=True, autoincrement=False),
    Column("document_id", _Id, nullable=False),
    Column("happening_id", _Id, nullable=False),
    Column("date", Date),
    Column("enddate", Date),
    Column("day", Date),
    Column("published", Date),
    Column("event", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("quad", Integer, nullable=False),
    Column("scale", Float, nullable=False),
    Column("status", Text, nullable=False),
    Column("certainty", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("country", Text),
    Column("place", Text),
    Column("best_id", _Id),
    Column("best", Float),
    Column("features", _Json, nullable=False),
    Index("facts_best", "best_id"),
    Index("facts_happening", "happening_id"),
    Index("facts_document", "document_id"),
    Index("facts_day", "day"),
    Index("facts_event", "event", "day"),
    Index("facts_country", "country", "day"),
    Index("facts_place", "place", "day"),
    Index("facts_confidence", "confidence"),
)  # fmt: skip

#: Sides and sources of live claims, for filters.
sides = Table(
    "sides", metadata,
    Column("claim_id", _Id, nullable=False),
    Column("role", Text, nullable=False),
    Column("code", Text),
    Column("sector", Text),
    Column("name", Text, nullable=False),
    Column("day", Date),
    Index("sides_claim", "claim_id", "role"),
    Index("sides_code", "role", "code", "day", "claim_id"),
    Index("sides_name", "role", "name", "day", "claim_id"),
)  # fmt: skip

#: Where grouping looks for claims that may speak of one deed: kind of deed, country and fortnight.
tokens = Table(
    "tokens", metadata,
    Column("token", Text, primary_key=True),
    Column("claim_id", _Id, primary_key=True, autoincrement=False),
    Index("tokens_claim", "claim_id"),
    sqlite_with_rowid=False,
)  # fmt: skip

#: What one deed's claims amount to; ``key`` is made from its first claim, ``summary`` holds what pages show.
happenings = Table(
    "happenings", metadata,
    Column("id", _Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("act", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("quad", Integer, nullable=False),
    Column("scale", Float, nullable=False),
    Column("date", Date),
    Column("enddate", Date),
    Column("day", Date),
    Column("first_report", Date),
    Column("last_report", Date),
    Column("life", Text, nullable=False),
    Column("support", Float, nullable=False),
    Column("claims", Integer, nullable=False),
    Column("disputed", Boolean, nullable=False),
    Column("deed", Text),
    Column("country", Text),
    Column("summary", _Json, nullable=False),
    Index("happenings_day", "day"),
    Index("happenings_act", "act", "day"),
    Index("happenings_deed", "deed", "day"),
    Index("happenings_last", "last_report"),
    Index("happenings_country", "country", "day"),
)  # fmt: skip

#: The countries and other sides of a happening, for filters.
parts = Table(
    "parts", metadata,
    Column("happening_id", _Id, nullable=False),
    Column("role", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("day", Date),
    Index("parts_happening", "happening_id", "role"),
    Index("parts_code", "role", "code", "day", "happening_id"),
)  # fmt: skip

#: One row for each actor and recipient of a happening; ``week`` is the Monday of its week.
dyads = Table(
    "dyads", metadata,
    Column("happening_id", _Id, nullable=False),
    Column("actor", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("week", Date, nullable=False),
    Column("quad", Integer, nullable=False),
    Column("scale", Float, nullable=False),
    Index("dyads_happening", "happening_id"),
    Index("dyads_pair", "actor", "recipient", "week", "quad", "scale"),
    Index("dyads_recipient", "recipient", "week"),
)  # fmt: skip

#: Who says or denies a happening; ``contradicted`` where another voice denies it or gives another figure.
voices = Table(
    "voices", metadata,
    Column("happening_id", _Id, nullable=False),
    Column("claim_id", _Id, nullable=False),
    Column("source", Text, nullable=False),
    Column("code", Text),
    Column("named", Boolean, nullable=False),
    Column("hedged", Boolean, nullable=False),
    Column("contradicted", Boolean, nullable=False),
    Column("day", Date),
    Index("voices_happening", "happening_id"),
    Index("voices_day", "day", "source", "code", "named", "contradicted", "hedged"),
    Index("voices_source", "source", "code", "named", "contradicted", "hedged"),
)  # fmt: skip

#: Where the voices of a happening part: who denies it, whose figures differ, which dates disagree.
disputes = Table(
    "disputes", metadata,
    Column("happening_id", _Id, nullable=False),
    Column("kind", Text, nullable=False),
    Column("measure", Text, nullable=False),
    Column("day", Date),
    Column("positions", _Json, nullable=False),
    Index("disputes_happening", "happening_id"),
    Index("disputes_day", "day"),
)  # fmt: skip

#: One instrument as one report speaks of it; ``treaty_id`` is the one it was resolved to.
dossiers = Table(
    "dossiers", metadata,
    Column("id", _Id, primary_key=True),
    Column("document_id", _Id, nullable=False),
    Column("treaty_id", _Id),
    Column("features", _Json, nullable=False),
    Index("dossiers_treaty", "treaty_id"),
    Index("dossiers_document", "document_id"),
)  # fmt: skip

#: Where dossiers of one instrument are looked for.
dossier_tokens = Table(
    "dossier_tokens", metadata,
    Column("token", Text, primary_key=True),
    Column("dossier_id", _Id, primary_key=True, autoincrement=False),
    Index("dossier_tokens_dossier", "dossier_id"),
)  # fmt: skip

#: The claims that speak of a dossier's instrument.
mentions = Table(
    "mentions", metadata,
    Column("claim_id", _Id, primary_key=True, autoincrement=False),
    Column("dossier_id", _Id, nullable=False),
    Index("mentions_dossier", "dossier_id"),
)  # fmt: skip

#: Instruments: name, kind, parties, the clauses that bind and the steps passed.
treaties = Table(
    "treaties", metadata,
    Column("id", _Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", Text),
    Column("parties", _Json, nullable=False),
    Column("summary", _Json, nullable=False),
)  # fmt: skip

#: Since when a document says that something goes on.
spells = Table(
    "spells", metadata,
    Column("document_id", _Id, nullable=False),
    Column("topic", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("countries", _Json, nullable=False),
    Index("spells_document", "document_id"),
    Index("spells_topic", "topic"),
)  # fmt: skip

#: Feeds that are watched, and what their servers last said.
feeds = Table(
    "feeds", metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("modified", Text),
    Column("checked", DateTime),
)  # fmt: skip

#: Tables that can be emptied and built again from those that are kept.
DERIVED = (
    facts,
    sides,
    tokens,
    happenings,
    parts,
    dyads,
    voices,
    disputes,
    mentions,
    dossier_tokens,
    dossiers,
    treaties,
    spells,
)
