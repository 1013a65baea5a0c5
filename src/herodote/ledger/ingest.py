"""Documents into a ledger: each read once, kept in batches, grouped as they come; killed and run again, it goes on."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Engine

from herodote.coder import EventCoder, prepare
from herodote.errors import RefusedError
from herodote.ledger.grouping.settling import settle
from herodote.ledger.writer import Read, add, given, known, refuse
from herodote.reading.text import check_unicode
from herodote.records import Document, Event, Refusal

#: Documents whose reading is kept in one transaction: what a kill can cost at most.
TOGETHER = 32


@dataclass(slots=True)
class Summary:
    """What an ingest came to: every document is read anew, unchanged or refused."""

    seen: int = 0
    read: int = 0
    unchanged: int = 0
    refused: int = 0
    claims: int = 0
    superseded: int = 0
    refusals: list[Refusal] = field(default_factory=list)


def ingest(
    engine: Engine,
    items: Iterable[Document | Refusal],
    *,
    coder: EventCoder | None = None,
    again: bool = False,
    progress: Callable[[Summary], None] = lambda summary: None,
) -> Summary:
    """Code documents and keep their claims; what the ledger has already is not read again.

    With ``again``, documents are read that another version of the program or its weights has read: the newer
    claims supersede the older. ``progress`` is told after every batch. Interrupted, what was kept stays; run again
    on the same input, it goes on where it stopped.
    """
    summary = Summary()
    reader = _Lazy(coder)
    settle(engine)  # what a killed run kept but did not group
    for batch in _batches(items):
        _ingest(engine, batch, reader, again, summary)
        progress(summary)
    return summary


def _ingest(engine: Engine, batch: list[Document | Refusal], reader: "_Lazy", again: bool, summary: Summary) -> None:
    summary.seen += len(batch)
    kept = [one if isinstance(one, Refusal) else _storable(one) for one in batch]
    refused = [one for one in kept if isinstance(one, Refusal)]
    documents = [one for one in kept if isinstance(one, Document)]
    new = list(_unread(engine, documents, reader, again))
    summary.unchanged += len(documents) - len(new)
    reads: list[Read] = []
    for document, result in zip(new, reader.code(new), strict=True):
        if isinstance(result, Refusal):
            refused.append(result)
        else:
            ready = prepare(document)
            assert isinstance(ready, Document)
            reads.append(Read(ready, result, reader.coder.signature(ready.language or ""), given(document)))
    added = add(engine, reads)
    refuse(engine, refused)
    settle(engine, added.fresh)
    summary.read += len(reads)
    summary.refused += len(refused)
    summary.refusals += refused
    summary.claims += added.claims
    summary.superseded += added.superseded


def _storable(document: Document) -> Document | Refusal:
    """The document, or why no database would keep it."""
    try:
        for words in (document.id, document.text, document.title, document.url, document.publication):
            check_unicode(words or "")
            if "\0" in (words or ""):
                raise RefusedError("encoding", "holds a NUL character, which no database keeps: remove it")
    except RefusedError as error:
        name = document.id.encode("utf8", "replace").decode().replace("\0", "?")
        return Refusal(id=name, source=name, reason=error.reason, message=str(error))
    return document


def _unread(engine: Engine, documents: list[Document], reader: "_Lazy", again: bool) -> Iterator[Document]:
    """Documents whose version no coder has read, or with ``again`` not this one; the same twice only once."""
    read = known(engine, [d.id for d in documents])
    taken: set[tuple[str, str]] = set()
    for document in documents:
        version = (document.id, given(document))
        coders = {c for c in read.get(version, set()) if c[0] != "person"}
        if version in taken or (coders and not again):
            continue
        if coders:
            mine = reader.coder.signature("")
            if (mine.program, mine.version, mine.weights, mine.language_pack.partition("+")[2]) in coders:
                continue
        taken.add(version)
        yield document


@dataclass(slots=True)
class _Lazy:
    """The coder, whose reader takes a second to load, only when there is something to read."""

    given: EventCoder | None

    @property
    def coder(self) -> EventCoder:
        if self.given is None:
            self.given = EventCoder()
        return self.given

    def code(self, documents: list[Document]) -> Iterator[list[Event] | Refusal]:
        return iter(self.coder.code(documents)) if documents else iter(())


def _batches(items: Iterable[Document | Refusal]) -> Iterator[list[Document | Refusal]]:
    batch: list[Document | Refusal] = []
    for item in items:
        batch.append(item)
        if len(batch) == TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch
