"""From utterances to statements: who speaks, one record for each thing said, quotations that go on."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from herodote.frames.frame import Frame, Mention, Reading, Utterance
from herodote.grounding.quotations import quotations
from herodote.grounding.sides import Referents
from herodote.grounding.sources import attribution
from herodote.records import CiteInfo, Coder, Document, Span, Statement, TextInfo

#: A quotation of fewer words is a phrase that somebody cites, not one that goes on.
_PHRASE = 5
#: Share of a quotation that some content must take up for it to count as attributed.
_TAKEN = 0.5


def ground_statements(document: Document, reading: Reading, coder: Coder) -> list[Statement]:
    """The statements of a document (its ``language`` set), in reading order."""
    text = document.text
    referents = Referents(
        text, language=document.language or "", published=document.published, sentences=reading.sentences,
        title=document.title, referring=reading.referring,
    )  # fmt: skip
    whole = _continued(list(_apart(reading.utterances)), text)
    return [
        _statement(f"{document.id}#s{number}", document, one, referents, reading.sentences, coder)
        for number, one in enumerate(whole, 1)
    ]


def _apart(utterances: Sequence[Utterance]) -> Iterator[Utterance]:
    """Utterances less those whose cue and content another, surer one has already."""
    kept: list[Utterance] = []
    for one in sorted(utterances, key=lambda u: -u.probability):
        if not any(o.start < one.end and one.start < o.end for o in kept):
            kept.append(one)
    yield from sorted(kept, key=lambda u: u.start)


def _continued(utterances: list[Utterance], text: str) -> list[Utterance]:
    """Quotations that nobody is said to say go on with what the last speaker, quoted just before, says."""
    out = list(utterances)
    for start, end in quotations(text):
        if len(text[start:end].split()) < _PHRASE or _taken(out, start, end):
            continue
        before = [n for n, u in enumerate(out) if _last(u) <= start]
        if not before:
            continue
        number = max(before, key=lambda n: _last(out[n]))
        if _goes_on(text, out[number], start):
            more = Mention(start, end, out[number].probability)
            out[number] = replace(out[number], content=(*out[number].content, more))
    return out


def _taken(utterances: Sequence[Utterance], start: int, end: int) -> bool:
    shared = sum(max(0, min(end, c.end) - max(start, c.start)) for u in utterances for c in u.content)
    return shared >= _TAKEN * (end - start)


def _last(utterance: Utterance) -> int:
    return max(utterance.end, *(m.end for m in (*utterance.content, *utterance.source)))


def _goes_on(text: str, utterance: Utterance, start: int) -> bool:
    """Whether a quotation follows at once on one that the utterance holds, in its paragraph or as the next."""
    openings = (text[max(0, c.start - 2) : c.start].strip(" \u00a0\u202f")[-1:] for c in utterance.content)
    quoted = any(opening in ("«", "“", '"') for opening in openings)
    gap = text[_last(utterance) : start].strip(' \u00a0\u202f\n»”"«“.,;:!?…-–—')
    return quoted and len(gap.split()) <= 1


def _statement(
    name: str, document: Document, one: Utterance, referents: Referents, sentences: Sequence[tuple[int, int]],
    coder: Coder,
) -> Statement:  # fmt: skip
    text = document.text
    start, end = sentences[one.sentence]
    sources = attribution(referents, _frame(one), sentences)
    return Statement(
        id=name, document=document.id, source=tuple(source for source, _ in sources),
        cue=_span(text, one.start, one.end), content=tuple(_span(text, c.start, c.end) for c in one.content),
        certainty=one.manner, text=text[start:end],  # type: ignore[arg-type]
        text_info=TextInfo(sequence=one.sentence + 1, start=start, end=end, event_start=one.start, event_end=one.end),
        cite_info=CiteInfo(
            url=document.url, title=document.title, language=document.language, publication=document.publication,
            published=document.published,
        ),
        confidence=round(min(1.0, one.probability), 3), coder=coder,
    )  # fmt: skip


def _frame(one: Utterance) -> Frame:
    """The utterance as sources are told from: its first content stands for the deed."""
    first = one.content[0].start
    cue = (Mention(one.start, one.end, one.probability),)
    return Frame(
        start=first, end=first + 1, sentence=one.sentence, type="", act="", modes=(), status="actual",
        certainty="stated", step=None, roles={"source": one.source, "cue": cue}, probability=one.probability,
    )  # fmt: skip


def _span(text: str, start: int, end: int) -> Span:
    return Span(text=text[start:end], start=start, end=end)
