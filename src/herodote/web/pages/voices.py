"""Who says what: sources and how often they are contradicted, disputes, contradictions."""

from fastapi import APIRouter, Request

from herodote import views
from herodote.web.page import Page, add
from herodote.web.pages.listing import Columns, listing, shown
from herodote.web.state import asked, ledger

router = APIRouter()

_SOURCES: Columns = (
    ("source", "source"), ("code", "actor"), ("named", "named"), ("claims", "count"), ("hedged", "count"),
    ("contradicted", "count"), ("share_contradicted", "share"),
)  # fmt: skip
_DISPUTES: Columns = (
    ("day", "day"), ("kind", "dispute"), ("event", "type"), ("actors", "codes"), ("recipients", "codes"),
    ("positions", "positions"), ("happening", "happening"),
)  # fmt: skip
_CONTRADICTIONS: Columns = (
    ("published", "day"), ("about", "dispute"), ("document", "document"), ("one", "words"), ("against", "against"),
    ("other", "words"), ("happening", "happening"),
)  # fmt: skip
EVENTS: Columns = (
    ("date", "interval"), ("event", "type"), ("actor", "words"), ("recipient", "words"), ("text", "sentence"),
    ("certainty", "standing"), ("source", "voice"), ("happening", "happening"),
)  # fmt: skip


def sources(request: Request) -> Page:
    """Who is relied on, and how often contradicted."""
    return listing(request, "sources", _SOURCES)


def source(request: Request) -> Page:
    """What one source said."""
    name = request.path_params["name"]
    page = listing(request, "events", EVENTS, fixed={"source": name}, heading=name, intro="source.intro")
    standing = views.sources(ledger(request), source=name, limit=20).to_dicts()
    mine = [row for row in standing if name in (row["source"], row["code"])]
    more = dict(page.more) | {"standing": mine}
    return Page("source.html", name, dict(page.data) | {"standing": mine}, page.rows, more)


def disputes(request: Request) -> Page:
    """Where reports part."""
    return listing(request, "disputes", _DISPUTES)


def contradictions(request: Request) -> Page:
    """Documents against themselves and one another."""
    return listing(request, "contradictions", _CONTRADICTIONS)


def events(request: Request) -> Page:
    """Claims, one a row."""
    return listing(request, "events", EVENTS)


__all__ = ["asked", "router", "shown"]

add(router, "/sources", sources)
add(router, "/source/{name:path}", source)
add(router, "/disputes", disputes)
add(router, "/contradictions", contradictions)
add(router, "/events", events)
