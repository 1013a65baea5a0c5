"""What the site refuses and what it makes harmless: hostile reports, other sites, private addresses, floods."""

import threading
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

pytest.importorskip("fastapi", reason="the pages need herodote[web]")

from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import serving
from herodote.coder import EventCoder
from herodote.ledger.opening import open_ledger
from herodote.records import Document
from herodote.web import state
from herodote.web.pages.account import local
from herodote.web.rendering import csv_response, visible
from small_ledger import READER, documents

BEARER = {"Authorization": f"Bearer {serving.TOKEN}"}
SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(2)>'
EVIL = [
    Document(id=f"doc{IMAGE}", title=SCRIPT, publication=f"Outlet {IMAGE}", published=date(2024, 5, 6), language="fr",
             url="javascript:alert(3)", text=f"Selon {SCRIPT} Oslo, la France a livré 40 chars à la Moldavie dimanche. {IMAGE}"),
    Document(id="../../etc/passwd", title="\u202egnp.exe", publication="{{9973*9967}}", published=date(2024, 5, 6), language="fr",
             text="Le Pérou a expulsé lundi deux diplomates chiliens. \u202ediroferi\u202c {{9973*9967}} ${9973*9967}"),
    Document(id="=HYPERLINK(1)", title="=1+1", publication="@SUM(A1)", published=date(2024, 5, 6), language="fr",
             text="Le Pérou a expulsé lundi deux diplomates chiliens."),
]  # fmt: skip
PAGES = ("/", "/documents", "/events", "/happenings", "/sources", "/search?q=chars", "/disputes", "/contradictions")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    path = str(tmp_path_factory.mktemp("hostile") / "desk.db")
    serving.keep(path, *EVIL)
    with TestClient(serving.app(path)) as made:
        yield made


def shown(client: TestClient) -> list[str]:
    """Every page that shows something of the hostile reports."""
    from urllib.parse import quote

    single = [f"/document/{quote(d.id)}" for d in EVIL]
    rows = client.get("/events.json").json()["items"]
    single += [f"/claim/{row['key']}" for row in rows] + [f"/happening/{row['happening']}" for row in rows]
    single += [
        f"/source/{quote(IMAGE)}",
        f"/place/{quote(SCRIPT)}",
        f"/search?q={quote(SCRIPT)}",
        f"/nothing/{quote(IMAGE)}",
    ]
    return [*PAGES, *single]


def test_what_a_report_says_is_text_and_nothing_else(hostile) -> None:
    for path in shown(hostile):
        html = hostile.get(path).text
        assert "<script>alert" not in html, path
        assert "<img src=x" not in html, path
        assert "99400891" not in html, f"{path}: a template ran"
        assert "\u202e" not in html, path
        assert 'href="javascript:' not in html, path


def test_the_words_of_hostile_reports_can_still_be_read(hostile) -> None:
    html = hostile.get(f"/document/{EVIL[0].id}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "livré" in html


def test_cells_that_a_spreadsheet_would_run_do_not_begin_like_formulas(hostile) -> None:
    lines = hostile.get("/documents.csv").text
    assert "\n=" not in lines
    assert ",=1+1" not in lines
    assert "'=1+1" in lines
    body = csv_response("x", [{"a": "@cmd", "b": "-2+3", "c": 5}]).body.decode()
    assert body.splitlines()[1] == "'@cmd,'-2+3,5"


def test_a_paragraph_of_two_megabytes_breaks_nothing(tmp_path) -> None:
    path = str(tmp_path / "long.db")
    long = "Le Pérou a expulsé lundi deux diplomates chiliens. " + "mot" * 300_000
    serving.keep(path, Document(id="long", text=long[:999_999], published=date(2024, 5, 6), language="fr"))
    with TestClient(serving.app(path)) as client:
        assert client.get("/document/long").status_code == 200
        assert client.get("/events").status_code == 200
        too_long = client.post("/api/v1/code", json={"text": "a " * 1_100_000, "language": "fr"}, headers=BEARER)
        assert too_long.status_code in (413, 422)


def test_every_answer_carries_the_headers(hostile) -> None:
    for path in ("/", "/api/v1/events", "/nothing", "/static/style.css", "/happenings.csv", "/api/v1/openapi.json"):
        headers = hostile.get(path).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self';" in policy, path
        assert "unsafe" not in policy, path
        assert headers["x-content-type-options"] == "nosniff", path
        assert "frame-ancestors 'none'" in policy, path


def test_no_page_has_script_or_style_of_its_own(hostile) -> None:
    for path in shown(hostile):
        html = hostile.get(path).text
        assert "<style" not in html, path
        assert " style=" not in html, path
        assert " onclick=" not in html, path
        for tag in html.split("<script")[1:]:
            assert tag.startswith(' src="/static/'), path


def test_the_database_itself_refuses_what_pages_would_change(address) -> None:
    serving.keep(address, *documents())
    with open_ledger(address, read_only=True) as ledger, ledger.engine.connect() as connection:
        for change in ("DELETE FROM facts", "INSERT INTO pending VALUES (999)", "DROP TABLE sides"):
            with pytest.raises(DBAPIError, match=r"readonly|read-only"):
                connection.execute(text(change))
            connection.rollback()


def test_other_sites_can_send_nothing(address) -> None:
    serving.keep(address, *documents())
    with TestClient(serving.app(address)) as client:
        client.cookies.set(state.COOKIE, serving.TOKEN)
        key = client.get("/events.json").json()["items"][0]["key"]
        form = {"verdict": "rejected", "who": "me"}
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
            assert client.post(f"/claim/{key}", data=form, headers=headers).status_code == 403
        assert client.post(f"/claim/{key}", data=form).status_code == 403, "without the form's signature"
        assert client.post(f"/claim/{key}", data=form | {"sign": "0" * 64}).status_code == 403
        html = client.get(f"/claim/{key}").text
        sign = html.split('name="sign" value="')[1].split('"')[0]
        kept = client.post(f"/claim/{key}", data=form | {"sign": sign, "why": "no"}, follow_redirects=False)
        assert kept.status_code == 303
        assert client.get(f"/claim/{key}.json").json()["superseded"]["why"] == "rejected by me"


def test_review_needs_the_token_and_corrects(address) -> None:
    serving.keep(address, *documents())
    with TestClient(serving.app(address)) as client:
        assert client.get("/review", follow_redirects=False).headers["location"].startswith("/login")
        key = client.get("/events.json?type=MOBILIZE").json()["items"][0]["key"]
        assert client.post(f"/claim/{key}", data={"verdict": "rejected", "who": "me"}).status_code == 401
        assert client.post("/login", data={"token": "wrong"}).status_code == 403
        into = client.post("/login", data={"token": serving.TOKEN, "back": "/review"}, follow_redirects=False)
        cookie = into.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        html = client.get("/review").text
        assert "soldiers" in html
        sign = html.split('name="sign" value="')[1].split('"')[0]
        form = {"sign": sign, "verdict": "corrected", "who": "desk", "why": "", "event": "MOBILIZE", "status": "actual",
                "certainty": "hedged", "actor": "Chile =CHL/GOV", "recipient": "", "date": "2024-05-10", "enddate": "2024-05-10"}  # fmt: skip
        done = client.post(f"/claim/{key}", data=form)
        assert done.status_code == 200
        rows = client.get("/events.json?type=MOBILIZE").json()["items"]
        assert [(r["status"], r["certainty"]) for r in rows] == [("actual", "hedged")]
        bad = client.post(f"/claim/{rows[0]['key']}", data=form | {"date": "someday"})
        assert bad.status_code == 400
        assert "no date" in bad.text
        client.post("/logout")
        assert client.get("/review", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_nobody_is_led_away(back: str) -> None:
    assert local(back) == "/"
    assert local("/events?actor=RUS") == "/events?actor=RUS"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost:8000/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/",
        "http://10.0.0.1/", "http://0x7f.1/", "file:///etc/passwd", "http://2130706433/", "ftp://example.org/x",
    ],
)  # fmt: skip
def test_private_addresses_are_not_fetched(hostile, url: str) -> None:
    answer = hostile.post("/paste", data={"url": url})
    assert answer.status_code in (400, 422)
    assert "root:" not in answer.text
    told = hostile.post("/api/v1/code", json={"url": url}, headers=BEARER)
    assert told.status_code in (400, 422)


@contextmanager
def leading(to: str):
    """A server that leads whoever asks to another address."""

    class Leads(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", to)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Leads)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()


def test_a_redirect_does_not_lead_into_the_private_network(hostile, monkeypatch) -> None:
    from herodote.reading import url as reading

    real = reading.public_address
    with leading("http://127.0.0.1:1/secret") as port:
        first = iter([True])

        def once(host: str, number: int) -> str:
            return "127.0.0.1" if next(first, False) else real(host, number)

        monkeypatch.setattr(reading, "public_address", once)
        answer = hostile.post("/paste", data={"url": f"http://news.example:{port}/"})
    assert answer.status_code == 422
    assert "secret" not in answer.text or "public" in answer.text


def test_floods_are_slowed(tmp_path) -> None:
    path = str(tmp_path / "desk.db")
    serving.keep(path, *documents())
    with TestClient(serving.app(path, reads_a_minute=5, codings_a_minute=2)) as client:
        codes = [client.get("/events").status_code for _ in range(8)]
        assert codes[:5] == [200] * 5
        assert codes[-1] == 429
        last = client.get("/api/v1/events")
        assert int(last.headers["retry-after"]) >= 1
        assert last.headers["content-type"] == "application/problem+json"
    with TestClient(serving.app(path, codings_a_minute=2)) as client:
        posts = [client.post("/paste", data={"text": "123"}).status_code for _ in range(4)]
        assert posts[-1] == 429
        assert client.get("/events").status_code == 200


def test_bodies_have_a_limit_whatever_they_say_of_themselves(tmp_path) -> None:
    path = str(tmp_path / "desk.db")
    serving.keep(path, *documents())
    with TestClient(serving.app(path, largest_body=10_000), raise_server_exceptions=False) as client:
        assert client.post("/api/v1/ingest", content=b"x" * 20_000, headers=BEARER).status_code == 413

        def endless():
            for _ in range(20):
                yield b"x" * 1000

        answer = client.post("/api/v1/ingest", content=endless(), headers=BEARER)
        assert answer.status_code >= 400
        assert client.get("/").status_code == 200


def test_reading_has_a_time_limit(tmp_path) -> None:
    path = str(tmp_path / "desk.db")
    serving.keep(path, *documents())
    released = threading.Event()

    class Slow:
        name = "slow"

        def read(self, given):
            released.wait(20)
            return READER.read(given)

    with TestClient(serving.app(path, coder=EventCoder(Slow()), longest_coding=0.2)) as client:
        answer = client.post(
            "/api/v1/code", json={"text": "La France a livré 40 chars.", "language": "fr"}, headers=BEARER
        )
        released.set()
    assert answer.status_code == 422
    assert answer.json()["reason"] == "too-slow"


def test_characters_that_steer_are_shown() -> None:
    assert visible("a\u202eb\u0000c\u200fd") == "a\ufffdb\ufffdc\ufffdd"
    assert visible("naïve – «été»\n") == "naïve – «été»\n"
