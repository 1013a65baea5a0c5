"""What stands before every request: limits on its size and rate, its origin, and the headers of every answer."""

import hashlib
import threading
import time
from collections import OrderedDict
from urllib.parse import urlsplit

from anyio import to_thread
from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from herodote import views
from herodote.web.problems import problem
from herodote.web.rendering import assets_version
from herodote.web.settings import Settings
from herodote.web.state import COOKIE, holds_token, site

#: Scripts and styles come from this server alone and never from the page itself.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: Paths whose answers read a text with the weights, which takes long.
CODING = ("/paste", "/api/v1/code", "/api/v1/ingest")
#: Clients that are remembered for the rate limit.
_CLIENTS = 10_000
#: Paths whose answers are not of the ledger alone.
_NOT_OF_THE_LEDGER = ("/static/", "/paste", "/review", "/login", "/preferences")


class Rate:
    """Requests a minute and client: a bucket that fills evenly and may be emptied at once."""

    def __init__(self, a_minute: int) -> None:
        self.a_minute = a_minute
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str) -> float:
        """Seconds until this client may ask again; 0 if it may now, which is then counted."""
        now = time.monotonic()
        left, at = self._left.pop(client, (float(self.a_minute), now))
        left = min(self.a_minute, left + (now - at) * self.a_minute / 60)
        allowed = left >= 1
        self._left[client] = (left - 1 if allowed else left, now)
        while len(self._left) > _CLIENTS:
            self._left.popitem(last=False)
        return 0.0 if allowed else (1 - left) * 60 / self.a_minute


class Guard:
    """The middleware that refuses what is too large, too often or from another site, and sets the headers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self.reads, self.codings = Rate(settings.reads_a_minute), Rate(settings.codings_a_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            status, reason, wait = refusal
            extra = {"Retry-After": str(int(wait) + 1)} if wait else {}
            answer = problem(Request(scope), status, reason, extra)
            await answer(scope, receive, _with_headers(send))
            return
        await self.app(scope, _limited(receive, self.settings.largest_body), _with_headers(send))

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str, float] | None:
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > self.settings.largest_body:
            return 413, f"the body has {length} bytes, at most {self.settings.largest_body} are taken: send less", 0
        if scope["method"] not in _SAFE and _foreign(headers):
            return 403, "the form was sent from another site: open the page here and send it again", 0
        client = scope["client"][0] if scope.get("client") else "unknown"
        coding = scope["method"] not in _SAFE and scope["path"].startswith(CODING)
        wait = (self.codings if coding else self.reads).wait(client)
        if wait and not scope["path"].startswith("/static/"):
            return 429, f"too many requests: ask again in {int(wait) + 1} s", wait
        return None


def _foreign(headers: Headers) -> bool:
    """Whether a browser says that another site's page sends this; programs with a bearer token say nothing."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def _limited(receive: Receive, largest: int) -> Receive:
    """Bytes beyond the limit are not taken, whatever the request says of its length."""
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > largest:
                return {"type": "http.disconnect"}
        return message

    return limited


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


class Kept:
    """Answers by their tag, the last asked for, up to so many bytes: many readers look at the same pages."""

    def __init__(self, most: int = 48_000_000) -> None:
        self.most, self.size = most, 0
        self._answers: OrderedDict[str, tuple[Message, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, tag: str) -> tuple[Message, bytes] | None:
        """The answer of a tag: its start and its body."""
        with self._lock:
            if tag in self._answers:
                self._answers.move_to_end(tag)
            return self._answers.get(tag)

    def put(self, tag: str, start: Message, body: bytes) -> None:
        """Keep an answer; the ones not asked for longest give way."""
        with self._lock:
            if tag in self._answers or len(body) > self.most // 8:
                return
            self._answers[tag] = (start, body)
            self.size += len(body)
            while self.size > self.most:
                _, (_, old) = self._answers.popitem(last=False)
                self.size -= len(old)


class Conditional:
    """The middleware that answers 304 where the ledger is as it was when the client last asked.

    Pages that were made for somebody else since then are not made again; those of a holder of the token always are,
    for their forms carry a signature.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.kept = Kept()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        path = scope.get("path", "")
        if scope["type"] != "http" or scope["method"] != "GET" or path.startswith(_NOT_OF_THE_LEDGER):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        tag = await to_thread.run_sync(_tag, request)
        known = [t.strip() for t in request.headers.get("if-none-match", "").split(",")]
        if tag in known:
            head = [(b"etag", tag.encode()), (b"cache-control", b"private, no-cache"), (b"vary", _VARY)]
            await send({"type": "http.response.start", "status": 304, "headers": head})
            await send({"type": "http.response.body", "body": b""})
            return
        known_answer = self.kept.get(tag)
        if known_answer is not None:
            start, body = known_answer
            await send({**start, "headers": list(start["headers"])})
            await send({"type": "http.response.body", "body": body})
            return
        await self.app(scope, receive, self._tagged(send, tag, keep=not holds_token(request)))

    def _tagged(self, send: Send, tag: str, *, keep: bool) -> Send:
        """Mark a good answer with its tag and, if it comes in one piece, keep it."""
        start: Message | None = None

        async def sending(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableHeaders(scope=message)
                headers["ETag"] = tag
                headers["Cache-Control"] = "private, no-cache"
                headers["Vary"] = _VARY.decode()
                start = {**message, "headers": list(message["headers"])}
            elif message["type"] == "http.response.body" and start is not None:
                if keep and not message.get("more_body"):
                    self.kept.put(tag, start, message.get("body", b""))
                start = None
            await send(message)

        return sending


_VARY = b"Accept, Accept-Language, Authorization, Cookie"


def _tag(request: Request) -> str:
    names = ("accept", "accept-language")
    parts = [views.stamp(site(request).ledger), assets_version(), str(request.url), str(holds_token(request))]
    parts += [request.headers.get(name, "") for name in names]
    parts += [f"{k}={v}" for k, v in sorted(request.cookies.items()) if k != COOKIE]
    return f'W/"{hashlib.sha256(chr(0).join(parts).encode("utf8", "replace")).hexdigest()[:24]}"'
