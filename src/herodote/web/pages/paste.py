"""Paste and see: a text or a page coded on the spot, nothing kept."""

import json
from collections.abc import Iterator
from datetime import date as Date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response, StreamingResponse

from herodote.errors import HerodoteError, UsageError
from herodote.records import Document, Event
from herodote.web.interface import language_of, translator
from herodote.web.page import Page
from herodote.web.pages.reports import cut, paragraphs
from herodote.web.problems import status_of
from herodote.web.reading import coded, document_of, unfolded
from herodote.web.rendering import environment, html_response
from herodote.web.state import site

router = APIRouter(include_in_schema=False)

Field = Annotated[str, Form()]


@router.get("/paste")
def paste(request: Request) -> Response:
    """The form."""
    return html_response(request, Page("paste.html", "paste.title", _nothing(), more=_told(None, [])))


@router.post("/paste")
def see(request: Request, text: Field = "", url: Field = "", published: Field = "", language: Field = "") -> Response:
    """The text as it was read; what cannot be read is told above the form, which keeps what was given."""
    given = _nothing() | {"text": text, "url": url, "published": published, "language": language}
    try:
        document = _document(text, url, published, language)
        events = coded(site(request), document)
    except HerodoteError as error:
        page = Page("paste.html", "paste.title", given | {"problem": str(error)}, more=_told(None, []))
        return html_response(request, page, status_of(error))
    return html_response(request, Page("paste.html", "paste.title", given, more=_told(document, events)))


@router.post("/paste/stream")
def stream(
    request: Request, text: Field = "", url: Field = "", published: Field = "", language: Field = ""
) -> Response:
    """The same in lines of JSON as it is read: the article with the events found so far, again and again."""
    document = _document(text, url, published, language)
    return StreamingResponse(_lines(request, document), media_type="application/x-ndjson")


def _lines(request: Request, document: Document) -> Iterator[str]:
    yield json.dumps({"kind": "document", "title": document.title, "language": document.language}) + "\n"
    t, template = translator(language_of(request)), environment().get_template("marked.html")
    try:
        for events in unfolded(site(request), document):
            shown = template.render(t=t, **_told(document, events))
            yield json.dumps({"kind": "article", "html": shown, "events": len(events)}) + "\n"
    except HerodoteError as error:
        yield json.dumps({"kind": "problem", "detail": str(error)}) + "\n"


def _document(text: str, url: str, published: str, language: str) -> Document:
    try:
        day = Date.fromisoformat(published) if published.strip() else None
    except ValueError:
        raise UsageError(f"{published!r} is no date: write it as YYYY-MM-DD") from None
    if language not in ("", "fr", "en"):
        raise UsageError(f"{language!r} is no language that is read: fr or en")
    return document_of(text.replace("\r\n", "\n"), url, None, day, language or None)


def _nothing() -> dict[str, Any]:
    return {"text": "", "url": "", "published": "", "language": "", "problem": None}


def _told(document: Document | None, events: list[Event]) -> dict[str, Any]:
    parts = list(paragraphs(cut(document.text, events))) if document else []
    return {"document": document, "events": events, "paragraphs": parts, "claims": [None] * len(events)}
