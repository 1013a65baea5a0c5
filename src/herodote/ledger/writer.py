"""What is written to a ledger: documents with their claims, refusals and a person's corrections."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Table, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from herodote.errors import UsageError
from herodote.ledger.claims import Claim, as_row, chunks, claim, claim_key, fingerprint, whole
from herodote.ledger.dispatches import shingles
from herodote.ledger.engine import writing
from herodote.ledger.guards import fold, store_words
from herodote.ledger.tables import claims, corrections, documents, pending, readings, refusals, supersessions
from herodote.records import Coder, Document, Event, Refusal

Verdict = Literal["accepted", "corrected", "rejected"]


@dataclass(frozen=True, slots=True)
class Read:
    """A document, the events read in it, and by which coder; ``given`` is the document as it arrived."""

    document: Document
    events: Sequence[Event]
    coder: Coder
    given: str


@dataclass(slots=True)
class Added:
    """What a call added: new document versions, claims, and claims that newer ones took the place of."""

    documents: int = 0
    claims: int = 0
    superseded: int = 0


def add(engine: Engine, batch: Sequence[Read]) -> Added:
    """Keep documents and their claims, all in one transaction; what is there already is left as it is."""
    added = Added()
    with writing(engine) as connection:
        for read in _new(connection, batch):
            _store(connection, read, added)
    return added


def known(engine: Engine, names: Sequence[str]) -> dict[tuple[str, str], set[tuple[str, str, str]]]:
    """Of each document version kept under these names: program, version and weights that read it."""
    found: dict[tuple[str, str], set[tuple[str, str, str]]] = {}
    columns = (documents.c.name, documents.c.fingerprint, readings.c.program, readings.c.version, readings.c.weights)
    query = select(*columns).join(readings, readings.c.document_id == documents.c.id)
    with engine.connect() as connection:
        for part in chunks(list(names)):
            for row in connection.execute(query.where(documents.c.name.in_(part))):
                found.setdefault((row.name, row.fingerprint), set()).add((row.program, row.version, row.weights))
    return found


def refuse(engine: Engine, refused: Sequence[Refusal]) -> None:
    """Keep why documents could not be coded; the same refusal twice is one."""
    rows = [r.model_dump(exclude={"id"}) | {"name": r.id, "at": _now()} for r in refused]
    if rows:
        with writing(engine) as connection:
            connection.execute(_ignoring(connection, refusals), rows)


def correct(
    engine: Engine, key: str, verdict: Verdict, *, who: str, why: str, event: Event | None = None
) -> str | None:
    """Keep a person's verdict on a claim, and return the key of the claim that replaces it, if one does.

    ``event`` is the record as it should be, for ``corrected``. The claim itself stays as it was; UsageError if it
    is not in the ledger or no longer live.
    """
    if not who.strip() or (verdict == "corrected") != (event is not None):
        raise UsageError("a correction names who makes it, and 'corrected' comes with the record as it should be")
    with writing(engine) as connection:
        old = _live(connection, key)
        new = _replacement(connection, old, event, who) if event else None
        number = connection.execute(
            insert(corrections).returning(corrections.c.id),
            {
                "claim_id": old.id,
                "verdict": verdict,
                "replacement_id": new and new[0],
                "who": who,
                "why": why,
                "at": _now(),
            },
        ).scalar_one()
        if verdict != "accepted":
            _supersede(connection, [old.id], f"{verdict} by {who}", correction=number)
        return new[1] if new else None


def _new(connection: Connection, batch: Sequence[Read]) -> Iterable[Read]:
    """Those of a batch that this very coder has not read yet."""
    seen = set()
    query = (
        select(documents.c.name, documents.c.fingerprint, readings.c.program, readings.c.version, readings.c.weights)
        .join(readings, readings.c.document_id == documents.c.id)
        .where(documents.c.name.in_([read.document.id for read in batch]))
    )
    seen = {tuple(row) for row in connection.execute(query)}
    for read in batch:
        row = (read.document.id, read.given, read.coder.program, read.coder.version, read.coder.weights)
        if row not in seen:
            seen.add(row)
            yield read


def _store(connection: Connection, read: Read, added: Added) -> None:
    document_id, new = _document(connection, read)
    reading_id = _reading(connection, document_id, read.coder)
    rows = [
        {
            "key": claim_key(read.document.id, read.given, read.coder, ordinal),
            "reading_id": reading_id,
            "record": as_row(event, read.document.text),
        }
        for ordinal, event in enumerate(read.events, 1)
    ]
    numbers = _claims(connection, rows, [event.text for event in read.events])
    added.documents += new
    added.claims += len(numbers)
    added.superseded += _settle(connection, read, reading_id, dict(zip(numbers, read.events, strict=True)))


def _document(connection: Connection, read: Read) -> tuple[int, bool]:
    found = connection.execute(
        select(documents.c.id).where(documents.c.name == read.document.id, documents.c.fingerprint == read.given)
    ).scalar()
    if found is not None:
        return int(found), False
    row = read.document.model_dump(exclude={"id"}) | {
        "name": read.document.id, "fingerprint": read.given, "seen": _now(), "shingles": shingles(read.document.text),
    }  # fmt: skip
    return int(connection.execute(insert(documents).returning(documents.c.id), row).scalar_one()), True


def _reading(connection: Connection, document_id: int, coder: Coder) -> int:
    row = coder.model_dump() | {"document_id": document_id, "at": _now()}
    return int(connection.execute(insert(readings).returning(readings.c.id), row).scalar_one())


def _claims(connection: Connection, rows: list[dict[str, Any]], sentences: list[str]) -> list[int]:
    if not rows:
        return []
    statement = insert(claims).returning(claims.c.id, sort_by_parameter_order=True)
    numbers = [int(n) for n in connection.execute(statement, rows).scalars()]
    store_words(connection, [(n, fold(s)) for n, s in zip(numbers, sentences, strict=True)])
    connection.execute(_ignoring(connection, pending), [{"claim_id": n} for n in numbers])
    return numbers


def _settle(connection: Connection, read: Read, reading_id: int, fresh: dict[int, Event]) -> int:
    """Let the new claims take the place of older ones of the document, save where a person has judged.

    A person's verdict on a claim holds for any later claim with the same trigger in the same sentence.
    """
    older = _older(connection, read.document.id, reading_id)
    if not older:
        return 0
    verdicts = _verdicts(connection, [c.id for c in older])
    standing: dict[tuple[str, str], int] = {}
    for number, replacement, correction in verdicts:
        words = next(_words(c.event) for c in older if c.id == number)
        standing[words] = correction
        if replacement is not None:
            standing.setdefault(next((_words(c.event) for c in older if c.id == replacement), words), correction)
    kept = {c.id for c in older if _words(c.event) in standing and c.event.text in read.document.text}
    gone = [c.id for c in older if c.id not in kept]
    _supersede(connection, gone, "read again", reading=reading_id)
    for number, event in fresh.items():
        if _words(event) in standing:
            _supersede(connection, [number], "judged before", correction=standing[_words(event)])
    return len(gone)


def _words(event: Event) -> tuple[str, str]:
    return event.text, event.event_text


def _older(connection: Connection, name: str, reading_id: int) -> list[Claim]:
    """All claims of earlier readings of a document that are live, or that a person has judged."""
    judged = select(corrections.c.claim_id)
    query = whole().where(
        documents.c.name == name,
        readings.c.id != reading_id,
        claims.c.id.not_in(select(supersessions.c.claim_id)) | claims.c.id.in_(judged),
    )
    return [claim(row) for row in connection.execute(query)]


def _verdicts(connection: Connection, numbers: list[int]) -> list[tuple[int, int | None, int]]:
    columns = (corrections.c.claim_id, corrections.c.replacement_id, corrections.c.id)
    return [
        (row.claim_id, row.replacement_id, row.id)
        for part in chunks(numbers)
        for row in connection.execute(
            select(*columns).where(corrections.c.claim_id.in_(part)).order_by(corrections.c.id)
        )
    ]


def _supersede(
    connection: Connection, numbers: list[int], why: str, *, reading: int | None = None, correction: int | None = None
) -> None:
    if not numbers:
        return
    row = {"reading_id": reading, "correction_id": correction, "why": why, "at": _now()}
    connection.execute(_ignoring(connection, supersessions), [row | {"claim_id": n} for n in numbers])
    connection.execute(_ignoring(connection, pending), [{"claim_id": n} for n in numbers])


def _live(connection: Connection, key: str) -> Claim:
    row = connection.execute(whole().where(claims.c.key == key)).first()
    if row is None:
        raise UsageError(f"there is no claim {key!r}: 'herodote events' shows the keys of claims")
    if connection.scalar(select(supersessions.c.why).where(supersessions.c.claim_id == row.id)):
        raise UsageError(f"claim {key} has been superseded: 'herodote why {key}' shows by what")
    return claim(row)


def _replacement(connection: Connection, old: Claim, event: Event, who: str) -> tuple[int, str]:
    """Keep a person's record as a claim of a reading of their own."""
    coder = Coder(program="person", version=who, weights="", language_pack=old.event.coder.language_pack)
    parameters = {"document_id": old.document_id} | coder.model_dump()
    same = select(readings.c.id).where(*(readings.c[k] == v for k, v in parameters.items()))
    reading_id = connection.execute(same).scalar() or _reading(connection, old.document_id, coder)
    text = connection.execute(select(documents.c.text).where(documents.c.id == old.document_id)).scalar_one()
    key = claim_key(old.event.document, old.key, coder, event.model_dump_json())
    row = {"key": key, "reading_id": reading_id, "record": as_row(event, text)}
    (number,) = _claims(connection, [row], [event.text])
    return number, key


def _ignoring(connection: Connection, table: Table) -> Any:
    """INSERT that leaves a row that is already there as it is."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table).on_conflict_do_nothing()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def given(document: Document) -> str:
    """The fingerprint of a document as it arrives, before its language is found."""
    return fingerprint(document)
