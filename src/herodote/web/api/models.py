"""What the API takes and gives, as pydantic models: those of lists are made from the columns of the questions."""

from collections.abc import Mapping
from datetime import date as Date
from typing import Annotated, Any, Literal

import polars as pl
from fastapi import Depends, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field, create_model

from herodote.records import Document, Event
from herodote.views.columns import COLUMNS
from herodote.web.state import holds_token

_TYPES: Mapping[Any, Any] = {pl.String: str, pl.Date: Date, pl.Int64: int, pl.Float64: float, pl.Boolean: bool}

Code = Annotated[str, Field(description="An actor: ISO 3166-1 alpha-3 or PLOVER's code, with /SECTOR, or a name.")]


class Asked(BaseModel):
    """What a list is narrowed to; everything given must hold."""

    model_config = ConfigDict(extra="forbid")

    actor: Code | None = None
    recipient: Code | None = None
    dyad: Annotated[str | None, Field(description="Two codes, either way round.", examples=["RUS-UKR"])] = None
    type: Annotated[str | None, Field(description="PLOVER type of the event or of its deed.", examples=["AID"])] = None
    status: Literal["actual", "future", "hypothetical", "negated"] | None = None
    certainty: Literal["stated", "hedged"] | None = None
    source: Annotated[str | None, Field(description="Who says so: a code or a name.")] = None
    place: Annotated[str | None, Field(description="A country's code or a place's name.")] = None
    since: Date | None = None
    until: Date | None = None
    text: Annotated[str | None, Field(description="Words of the sentence; “…” a phrase, -word without it.")] = None
    min_confidence: Annotated[float | None, Field(ge=0, le=1)] = None
    limit: Annotated[int, Field(ge=1, le=1000, description="Rows of a page.")] = 100
    cursor: Annotated[str | None, Field(description="The `next` of the page before.")] = None


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class ReadDocument(BaseModel):
    """What coding takes: a text, or the address of a public page."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str | None, Field(min_length=1)] = None
    url: Annotated[str | None, Field(max_length=2000)] = None
    title: str | None = None
    published: Date | None = None
    language: Literal["fr", "en"] | None = None


class Coded(BaseModel):
    """A document as it was read, and its events."""

    document: Document
    events: list[Event]


class Ingested(BaseModel):
    """What an ingest came to."""

    seen: int
    read: int
    unchanged: int
    refused: int
    claims: int
    superseded: int
    refusals: list[dict[str, Any]]


class Verdict(BaseModel):
    """A person's verdict on a claim; ``changes`` are fields and their values as ``herodote review`` takes them."""

    model_config = ConfigDict(extra="forbid")

    verdict: Literal["accepted", "corrected", "rejected"]
    who: Annotated[str, Field(min_length=1, max_length=200)]
    why: Annotated[str, Field(max_length=2000)] = ""
    changes: dict[str, str] = {}


class Judged(BaseModel):
    """What a verdict came to: the key of the claim that takes the place of the old one, if one does."""

    claim: str
    verdict: str
    replaced_by: str | None


def listed(question: str) -> type[BaseModel]:
    """The model of a page of a question's rows."""
    fields: dict[str, Any] = {"items": (list[row_of(question)], ...), "next": (str | None, None)}  # type: ignore[misc]
    return create_model(f"{question.title()}Page", **fields)


def row_of(question: str) -> type[BaseModel]:
    """The model of a question's row."""
    fields: dict[str, Any] = {name: (_TYPES[kind] | None, None) for name, kind in COLUMNS[question].items()}
    return create_model(f"{question.title()}Row", **fields)


#: The errors that answers may be instead, for the API's description.
ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "content": {"application/problem+json": {}}} for status in (400, 404, 422, 429)
}
ERRORS_OF_WRITING: dict[int | str, dict[str, Any]] = ERRORS | {
    status: {"model": Problem, "content": {"application/problem+json": {}}} for status in (401, 403, 413)
}


def token_needed(request: Request) -> None:
    """401 unless the request shows the token; 403 where the server was started without one."""
    if request.app.state.site.settings.token is None:
        raise HTTPException(403, "this server changes nothing: start it with --token to code, ingest and review")
    if not holds_token(request):
        raise HTTPException(401, "show the server's token: Authorization: Bearer …", {"WWW-Authenticate": "Bearer"})


NeedsToken = Depends(token_needed)
