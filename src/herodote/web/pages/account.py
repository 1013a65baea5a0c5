"""Logging in with the token, and how the pages look: language, light or dark."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from herodote.web.interface import LANGUAGES
from herodote.web.page import Page
from herodote.web.rendering import html_response
from herodote.web.state import COOKIE, is_token

router = APIRouter(include_in_schema=False)

_YEAR = 365 * 24 * 3600


def local(back: str) -> str:
    """A path of this site; ``/`` for anything that could lead elsewhere."""
    return back if back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable() else "/"


@router.get("/preferences")
def preferences(request: Request, lang: str | None = None, theme: str | None = None, back: str = "/") -> Response:
    """Keep how the pages are to look, in cookies, and go back."""
    answer = RedirectResponse(local(back), 303)
    if lang in LANGUAGES:
        answer.set_cookie("lang", lang, max_age=_YEAR, samesite="lax", httponly=True)
    if theme in ("light", "dark", "auto"):
        answer.set_cookie("theme", theme, max_age=_YEAR, samesite="lax", httponly=True)
    return answer


@router.get("/login")
def login(request: Request, back: str = "/") -> Response:
    """The form that takes the token."""
    return html_response(request, Page("login.html", "login.title", {"back": local(back), "wrong": False}))


@router.post("/login")
def enter(request: Request, given: Annotated[str, Form(alias="token")], back: Annotated[str, Form()] = "/") -> Response:
    """Take the token into a cookie that scripts cannot read and other sites cannot send."""
    if not is_token(request, given.strip()):
        return html_response(request, Page("login.html", "login.title", {"back": local(back), "wrong": True}), 403)
    answer = RedirectResponse(local(back), 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, given.strip(), httponly=True, samesite="strict", secure=secure)
    return answer


@router.post("/logout")
def leave(request: Request) -> Response:
    """Forget the token."""
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(COOKIE)
    return answer
