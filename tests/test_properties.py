"""Whatever the text, the coder stands, its spans say what they claim, and the same text gives the same bytes."""

import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from herodote.coder import EventCoder
from herodote.languages import available
from herodote.records import Document, Event, Refusal

WORDS = [
    "Kiev", "Moscou", "Le président", "il", "ils", "a accusé", "a signé", "un traité", "11 000 soldats", "mercredi",
    "selon", "«", "»", "Reuters", "said", "the army", "they", "has denied", "attacked", "on Friday", "in March 2022",
    "between 20 and 30", "2,5 milliards de dollars", ".", ",", "\n", " ", "’", "\u202e", "\u00a0", "💥", "é", "İ", "ﬁ",
]  # fmt: skip


def spans(event: Event) -> list[tuple[str, int, int]]:
    found = [(e.entity_text, e.start, e.end) for e in (*event.actor, *event.recipient, *event.attribution)]
    found += [(x.text, x.start, x.end) for x in (*event.object, *event.amounts)]
    found += [(x.text, x.start, x.end) for x in (event.date_info, event.instrument) if x]
    if event.event_loc:
        found.append((event.event_loc.extracted_place, event.event_loc.start, event.event_loc.end))
    info = event.text_info
    return [*found, (event.text, info.start, info.end), (event.event_text, info.event_start, info.event_end)]


def check(events: list[Event] | Refusal, document: Document) -> None:
    if isinstance(events, Refusal):
        assert events.reason
        assert events.message
        return
    ids = [e.id for e in events]
    assert len(set(ids)) == len(ids)
    for event in events:
        for text, start, end in spans(event):
            assert document.text[start:end] == text != ""
        assert (event.date is None) == (event.enddate is None)
        assert event.date is None or event.enddate is None or event.date <= event.enddate
        assert event.actor or event.recipient
        assert event.document == document.id


@given(
    st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join) | st.text(max_size=200), st.sampled_from(available())
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_crashes_the_coder(coder: EventCoder, text: str, language: str) -> None:
    document = Document(id="x", text=text, language=language, published=datetime.date(2024, 11, 6))
    (result,) = coder.code([document])
    check(result, document)


def test_spans_of_real_copy_say_what_they_claim(coder: EventCoder, corpus: list[dict[str, Any]]) -> None:
    fields = ("id", "text", "title", "published", "language", "publication")
    documents = [Document(**{k: d[k] for k in fields}) for d in corpus[::12]]
    for document, events in zip(documents, coder.code(documents), strict=True):
        assert not isinstance(events, Refusal)
        check(events, document)


def test_the_same_text_gives_the_same_bytes_alone_or_in_company(
    coder: EventCoder, corpus: list[dict[str, Any]]
) -> None:
    fields = ("id", "text", "title", "published", "language", "publication")
    documents = [Document(**{k: d[k] for k in fields}) for d in corpus[:12]]
    once = [
        [e.model_dump_json() for e in events] for events in coder.code(documents) if not isinstance(events, Refusal)
    ]
    again = [
        [e.model_dump_json() for e in events] for events in coder.code(documents) if not isinstance(events, Refusal)
    ]
    assert once == again


@pytest.mark.parametrize("text", ["", " \n ", "!!! 123 ???"])
def test_a_document_without_words_is_refused_with_a_remedy(coder: EventCoder, text: str) -> None:
    (result,) = coder.code([Document(id="x", text=text)])
    assert isinstance(result, Refusal)
    assert result.reason == "no-text"
    assert "check" in result.message


def test_a_language_without_tables_is_refused_and_the_rest_go_on(coder: EventCoder) -> None:
    german = Document(
        id="de", text="Die Bundesregierung hat am Mittwoch neue Sanktionen gegen Russland beschlossen.", language="de"
    )
    french = Document(id="fr", text="La France a condamné mercredi l'attaque russe.", language="fr")
    first, second = coder.code([german, french])
    assert isinstance(first, Refusal)
    assert first.reason == "language"
    assert not isinstance(second, Refusal)
    assert any(e.event == "ACCUSE" for e in second)
