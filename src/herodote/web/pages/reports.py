"""Documents: the list of them, and one as it reads with its events marked and every field tied to its words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from fastapi import APIRouter, Request

from herodote import views
from herodote.records import Event
from herodote.web.api.things import shown_report
from herodote.web.page import Page, add
from herodote.web.pages.listing import rows_asked
from herodote.web.state import ledger, may_read_text

router = APIRouter()


def documents(request: Request) -> Page:
    """The reports, the last kept first."""
    before, size = request.query_params.get("before", ""), rows_asked(request)
    number = int(before) if before.isdigit() and len(before) < 16 else None
    publication = request.query_params.get("publication") or None
    frame = views.reports(ledger(request), before=number, publication=publication, limit=size)
    rows = frame.drop("number").to_dicts()
    following = str(frame["number"][-1]) if frame.height == size else None
    data = {"items": rows, "next": following, "publication": publication}
    return Page("documents.html", "documents.title", data, rows)


add(router, "/documents", documents)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of the article; ``marks`` are the events whose trigger they are, ``fields`` what else they are.

    A field is written ``3-actor``: the actor of event 3.
    """

    words: str
    marks: tuple[int, ...]
    fields: tuple[str, ...]


def document(request: Request) -> Page:
    """One report."""
    one = views.report(ledger(request), request.path_params["name"])
    texts = may_read_text(request)
    data = shown_report(one, texts)
    events = [reported.claim.event for reported in one.claims]
    pieces = list(cut(one.document.text, events)) if texts else []
    rows = [
        {"key": r.claim.key, "event": r.claim.event.event, "status": r.claim.event.status, "happening": r.happening}
        for r in one.claims
    ]
    more = {"report": one, "events": events, "paragraphs": list(paragraphs(pieces))}
    return Page("document.html", one.document.title or one.document.id, data, rows, more)


add(router, "/document/{name:path}", document)


def fields_of(event: Event) -> Iterator[tuple[str, int, int]]:
    """The name and place of every part of a record that rests on words of the text, the trigger aside."""
    for name, parts in (("actor", event.actor), ("recipient", event.recipient), ("source", event.attribution)):
        for part in parts:
            yield name, part.start, part.end
    for thing in event.object:
        yield "object", thing.start, thing.end
    for amount in event.amounts:
        yield "amount", amount.start, amount.end
    single = (("date", event.date_info), ("place", event.event_loc), ("instrument", event.instrument))
    for name, one in single:
        if one is not None:
            yield name, one.start, one.end


#: How far from a source the words that introduce it are looked for, in characters.
_NEAR = 300


def cues_of(text: str, event: Event) -> Iterator[tuple[str, int, int]]:
    """The places of the cues, which records give by their words alone: those nearest to the source."""
    for source in event.attribution:
        if not source.cue:
            continue
        begin = max(source.start - _NEAR, 0)
        found = re.finditer(re.escape(source.cue), text[begin : source.end + _NEAR])
        nearest = min(found, key=lambda m: abs(begin + m.start() - source.start), default=None)
        if nearest is not None:
            yield "cue", begin + nearest.start(), begin + nearest.end()


def cut(text: str, events: Sequence[Event]) -> Iterator[Piece]:
    """The text in pieces that each belong to the same triggers and fields throughout."""
    spans = [
        (f"{n}-{name}", a, b)
        for n, event in enumerate(events, 1)
        for name, a, b in chain(fields_of(event), cues_of(text, event))
    ]
    triggers = [(n, e.text_info.event_start, e.text_info.event_end) for n, e in enumerate(events, 1)]
    lines = [at for at, c in enumerate(text) if c == "\n"]
    edges = {0, len(text), *lines, *(at + 1 for at in lines)}
    edges |= {at for _, a, b in (*spans, *triggers) for at in (a, b) if 0 <= at <= len(text)}
    ordered = sorted(edges)
    inside = _Inside([*((str(n), a, b) for n, a, b in triggers), *spans])
    for start, end in pairwise(ordered):
        here = inside.at(start)
        marks = tuple(int(name) for name in here if name.isdigit())
        yield Piece(text[start:end], marks, tuple(name for name in here if not name.isdigit()))


class _Inside:
    """Which spans a place lies in, for places asked in order."""

    def __init__(self, spans: Iterable[tuple[str, int, int]]) -> None:
        self.waiting = sorted((a, b, name) for name, a, b in spans if a < b)[::-1]
        self.open: list[tuple[int, str]] = []

    def at(self, place: int) -> list[str]:
        while self.waiting and self.waiting[-1][0] <= place:
            _, end, name = self.waiting.pop()
            self.open.append((end, name))
        self.open = [(end, name) for end, name in self.open if end > place]
        return list(dict.fromkeys(name for _, name in self.open))


def paragraphs(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Pieces by paragraph; line ends themselves are left out."""
    found: list[Piece] = []
    for piece in pieces:
        if piece.words == "\n":
            if found:
                yield found
            found = []
        else:
            found.append(piece)
    if found:
        yield found
