"""Lists: every question of ``herodote.views`` as pages of rows with a cursor, or whole as JSON lines."""

import json
from collections.abc import Callable, Iterator
from datetime import date as Date
from functools import partial
from typing import Annotated, Any

import polars as pl
from fastapi import APIRouter, Query, Request
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse, Response, StreamingResponse

from herodote import views
from herodote.ledger.refused import refused
from herodote.views.paging import COUNTED, encode, next_cursor
from herodote.web.api.models import ERRORS, Asked, listed
from herodote.web.state import asked as _asked
from herodote.web.state import ledger, may_read_text

router = APIRouter(tags=["questions"], responses=ERRORS)

#: Columns that hold the words of articles, which are kept back where texts are not shown.
WORDS = frozenset({"text"})
LINES = "application/x-ndjson"
_PAGE = 1000
_NAMES = (
    "events", "happenings", "timeline", "deployments", "transfers", "territory", "disputes", "dyads", "sources",
    "contradictions",
)  # fmt: skip

Ask = Callable[[int, str | None], pl.DataFrame]


def _endpoint(question: str) -> Callable[..., Response]:
    view: Callable[..., pl.DataFrame] = getattr(views, question)

    def ask(request: Request, given: Annotated[Asked, Query()]) -> Response:
        narrowed = given.model_dump(exclude={"limit", "cursor"}, exclude_none=True)

        def rows(limit: int, cursor: str | None) -> pl.DataFrame:
            return page_of(partial(view, ledger(request), **narrowed), question, limit, cursor)

        return _answer(request, question, rows, given)

    ask.__name__ = question
    ask.__doc__ = view.__doc__
    return ask


def page_of(view: Callable[..., pl.DataFrame], question: str, limit: int, cursor: str | None) -> pl.DataFrame:
    """The rows of a question after a cursor."""
    if question not in COUNTED:
        return view(limit=limit, **({"after": cursor} if cursor else {}))
    begun = _number(cursor)
    return view(limit=begun + limit).slice(begun)


def _number(cursor: str | None) -> int:
    from herodote.errors import UsageError
    from herodote.views.paging import decode

    if cursor is None:
        return 0
    _, number = decode(cursor, 2)
    if not number.isdigit() or len(number) > 9:
        raise UsageError(f"{cursor[:40]!r} is no cursor: take the one that the page before gave")
    return int(number)


def following(question: str, frame: pl.DataFrame, limit: int, cursor: str | None) -> str | None:
    """The cursor after a page of rows; None if they are the last."""
    if frame.height < limit:
        return None
    if question in COUNTED:
        return encode([None, str(_number(cursor) + limit)])
    return next_cursor(question, frame)


def _answer(request: Request, question: str, rows: Ask, given: Asked) -> Response:
    hidden = frozenset() if may_read_text(request) else WORDS
    if LINES in request.headers.get("accept", ""):
        whole = "limit" not in request.query_params
        return StreamingResponse(_lines(question, rows, given, whole, hidden), media_type=LINES)
    frame = rows(given.limit, given.cursor)
    after = following(question, frame, given.limit, given.cursor)
    head = {"Link": f'<{request.url.include_query_params(cursor=after)}>; rel="next"'} if after else {}
    return JSONResponse({"items": plain(frame, hidden), "next": after}, headers=head)


def _lines(question: str, rows: Ask, given: Asked, whole: bool, hidden: frozenset[str]) -> Iterator[str]:
    """Every row as a line; with a limit, no more than that."""
    cursor, left = given.cursor, None if whole else given.limit
    while left is None or left > 0:
        size = _PAGE if left is None else min(_PAGE, left)
        frame = rows(size, cursor)
        for row in plain(frame, hidden):
            yield json.dumps(row, ensure_ascii=False) + "\n"
        cursor = following(question, frame, size, cursor)
        left = None if left is None else left - frame.height
        if cursor is None:
            return


def plain(frame: pl.DataFrame, hidden: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """A frame's rows as JSON has them, less what is not to be shown."""
    rows = frame.drop([c for c in hidden if c in frame.columns]).to_dicts()
    return jsonable_encoder(rows)  # type: ignore[no-any-return]


for name in _NAMES:
    router.add_api_route(
        f"/{name}", _endpoint(name), methods=["GET"], response_model=listed(name), name=name,
        responses={200: {"content": {LINES: {}}, "description": "A page of rows, or all of them as JSON lines."}},
    )  # fmt: skip

Day = Annotated[Date | None, Query()]
Some = Annotated[int, Query(ge=1, le=1000)]


@router.get("/treaties", response_model=listed("treaties"))
def treaties(
    request: Request,
    party: Annotated[str | None, Query(pattern="^[A-Z]{3}$")] = None,
    as_of: Day = None,
    every_kind: bool = False,
    limit: Some = 100,
    cursor: str | None = None,
) -> Any:
    """Instruments with their parties, steps and obligations, as reports up to ``as_of`` tell."""
    view = partial(views.treaties, ledger(request), party=party, as_of=as_of, every_kind=every_kind)
    frame = page_of(view, "treaties", limit, cursor)
    return {"items": plain(frame), "next": following("treaties", frame, limit, cursor)}


@router.get("/bound", response_model=listed("bound"))
def bound(request: Request, if_attacked: Annotated[str, Query(pattern="^[A-Z]{3}$")], as_of: Day = None) -> Any:
    """Who would be bound to do what if a state were attacked, by which clause, in force or not yet."""
    return {"items": plain(views.treaties(ledger(request), if_attacked=if_attacked, as_of=as_of)), "next": None}


@router.get("/actors", response_model=listed("actors"))
def actors(request: Request, since: Day = None, until: Day = None, limit: Some = 100) -> Any:
    """Countries and other sides by code, the busiest first."""
    return {"items": plain(views.actors(ledger(request), since=since, until=until, limit=limit)), "next": None}


@router.get("/network", response_model=listed("network"))
def network(
    request: Request,
    actor: Annotated[str | None, Query(pattern="^[A-Z]{3}$")] = None,
    since: Day = None,
    until: Day = None,
    limit: Some = 120,
) -> Any:
    """Pairs of countries, the busiest first, with the sums of their scores by direction."""
    frame = views.network(ledger(request), actor=actor, since=since, until=until, limit=limit)
    return {"items": plain(frame), "next": None}


@router.get("/places", response_model=listed("places"))
def places(request: Request, since: Day = None, until: Day = None, limit: Some = 250) -> Any:
    """Places of deeds, the most reported first."""
    return {"items": plain(views.places(ledger(request), since=since, until=until, limit=limit)), "next": None}


@router.get("/documents", response_model=listed("reports"))
def documents(
    request: Request,
    publication: str | None = None,
    limit: Some = 100,
    before: Annotated[int | None, Query(ge=1, le=2**53, description="Documents kept before this number.")] = None,
) -> Any:
    """Documents, the last kept first; ``next`` is the ``before`` of the next page."""
    frame = views.reports(ledger(request), before=before, publication=publication, limit=limit)
    return {"items": plain(frame), "next": str(frame["number"][-1]) if frame.height == limit else None}


@router.get("/refusals")
def refusals(request: Request) -> list[dict[str, Any]]:
    """Documents that could not be coded, each with its reason and the remedy."""
    return jsonable_encoder(refused(ledger(request).engine))  # type: ignore[no-any-return]


__all__ = ["LINES", "WORDS", "_asked", "following", "page_of", "plain", "router"]
