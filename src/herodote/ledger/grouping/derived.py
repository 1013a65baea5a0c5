"""The derived tables: what questions read, written from features and happenings."""

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date as Date
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from herodote.ledger.claims import Claim, chunks
from herodote.ledger.grouping.features import Features, as_list, day
from herodote.ledger.grouping.nearby import Pointer
from herodote.ledger.guards import fold
from herodote.ledger.happenings import Happening, contradicted, figures
from herodote.ledger.rows import put
from herodote.ledger.tables import disputes, dyads, facts, happenings, parts, sides, tokens, voices
from herodote.plover import ontology


def store_claims(
    connection: Connection,
    fresh: Sequence[Claim],
    compared: Sequence[Features],
    placed: Mapping[int, Set[str]],
    stands: Mapping[int, int],
    pointers: Mapping[int, Pointer],
) -> None:
    """Lay out new live claims for questions, each in the happening it stands in."""
    rows = [_fact(c, f, stands[c.id], pointers[c.id]) for c, f in zip(fresh, compared, strict=True)]
    put(connection, facts, rows)
    put(connection, sides, [row for c in fresh for row in _sides(c)])
    put(connection, tokens, [{"token": t, "claim_id": n} for n, each in placed.items() for t in sorted(each)])


def unstore_claims(connection: Connection, numbers: Set[int], emptied: Set[int]) -> None:
    """Take claims out that are no longer live, and the happenings they stood in."""
    for part in chunks(sorted(numbers)):
        for table in (facts, sides, tokens):
            connection.execute(delete(table).where(table.c.claim_id.in_(part)))
    unstore_happenings(connection, emptied)


def store_happenings(
    connection: Connection, told: Sequence[Happening], pointers: Mapping[int, Pointer], fresh: Set[int]
) -> dict[int, int]:
    """Write happenings; returns where each claim stands. Claims that are ``fresh`` have no row yet to be moved."""
    if not told:
        return {}
    statement = insert(happenings).returning(happenings.c.id, sort_by_parameter_order=True)
    numbers = list(connection.execute(statement, [_happening(h) for h in told]).scalars())
    stands = {f.claim: n for n, h in zip(numbers, told, strict=True) for f in h.members}
    moved = update(facts).where(facts.c.claim_id == bindparam("number"))
    rows = [
        {"number": claim, "happening_id": n, "best_id": pointers[claim].to, "best": pointers[claim].fit}
        for claim, n in stands.items()
        if claim not in fresh
    ]
    if rows:
        connection.execute(moved, rows)
    for table, of in ((parts, _parts), (dyads, _dyads), (voices, _voices), (disputes, _disputes)):
        put(connection, table, [{"happening_id": n} | r for n, h in zip(numbers, told, strict=True) for r in of(h)])
    return stands


def unstore_happenings(connection: Connection, numbers: Set[int]) -> None:
    """Forget happenings whose claims are grouped anew."""
    for part in chunks(sorted(numbers)):
        connection.execute(delete(happenings).where(happenings.c.id.in_(part)))
        for table in (parts, dyads, voices, disputes):
            connection.execute(delete(table).where(table.c.happening_id.in_(part)))


def _fact(claim: Claim, compared: Features, stands: int, pointer: Pointer) -> dict[str, Any]:
    event = claim.event
    return {
        "claim_id": claim.id, "document_id": claim.document_id, "happening_id": stands, "date": event.date,
        "enddate": event.enddate, "day": event.date or event.cite_info.published,
        "published": event.cite_info.published, "event": event.event, "act": event.act,
        "quad": event.quad_code, "scale": event.event_scale, "status": event.status, "certainty": event.certainty,
        "confidence": event.confidence, "country": compared.country,
        "place": fold(event.event_loc.resolved_place or event.event_loc.extracted_place) if event.event_loc else None,
        "features": as_list(compared),
        "best_id": pointer.to, "best": pointer.fit,
    }  # fmt: skip


def _sides(claim: Claim) -> Iterable[dict[str, Any]]:
    event = claim.event
    for role, entities in (("actor", event.actor), ("recipient", event.recipient), ("source", event.attribution)):
        for e in entities:
            name = fold(e.identifier_text or e.entity_text)
            day_of = event.date or event.cite_info.published
            yield {"claim_id": claim.id, "role": role, "code": e.code, "sector": e.sector, "name": name, "day": day_of}


def _happening(h: Happening) -> dict[str, Any]:
    first, last = h.date or (None, None)
    reports = [f.published for f in h.members if f.published]
    event = h.model.event
    return {
        "key": h.key, "act": h.model.act, "event": event, "quad": ontology().types[event].quad, "scale": h.model.scale,
        "date": day(first), "enddate": day(last), "day": day(_at(h)), "first_report": day(min(reports, default=None)),
        "last_report": day(max(reports, default=None)), "life": h.life, "support": h.support,
        "claims": len(h.members), "disputed": bool(h.disputes), "deed": _deed(h),
        "country": _most(f.country for f in h.members), "summary": _summary(h),
    }  # fmt: skip


def _at(h: Happening) -> int | None:
    """The day a happening is filed under: its own, else that of its first report."""
    return h.date[0] if h.date else h.lead.published


def _summary(h: Happening) -> dict[str, Any]:
    return {
        "actors": _union(f.actors for f in h.members), "recipients": _union(f.recipients for f in h.members),
        "lead": h.lead.key, "documents": len({f.document for f in h.members}),
        "outlets": sorted({f.outlet for f in h.members}), "voices": sorted({v.name for v in h.voices if not v.denies}),
        "figures": figures(h), "path": [[s, d and str(day(d)), k] for s, d, k in h.path],
        "modes": _union(f.modes for f in h.members), "step": _most(f.step for f in h.members),
        "kinds": _union(f.kinds for f in h.members), "place_name": _most(f.place_name for f in h.members),
        "things": list(dict.fromkeys(t for f in h.members for t in f.things))[:6],
        "hedged": all(f.hedged for f in h.members),
    }  # fmt: skip


def _union(many: Iterable[Iterable[str]]) -> list[str]:
    return sorted({one for each in many for one in each})


def _most(values: Iterable[str | None]) -> str | None:
    counted: dict[str, int] = {}
    for value in values:
        if value:
            counted[value] = counted.get(value, 0) + 1
    return max(counted, key=lambda v: (counted[v], v), default=None)


#: Objects that make a deed a transfer, and figures and modes that make it a deployment.
_GOODS = frozenset({"materiel", "money", "goods", "energy", "technology", "information"})


def _deed(h: Happening) -> str | None:
    """Which of the standing questions the happening answers: deployment, transfer, territory, or none."""
    kinds = {k for f in h.members for k in f.kinds}
    measures = {f[0].partition(" ")[0] for m in h.members for f in m.figures}
    modes = {m for f in h.members for m in f.modes}
    act = h.model.act
    if act in ("ASSAULT", "RETREAT") and ("area" in measures or "territory" in kinds):
        return "territory"
    if act == "MOBILIZE" or (act == "AID" and ("personnel" in kinds or "personnel" in measures) and not kinds & _GOODS):
        return "deployment" if not modes & {"police", "militia"} else None
    if act in ("AID", "COOPERATE") and kinds & _GOODS:
        return "transfer"
    return None


def _parts(h: Happening) -> Iterable[dict[str, Any]]:
    for role, of in (("actor", [f.actors for f in h.members]), ("recipient", [f.recipients for f in h.members])):
        for code in sorted({side.partition("/")[0] for each in of for side in each}):
            yield {"role": role, "code": code, "day": day(_at(h))}


def _dyads(h: Happening) -> Iterable[dict[str, Any]]:
    """A row each for actor and recipient countries; denied happenings score nothing."""
    at = _at(h)
    if h.life == "announced":  # a promise counts when it is made, not when it is due
        at = min((f.published for f in h.members if f.published), default=at)
    if not at or h.life == "denied":
        return
    when = day(at) or Date.min
    week = when - timedelta(days=when.weekday())
    actors = {s.partition("/")[0] for f in h.members for s in f.actors}
    recipients = {s.partition("/")[0] for f in h.members for s in f.recipients}
    pairs = {(a, r) for a in actors for r in recipients if a != r}
    if h.model.act in ("CONSULT", "COOPERATE", "AGREE") and not recipients:
        pairs = {(a, r) for a in actors for r in actors if a != r}
    for actor, recipient in sorted(pairs):
        yield {"actor": actor, "recipient": recipient, "week": week, "quad": h.model.quad, "scale": h.model.scale}


def _voices(h: Happening) -> Iterable[dict[str, Any]]:
    against = contradicted(h)
    for v in h.voices:
        when = v.claim.date[0] if v.claim.date else v.claim.published
        yield {
            "claim_id": v.claim.claim, "source": v.name, "code": v.claim.source_code,
            "named": v.claim.named and v.claim.source is not None, "hedged": v.claim.hedged,
            "contradicted": v.claim.claim in against, "day": day(when),
        }  # fmt: skip


def _disputes(h: Happening) -> Iterable[dict[str, Any]]:
    at = _at(h)
    for kind, measure, positions in h.disputes:
        yield {"kind": kind, "measure": measure, "day": day(at), "positions": positions}


def happening_of(connection: Connection, number: int) -> int | None:
    """The happening a live claim stands in."""
    return connection.scalar(select(facts.c.happening_id).where(facts.c.claim_id == number))
