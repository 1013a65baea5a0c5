"""Events as rows: what is kept of a record, and the record made whole again from its row."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date
from typing import Any

from sqlalchemy import Select, select

from herodote.ledger.tables import claims, documents, readings
from herodote.records import CiteInfo, Coder, Document, Event

#: What a record says that its document and its reading say as well.
_ELSEWHERE = frozenset({"document", "cite_info", "coder", "text"})


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of the ledger: its row, its key and the event it holds; ``text`` is its document's."""

    id: int
    key: str
    document_id: int
    event: Event
    text: str


def fingerprint(document: Document) -> str:
    """What tells one version of a document from another."""
    given = (document.text, document.title, document.published, document.language, document.url, document.publication)
    return hashlib.sha256(json.dumps([str(g) for g in given]).encode("utf8", "surrogatepass")).hexdigest()[:32]


def claim_key(name: str, version: str, coder: Coder, ordinal: int | str) -> str:
    """A key that depends on what was read and by whom alone, never on when it came."""
    parts = (name, version, coder.program, coder.version, coder.weights, coder.language_pack, str(ordinal))
    return hashlib.sha256("\0".join(parts).encode("utf8", "surrogatepass")).hexdigest()[:16]


def as_row(event: Event, text: str) -> str:
    """The JSON that is kept of an event; ``text`` is its document's, from which the sentence can be cut again."""
    left_out = set(_ELSEWHERE)
    if event.text != text[event.text_info.start : event.text_info.end]:
        left_out.discard("text")
    return event.model_dump_json(exclude=left_out, exclude_defaults=True)


#: The columns a claim is made whole from; conditions and order are the caller's.
def whole() -> Select[Any]:
    """A query of claims with all that ``claim`` needs."""
    return (
        select(
            claims.c.id, claims.c.key, claims.c.record, readings.c.document_id, readings.c.program, readings.c.version,
            readings.c.weights, readings.c.language_pack, documents.c.name, documents.c.text, documents.c.title,
            documents.c.published, documents.c.language, documents.c.url, documents.c.publication,
        )
        .join(readings, claims.c.reading_id == readings.c.id)
        .join(documents, readings.c.document_id == documents.c.id)
    )  # fmt: skip


def claim(row: Any) -> Claim:
    """The claim of a row of ``whole``."""
    return Claim(id=row.id, key=row.key, document_id=row.document_id, event=_event(row), text=row.text)


def _event(row: Any) -> Event:
    record = dict(row.record)
    place = record["text_info"]
    record.setdefault("text", row.text[place["start"] : place["end"]])
    cite = CiteInfo(
        url=row.url, title=row.title, language=row.language, publication=row.publication, published=row.published
    )
    coder = Coder(program=row.program, version=row.version, weights=row.weights, language_pack=row.language_pack)
    return Event.model_validate({**record, "document": row.name, "cite_info": cite, "coder": coder})


def order(published: Date | None, name: str, start: int, key: str) -> str:
    """Sorts claims by day of report, then document and place: the same whatever the order of arrival."""
    return "\x1f".join((str(published or "9999-12-31"), name, f"{start:08d}", key))


def document_of(row: Any) -> Document:
    """The document of a row of the documents table."""
    return Document(
        id=row.name, text=row.text, title=row.title, published=row.published, language=row.language, url=row.url,
        publication=row.publication,
    )  # fmt: skip


def chunks(items: Sequence[Any], size: int = 500) -> list[Sequence[Any]]:
    """Slices small enough for one statement's parameters."""
    return [items[at : at + size] for at in range(0, len(items), size)]
