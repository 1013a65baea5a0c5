"""What a request can reach: the ledger it reads, the one it may write, and who asks."""

import hmac
from collections.abc import Callable
from typing import Any

from fastapi import Request
from starlette.datastructures import State

from herodote.coder import EventCoder
from herodote.errors import UsageError
from herodote.ledger.opening import Ledger, open_ledger
from herodote.web.settings import Settings

#: The cookie that holds the token of somebody who has logged in on the pages.
COOKIE = "herodote_token"
#: What a query of a page or of the API may be narrowed to: the fields of ``views.filters.Filters``.
FIELDS = (
    "actor", "recipient", "dyad", "type", "status", "certainty", "source", "place", "since", "until", "text",
    "min_confidence",
)  # fmt: skip


class Site:
    """What one server holds: its settings, its ledger for reading, and the reader's weights once they are needed."""

    def __init__(self, settings: Settings, coder: Callable[[], EventCoder] = EventCoder) -> None:
        self.settings = settings
        self.ledger = open_ledger(settings.ledger, read_only=True)
        self._coder = coder
        self._coder_made: EventCoder | None = None
        self._writer: Ledger | None = None

    @property
    def coder(self) -> EventCoder:
        """The coder, loaded by the first who needs it."""
        if self._coder_made is None:
            self._coder_made = self._coder()
        return self._coder_made

    @property
    def writer(self) -> Ledger:
        """The ledger for changes: opened when a holder of the token first makes one."""
        if self._writer is None:
            self._writer = open_ledger(self.settings.ledger)
        return self._writer

    def close(self) -> None:
        """Give the databases back."""
        self.ledger.close()
        if self._writer is not None:
            self._writer.close()


def site(request: Request) -> Site:
    """The server's site."""
    state: State = request.app.state
    return state.site  # type: ignore[no-any-return]


def ledger(request: Request) -> Ledger:
    """The ledger, which the database itself keeps from being changed by this connection."""
    return site(request).ledger


def holds_token(request: Request) -> bool:
    """Whether the request shows the server's token, as a bearer (API) or in the cookie of the pages."""
    kind, _, bearer = request.headers.get("authorization", "").partition(" ")
    given = bearer.strip() if kind.lower() == "bearer" else request.cookies.get(COOKIE, "")
    return is_token(request, given)


def is_token(request: Request, given: str) -> bool:
    """Whether these words are the server's token; compared so that time tells nothing of it."""
    token = site(request).settings.token
    return token is not None and hmac.compare_digest(given.encode(), token.encode())


def may_read_text(request: Request) -> bool:
    """Whether the texts of articles may be shown to who asks."""
    return not site(request).settings.no_text or holds_token(request)


def asked(request: Request, *more: str) -> dict[str, Any]:
    """What the query narrows a question to, as keyword arguments of ``herodote.views``; UsageError for a bad value."""
    given: dict[str, Any] = {n: v.strip() for n in (*FIELDS, *more) if (v := request.query_params.get(n, "")).strip()}
    for name in ("actor", "recipient", "source", "place"):
        if name in given and len(given[name]) == 3:
            given[name] = given[name].upper()
    if "min_confidence" in given:
        try:
            given["min_confidence"] = float(given["min_confidence"])
        except ValueError:
            raise UsageError(f"{given['min_confidence']!r} is no confidence: give a number from 0 to 1") from None
    return given
