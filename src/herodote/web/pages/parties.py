"""Who and where: actors, pairs, the network, the map and its places."""

from datetime import date as Date
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request

from herodote import views
from herodote.errors import NotThereError
from herodote.ledger.opening import Ledger
from herodote.web.page import Page, add
from herodote.web.pages.deeds import COLUMNS as DEEDS
from herodote.web.pages.listing import Columns, listing, shown
from herodote.web.state import asked, ledger

router = APIRouter()

#: Days that the network, the actors and the map look back from the last report, where nothing is asked for.
_BACK, _BACK_ON_THE_MAP = 365, 90
_DYADS: Columns = (
    ("week", "day"), ("actor", "actor"), ("recipient", "actor"), ("happenings", "count"), ("cooperation", "score"),
    ("conflict", "score"), ("balance", "score"),
)  # fmt: skip


def time_asked(request: Request, opened: Ledger, back: int = _BACK) -> dict[str, Any]:
    """The time that a page is about: the query's, else so many days before the last report."""
    given = {k: v for k, v in asked(request).items() if k in ("since", "until")}
    if given:
        return given
    last = views.totals(opened).last_report or Date.today()
    return {"since": str(last - timedelta(days=back))}


def actors(request: Request) -> Page:
    """The busiest actors."""
    opened = ledger(request)
    given = time_asked(request, opened)
    rows = views.actors(opened, **given, limit=200).to_dicts()
    return Page("actors.html", "actors.title", {"given": given, "items": rows}, rows)


def actor(request: Request) -> Page:
    """One actor: what it does, what is done to it, with whom, and what it says."""
    code = request.path_params["code"].upper()
    if len(code) != 3 or not code.isalpha():
        raise NotThereError(f"{code!r} is no actor's code: three letters, such as UKR")
    opened = ledger(request)
    ties = views.network(opened, actor=code, limit=60).to_dicts()
    does = shown(request, views.happenings(opened, actor=code, limit=15))
    suffers = shown(request, views.happenings(opened, recipient=code, limit=15))
    says = shown(request, views.events(opened, source=code, limit=15))
    data = {"code": code, "partners": _partners(ties, code), "does": does, "suffers": suffers, "says": says}
    return Page("actor.html", code, data, does, {"ties": ties, "columns": DEEDS})


def _partners(ties: list[dict[str, Any]], code: str) -> list[dict[str, Any]]:
    """By partner: happenings in each direction and their sums, the busiest first."""
    found: dict[str, dict[str, Any]] = {}
    for tie in ties:
        mine = tie["actor"] == code
        other = tie["recipient"] if mine else tie["actor"]
        row = found.setdefault(other, {"partner": other, "to": 0, "from": 0, "cooperation": 0.0, "conflict": 0.0})
        row["to" if mine else "from"] += tie["happenings"]
        row["cooperation"] += tie["cooperation"]
        row["conflict"] += tie["conflict"]
    return sorted(found.values(), key=lambda r: (-r["to"] - r["from"], r["partner"]))


def dyads(request: Request) -> Page:
    """Weekly scores of pairs."""
    return listing(request, "dyads", _DYADS)


def dyad(request: Request) -> Page:
    """A pair's weeks in both directions, and what happened between them."""
    pair = f"{request.path_params['one']}-{request.path_params['other']}".upper()
    opened = ledger(request)
    given = {k: v for k, v in asked(request).items() if k in ("since", "until")}
    weeks = views.dyads(opened, dyad=pair, **given).to_dicts()
    deeds = shown(request, views.happenings(opened, dyad=pair, **given, limit=60))
    first, _, second = pair.partition("-")
    data = {"dyad": pair, "first": first, "second": second, "weeks": weeks, "happenings": deeds}
    return Page("dyad.html", f"{first} – {second}", data, weeks, {"columns": DEEDS})


def network(request: Request) -> Page:
    """Actors by cooperation and conflict."""
    opened = ledger(request)
    given = time_asked(request, opened)
    ties = views.network(opened, **given, limit=120).to_dicts()
    return Page("network.html", "network.title", {"given": given, "items": ties}, ties)


def atlas(request: Request) -> Page:
    """The places of deeds."""
    opened = ledger(request)
    given = time_asked(request, opened, _BACK_ON_THE_MAP)
    rows = views.places(opened, **given).to_dicts()
    return Page("map.html", "map.title", {"given": given, "items": rows}, rows)


def place(request: Request) -> Page:
    """What is reported from one place."""
    name = request.path_params["name"]
    return listing(request, "happenings", DEEDS, fixed={"place": name}, heading=name, intro="place.intro")


add(router, "/actors", actors)
add(router, "/actor/{code}", actor)
add(router, "/dyads", dyads)
add(router, "/dyad/{one}-{other}", dyad)
add(router, "/network", network)
add(router, "/map", atlas)
add(router, "/place/{name:path}", place)
