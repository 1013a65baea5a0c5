"""The pages, a module for each thing a desk looks at."""

from fastapi import APIRouter

from herodote.web.pages import account, deeds, overview, parties, paste, reports, review, search, treaties, voices


def routers() -> list[APIRouter]:
    """The routers of all pages."""
    parts = (account, deeds, overview, parties, paste, reports, review, search, treaties, voices)
    return [part.router for part in parts]
