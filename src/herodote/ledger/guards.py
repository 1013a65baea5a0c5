"""What each database does for itself: it refuses to change what is kept, and it finds words."""

import re
import unicodedata

from sqlalchemy import ColumnElement, Connection, literal_column, text

#: SQLite and PostgreSQL both raise with these words.
REFUSAL = "is append-only: add a correction that supersedes the row"


def guard(connection: Connection, table: str) -> None:
    """Have the database refuse UPDATE and DELETE (on PostgreSQL TRUNCATE, too) on a table."""
    if connection.dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            connection.execute(
                text(
                    f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} {REFUSAL}'); END"
                )
            )
        return
    connection.execute(text(_FUNCTION))
    for level, deeds in (("ROW", "UPDATE OR DELETE"), ("STATEMENT", "TRUNCATE")):
        connection.execute(
            text(
                f"CREATE TRIGGER {table}_kept_{level.lower()} BEFORE {deeds} ON {table} "
                f"FOR EACH {level} EXECUTE FUNCTION herodote_refuse()"
            )
        )


_FUNCTION = f"""
CREATE OR REPLACE FUNCTION herodote_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% {REFUSAL}', TG_TABLE_NAME; END $$
"""


def index_text(connection: Connection) -> None:
    """Make the table of words that ``matching`` searches: a claim's id and its folded sentence."""
    if connection.dialect.name == "sqlite":
        # Contentless: the sentences stand in the documents already, only the index is kept.
        connection.execute(text("CREATE VIRTUAL TABLE words USING fts5(folded, content='', tokenize='unicode61')"))
        return
    connection.execute(text("CREATE TABLE words (rowid bigint PRIMARY KEY, folded tsvector NOT NULL)"))
    connection.execute(text("CREATE INDEX words_folded ON words USING gin (folded)"))


def store_words(connection: Connection, rows: list[tuple[int, str]]) -> None:
    """Add sentences (claim id, folded text) to the index."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO words(rowid, folded) VALUES (?, ?)", rows)
        return
    statement = text("INSERT INTO words(rowid, folded) VALUES (:id, to_tsvector('simple', :folded))")
    connection.execute(statement, [{"id": number, "folded": folded} for number, folded in rows])


def matching(dialect: str, query: str) -> ColumnElement[bool]:
    """The condition that a claim's sentence has every word of the query; ``"…"`` is a phrase, ``-`` excludes."""
    wanted, unwanted = _parts(query)
    if dialect == "sqlite":
        given = _sqlite_query(wanted, unwanted)
        inside = "SELECT rowid FROM words WHERE words MATCH :words"
    else:
        given = _web_query(wanted, unwanted)
        inside = "SELECT rowid FROM words WHERE folded @@ websearch_to_tsquery('simple', :words)"
    return literal_column("facts.claim_id").in_(text(inside).bindparams(words=given))


#: Combining marks of Latin script and those that scripts share.
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")


def fold(words: str) -> str:
    """Words without accents and case, apostrophes apart, as both databases index and search them."""
    if words.isascii():
        return words.lower().replace("'", " ")
    bare = unicodedata.normalize("NFKD", words).casefold().replace("’", " ").replace("'", " ")
    return _MARKS.sub("", bare)


def _parts(query: str) -> tuple[list[str], list[str]]:
    """Words and phrases wanted and those not wanted, folded; quotation marks join words."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for number, chunk in enumerate(query.replace("«", '"').replace("»", '"').split('"')):
        inside = [chunk] if number % 2 else chunk.split()
        for part in inside:
            folded = " ".join("".join(c if c.isalnum() else " " for c in fold(part)).split())
            if folded:
                (unwanted if not number % 2 and part.startswith("-") else wanted).append(folded)
    return wanted, unwanted


def _sqlite_query(wanted: list[str], unwanted: list[str]) -> str:
    plus = " AND ".join(f'"{part}"' for part in wanted) or '""'
    return plus + "".join(f' NOT "{part}"' for part in unwanted)


def _web_query(wanted: list[str], unwanted: list[str]) -> str:
    return " ".join([*(f'"{part}"' for part in wanted), *(f'-"{part}"' for part in unwanted)])
