"""PLOVER records, one JSON object a line, with the names of draft 0.8 and nothing that it does not name.

What the record of Hérodote adds (docs/record.md marks it) is left out, but for the status, which PLOVER counts among
the modes. Read back, records stand in a document whose text is their sentences, each at its place.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from pydantic import ValidationError

from herodote.interchange.rows import Rejected, lay
from herodote.plover import ontology
from herodote.records import Coder, Document, Event

_ENTITY = ("entity_text", "code", "sector", "other_sectors", "identifier_id", "identifier_text")
_PLACE = ("extracted_place", "resolved_place", "geonameid", "lat", "lon", "country_code")
_STATUSES = ("future", "hypothetical", "negated")
_CODER = Coder(program="plover", version="0.8", weights="", language_pack="PLOVER")


def rows(event: Event) -> Iterator[str]:
    """The one line of an event."""
    modes = [*event.mode, *([] if event.status == "actual" else [event.status])]
    place = event.event_loc
    out: dict[str, Any] = {
        "id": event.id, "date": event.date, "enddate": event.enddate, "event": event.event, "mode": modes,
        "context": event.context, "quad_code": event.quad_code, "event_scale": event.event_scale,
        "actor": [_entity(e) for e in event.actor], "recipient": [_entity(e) for e in event.recipient],
        "event_text": event.event_text, "event_loc": {n: getattr(place, n) for n in _PLACE} if place else None,
        "size": event.size.model_dump(), "text": event.text, "text_info": event.text_info.model_dump(),
        "cite_info": event.cite_info.model_dump(mode="json"),
    }  # fmt: skip
    yield json.dumps(out, ensure_ascii=False, default=str)


def _entity(entity: Any) -> dict[str, Any]:
    return {name: getattr(entity, name) for name in _ENTITY}


def read(lines: Iterable[str], confidence: float) -> Iterator[tuple[Document, list[Event]] | Rejected]:
    """Documents with their events; records of one document stand together, as ``id`` says before its ``#``."""
    parsed = (_parsed(at, line) for at, line in enumerate(lines, 1) if line.strip())
    for name, group in groupby(parsed, key=lambda one: one.id if isinstance(one, Rejected) else _document(one)):
        given = list(group)
        yield from (one for one in given if isinstance(one, Rejected))
        records = [one for one in given if not isinstance(one, Rejected)]
        if records:
            yield from _whole(name, records, confidence)


def _parsed(at: int, line: str) -> "dict[str, Any] | Rejected":
    try:
        record = json.loads(line)
    except ValueError as error:
        return Rejected(f"line {at}", f"no JSON: {error}")
    if not isinstance(record, dict) or record.get("event") not in ontology().types:
        return Rejected(f"line {at}", "no record with a type of PLOVER as its event")
    return record | {"id": str(record.get("id") or f"line-{at}")}


def _document(record: dict[str, Any]) -> str:
    """The document of a record; its name says where it comes from, so that it takes no other's place."""
    return f"plover:{str(record['id']).partition('#')[0]}"


def _whole(name: str, records: list[dict[str, Any]], confidence: float) -> Iterator[Any]:
    events, text = [], ""
    for record in records:
        sentence = str(record.get("text") or record.get("event_text") or record["event"])
        place = record.get("text_info") or {}
        start = int(place["start"]) if "start" in place else len(text) + (1 if text else 0)
        text = lay(text, start, sentence)
        try:
            events.append(_event(name, record, sentence, start, confidence))
        except ValidationError as error:
            first = error.errors()[0]
            yield Rejected(str(record["id"]), f"{'.'.join(map(str, first['loc']))}: {first['msg']}")
    if events:
        cite = events[0].cite_info
        yield Document(id=name, text=text, **cite.model_dump()), events


def _event(name: str, record: dict[str, Any], sentence: str, start: int, confidence: float) -> Event:
    kind = ontology().types[record["event"]]
    modes = [m for m in _several(record.get("mode")) if m not in _STATUSES]
    status = next((m for m in _several(record.get("mode")) if m in _STATUSES), "actual")
    words = str(record.get("event_text") or "")
    place = record.get("text_info") or {}
    at = start + max(sentence.find(words), 0)
    trigger = {"event_start": place.get("event_start", at), "event_end": place.get("event_end", at + len(words))}
    info = {"sequence": place.get("sequence", 0), "start": start, "end": start + len(sentence)} | trigger
    return Event.model_validate({
        "id": f"plover:{record['id']}", "document": name, "date": record.get("date"), "enddate": record.get("enddate"),
        "event": record["event"], "act": record["event"], "mode": modes, "context": _several(record.get("context")),
        "quad_code": record.get("quad_code") or kind.quad,
        "event_scale": record.get("event_scale", ontology().scale(record["event"], modes)),
        "actor": [_placed(e, sentence, start) for e in record.get("actor") or ()],
        "recipient": [_placed(e, sentence, start) for e in record.get("recipient") or ()],
        "event_text": words, "event_loc": _location(record.get("event_loc"), sentence, start), "status": status,
        "certainty": "stated", "size": record.get("size") or {}, "text": sentence, "text_info": info,
        "cite_info": record.get("cite_info") or {}, "confidence": confidence, "coder": _CODER,
    })  # fmt: skip


def _several(given: Any) -> list[str]:
    return [given] if isinstance(given, str) and given else list(given or ())


def _placed(entity: dict[str, Any], sentence: str, start: int) -> dict[str, Any]:
    """An entity with its place in the document, or with none where its words are not in the sentence."""
    words = str(entity.get("entity_text") or "")
    at = sentence.find(words)
    span = (start + at, start + at + len(words)) if at >= 0 else (start, start)
    more = {name: entity[name] for name in _ENTITY[1:] if entity.get(name)}
    return {"entity_text": words, "start": span[0], "end": span[1]} | more


def _location(place: Any, sentence: str, start: int) -> dict[str, Any] | None:
    if not place or not place.get("extracted_place"):
        return None
    words = str(place["extracted_place"])
    at = max(sentence.find(words), 0)
    return {n: place.get(n) for n in _PLACE} | {"start": start + at, "end": start + at + len(words)}
