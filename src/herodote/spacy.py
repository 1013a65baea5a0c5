"""A component for spaCy's pipelines: events and statements of a text on its ``Doc`` (extra ``herodote[spacy]``).

>>> import spacy
>>> nlp = spacy.blank("fr")  # doctest: +SKIP
>>> nlp.add_pipe("herodote", config={"published": "2024-11-06"})  # doctest: +SKIP
>>> nlp("Moscou a livré des drones à Minsk lundi.")._.events  # doctest: +SKIP

``doc._.events`` holds the records, whose places are characters of ``doc.text``; ``doc.spans["herodote"]`` the triggers
as spans labelled with their types, which displaCy shows as ``style="span"``. ``doc._.published`` set before the
component runs is the day that relative times are counted from; ``doc._.refusal`` says why a text was not coded.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc, Span

from herodote.coder import TOGETHER, EventCoder
from herodote.errors import UsageError
from herodote.languages import available
from herodote.reading.table import day
from herodote.records import Document, Event, Refusal

#: The name of the triggers among ``doc.spans``.
SPANS = "herodote"
_EVENTS, _REFUSAL = "herodote.events", "herodote.refusal"


class Herodote:
    """The component; ``published`` and ``language`` hold for documents that state none.

    Without a language it is the pipeline's, where that is one that is read, and else found for each document.
    """

    def __init__(self, language: str, published: str | None, min_confidence: float) -> None:
        self.language, self.published, self.min_confidence = language, published, min_confidence
        self.coder = EventCoder()

    def __call__(self, doc: Doc) -> Doc:
        """The document with its events set."""
        return next(iter(self._coded([doc])))

    def pipe(self, stream: Iterable[Doc], batch_size: int = TOGETHER) -> Iterator[Doc]:
        """Documents with their events set, in their order."""
        each = iter(stream)
        while batch := list(islice(each, batch_size)):
            yield from self._coded(batch)

    def _coded(self, docs: list[Doc]) -> Iterator[Doc]:
        documents = [
            Document(id=str(number), text=doc.text, published=day(doc._.published or self.published),
                     language=self.language or None)
            for number, doc in enumerate(docs, 1)
        ]  # fmt: skip
        for doc, result in zip(docs, self.coder.code(documents), strict=True):
            self._set(doc, result)
            yield doc

    def _set(self, doc: Doc, result: list[Event] | Refusal) -> None:
        # Plain dicts, so that documents can be stored and sent to other processes.
        if isinstance(result, Refusal):
            doc.user_data[_REFUSAL] = result.model_dump(mode="json")
            return
        events = [event for event in result if event.confidence >= self.min_confidence]
        doc.user_data[_EVENTS] = [event.model_dump(mode="json") for event in events]
        doc.spans[SPANS] = [span for event in events if (span := _trigger(doc, event)) is not None]


def _events(doc: Doc) -> list[Event]:
    return [Event.model_validate(event) for event in doc.user_data.get(_EVENTS, ())]


def _refusal(doc: Doc) -> Refusal | None:
    stored = doc.user_data.get(_REFUSAL)
    return Refusal.model_validate(stored) if stored else None


def _trigger(doc: Doc, event: Event) -> Span | None:
    place = event.text_info
    return doc.char_span(place.event_start, place.event_end, label=event.event, alignment_mode="expand")


@Language.factory(
    "herodote",
    default_config={"language": "", "published": None, "min_confidence": 0.0},
    assigns=["doc._.events", "doc._.refusal", "doc.spans"],
)
def make(nlp: Language, name: str, language: str, published: str | None, min_confidence: float) -> Herodote:
    """Make the component of a pipeline; UsageError for settings that cannot be meant."""
    if language and language not in available():
        raise UsageError(f"{language!r} is not read: choose {' or '.join(available())}, or none to have it found")
    if not 0 <= min_confidence <= 1:
        raise UsageError(f"min_confidence is a probability, 0 to 1, not {min_confidence}")
    for extension, getter in (("events", _events), ("refusal", _refusal)):
        if not Doc.has_extension(extension):
            Doc.set_extension(extension, getter=getter)
    if not Doc.has_extension("published"):
        Doc.set_extension("published", default=None)
    own = nlp.lang if nlp.lang in available() else ""
    return Herodote(language or own, published, min_confidence)
