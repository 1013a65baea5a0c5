"""What needs the token: coding a text without keeping it, ingest, and a person's verdict on a claim."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import ValidationError

from herodote.errors import UsageError
from herodote.ledger.ingest import ingest as keep
from herodote.records import Document, Event, Refusal
from herodote.web.api.models import ERRORS_OF_WRITING, Coded, Ingested, Judged, NeedsToken, ReadDocument, Verdict
from herodote.web.api.questions import LINES
from herodote.web.reading import coded, document_of
from herodote.web.review import judge
from herodote.web.state import site

router = APIRouter(tags=["with the token"], dependencies=[NeedsToken], responses=ERRORS_OF_WRITING)

_REPORT = {"text": "La France a livré 40 chars à la Moldavie dimanche.", "published": "2024-05-06", "language": "fr"}


@router.post("/code", response_model=Coded, responses={200: {"content": {LINES: {}}}})
def code(request: Request, given: Annotated[ReadDocument, Body(examples=[_REPORT])]) -> Any:
    """Code a text or a public page; nothing is kept. As JSON lines, an event each as it is read."""
    document = document_of(given.text, given.url, given.title, given.published, given.language)
    events = coded(site(request), document)
    if LINES in request.headers.get("accept", ""):
        return StreamingResponse((e.model_dump_json() + "\n" for e in events), media_type=LINES)
    return Response(_whole(document, events), media_type="application/json")


def _whole(document: Document, events: list[Event]) -> str:
    return Coded(document=document, events=events).model_dump_json()


@router.post("/ingest", response_model=Ingested)
async def ingest(request: Request) -> Any:
    """Keep documents: the body is JSON lines, a document each, or one JSON list of them.

    What cannot be read is refused with its reason, the rest goes on; a document that is there already changes nothing.
    """
    from starlette.concurrency import run_in_threadpool

    return await run_in_threadpool(_ingest, request, await request.body())


def _ingest(request: Request, body: bytes) -> dict[str, Any]:
    summary = keep(site(request).writer.engine, _documents(body), coder=site(request).coder)
    names = ("seen", "read", "unchanged", "refused", "claims", "superseded")
    told = {name: getattr(summary, name) for name in names}
    return told | {"refusals": [r.model_dump(mode="json") for r in summary.refusals]}


def _documents(body: bytes) -> Iterator[Document | Refusal]:
    for number, given in enumerate(_parsed(body), 1):
        try:
            yield Document.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the document"
            yield Refusal(
                id=f"request#{number}", source=f"request#{number}", reason="bad-record",
                message=f"{where}: {first['msg']}; give id, text and, where known, published, language, url",
            )  # fmt: skip


def _parsed(body: bytes) -> Iterator[Any]:
    try:
        text = body.decode("utf8").strip()
        if text.startswith("["):
            yield from json.loads(text)
            return
        for line in text.splitlines():
            if line.strip():
                yield json.loads(line)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise UsageError(f"the body is no JSON, a document a line or a list of them: {error}") from None


@router.post("/claims/{key:path}/verdict", response_model=Judged)
def verdict(request: Request, key: Annotated[str, Path(max_length=2000)], given: Verdict) -> Any:
    """A person's verdict: accepted, rejected, or corrected with the fields that change. Nothing is lost by it."""
    return judge(site(request), key, given.verdict, given.who, given.why, given.changes)
