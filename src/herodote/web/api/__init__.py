"""The API, version 1: the ledger's questions, single things by key, and, with the token, coding, ingest and review."""

from fastapi import APIRouter

from herodote.web.api import questions, things, writing

router = APIRouter(prefix="/api/v1")
for part in (questions, things, writing):
    router.include_router(part.router)
