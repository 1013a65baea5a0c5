"""Frames to Events: every role's words become codes, days, coordinates, numbers and instruments."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from herodote.frames.frame import Frame, Mention, Reading
from herodote.grounding.actors import Actor
from herodote.grounding.amounts import Amount as Figure
from herodote.grounding.amounts import amounts
from herodote.grounding.contexts import contexts
from herodote.grounding.instruments import instrument
from herodote.grounding.objects import thing
from herodote.grounding.places import Gazetteer
from herodote.grounding.sides import INTERNATIONAL, Referents
from herodote.grounding.sources import attribution
from herodote.grounding.steps import step_of
from herodote.grounding.times import Time, times
from herodote.plover import ontology
from herodote.records import (
    Amount,
    CiteInfo,
    Coder,
    DateInfo,
    Document,
    Entity,
    Event,
    Location,
    Size,
    TextInfo,
)  # fmt: skip

#: Something found in the text once, with a place.
Found = TypeVar("Found", Time, Figure)

#: Casualty words of a figure and the field of ``size`` they fill.
_CASUALTIES = ("dead", "injured", "arrested")
#: Types whose casualties may stand anywhere in the sentence.
_HURTS = {"ASSAULT": ("dead", "injured"), "COERCE": ("arrested",)}


@dataclass(slots=True)
class _Ground:
    """A document's expressions, found once and shared by all its frames."""

    document: Document
    reading: Reading
    referents: Referents
    times: list[Time]
    figures: list[Figure]
    gazetteer: Gazetteer

    def when(self, frame: Frame) -> Time | None:
        """The time of a frame; what has happened did so before it was reported, whatever verb stands near."""
        found = _time(self.times, frame.roles.get("time", ()))
        published = self.document.published
        if frame.status != "actual" or not (found and found.first and published and found.first > published):
            return found
        behind = times(self.document.text, language=self.document.language or "", published=published, tense="past")
        return next((t for t in behind if (t.start, t.end) == (found.start, found.end) and t.first), found)


#: Sentences from which on a text shows whether it is about politics.
_ENOUGH = 4
#: Sectors that make nobody a political actor where no code does.
_PRIVATE = (None, "UNK", "BUS")


def ground(document: Document, reading: Reading, coder: Coder) -> list[Event]:
    """Events of a document (its ``language`` set), in reading order, one per sentence, type and sides."""
    text, language = document.text, document.language or ""
    referents = Referents(
        text,
        language=language,
        published=document.published,
        sentences=reading.sentences,
        title=document.title,
        referring=reading.referring,
    )
    gazetteer = Gazetteer(text, language=language, referents=referents)
    referents.towns = gazetteer.town
    shared = _Ground(
        document, reading, referents,
        times(text, language=language, published=document.published) if reading.frames else [],
        amounts(text, language=language) if reading.frames else [],
        gazetteer,
    )  # fmt: skip
    events = [_event(shared, frame, coder) for frame in reading.frames]
    kept = _without_repeats(_among_politics(events, len(reading.sentences)))
    return [e.model_copy(update={"id": f"{document.id}#{n}"}) for n, e in enumerate(kept, 1)]


def _among_politics(events: Iterable[Event], sentences: int) -> list[Event]:
    """The events that some known actor has a part in, none of a text in which no political actor acts.

    In prose without politics ants invade and companies reject offers; whom no table knows there is given the country of
    some town, but no sector. A few sentences say too little to tell.
    """
    known = [e for e in events if any(s.code or s.sector not in _PRIVATE for s in _both(e))]
    political = sentences < _ENOUGH or any(
        s.sector not in _PRIVATE or s.code in INTERNATIONAL for e in known for s in _both(e)
    )
    return known if political else []


def _both(event: Event) -> tuple[Entity, ...]:
    return (*event.actor, *event.recipient)


def _event(shared: _Ground, frame: Frame, coder: Coder) -> Event:
    text, language = shared.document.text, shared.document.language or ""
    sources = attribution(shared.referents, frame, shared.reading.sentences)
    speaker = sources[0][1] if sources else None
    where = _place(shared, frame.roles.get("place", ()))
    ground_code = where.country_code if where and where.resolution != "unresolved" else None
    actor = _sides(shared.referents, frame, "actor", speaker, None, ground_code)
    code = actor[0].code if len(actor) == 1 else None
    recipient = _sides(shared.referents, frame, "recipient", speaker, code, ground_code)
    when = shared.when(frame)
    size, figures = _figures(shared.figures, frame.roles.get("amount", ()))
    if not any(size.model_dump().values()):
        size = _nearby_casualties(shared, frame)
    start, end = shared.reading.sentences[frame.sentence]
    named = instrument(text, frame, shared.referents, language=language)
    scale = ontology().scale(frame.type, frame.modes)
    return Event(
        id="",
        document=shared.document.id,
        date=when.first if when else None,
        enddate=when.last if when else None,
        date_info=_date_info(when),
        event=frame.type,  # type: ignore[arg-type]
        act=frame.act,  # type: ignore[arg-type]
        mode=frame.modes,
        context=contexts(text[start:end], language=language),
        quad_code=ontology().types[frame.type].quad,
        event_scale=scale,
        actor=tuple(map(entity, actor)),
        recipient=tuple(map(entity, recipient)),
        object=tuple(thing(text, m, language=language) for m in frame.roles.get("object", ())),
        instrument=named,
        step=step_of(frame.step, text[frame.start : frame.end], actor, language=language) if named else None,  # type: ignore[arg-type]
        event_text=text[frame.start : frame.end],
        event_loc=where,
        status=frame.status,  # type: ignore[arg-type]
        certainty=frame.certainty,  # type: ignore[arg-type]
        attribution=tuple(source for source, _ in sources),
        size=size,
        amounts=figures,
        text=text[start:end],
        text_info=TextInfo(sequence=frame.sentence, start=start, end=end, event_start=frame.start, event_end=frame.end),
        cite_info=_cite(shared.document),
        confidence=frame.probability,
        coder=coder,
    )  # fmt: skip


def _sides(
    referents: Referents, frame: Frame, role: str, speaker: Actor | None, other: str | None, place: str | None
) -> list[Actor]:
    out: list[Actor] = []
    for mention in frame.roles.get(role, ()):
        known = {"role": role, "speaker": speaker, "other": other, "place": place, "event": frame.type}
        for side in referents.resolve(mention.start, mention.end, **known):  # type: ignore[arg-type]
            if not any(referents.same_party(o, side) for o in out):
                out.append(side)
    referents.bring_together(out)
    return out


def entity(actor: Actor) -> Entity:
    """The record of a side."""
    person = actor.kind in ("holder", "group", "body", "organ", "company", "medium")
    return Entity(
        entity_text=actor.text, start=actor.start, end=actor.end, code=actor.code, sector=actor.sector,
        identifier_text=actor.name if person else None, office=actor.office,
    )  # fmt: skip


def _overlapping(found: list[Found], mention: Mention) -> Iterator[Found]:
    at = bisect_right([f.start for f in found], mention.start - 200)
    for one in found[at:]:
        if one.start >= mention.end:
            return
        if one.end > mention.start:
            yield one


def _time(found: list[Time], mentions: Iterable[Mention]) -> Time | None:
    """The resolved expression under the surest mention of a time."""
    for mention in sorted(mentions, key=lambda m: -m.probability):
        known = [t for t in _overlapping(found, mention) if t.first and t.kind != "duration"]
        if known:
            return min(known, key=lambda t: (t.last - t.first, t.start) if t.last and t.first else (t.start, t.start))
    return None


def _date_info(when: Time | None) -> DateInfo | None:
    if when is None:
        return None
    return DateInfo(text=when.text, start=when.start, end=when.end, precision=when.precision, approx=when.approx)  # type: ignore[arg-type]


def _figures(found: list[Figure], mentions: Iterable[Mention]) -> tuple[Size, tuple[Amount, ...]]:
    size: dict[str, int] = {}
    out: dict[tuple[int, int], Amount] = {}
    for mention in mentions:
        for figure in _overlapping(found, mention):
            if figure.casualty in _CASUALTIES and isinstance(figure.value, int):
                size.setdefault(figure.casualty, figure.value)
            elif figure.casualty is None:
                kind = "other" if figure.kind == "casualties" else figure.kind
                out[figure.start, figure.end] = Amount(
                    text=figure.text, start=figure.start, end=figure.end, value=figure.value,
                    value_max=figure.value_max, approx=figure.approx, unit=figure.unit,
                    kind=kind,  # type: ignore[arg-type]
                )  # fmt: skip
    return Size(**size), tuple(out[k] for k in sorted(out))


def _nearby_casualties(shared: _Ground, frame: Frame) -> Size:
    """Casualties counted in the sentence, when the frame is of a type that has them and stands nearest."""
    kinds = _HURTS.get(frame.type, ())
    start, end = shared.reading.sentences[frame.sentence]
    rivals = [f for f in shared.reading.frames if f.sentence == frame.sentence and f.type == frame.type]
    size: dict[str, int] = {}
    for figure in shared.figures if kinds and frame.status == "actual" else ():
        if start <= figure.start < end and figure.casualty in kinds and isinstance(figure.value, int):
            nearest = min(rivals, key=lambda f: max(f.start - figure.end, figure.start - f.end, 0))
            if nearest is frame:
                size.setdefault(str(figure.casualty), figure.value)
    return Size(**size)


def _place(shared: _Ground, mentions: Iterable[Mention]) -> Location | None:
    best = max(mentions, key=lambda m: m.probability, default=None)
    return shared.gazetteer.locate(best.start, best.end) if best else None


def _cite(document: Document) -> CiteInfo:
    return CiteInfo(url=document.url, title=document.title, language=document.language,
                    publication=document.publication, published=document.published)  # fmt: skip


def _without_repeats(events: Iterable[Event]) -> list[Event]:
    """One event per sentence, type and sides: of several the surest, unless days or places differ."""
    best: dict[object, Event] = {}
    for event in events:
        place = event.event_loc.extracted_place if event.event_loc else None
        key = (event.text_info.sequence, event.event, _names(event.actor), _names(event.recipient), event.status,
               event.date, place)  # fmt: skip
        if key not in best or best[key].confidence < event.confidence:
            best[key] = event
    return sorted(best.values(), key=lambda e: (e.text_info.event_start, e.text_info.event_end))


def _names(side: tuple[Entity, ...]) -> tuple[str, ...]:
    return tuple(sorted(e.code or e.entity_text for e in side))
