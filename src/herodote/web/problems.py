"""Errors as their readers want them: a page for people, problem details (RFC 9457) for programs."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from herodote.errors import HerodoteError, NotThereError, RefusedError, UsageError
from herodote.web.page import Page
from herodote.web.rendering import html

MEDIA = "application/problem+json"


def problem(
    request: Request, status: int, detail: str, headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """The answer to a request that went wrong: problem details under ``/api`` and for twins, else a page."""
    title = HTTPStatus(status).phrase
    if not _for_people(request):
        body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
        return JSONResponse(body, status, dict(headers or {}), media_type=MEDIA)
    shown = html(request, Page("error.html", "error.title", {"status": status, "detail": detail, "name": title}))
    return Response(shown, status, dict(headers or {}), media_type="text/html; charset=utf-8")


def _for_people(request: Request) -> bool:
    path = request.url.path
    return not path.startswith("/api/") and not path.endswith((".json", ".csv"))


def status_of(error: HerodoteError) -> int:
    """The HTTP status of one of Hérodote's errors."""
    if isinstance(error, NotThereError):
        return 404
    if isinstance(error, RefusedError):
        return 422
    return 400 if isinstance(error, UsageError) else 500


def install(app: FastAPI) -> None:
    """Have an app answer with problems."""

    @app.exception_handler(HerodoteError)
    def known(request: Request, error: HerodoteError) -> Response:
        more: dict[str, Any] = {"reason": error.reason} if isinstance(error, RefusedError) else {}
        return problem(request, status_of(error), str(error), **more)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        wrong = [{"field": ".".join(map(str, e["loc"][1:])), "message": e["msg"]} for e in error.errors()]
        detail = "; ".join(f"{w['field'] or 'body'}: {w['message']}" for w in wrong)
        return problem(request, 422, detail, errors=wrong)

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        detail = str(error.detail)
        if error.status_code == 404 and detail == "Not Found":
            detail = f"there is nothing at {request.url.path}"
        return problem(request, error.status_code, detail, error.headers)

    @app.exception_handler(Exception)
    def unexpected(request: Request, error: Exception) -> Response:
        return problem(request, 500, "something went wrong here; the server's log says what")
