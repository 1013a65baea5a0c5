"""Pages as HTML and tables as CSV; whatever comes from a report is text and nothing else."""

import csv
import hashlib
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date as Date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import tomli
from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from herodote.plover import ontology
from herodote.web import charts
from herodote.web.interface import LANGUAGES, language_of, reason, translator
from herodote.web.state import holds_token, may_read_text, site

if TYPE_CHECKING:
    from herodote.web.page import Page

#: Characters that turn or hide the text around them.
_STEERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
#: Beginnings of a cell that a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def visible(words: str) -> str:
    """Text with its control and direction characters made visible, so that it looks as it is."""
    if words.isascii() and words.isprintable():
        return words
    return "".join(
        "\ufffd" if c in _STEERING or (unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t") else c
        for c in words
    )


def _shown(value: Any) -> Any:
    if value is None:
        return ""
    return visible(value) if type(value) is str else value


@cache
def environment() -> Environment:
    """The templates; all that is put in is escaped, names that are not there are errors."""
    made = Environment(
        loader=PackageLoader("herodote.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, finalize=_shown,
    )  # fmt: skip
    made.filters |= {"path": _path, "day": _day, "number": _number, "several": _several}
    made.globals |= {"chart": charts, "query": _query, "quad_of": _quad_of, "name_of": _name_of, "reason": reason}
    return made


def _quad_of(kind: str) -> int:
    return ontology().types[kind].quad


@cache
def _names() -> dict[str, dict[str, str]]:
    states = tomli.loads((files("herodote") / "world" / "states.toml").read_text(encoding="utf8"))
    return {code: {lang: words[0] for lang, words in state["names"].items() if words} for code, state in states.items()}


def _name_of(code: str | None, language: str) -> str:
    """What a language calls a state; empty for a code that stands for none."""
    return _names().get(code or "", {}).get(language, "")


def html_response(request: Request, page: "Page", status: int = 200) -> Response:
    """A page in the language of who asks."""
    return HTMLResponse(html(request, page), status)


def html(request: Request, page: "Page") -> str:
    """A page's HTML."""
    language = language_of(request)
    t = translator(language)
    return environment().get_template(page.template).render(
        t=t, lang=language, languages=LANGUAGES, theme=theme_of(request), title=t(page.title), data=page.data,
        request=request, here=_here(request), twin=twin_of(request), token=holds_token(request),
        texts=may_read_text(request), writable=site(request).settings.token is not None, version=assets_version(),
        **page.more,
    )  # fmt: skip


def theme_of(request: Request) -> str:
    """``light``, ``dark``, or empty for what the system has."""
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in ("light", "dark") else ""


def _here(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def twin_of(request: Request) -> str:
    """The path of a page's twins, less their ending."""
    return "/overview" if request.url.path == "/" else request.url.path.rstrip("/")


def csv_response(name: str, rows: Sequence[Mapping[str, Any]]) -> Response:
    """Rows as CSV with a header line; cells that a spreadsheet would run as a formula begin with an apostrophe."""
    out = io.StringIO()
    if rows:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in name)[:60]
    head = {"Content-Disposition": f'attachment; filename="{safe}.csv"'}
    return Response(out.getvalue().encode("utf8", "replace"), media_type="text/csv; charset=utf-8", headers=head)


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _path(value: object) -> str:
    """A value as part of a path; slashes stay, for ids of documents may hold them."""
    return quote(str(value), safe="/:#~".replace("#", ""))


def _query(request: Request, **changes: Any) -> str:
    """The address of this page with its query changed; None takes a field away."""
    now = {k: v for k, v in request.query_params.items() if v}
    now = {k: v for k, v in (now | changes).items() if v not in (None, "")}
    return f"{request.url.path}?{urlencode(now)}" if now else request.url.path


def _day(value: Date | str | None) -> Markup:
    """A day that machines can read too; a dash where there is none."""
    return Markup('<time datetime="{0}">{0}</time>').format(value) if value else Markup('<span class="none">–</span>')


def _number(value: float | int | None, digits: int = 0) -> str:
    return "–" if value is None else f"{value:,.{digits}f}".replace(",", "\u202f")


def _several(value: str | Iterable[str] | None) -> list[str]:
    """The parts of what a frame joins by semicolons."""
    if value is None:
        return []
    return [part for part in value.split("; ") if part] if isinstance(value, str) else list(value)


@cache
def assets_version() -> str:
    """What changes when a style sheet or script does, so that browsers may keep them for good."""
    digest = hashlib.sha256()
    for entry in sorted((files("herodote.web") / "static").iterdir(), key=lambda e: e.name):
        if entry.is_file():
            digest.update(entry.read_bytes())
    return digest.hexdigest()[:10]
