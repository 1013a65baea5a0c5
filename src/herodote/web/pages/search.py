"""Search over text and fields, with its query language told on the page."""

from typing import Any

from fastapi import APIRouter, Request

from herodote import views
from herodote.errors import UsageError
from herodote.views.paging import next_cursor
from herodote.views.searching import FIELDS, parsed
from herodote.web.page import Page, add
from herodote.web.pages.listing import rows_asked, shown
from herodote.web.pages.voices import EVENTS
from herodote.web.state import ledger

router = APIRouter()


def search(request: Request) -> Page:
    """What a query finds; a query that cannot be meant is told so beside the field."""
    query, size = request.query_params.get("q", "").strip(), rows_asked(request)
    rows: list[dict[str, Any]] = []
    wrong = after = None
    if query:
        try:
            cursor = request.query_params.get("cursor")
            frame = views.events(ledger(request), **parsed(query), limit=size, after=cursor)
            rows = shown(request, frame)
            after = next_cursor("events", frame) if frame.height == size else None
        except UsageError as error:
            wrong = str(error)
    data = {"query": query, "items": rows, "next": after, "problem": wrong}
    return Page("search.html", "search.title", data, rows, {"columns": EVENTS, "fields": FIELDS})


add(router, "/search", search)
