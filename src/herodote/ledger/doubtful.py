"""Claims worth a person's look, and the record with a field as a person gives it."""

import re
from datetime import date as Date
from typing import Any, get_args

from pydantic import ValidationError
from sqlalchemy import Engine, select

from herodote.errors import UsageError
from herodote.ledger.claims import Claim
from herodote.ledger.reader import claims_of
from herodote.ledger.tables import corrections, facts
from herodote.plover import ontology
from herodote.records import Entity, Event, EventTypeName

_SIDE = re.compile(r"^(?P<words>.+?)\s*=(?P<code>\?|[A-Z]{3})(?:/(?P<sector>-|[A-Z]{3}))?$")
#: Types that a deed to come folds into, and so leave ``act`` as it was.
_FOLDED = ("AGREE", "CONCEDE")


def doubtful(engine: Engine, below: float, limit: int) -> list[Claim]:
    """Live claims less sure than ``below`` that nobody has judged, the least sure first."""
    judged = select(corrections.c.claim_id)
    query = select(facts.c.claim_id).where(facts.c.confidence < below, facts.c.claim_id.not_in(judged))
    query = query.order_by(facts.c.confidence, facts.c.claim_id).limit(limit)
    with engine.connect() as connection:
        numbers = list(connection.execute(query).scalars())
        found = claims_of(connection, numbers)
    return [found[n] for n in numbers]


def amended(event: Event, name: str, value: str) -> Event:
    """The event with one field changed: a type, status, certainty, date, or a side; UsageError if it cannot be."""
    try:
        if name in ("actor", "recipient"):
            change: dict[str, Any] = {name: _sides(event, value)}
        elif name == "event":
            change = _typed(event, value.upper())
        elif name in ("date", "enddate"):
            change = _dated(event, name, value)
        elif name in ("status", "certainty"):
            change = {name: value}
        else:
            raise UsageError(
                f"{name!r} cannot be changed here: event, status, certainty, actor, recipient, date, enddate"
            )
        # Validated as a whole: model_copy alone would take any value.
        return Event.model_validate(event.model_copy(update={**change, "confidence": 1.0}).model_dump())
    except ValidationError as error:
        raise UsageError(f"{value!r} is no {name}: {error.errors()[0]['msg']}") from None


def _typed(event: Event, kind: str) -> dict[str, Any]:
    if kind not in get_args(EventTypeName):
        raise UsageError(f"{kind!r} is no type: {', '.join(get_args(EventTypeName))}")
    act = event.act if kind in _FOLDED else kind
    mode = event.mode if kind == event.event else ()
    quad, scale = ontology().types[kind].quad, ontology().scale(kind, mode)
    return {"event": kind, "act": act, "mode": mode, "quad_code": quad, "event_scale": scale}


def _dated(event: Event, name: str, value: str) -> dict[str, Any]:
    if value in ("", "-"):
        return {"date": None, "enddate": None, "date_info": None}
    try:
        day = Date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"{value!r} is no date: write it as YYYY-MM-DD") from None
    if name == "date":
        return {"date": day, "enddate": max(day, event.enddate or day) if event.date else day}
    return {"enddate": day, "date": min(day, event.date or day)}


def _sides(event: Event, value: str) -> tuple[Entity, ...]:
    return () if value in ("", "-") else tuple(_side(event, part.strip()) for part in value.split(";"))


def _side(event: Event, written: str) -> Entity:
    match = _SIDE.match(written)
    if not match:
        raise UsageError(f"{written!r} is no side: write words of the sentence, then =CODE/SECTOR")
    at = event.text.find(match["words"])
    if at < 0:
        raise UsageError(f"{match['words']!r} is not in the sentence: take the words as they stand there")
    sector = match["sector"]
    start = event.text_info.start + at
    return Entity(
        entity_text=match["words"], start=start, end=start + len(match["words"]),
        code=None if match["code"] == "?" else match["code"], sector=None if sector in (None, "-") else sector,
    )  # fmt: skip
