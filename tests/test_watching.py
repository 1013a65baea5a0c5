"""Feeds followed on a real server: asked only for what is new, politely, and nothing taken twice."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from herodote import views
from herodote.errors import RefusedError, UsageError
from herodote.ledger.opening import open_ledger
from herodote.ledger.refused import refused
from herodote.ledger.watching import load, watch_feeds
from herodote.reading.url import Fetched, fetch

ITEM = (
    """<item><title>{title}</title><link>{root}/{name}</link><pubDate>Tue, 07 May 2024 10:00:00 GMT</pubDate></item>"""
)
PAGE = "<html><head><title>{title}</title></head><body><article>{words}</article></body></html>"
WORDS = (
    "<p>Le Pérou a expulsé mardi deux diplomates chiliens, a annoncé le ministère des affaires étrangères à Lima.</p>"
    "<p>La Bolivie a condamné cette décision et demandé une réunion de l'Organisation des États américains.</p>"
) * 2


class Site:
    """A newspaper with a feed: what it holds, and what it was asked for."""

    def __init__(self) -> None:
        self.items = ["one"]
        self.robots = "User-agent: *\nDisallow: /private\n"
        self.asked: list[tuple[str, str | None]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, self.headers.get("If-None-Match")))
                body, media = site.answer(self.path)
                etag = f'"{len(site.items)}"'
                if self.path == "/feed" and self.headers.get("If-None-Match") == etag:
                    self.send_response(304)
                    self.end_headers()
                    return
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", media)
                self.send_header("ETag", etag)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.root = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path: str) -> tuple[str, str]:
        if path == "/robots.txt":
            return self.robots, "text/plain"
        if path == "/feed":
            items = "".join(ITEM.format(root=self.root, name=n, title=n) for n in self.items)
            return f"<rss version='2.0'><channel><title>Le Jour</title>{items}</channel></rss>", "application/rss+xml"
        if path.strip("/") in self.items:
            return PAGE.format(title=path, words=WORDS), "text/html; charset=utf-8"
        return "", "text/html"

    def look(self, engine, pauses):
        """One look at the feed; this server is on no public address, which only the resolver minds."""
        from herodote.ledger.watching import Feed

        def fetching(url, wanted) -> Fetched:
            return fetch(url, lambda host, port: "127.0.0.1", wanted)

        feed = Feed(f"{self.root}/feed", language="fr", publication="Le Jour")
        (seen,) = watch_feeds(engine, [feed], once=True, fetching=fetching, sleep=pauses.append)
        return seen


@pytest.fixture
def site():
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def ledger(coder, tmp_path):
    with open_ledger(str(tmp_path / "ledger.db"), create=True) as opened:
        yield opened


def test_new_reports_are_taken_once_and_the_feed_is_asked_for_changes_only(site, ledger):
    pauses: list[float] = []
    first = site.look(ledger.engine, pauses)
    assert (first.problem, first.summary.read) == (None, 1)
    events = views.events(ledger)
    assert "PER" in events["actor_code"].to_list()
    assert set(events["publication"]) == {"Le Jour"}
    assert set(map(str, events["published"])) == {"2024-05-07"}

    site.asked.clear()
    second = site.look(ledger.engine, pauses)
    assert (second.problem, second.summary.seen) == (None, 0)
    assert ("/feed", '"1"') in site.asked
    assert "/one" not in [path for path, _ in site.asked]

    site.items.append("two")
    third = site.look(ledger.engine, pauses)
    assert third.summary.read == 1
    assert [path for path, _ in site.asked].count("/two") == 1
    assert "/one" not in [path for path, _ in site.asked]


def test_hosts_are_given_time_between_requests(site, ledger):
    pauses: list[float] = []
    site.look(ledger.engine, pauses)
    requests = len(site.asked)
    assert requests == 3  # robots.txt, the feed, one report
    assert len(pauses) == requests - 1
    assert all(3 < pause <= 5 for pause in pauses)


def test_what_robots_txt_forbids_is_left_and_said(site, ledger):
    site.items = ["private", "one"]
    seen = site.look(ledger.engine, [])
    assert (seen.summary.read, seen.summary.refused) == (1, 1)
    assert [r["reason"] for r in refused(ledger.engine)] == ["robots"]
    assert "/private" not in [path for path, _ in site.asked]


def test_a_feed_that_cannot_be_reached_is_a_problem_not_an_end(ledger):
    from herodote.ledger.watching import Feed

    def failing(url, wanted):
        raise RefusedError("fetch", "could not be fetched (refused): check the address")

    (seen,) = watch_feeds(ledger.engine, [Feed("http://nowhere.example/feed")], once=True, fetching=failing)
    assert "check the address" in str(seen.problem)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "names no feed"),
        ("[[feed]]\nname = 'x'", "needs url"),
        ("[[feed]]\nurl = 'ftp://x'", "needs url"),
        ("[[feed]]\nurl = 'https://x/feed'\nlang = 'fr'", "lang, which nothing reads"),
        ("[[feed]]\nurl = 'https://x/feed'\nlanguage = 'de'", "choose en or fr"),
        ("[[feed]]\nurl = 'https://x/feed'\nevery = 1", "at least 5"),
        ("[[feed", "cannot be read"),
    ],
)
def test_a_file_of_feeds_that_is_wrong_says_what_is(tmp_path: Path, written, said):
    path = tmp_path / "feeds.toml"
    path.write_text(written)
    with pytest.raises(UsageError, match=said):
        load(path)


def test_private_addresses_are_not_followed(site, ledger):
    from herodote.ledger.watching import Feed

    (seen,) = watch_feeds(ledger.engine, [Feed(f"{site.root}/feed")], once=True, sleep=lambda _: None)
    assert "not public" in str(seen.problem)
    assert site.asked == []
    with pytest.raises(OSError, match="404"):
        urlopen(Request(f"{site.root}/none"), timeout=5)
