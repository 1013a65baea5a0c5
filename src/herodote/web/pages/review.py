"""Review: doubtful claims one under another, and one claim with its record, its past and the form of a verdict."""

import hashlib
import hmac
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from herodote.errors import HerodoteError
from herodote.ledger.doubtful import doubtful
from herodote.ledger.reader import history
from herodote.ledger.writer import Verdict
from herodote.records import Event, EventTypeName
from herodote.web.api.things import shown_history
from herodote.web.page import Page, add
from herodote.web.problems import status_of
from herodote.web.rendering import html_response
from herodote.web.review import judge
from herodote.web.state import COOKIE, holds_token, ledger, may_read_text, site

router = APIRouter()

#: Fields that can be corrected and what they may be; sides are words of the sentence with a code.
CHOICES: dict[str, tuple[str, ...]] = {
    "event": get_args(EventTypeName), "status": ("actual", "future", "hypothetical", "negated"),
    "certainty": ("stated", "hedged"), "actor": (), "recipient": (), "date": (), "enddate": (),
}  # fmt: skip
_BELOW, _SOME = 0.6, 20


@router.get("/review", include_in_schema=False)
def review(request: Request) -> Response:
    """Doubtful claims, the least sure first; whoever has not shown the token is asked for it."""
    if not holds_token(request):
        return RedirectResponse("/login?back=/review", 303)
    claims = doubtful(ledger(request).engine, _BELOW, _SOME)
    data = {"items": [{"key": c.key, "id": c.event.id, "confidence": c.event.confidence} for c in claims]}
    more = {"claims": claims, "sign": signature(request)}
    return html_response(request, Page("review.html", "review.title", data, data["items"], more))


def claim(request: Request) -> Page:
    """One claim."""
    return _claim_page(request, request.path_params["key"])


def _claim_page(request: Request, key: str, problem: str | None = None) -> Page:
    past = history(ledger(request).engine, key)
    data: dict[str, Any] = shown_history(past, may_read_text(request)) | {"problem": problem}
    values = {name: value_of(past.claim.event, name) for name in CHOICES}
    more = {"event": past.claim.event, "choices": CHOICES, "values": values, "sign": signature(request)}
    return Page("claim.html", "claim.title", data, [{"key": past.claim.key}], more)


add(router, "/claim/{key}", claim)


def value_of(event: Event, name: str) -> str:
    """A field as its correction is written."""
    value = getattr(event, name)
    if isinstance(value, tuple):
        return "; ".join(f"{e.entity_text} ={e.code or '?'}/{e.sector or '-'}" for e in value)
    return "" if value is None else str(value)


def signature(request: Request) -> str:
    """What the forms of this holder of the token carry, which another site's page cannot know."""
    token = request.cookies.get(COOKIE, "")
    return hmac.new(token.encode(), b"herodote-form", hashlib.sha256).hexdigest()


@router.post("/claim/{key}", include_in_schema=False)
async def judged(request: Request, key: str, sign: Annotated[str, Form()] = "") -> Response:
    """Keep a verdict and show what came of it."""
    if not holds_token(request):
        raise HTTPException(401, "log in with the server's token first")
    if not hmac.compare_digest(sign.encode(), signature(request).encode()):
        raise HTTPException(403, "the form is too old or from another site: open the page anew and send it again")
    from starlette.concurrency import run_in_threadpool

    form = {k: v for k, v in (await request.form()).items() if isinstance(v, str)}
    return await run_in_threadpool(_judge, request, key, form)


def _judge(request: Request, key: str, form: dict[str, str]) -> Response:
    try:
        event = history(ledger(request).engine, key).claim.event
        verdict: Any = form.get("verdict") if form.get("verdict") in get_args(Verdict) else "accepted"
        changes = {
            n: form[n].strip() for n in CHOICES if n in form and form[n].strip() != value_of(event, n)
        } if verdict == "corrected" else {}  # fmt: skip
        done = judge(site(request), key, verdict, form.get("who", ""), form.get("why", ""), changes)
    except HerodoteError as error:
        return html_response(request, _claim_page(request, key, str(error)), status_of(error))
    return RedirectResponse(f"/claim/{done['replaced_by'] or done['claim']}", 303)
