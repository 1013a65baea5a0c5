"""A page that lists a question's rows: its columns, its filters, and the way to the next rows."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import polars as pl
from fastapi import Request

from herodote import views
from herodote.plover import ontology
from herodote.web.api.questions import WORDS, following, page_of
from herodote.web.page import Page
from herodote.web.state import FIELDS, asked, ledger, may_read_text

#: Rows of a page, and the most a query may ask for.
ROWS, MOST = 50, 500

#: Columns shown and how each is shown; a kind is a macro of ``cells.html``.
Columns = Sequence[tuple[str, str]]


def rows_asked(request: Request) -> int:
    """How many rows a page shows: the query's ``limit``, within bounds."""
    given = request.query_params.get("limit", "")
    return min(max(int(given), 1), MOST) if given.isdigit() and len(given) < 6 else ROWS


def listing(
    request: Request, question: str, columns: Columns, *, fixed: dict[str, Any] | None = None, **more: Any
) -> Page:
    """The page of a question narrowed by the query; ``fixed`` are filters that the address itself sets."""
    view: Callable[..., pl.DataFrame] = getattr(views, question)
    given = asked(request) | (fixed or {})
    size, cursor = rows_asked(request), request.query_params.get("cursor")
    frame = page_of(partial(view, ledger(request), **given), question, size, cursor)
    rows = shown(request, frame)
    data = {"question": question, "given": given, "items": rows, "next": following(question, frame, size, cursor)}
    about = {"columns": columns, "filters": filters(fixed or {}), "types": tuple(ontology().types)}
    return Page("list.html", f"{question}.title", data, rows, about | {"intro": f"{question}.intro"} | more)


def filters(fixed: dict[str, Any]) -> tuple[str, ...]:
    """The fields of the filter form: those that the address does not set."""
    return tuple(name for name in FIELDS if name not in fixed)


def shown(request: Request, frame: pl.DataFrame) -> list[dict[str, Any]]:
    """A frame's rows, less the words of articles where they are not to be shown."""
    hidden = () if may_read_text(request) else [c for c in frame.columns if c in WORDS]
    return frame.drop(hidden).to_dicts()
