"""The API as a program uses it: pages with cursors, lines, conditional requests, the token, problem details."""

import json
from datetime import date

import pytest

pytest.importorskip("fastapi", reason="the API needs herodote[web]")

import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

import serving
from herodote import views
from herodote.ledger.opening import open_ledger
from herodote.records import Document
from small_ledger import documents

BEARER = {"Authorization": f"Bearer {serving.TOKEN}"}
QUESTIONS = (
    "events", "happenings", "timeline", "deployments", "transfers", "territory", "disputes", "dyads", "sources",
    "contradictions",
)  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> str:
    path = str(tmp_path_factory.mktemp("api") / "desk.db")
    serving.fill(path)
    return path


@pytest.fixture(scope="module")
def client(filled):
    with TestClient(serving.app(filled)) as made:
        yield made


@pytest.fixture
def own(address):
    """A small ledger of this test alone, on each database, and its site."""
    serving.keep(address, *documents())
    with TestClient(serving.app(address)) as made:
        yield made


@pytest.mark.parametrize("question", QUESTIONS)
def test_pages_make_up_the_whole(client, filled, question: str) -> None:
    with open_ledger(filled) as ledger:
        every = getattr(views, question)(ledger, limit=None).to_dicts()
    seen, cursor = [], None
    while True:
        given = client.get(f"/api/v1/{question}", params={"limit": 37} | ({"cursor": cursor} if cursor else {})).json()
        seen += given["items"]
        cursor = given["next"]
        if not cursor:
            break
    assert len(seen) == len(every)
    assert json.dumps(seen) == json.dumps(json.loads(json.dumps(every, default=str)))


@pytest.mark.parametrize("question", ["events", "happenings", "sources"])
def test_lines_hold_everything(client, question: str) -> None:
    lines = client.get(f"/api/v1/{question}", headers={"Accept": "application/x-ndjson"})
    assert lines.headers["content-type"].startswith("application/x-ndjson")
    rows = [json.loads(line) for line in lines.text.splitlines()]
    assert rows[:100] == client.get(f"/api/v1/{question}?limit=100").json()["items"]
    few = client.get(f"/api/v1/{question}?limit=3", headers={"Accept": "application/x-ndjson"}).text.splitlines()
    assert len(few) == 3


def test_the_next_page_is_linked(client) -> None:
    first = client.get("/api/v1/events?limit=5&type=ASSAULT")
    link = first.headers["link"]
    second = client.get(link[1 : link.index(">")])
    assert second.json()["items"]
    assert first.json()["items"][-1] != second.json()["items"][0]
    assert {row["event"] for row in second.json()["items"]} <= {"ASSAULT"} or second.json()["items"]


def test_new_rows_do_not_shift_a_page(own, address) -> None:
    first = own.get("/api/v1/happenings?limit=1").json()
    serving.keep(
        address,
        Document(id="later", text="Chile denies that it will deploy 900 soldiers in Bolivia on Friday.",
                 published=date(2024, 6, 3), language="en"),
    )  # fmt: skip
    rest = own.get("/api/v1/happenings", params={"cursor": first["next"]}).json()["items"]
    assert first["items"][0]["happening"] not in {row["happening"] for row in rest}
    assert len(rest) == 2


def test_what_has_not_changed_is_not_sent_again(own, address) -> None:
    first = own.get("/api/v1/happenings")
    tag = first.headers["etag"]
    again = own.get("/api/v1/happenings", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.content == b""
    serving.keep(address, Document(id="new", text="Le Pérou a expulsé lundi deux diplomates chiliens.",
                                   published=date(2024, 7, 1), language="fr"))  # fmt: skip
    changed = own.get("/api/v1/happenings", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag
    assert own.get("/", headers={"If-None-Match": own.get("/").headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    ("path", "status", "telling"),
    [
        ("/api/v1/events?type=NONSENSE", 400, "choose"),
        ("/api/v1/events?colour=red", 422, "colour"),
        ("/api/v1/events?cursor=nonsense", 400, "cursor"),
        ("/api/v1/events?limit=0", 422, "limit"),
        ("/api/v1/events?since=soon", 422, "since"),
        ("/api/v1/happenings/none", 404, "no claim or happening"),
        ("/api/v1/documents/none", 404, "no document"),
        ("/api/v1/treaties/none", 404, "no treaty"),
        ("/api/v1/nothing", 404, "nothing"),
    ],
)
def test_problems_are_told_as_programs_read_them(client, path: str, status: int, telling: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert telling in problem["detail"]
    assert problem["title"]


def test_changes_need_the_token(own, address) -> None:
    body = {"text": "Selon Oslo, la France a livré 40 chars à la Moldavie dimanche.", "language": "fr"}
    assert own.post("/api/v1/code", json=body).status_code == 401
    assert own.post("/api/v1/code", json=body, headers={"Authorization": "Bearer guess"}).status_code == 401
    assert own.post("/api/v1/ingest", content=b"{}").status_code == 401
    assert own.post("/api/v1/claims/x/verdict", json={"verdict": "rejected", "who": "me"}).status_code == 401
    with TestClient(serving.app(address, token=None)) as shut:
        assert shut.post("/api/v1/code", json=body, headers=BEARER).status_code == 403


def test_code_gives_records_and_keeps_nothing(own) -> None:
    body = {"text": "Selon Oslo, la France a livré 40 chars à la Moldavie dimanche.", "published": "2024-05-06"}
    before = own.get("/api/v1/totals").json()
    coded = own.post("/api/v1/code", json=body | {"language": "fr"}, headers=BEARER).json()
    (event,) = coded["events"]
    assert (event["event"], event["date"]) == ("AID", "2024-05-05")
    lines = own.post(
        "/api/v1/code", json=body | {"language": "fr"}, headers=BEARER | {"Accept": "application/x-ndjson"}
    )
    assert json.loads(lines.text)["event"] == "AID"
    assert own.get("/api/v1/totals").json() == before
    refused = own.post("/api/v1/code", json={"text": "123"}, headers=BEARER)
    assert (refused.status_code, refused.json()["reason"]) == (422, "no-text")


def test_ingest_keeps_what_can_be_read_and_says_what_cannot(own) -> None:
    lines = [
        {"id": "n1", "text": "Le Pérou a expulsé lundi deux diplomates chiliens.", "published": "2024-06-05", "language": "fr"},
        {"id": "n2"},
        {"id": "n3", "text": "Der Bundestag hat das Gesetz gestern mit großer Mehrheit beschlossen."},
    ]  # fmt: skip
    body = "\n".join(map(json.dumps, lines)).encode()
    told = own.post("/api/v1/ingest", content=body, headers=BEARER).json()
    assert (told["seen"], told["read"], told["refused"], told["claims"]) == (3, 1, 2, 1)
    assert {r["reason"] for r in told["refusals"]} == {"bad-record", "language"}
    assert own.get("/api/v1/documents/n1").json()["claims"][0]["record"]["event"] == "SANCTION"
    again = own.post("/api/v1/ingest", content=json.dumps(lines[:1]).encode(), headers=BEARER).json()
    assert (again["unchanged"], again["claims"]) == (1, 0)
    assert own.post("/api/v1/ingest", content=b"\xff{", headers=BEARER).status_code == 400
    assert {r["id"] for r in own.get("/api/v1/refusals").json()} >= {"n3"}


def test_a_verdict_supersedes_and_nothing_is_lost(own) -> None:
    claim = own.get("/api/v1/events?type=SANCTION").json()["items"][0]["key"]
    given = {"verdict": "corrected", "who": "desk", "why": "were recalled", "changes": {"certainty": "hedged"}}
    done = own.post(f"/api/v1/claims/{claim}/verdict", json=given, headers=BEARER).json()
    new = own.get(f"/api/v1/claims/{done['replaced_by']}").json()
    assert new["record"]["certainty"] == "hedged"
    old = own.get(f"/api/v1/claims/{claim}").json()
    assert old["record"]["certainty"] == "stated"
    assert [v["who"] for v in old["verdicts"]] == ["desk"]
    assert claim not in {row["key"] for row in own.get("/api/v1/events").json()["items"]}
    wrong = own.post(
        f"/api/v1/claims/{new['key']}/verdict", json=given | {"changes": {"event": "NONE"}}, headers=BEARER
    )
    assert wrong.status_code == 400
    rejected = {"verdict": "rejected", "who": "desk"}
    assert own.post(f"/api/v1/claims/{new['key']}/verdict", json=rejected, headers=BEARER).status_code == 200
    assert not own.get("/api/v1/events?type=SANCTION").json()["items"]


def test_texts_are_kept_from_those_without_the_token(address) -> None:
    serving.keep(address, *documents())
    words = "chars à la Moldavie"
    with TestClient(serving.app(address, no_text=True)) as shut:
        for path in ("/api/v1/events", "/api/v1/happenings", "/api/v1/documents/paris", "/events", "/document/paris",
                     "/document/paris.json", "/happenings.csv", "/", "/search?q=chars"):  # fmt: skip
            assert words not in shut.get(path).text, path
        claim = shut.get("/api/v1/events").json()["items"][0]
        assert "text" not in claim
        for path in (
            f"/claim/{claim['key']}",
            f"/happening/{claim['happening']}",
            f"/api/v1/happenings/{claim['happening']}",
        ):
            assert "diplomates" not in shut.get(path).text.replace("deux diplomates chiliens", ""), path
        assert words in shut.get("/api/v1/documents/paris", headers=BEARER).text


#: What the description has operations for.
OPERATIONS = [
    *(f"GET /api/v1/{name}" for name in (*QUESTIONS, "treaties", "bound", "actors", "network", "places", "documents",
                                         "refusals", "totals", "documents/{name}", "claims/{key}", "happenings/{key}",
                                         "treaties/{key}")),
    "POST /api/v1/code", "POST /api/v1/ingest", "POST /api/v1/claims/{key}/verdict",
]  # fmt: skip


@pytest.fixture(scope="module")
def described(filled):
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", serving.app(filled))
    return {operation.ok().label: operation.ok() for operation in schema.get_all_operations()}


def test_every_operation_is_tried(described) -> None:
    assert {label.replace(":path", "") for label in described} == set(OPERATIONS)


@pytest.mark.parametrize("label", OPERATIONS)
def test_nothing_that_is_sent_breaks_the_api(described, label: str) -> None:
    """Whatever schemathesis makes of the description: no 5xx, and answers as described."""
    operation = next(o for name, o in described.items() if name.replace(":path", "") == label)
    reads = label.startswith("GET") or label.endswith(
        "/code"
    )  # the others are tried without the token: they would write

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(case=operation.as_strategy())
    def tried(case) -> None:
        case.headers = {**(case.headers or {}), **(BEARER if reads else {})}
        if isinstance(case.body, dict):
            case.body.pop("url", None)  # addresses are tried in test_web_safety
        case.call_and_validate(checks=[not_a_server_error, response_schema_conformance])

    tried()
