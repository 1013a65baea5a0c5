"""What is written to a ledger: documents with their claims, refusals and a person's corrections."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Table, func, insert, select

from herodote.errors import UsageError
from herodote.ledger.claims import Claim, as_row, chunks, claim, claim_key, fingerprint, whole
from herodote.ledger.dispatches import signature
from herodote.ledger.engine import writing
from herodote.ledger.guards import fold, store_words
from herodote.ledger.rows import put
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
    """What a call added: new document versions, claims, and claims that newer ones took the place of.

    ``fresh`` are the new claims by number, so that grouping need not read them back.
    """

    documents: int = 0
    claims: int = 0
    superseded: int = 0
    fresh: dict[int, Claim] = field(default_factory=dict)


def add(engine: Engine, batch: Sequence[Read]) -> Added:
    """Keep documents and their claims, all in one transaction; what is there already is left as it is."""
    added = Added()
    with writing(engine) as connection:
        for reads in _rounds(_new(connection, batch)):
            _store(connection, reads, added)
    return added


def known(engine: Engine, names: Sequence[str]) -> dict[tuple[str, str], set[tuple[str, str, str, str]]]:
    """Of each document version kept under these names: program, version, weights and added actors that read it."""
    found: dict[tuple[str, str], set[tuple[str, str, str, str]]] = {}
    columns = (
        documents.c.name, documents.c.fingerprint, readings.c.program, readings.c.version, readings.c.weights,
        readings.c.language_pack,
    )  # fmt: skip
    query = select(*columns).join(readings, readings.c.document_id == documents.c.id)
    with engine.connect() as connection:
        for part in chunks(list(names)):
            for row in connection.execute(query.where(documents.c.name.in_(part))):
                coder = (row.program, row.version, row.weights, row.language_pack.partition("+")[2])
                found.setdefault((row.name, row.fingerprint), set()).add(coder)
    return found


def refuse(engine: Engine, refused: Sequence[Refusal]) -> None:
    """Keep why documents could not be coded; the same refusal twice is one."""
    rows = [r.model_dump(exclude={"id"}) | {"name": r.id, "at": _now()} for r in refused]
    if rows:
        with writing(engine) as connection:
            put(connection, refusals, rows, missing=True)


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


def _new(connection: Connection, batch: Sequence[Read]) -> Iterator[Read]:
    """Those of a batch that this very coder has not read yet."""
    query = select(
        documents.c.name,
        documents.c.fingerprint,
        readings.c.program,
        readings.c.version,
        readings.c.weights,
        readings.c.language_pack,
    ).join(readings, readings.c.document_id == documents.c.id)
    seen: set[tuple[str, ...]] = set()
    for part in chunks([read.document.id for read in batch]):
        seen |= {tuple(row) for row in connection.execute(query.where(documents.c.name.in_(part)))}
    for read in batch:
        coder = read.coder
        row = (read.document.id, read.given, coder.program, coder.version, coder.weights, coder.language_pack)
        if row not in seen:
            seen.add(row)
            yield read


def _rounds(reads: Iterable[Read]) -> list[list[Read]]:
    """The reads in their order, in rounds that have no document twice: a later version supersedes an earlier one."""
    rounds: list[list[Read]] = []
    times: Counter[str] = Counter()
    for read in reads:
        number = times[read.document.id]
        times[read.document.id] += 1
        if number == len(rounds):
            rounds.append([])
        rounds[number].append(read)
    return rounds


def _store(connection: Connection, reads: Sequence[Read], added: Added) -> None:
    before = _known_names(connection, reads)
    document_ids = _documents(connection, reads, added)
    reading_ids = _readings(connection, [(document_ids[read.document.id], read.coder) for read in reads])
    fresh: list[tuple[int, Event]] = []
    rows: list[dict[str, Any]] = []
    number = next_id(connection, claims)
    for read, reading_id in zip(reads, reading_ids, strict=True):
        mine: dict[int, Event] = {}
        for ordinal, event in enumerate(read.events, 1):
            key = claim_key(read.document.id, read.given, read.coder, ordinal)
            record = as_row(event, read.document.text)
            rows.append({"id": number, "key": key, "reading_id": reading_id, "record": record})
            mine[number] = event
            added.fresh[number] = Claim(number, key, document_ids[read.document.id], event, read.document.text)
            number += 1
        fresh += mine.items()
    _insert_claims(connection, rows, [event.text for _, event in fresh])
    added.claims += len(rows)
    for read, reading_id in zip(reads, reading_ids, strict=True):
        if read.document.id in before:
            mine = {row["id"]: added.fresh[row["id"]].event for row in rows if row["reading_id"] == reading_id}
            added.superseded += _settle(connection, read, reading_id, mine)


def _known_names(connection: Connection, reads: Sequence[Read]) -> set[str]:
    found: set[str] = set()
    for part in chunks([read.document.id for read in reads]):
        found.update(connection.execute(select(documents.c.name).where(documents.c.name.in_(part))).scalars())
    return found


def _documents(connection: Connection, reads: Sequence[Read], added: Added) -> dict[str, int]:
    """The number of each document's version, new ones kept."""
    found: dict[tuple[str, str], int] = {}
    columns = (documents.c.id, documents.c.name, documents.c.fingerprint)
    for part in chunks([read.document.id for read in reads]):
        for row in connection.execute(select(*columns).where(documents.c.name.in_(part))):
            found[row.name, row.fingerprint] = row.id
    rows = []
    number = next_id(connection, documents)
    for read in reads:
        if (read.document.id, read.given) not in found:
            found[read.document.id, read.given] = number
            rows.append(read.document.model_dump(exclude={"id"}) | {
                "id": number, "name": read.document.id, "fingerprint": read.given, "seen": _now(),
                "shingles": signature(read.document.text),
            })  # fmt: skip
            number += 1
    put(connection, documents, rows)
    added.documents += len(rows)
    return {read.document.id: found[read.document.id, read.given] for read in reads}


def _readings(connection: Connection, read: Sequence[tuple[int, Coder]]) -> list[int]:
    first = next_id(connection, readings)
    rows = [
        coder.model_dump() | {"id": number, "document_id": document_id, "at": _now()}
        for number, (document_id, coder) in enumerate(read, first)
    ]
    put(connection, readings, rows)
    return [row["id"] for row in rows]


def next_id(connection: Connection, table: Table) -> int:
    """The number a new row takes; writers take turns, so nobody else takes it."""
    return int(connection.scalar(select(func.coalesce(func.max(table.c.id), 0))) or 0) + 1


def _insert_claims(connection: Connection, rows: list[dict[str, Any]], sentences: list[str]) -> None:
    if rows:
        put(connection, claims, rows)
        store_words(connection, [(row["id"], fold(s)) for row, s in zip(rows, sentences, strict=True)])
        put(connection, pending, [{"claim_id": row["id"]} for row in rows], missing=True)


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
    put(connection, supersessions, [row | {"claim_id": n} for n in numbers], missing=True)
    put(connection, pending, [{"claim_id": n} for n in numbers], missing=True)


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
    reading_id = connection.execute(same).scalar() or _readings(connection, [(old.document_id, coder)])[0]
    text = connection.execute(select(documents.c.text).where(documents.c.id == old.document_id)).scalar_one()
    key = claim_key(old.event.document, old.key, coder, event.model_dump_json())
    number = next_id(connection, claims)
    row = {"id": number, "key": key, "reading_id": reading_id, "record": as_row(event, text)}
    _insert_claims(connection, [row], [event.text])
    return number, key


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def given(document: Document) -> str:
    """The fingerprint of a document as it arrives, before its language is found."""
    return fingerprint(document)
