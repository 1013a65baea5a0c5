"""Texts with their events marked: for notebooks and files, and as spaCy shows them."""

from html.parser import HTMLParser

import pytest

from herodote import display
from herodote.errors import UsageError
from herodote.records import Document
from small_ledger import coder, documents


class Text(HTMLParser):
    """The words a reader sees, without the numbers and labels of marks."""

    def __init__(self):
        super().__init__()
        self.words, self.inside, self.labels = "", [], []

    def handle_starttag(self, tag, attrs):
        if tag == "br":
            self.words += "\n"
        else:
            self.inside.append(tag)

    def handle_endtag(self, tag):
        assert self.inside.pop() == tag, "elements are closed in their order"

    def handle_data(self, data):
        if "small" in self.inside:
            self.labels.append(data.strip())
        elif "table" not in self.inside:
            self.words += data


def shown(document, **options):
    (events,) = coder().code([document])
    page = display(document, events, **options)
    parser = Text()
    parser.feed(page.html)
    return page, parser, events


@pytest.mark.parametrize("document", documents())
def test_the_text_is_whole_and_every_event_is_marked_once(document):
    page, parser, events = shown(document)
    assert parser.words.replace(" \n", "\n").split() == document.text.split()
    assert parser.labels == [f"{n} {' '.join((e.event, *e.mode))}" for n, e in enumerate(events, 1)]
    assert page._repr_html_() == page.html


def test_a_text_cannot_bring_markup_of_its_own():
    text = "<script>alert(1)</script> France delivered <b>30 tanks</b> to Moldova."
    page, parser, _ = shown(Document(id="x", text=text, language="en"))
    assert "<script" not in page.html and "<b>" not in page.html
    assert "<script>alert(1)</script>" in parser.words


def test_negation_and_doubt_can_be_seen():
    page, _, (event,) = shown(documents()[3])
    assert event.status == "negated"
    assert "line-through" in page.html and "negated" in page.html
    assert "<table" not in display(documents()[3], [event], table=False).html


def test_a_page_is_written(tmp_path):
    page, _, _ = shown(documents()[0])
    page.save(tmp_path / "page.html")
    assert "La\N{NO-BREAK SPACE}" not in (tmp_path / "page.html").read_text(encoding="utf8")
    assert "livré" in (tmp_path / "page.html").read_text(encoding="utf8")


@pytest.fixture
def nlp(monkeypatch):
    spacy = pytest.importorskip("spacy", reason="spaCy is not here: pip install 'herodote[spacy]'")
    monkeypatch.setattr("herodote.coder.default_reader", lambda: coder().reader)
    made = spacy.blank("fr")
    made.add_pipe("herodote", config={"published": "2024-05-06"})
    return made


def test_a_spacy_document_has_its_events_and_their_triggers_as_spans(nlp):
    doc = nlp(documents()[0].text)
    (event,) = doc._.events
    assert (event.event, event.date.isoformat()) == ("AID", "2024-05-05")
    (span,) = doc.spans["herodote"]
    assert (span.text, span.label_) == ("a livré", "AID")
    assert doc.text[event.actor[0].start : event.actor[0].end] == event.actor[0].entity_text


def test_a_spacy_document_may_state_its_own_day(nlp):
    doc = nlp.make_doc(documents()[0].text)
    doc._.published = "2020-01-06"
    assert nlp(doc)._.events[0].date.isoformat() == "2020-01-05"


def test_a_stream_of_spacy_documents_goes_through_in_order_and_refusals_say_why(nlp):
    texts = [documents()[0].text, "", documents()[2].text]
    docs = list(nlp.pipe(texts * 12, batch_size=5))
    assert [d.text for d in docs] == texts * 12
    assert [len(d._.events) for d in docs] == [1, 0, 1] * 12
    assert docs[1]._.refusal.reason == "no-text" and docs[0]._.refusal is None


def test_spacy_documents_can_be_stored_and_sent(nlp):
    from spacy.tokens import DocBin

    docs = DocBin(docs=[nlp(documents()[0].text)], store_user_data=True)
    (back,) = DocBin().from_bytes(docs.to_bytes()).get_docs(nlp.vocab)
    assert back._.events[0].event == "AID" and back.spans["herodote"][0].label_ == "AID"


def test_settings_that_cannot_be_meant_are_refused(nlp):
    with pytest.raises(UsageError, match="choose"):
        nlp.add_pipe("herodote", name="german", config={"language": "de"})
    with pytest.raises(UsageError, match="probability"):
        nlp.add_pipe("herodote", name="sure", config={"min_confidence": 3})


def test_the_events_of_another_text_are_refused():
    (events,) = coder().code([documents()[0]])
    with pytest.raises(UsageError, match="another text"):
        display("Something else.", events)
