"""Feeds that are followed: asked only for what is new, at polite intervals, their reports put into the ledger."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from datetime import date as Date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import tomli
from sqlalchemy import Engine, delete, insert, select

from herodote.errors import RefusedError, UsageError
from herodote.languages import available
from herodote.ledger.engine import writing
from herodote.ledger.ingest import Summary, ingest
from herodote.ledger.tables import documents, feeds
from herodote.reading import page
from herodote.reading.url import AGENT, Fetched, Wanted, fetch
from herodote.records import Document, Refusal

#: Media types of feeds.
_FEEDS = (
    "application/rss+xml",
    "application/atom+xml",
    "application/xml",
    "text/xml",
    "application/rdf+xml",
    "text/html",
    "text/plain",
)
#: Minutes between two looks at a feed, the default and the least; seconds between two requests to one host.
_EVERY, _LEAST, _PAUSE = 30, 5, 5.0
#: Reports taken from a feed in one look.
_MOST = 50

Fetch = Callable[[str, Wanted], Fetched]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, and what holds for its reports."""

    url: str
    language: str | None = None
    publication: str | None = None
    every: int = _EVERY


@dataclass(frozen=True, slots=True)
class Seen:
    """A look at a feed: what came of it, or the problem."""

    url: str
    at: datetime
    summary: Summary
    problem: str | None = None


def load(path: Path) -> list[Feed]:
    """The feeds of a TOML file: ``[[feed]]`` tables with ``url`` and, as wanted, language, publication, every."""
    try:
        table = tomli.loads(path.read_text(encoding="utf8"))
    except (OSError, ValueError) as error:
        raise UsageError(f'{path} cannot be read ({error}): write [[feed]] tables with url = "…"') from None
    rows = table.get("feed", [])
    if not rows or not isinstance(rows, list):
        raise UsageError(f'{path} names no feed: write [[feed]] and url = "https://…" under it')
    return [_feed(path, number, row) for number, row in enumerate(rows, 1)]


def _feed(path: Path, number: int, row: dict[str, Any]) -> Feed:
    unknown = set(row) - {"url", "language", "publication", "every"}
    url, language, every = row.get("url"), row.get("language"), row.get("every", _EVERY)
    if not isinstance(url, str) or urlsplit(url).scheme not in ("http", "https"):
        problem = 'needs url = "https://…"'
    elif unknown:
        problem = f"has {', '.join(sorted(unknown))}, which nothing reads: url, language, publication, every"
    elif language is not None and language not in available():
        problem = f"has the language {language!r}: choose {' or '.join(available())}"
    elif not isinstance(every, int) or every < _LEAST:
        problem = f"wants every = {every!r}: minutes, at least {_LEAST}"
    else:
        return Feed(url, language, row.get("publication"), every)
    raise UsageError(f"{path}: feed {number} {problem}")


def watch_feeds(
    engine: Engine,
    plan: list[Feed],
    *,
    once: bool = False,
    fetching: Fetch | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Seen]:
    """Look at each feed when it is due, for ever or ``once``; yields what came of every look."""
    net = _Politely(fetching or (lambda url, wanted: fetch(url, None, wanted)), sleep)
    due = {feed.url: 0.0 for feed in plan}
    while True:
        for feed in plan:
            if due[feed.url] <= time.monotonic():
                yield _look(engine, feed, net)
                due[feed.url] = time.monotonic() + 60 * feed.every
        if once:
            return
        sleep(max(1.0, min(due.values()) - time.monotonic()))


def _look(engine: Engine, feed: Feed, net: "_Politely") -> Seen:
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    with engine.connect() as connection:
        row = connection.execute(select(feeds).where(feeds.c.url == feed.url)).first()
    wanted = Wanted(_FEEDS, row.etag if row else None, row.modified if row else None)
    try:
        found = net.get(feed.url, wanted)
    except RefusedError as error:
        return Seen(feed.url, now, Summary(), str(error))
    summary = Summary() if found.unchanged else ingest(engine, _reports(engine, feed, found, net))
    # Kept only now: killed before, the next look finds the same reports again.
    with writing(engine) as connection:
        connection.execute(delete(feeds).where(feeds.c.url == feed.url))
        row_new = {"url": feed.url, "etag": found.etag, "modified": found.modified, "checked": now}
        connection.execute(insert(feeds), row_new)
    return Seen(feed.url, now, summary)


def _reports(engine: Engine, feed: Feed, found: Fetched, net: "_Politely") -> Iterator[Document | Refusal]:
    """The reports of a feed that the ledger has not, or that were changed since it took them."""
    import feedparser

    entries = feedparser.parse(found.body).entries[:_MOST]
    with engine.connect() as connection:
        for entry in entries:
            link = entry.get("link")
            if not link:
                continue
            taken = select(documents.c.seen).where(documents.c.name == link).order_by(documents.c.id.desc())
            seen = connection.execute(taken).scalar()
            changed = _time(entry["updated_parsed"]) if "updated_parsed" in entry else None
            if seen is None or (changed is not None and changed > seen):
                yield _report(feed, entry, link, net)


def _report(feed: Feed, entry: Any, link: str, net: "_Politely") -> Document | Refusal:
    published = next((_time(entry[k]) for k in ("published_parsed", "updated_parsed") if k in entry), None)
    day: Date | None = published.date() if published else None
    try:
        found = net.get(link, Wanted())
        document = page(link, found, published=day, language=feed.language, title=entry.get("title"))
    except RefusedError as error:
        return Refusal(id=link, source=link, reason=error.reason, message=str(error))
    publication = feed.publication or document.publication
    return document.model_copy(update={"id": link, "publication": publication})


def _time(parsed: Any) -> datetime | None:
    return datetime(*parsed[:6]) if parsed else None


@dataclass(slots=True)
class _Politely:
    """Fetches with a pause between two requests to one host, and not what its robots.txt forbids."""

    fetching: Fetch
    sleep: Callable[[float], None]
    _last: dict[str, float] = field(default_factory=dict)
    _rules: dict[str, RobotFileParser] = field(default_factory=dict)

    def get(self, url: str, wanted: Wanted) -> Fetched:
        """The page; RefusedError if the host does not want it fetched, or it cannot be."""
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._rules:
            self._rules[root] = self._robots(root)
        if not self._rules[root].can_fetch(AGENT, url):
            raise RefusedError(
                "robots", "the host's robots.txt asks not to fetch it: ask the publisher, or save the page"
            )
        return self._paced(root, url, wanted)

    def _robots(self, root: str) -> RobotFileParser:
        rules = RobotFileParser()
        try:
            found = self._paced(root, f"{root}/robots.txt", Wanted())
            body = found.body if isinstance(found.body, str) else found.body.decode("utf8", "replace")
            rules.parse(body.splitlines() if found.media == "text/plain" else [])
        except RefusedError:
            rules.parse([])  # a host without rules forbids nothing
        return rules

    def _paced(self, root: str, url: str, wanted: Wanted) -> Fetched:
        pause = self._last.get(root, -_PAUSE) + _PAUSE - time.monotonic()
        if pause > 0:
            self.sleep(pause)
        self._last[root] = time.monotonic()
        return self.fetching(url, wanted)
