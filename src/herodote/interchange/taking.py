"""Other coders' events into a ledger: claims whose coder is the program that made them, refusals for the rest."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Engine

from herodote.interchange import gdelt, plover, polecat
from herodote.interchange.rows import Rejected, Row, record
from herodote.ledger.claims import fingerprint
from herodote.ledger.grouping.settling import settle
from herodote.ledger.writer import Read, add, refuse
from herodote.records import Document, Event, Refusal

#: Documents kept in one transaction.
TOGETHER = 256
#: How surely a claim of a coder that does not say so is right.
UNKNOWN = 0.5

_ROWS: dict[str, Callable[[Iterable[str]], Iterator[Row | Rejected]]] = {"gdelt": gdelt.read, "polecat": polecat.read}
#: The formats that are read.
SOURCES = ("polecat", "gdelt", "plover")


@dataclass(slots=True)
class Taken:
    """What came of taking files in: documents with an event or more, claims that are new, rows refused."""

    seen: int = 0
    claims: int = 0
    refused: int = 0


def take(
    engine: Engine,
    lines: Iterable[str],
    source: str,
    *,
    confidence: float = UNKNOWN,
    progress: Callable[[Taken], None] = lambda taken: None,
) -> Taken:
    """Keep the events of a file of ``source``, one of ``SOURCES``; what is there already changes nothing.

    Rows that are no events are kept as refusals with their reason. UsageError if the file is none of that kind.
    """
    taken = Taken()
    settle(engine)
    batch: list[Read] = []
    refused: list[Refusal] = []
    for one in documents(lines, source, confidence):
        taken.seen += 1
        if isinstance(one, Rejected):
            refused.append(Refusal(id=one.id, source=source, reason="row", message=one.reason))
        else:
            document, events = one
            batch.append(Read(document, events, events[0].coder, fingerprint(document)))
        if len(batch) + len(refused) >= TOGETHER:
            _keep(engine, batch, refused, taken)
            progress(taken)
    _keep(engine, batch, refused, taken)
    return taken


def documents(
    lines: Iterable[str], source: str, confidence: float = UNKNOWN
) -> Iterator[tuple[Document, list[Event]] | Rejected]:
    """What a file holds: documents with their events, and rows that are none."""
    if source == "plover":
        yield from plover.read(lines, confidence)
        return
    for row in _ROWS[source](lines):
        if isinstance(row, Rejected):
            yield row
        else:
            document, event = record(row, confidence)
            yield document, [event]


def _keep(engine: Engine, batch: list[Read], refused: list[Refusal], taken: Taken) -> None:
    added = add(engine, batch)
    refuse(engine, refused)
    settle(engine, added.fresh)
    taken.claims += added.claims
    taken.refused += len(refused)
    batch.clear()
    refused.clear()
