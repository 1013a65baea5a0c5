"""The first page: what is new, what is disputed, what is due next, how the last weeks went."""

from dataclasses import asdict

from fastapi import APIRouter, Request

from herodote import views
from herodote.web.page import Page, add
from herodote.web.pages.listing import shown
from herodote.web.state import ledger

router = APIRouter()


def overview(request: Request) -> Page:
    """The ledger at a glance."""
    opened = ledger(request)
    news = shown(request, views.news(opened, limit=12))
    disputes = views.disputes(opened, limit=8).to_dicts()
    due = shown(request, views.due(opened, limit=10))
    weeks = views.weeks(opened).to_dicts()
    data = {"totals": asdict(views.totals(opened)), "news": news, "disputes": disputes, "due": due, "weeks": weeks}
    return Page("overview.html", "overview.title", data, news)


add(router, "/", overview)
