"""The stages wired up: documents in, events or a refusal out; no input and no output of its own."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.metadata import version
from itertools import islice
from typing import TypeVar

from herodote.errors import LanguageError, RefusedError
from herodote.frames.frame import Reader, Reading
from herodote.frames.model import default_reader
from herodote.grounding.dictionaries import mark
from herodote.grounding.events import ground
from herodote.grounding.statements import ground_statements
from herodote.languages import available
from herodote.reading.language import identify
from herodote.reading.text import LONGEST
from herodote.records import Coder, Document, Event, Refusal, Statement

#: Documents whose windows are read together.
TOGETHER = 16

T = TypeVar("T")
#: From a document, what was read in it and by whom, to its records.
Grounder = Callable[[Document, Reading, Coder], list[T]]


class EventCoder:
    """Codes documents with a reader (by default the package's own)."""

    def __init__(self, reader: Reader | None = None) -> None:
        self.reader = reader or default_reader()

    def code(self, documents: Iterable[Document]) -> Iterator[list[Event] | Refusal]:
        """The events of each document, or why it was refused, in the order given and as soon as they are read."""
        return self._each(documents, self.reader.read, ground)

    def statements(self, documents: Iterable[Document]) -> Iterator[list[Statement] | Refusal]:
        """The statements of each document, as ``code`` gives its events."""
        return self._each(documents, self.reader.hear, ground_statements)

    def unfold(self, document: Document) -> Iterator[list[Event] | Refusal]:
        """The events of a document as far as it is read, again and again, each time more; the last are ``code``'s.

        A reader that reads a document in one go gives them once.
        """
        ready = prepare(document)
        if isinstance(ready, Refusal):
            yield ready
            return
        parts = getattr(self.reader, "unfold", None)
        for reading in parts(ready) if parts else self.reader.read([ready]):
            yield ground(ready, reading, self.signature(ready.language or ""))

    def _each(
        self, documents: Iterable[Document], read: Callable[[list[Document]], list[Reading]], make: Grounder[T]
    ) -> Iterator[list[T] | Refusal]:
        for waiting in batched(documents, TOGETHER):
            ready = [prepare(document) for document in waiting]
            readable = [d for d in ready if isinstance(d, Document)]
            readings = iter(read(readable)) if readable else iter(())
            for one in ready:
                if isinstance(one, Refusal):
                    yield one
                else:
                    yield make(one, next(readings), self.signature(one.language or ""))

    def signature(self, language: str) -> Coder:
        """Which program, weights and tables read a document of this language."""
        return Coder(program="herodote", version=_version(), weights=self.reader.name, language_pack=language + mark())


def batched(items: Iterable[Document], size: int) -> Iterator[list[Document]]:
    """Slices of the items, in order, as soon as each is full."""
    each = iter(items)
    while some := list(islice(each, size)):
        yield some


def prepare(document: Document) -> Document | Refusal:
    """The document with its language set, or the reason why it cannot be coded."""
    try:
        return document.model_copy(update={"language": language_of(document)})
    except RefusedError as error:
        return Refusal(id=document.id, source=document.url or document.id, reason=error.reason, message=str(error))


def language_of(document: Document) -> str:
    """The code of the document's language, stated or found; RefusedError if it cannot be coded, LanguageError in it."""
    if not any(c.isalpha() for c in document.text):
        raise RefusedError("no-text", "the document has no text: check the file, or the page's extraction")
    if len(document.text) > LONGEST:
        raise RefusedError(
            "too-long",
            f"the text has {len(document.text):,} characters, at most {LONGEST:,} are read: split it into reports",
        )
    language = (document.language or identify(document.text)).lower()[:2]
    if language not in available():
        known = ", ".join(available())
        raise LanguageError(
            language, f"the language is {language!r}, tables exist for {known}: give --language if it was misjudged"
        )
    return language


@cache
def _version() -> str:
    return version("herodote")
