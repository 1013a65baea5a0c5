"""Single things by key or id: a document, a claim, a happening, a treaty; and what the ledger holds."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.encoders import jsonable_encoder

from herodote import views
from herodote.ledger.claims import Claim
from herodote.ledger.reader import History, Why, history, members, why
from herodote.views.archive import Report
from herodote.web.api.models import ERRORS
from herodote.web.state import ledger, may_read_text

router = APIRouter(tags=["things"], responses=ERRORS)

Key = Annotated[str, Path(min_length=1, max_length=2000)]


@router.get("/totals")
def totals(request: Request) -> dict[str, Any]:
    """How much the ledger holds, and the days of its first and last report."""
    return asdict(views.totals(ledger(request)))


@router.get("/documents/{name:path}")
def document(request: Request, name: Key) -> dict[str, Any]:
    """A document as last kept, with the records of its live claims and the happening each stands in."""
    return shown_report(views.report(ledger(request), name), may_read_text(request))


def shown_report(one: Report, texts: bool) -> dict[str, Any]:
    """A report as JSON has it; without ``texts`` the words of the article are left out."""
    about = one.document.model_dump(mode="json")
    claims = [
        {"key": r.claim.key, "happening": r.happening, "disputed": r.disputed, "life": r.life,
         "record": shown_record(r.claim, texts)}
        for r in one.claims
    ]  # fmt: skip
    return about | {"text": about["text"] if texts else None, "versions": one.versions, "claims": claims}


def shown_record(one: Claim, texts: bool) -> dict[str, Any]:
    """The record of a claim; without ``texts`` the sentence is left out."""
    record = one.event.model_dump(mode="json")
    return record if texts else record | {"text": None}


@router.get("/claims/{key:path}")
def claim(request: Request, key: Key) -> dict[str, Any]:
    """A claim by its key or its record's id: its record, the verdicts on it, and what superseded it."""
    return shown_history(history(ledger(request).engine, key), may_read_text(request))


def shown_history(past: History, texts: bool) -> dict[str, Any]:
    """What became of a claim, as JSON has it."""
    told = {"key": past.claim.key, "record": shown_record(past.claim, texts)}
    return {**told, **jsonable_encoder({"verdicts": past.verdicts, "superseded": past.superseded})}


@router.get("/happenings/{key}")
def happening(request: Request, key: Key) -> dict[str, Any]:
    """A happening with its claims side by side, its figures, life and disputes, and why the claims stand together."""
    engine = ledger(request).engine
    return shown_happening(why(engine, key), members(engine, why(engine, key).happening["id"]), may_read_text(request))


def shown_happening(told: Why, inside: list[tuple[Claim, Any]], texts: bool) -> dict[str, Any]:
    """A happening as JSON has it."""
    row = {k: v for k, v in told.happening.items() if k != "id"}
    claims = [{"key": c.key, "record": shown_record(c, texts)} for c, _ in inside]
    links = [
        {"claim": link.claim.key, "to": link.to, "total": round(link.total, 2),
         "evidence": [{"reason": reason, "weight": weight} for reason, weight in link.evidence]}
        for link in told.links
    ]  # fmt: skip
    return dict(jsonable_encoder(row | {"claims": claims, "links": links, "threshold": told.threshold}))


@router.get("/treaties/{key}")
def treaty(request: Request, key: Key) -> dict[str, Any]:
    """A treaty with its names, parties, every step told of and every clause, and where it stands."""
    return dict(jsonable_encoder(asdict(views.treaty(ledger(request), key))))
