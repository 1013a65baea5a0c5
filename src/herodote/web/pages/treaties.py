"""Treaties: the list, one with its steps as a path, and who would be bound if a state were attacked."""

from dataclasses import asdict

from fastapi import APIRouter, Request
from fastapi.encoders import jsonable_encoder

from herodote import views
from herodote.web.page import Page, add
from herodote.web.state import ledger

router = APIRouter()

#: The usual course of a treaty, as the path shows it.
COURSE = ("negotiated", "initialled", "signed", "lower-house", "upper-house", "ratified", "promulgated", "deposited",
          "in-force")  # fmt: skip


def treaties(request: Request) -> Page:
    """Instruments, or with ``if_attacked`` the parties that a clause would bind."""
    opened = ledger(request)
    words = {k: request.query_params.get(k, "").strip() for k in ("if_attacked", "party", "as_of")}
    attacked, party, day = words["if_attacked"].upper() or None, words["party"].upper() or None, words["as_of"] or None
    bound = views.treaties(opened, if_attacked=attacked, as_of=day).to_dicts() if attacked else []
    rows = views.treaties(opened, party=party or attacked, as_of=day, limit=200).to_dicts()
    given = {"if_attacked": attacked, "party": party, "as_of": day}
    data = {"given": given, "items": rows, "bound": bound}
    return Page("treaties.html", "treaties.title", data, bound or rows)


def treaty(request: Request) -> Page:
    """One instrument."""
    day = request.query_params.get("as_of") or None
    one = views.treaty(ledger(request), request.path_params["key"], as_of=day)
    data = jsonable_encoder(asdict(one)) | {"as_of": day}
    passed = {step["step"] for step in one.course.passed}
    return Page("treaty.html", one.name, data, [_flat(s) for s in data["steps"]], {"path": COURSE, "passed": passed})


def _flat(step: dict[str, object]) -> dict[str, object]:
    return {k: "; ".join(map(str, v)) if isinstance(v, list) else v for k, v in step.items()}


add(router, "/treaties", treaties)
add(router, "/treaty/{key}", treaty)
