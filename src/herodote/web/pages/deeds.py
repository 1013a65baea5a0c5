"""Happenings: the lists of them, and one with its claims side by side, its figures, life and disputes."""

from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.encoders import jsonable_encoder

from herodote.ledger.reader import disputes_of, members, why
from herodote.web.api.things import shown_happening
from herodote.web.page import Page, add
from herodote.web.pages.listing import Columns, listing
from herodote.web.state import ledger, may_read_text

router = APIRouter()

COLUMNS: Columns = (
    ("date", "interval"), ("event", "type"), ("actors", "codes"), ("recipients", "codes"), ("text", "lead"),
    ("figures", "figures"), ("place", "place"), ("life", "life"), ("support", "support"),
)  # fmt: skip
QUESTIONS = ("happenings", "timeline", "deployments", "transfers", "territory")


def deeds(question: str, request: Request) -> Page:
    """A list of happenings."""
    return listing(request, question, COLUMNS)


for name in QUESTIONS:
    add(router, f"/{name}", partial(deeds, name))


def happening(request: Request) -> Page:
    """One happening."""
    engine = ledger(request).engine
    told = why(engine, request.path_params["key"])
    number = told.happening["id"]
    inside = members(engine, number)
    data: dict[str, Any] = shown_happening(told, inside, may_read_text(request))
    data["disputes"] = jsonable_encoder(disputes_of(engine, number))
    rows = [_row(claim) for claim in data["claims"]]
    main = {side: _usual(getattr(f, side) for _, f in inside) for side in ("actors", "recipients")}
    return Page(
        "happening.html",
        "happening.title",
        data,
        rows,
        {"main": main, "about": {claim["key"]: _about(claim["record"]) for claim in data["claims"]}},
    )


def _usual(sides: Iterable[tuple[str, ...]]) -> list[str]:
    """The sides that a third of the claims that name any have, the commonest first: one stray reading is no party."""
    named = [each for each in sides if each]
    counted = Counter(one for each in named for one in each)
    return [one for one, times in counted.most_common() if 3 * times >= len(named)]


def _about(record: dict[str, Any]) -> dict[str, Any]:
    """What a claim is called where there is no room for it: outlet, day and sentence."""
    cited = record["cite_info"]
    return {"outlet": cited["publication"], "published": cited["published"], "document": record["document"],
            "text": record["text"]}  # fmt: skip


def _row(claim: dict[str, Any]) -> dict[str, Any]:
    record = claim["record"]
    plain = ("document", "date", "enddate", "event", "status", "certainty", "confidence", "text")
    sides = {
        name: "; ".join(str(e["entity_text"]) for e in record[name]) for name in ("actor", "recipient", "attribution")
    }
    return {"claim": claim["key"]} | {name: record[name] for name in plain} | sides


add(router, "/happening/{key}", happening)
