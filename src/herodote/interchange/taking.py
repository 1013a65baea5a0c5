"""Other coders' events into a ledger: claims whose coder is the program that made them, refusals for the rest."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Engine

from herodote.interchange import gdelt, own, plover, polecat
from herodote.interchange.rows import Rejected, Row, record
from herodote.ledger.claims import fingerprint
from herodote.ledger.grouping.settling import settle
from herodote.ledger.writer import Read, add, known, refuse
from herodote.records import Document, Event, Refusal

#: Documents kept in one transaction.
TOGETHER = 256
#: Refusals that are told of at once.
SHOWN = 5
#: How surely a claim of a coder that does not say so is right.
UNKNOWN = 0.5

_ROWS: dict[str, Callable[[Iterable[str]], Iterator[Row | Rejected]]] = {"gdelt": gdelt.read, "polecat": polecat.read}
#: The formats that are read; ``herodote`` are records that ``code`` wrote.
SOURCES = ("polecat", "gdelt", "plover", "herodote")


@dataclass(slots=True)
class Taken:
    """What came of taking files in: rows or documents seen, claims that are new, documents there already, rows refused.

    ``refusals`` are the first of those refused.
    """

    seen: int = 0
    claims: int = 0
    known: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)


def take(
    engine: Engine,
    lines: Iterable[str],
    source: str,
    *,
    confidence: float = UNKNOWN,
    progress: Callable[[Taken], None] = lambda taken: None,
) -> Taken:
    """Keep the events of a file of ``source``, one of ``SOURCES``; what is there already changes nothing.

    Rows that are no events are kept as refusals with their reason. Records of a document that the ledger has, from its
    own reading, are left out. UsageError if the file is none of that kind.
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
            _keep(engine, batch, refused, taken, source)
            progress(taken)
    _keep(engine, batch, refused, taken, source)
    return taken


def documents(
    lines: Iterable[str], source: str, confidence: float = UNKNOWN
) -> Iterator[tuple[Document, list[Event]] | Rejected]:
    """What a file holds: documents with their events, and rows that are none."""
    if source in ("plover", "herodote"):
        yield from plover.read(lines, confidence) if source == "plover" else own.read(lines)
        return
    for row in _ROWS[source](lines):
        if isinstance(row, Rejected):
            yield row
        else:
            document, event = record(row, confidence)
            yield document, [event]


def _keep(engine: Engine, batch: list[Read], refused: list[Refusal], taken: Taken, source: str) -> None:
    if source == "herodote":
        there = {name for name, _ in known(engine, [read.document.id for read in batch])}
        taken.known += sum(read.document.id in there for read in batch)
        batch[:] = [read for read in batch if read.document.id not in there]
    added = add(engine, batch)
    refuse(engine, refused)
    settle(engine, added.fresh)
    taken.claims += added.claims
    taken.refused += len(refused)
    taken.refusals += refused[: max(0, SHOWN - len(taken.refusals))]
    batch.clear()
    refused.clear()
