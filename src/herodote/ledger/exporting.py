"""What a ledger gives back: live records, and judged claims in the corpus's format."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, select

from herodote.ledger.claims import Claim, claim, document_of, whole
from herodote.ledger.tables import claims, corrections, documents, facts
from herodote.records import Entity, Event

#: Claims read at a time.
_PAGE = 1000


def live_records(engine: Engine) -> Iterator[str]:
    """The live claims as records, one JSON object each, in the order in which they were kept."""
    last = 0
    while True:
        query = whole().join(facts, facts.c.claim_id == claims.c.id).where(claims.c.id > last)
        with engine.connect() as connection:
            rows = connection.execute(query.order_by(claims.c.id).limit(_PAGE)).all()
        if not rows:
            return
        for row in rows:
            yield claim(row).event.model_dump_json()
        last = rows[-1].id


def judged_documents(engine: Engine) -> Iterator[str]:
    """Documents on which a person gave a verdict, with their live claims as annotated events.

    Only documents all of whose claims are live through a person's verdict, or were left standing beside one, are
    given: ``reviewed`` tells of each event whether a person has vouched for it.
    """
    judged = select(claims.c.reading_id).join(corrections, corrections.c.claim_id == claims.c.id)
    from herodote.ledger.tables import readings

    query = select(documents).where(
        documents.c.id.in_(select(readings.c.document_id).where(readings.c.id.in_(judged)))
    ).order_by(documents.c.id)  # fmt: skip
    with engine.connect() as connection:
        for row in connection.execute(query).all():
            inside = whole().join(facts, facts.c.claim_id == claims.c.id).where(facts.c.document_id == row.id)
            live = [claim(one) for one in connection.execute(inside)]
            vouched = set(connection.execute(
                select(corrections.c.claim_id).where(corrections.c.verdict == "accepted")
            ).scalars())  # fmt: skip
            live.sort(key=lambda c: c.event.text_info.event_start)
            document = document_of(row).model_dump(mode="json")
            events = [annotated(c, c.id in vouched) for c in live]
            yield json.dumps({**document, "events": events}, ensure_ascii=False)


def annotated(one: Claim, vouched: bool) -> dict[str, Any]:
    """A claim as the corpus writes events."""
    event = one.event
    place = event.event_loc
    out: dict[str, Any] = {
        "sentence": event.text, "trigger": event.event_text, "event": event.event, "mode": list(event.mode),
        "actor": [_entity(e) for e in event.actor], "recipient": [_entity(e) for e in event.recipient],
        "status": event.status, "certainty": event.certainty,
        "attribution": [_entity(s) | {"named": s.named, "quoted": s.quoted} for s in event.attribution],
        "date": event.date and event.date.isoformat(), "enddate": event.enddate and event.enddate.isoformat(),
        "place": place and {"text": place.extracted_place, "country_code": place.country_code},
        "amounts": [{"text": a.text, "value": a.value, "unit": a.unit} for a in event.amounts],
        "size": {k: v for k, v in event.size.model_dump().items() if v is not None},
        "object": [{"text": o.text} for o in event.object], "note": "",
        "reviewed": vouched or event.coder.program == "person",
    }  # fmt: skip
    return out | _rest(event)


def _rest(event: Event) -> dict[str, Any]:
    out: dict[str, Any] = {}
    if event.date_info:
        out["date_text"] = event.date_info.text
    cue = next((s.cue for s in event.attribution if s.cue), None)
    if cue:
        out["cue"] = cue
    if event.instrument:
        out["instrument"] = {"text": event.instrument.text}
    if event.step:
        out["step"] = event.step
    return out


def _entity(entity: Entity) -> dict[str, Any]:
    return {"text": entity.entity_text, "code": entity.code, "sector": entity.sector}
