"""The pages as a reader gets them: every address, its twins, both languages, what stands on it."""

import csv
import io
import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

pytest.importorskip("fastapi", reason="the pages need herodote[web]")

from fastapi.testclient import TestClient

import serving
from herodote import views
from herodote.ledger.opening import open_ledger
from herodote.web.interface import texts

LISTS = (
    "happenings", "timeline", "deployments", "transfers", "territory", "disputes", "contradictions", "events", "dyads",
    "sources", "actors", "network", "map", "treaties", "documents",
)  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> str:
    path = str(tmp_path_factory.mktemp("site") / "desk.db")
    serving.fill(path)
    return path


@pytest.fixture(scope="module")
def client(address):
    with TestClient(serving.app(address)) as made:
        yield made


@pytest.fixture(scope="module")
def things(address) -> dict[str, str]:
    """An address of each kind of thing."""
    with open_ledger(address) as ledger:
        deed = views.happenings(ledger, type="ASSAULT", limit=200).sort("claims")["happening"][-1]
        report = views.reports(ledger)["document"][0]
        source = views.sources(ledger)["source"][0]
        claim = views.events(ledger, limit=1)["key"][0]
        treaty = views.treaties(ledger)["treaty"][0]
        pair = views.network(ledger, limit=1).row(0, named=True)
        place = views.places(ledger)["place"][0]
    return {
        "happening": f"/happening/{deed}", "document": f"/document/{quote(report)}", "source": f"/source/{quote(source)}",
        "claim": f"/claim/{claim}", "treaty": f"/treaty/{treaty}", "dyad": f"/dyad/{pair['actor']}-{pair['recipient']}",
        "actor": f"/actor/{pair['actor']}", "place": f"/place/{quote(place)}",
    }  # fmt: skip


class Page(HTMLParser):
    """A page's title, headings, links and ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.language = ""
        self.feed(html)

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        fields = dict(given)
        self.tags.append(tag)
        if tag == "html":
            self.language = fields["lang"] or ""
        if fields.get("id"):
            self.ids.append(fields["id"] or "")
        if tag == "a" and fields.get("href"):
            self.links.append(fields["href"] or "")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("path", ["/", "/search", "/paste", "/login", *(f"/{name}" for name in LISTS)])
def test_every_page_in_both_languages(client, path: str, language: str) -> None:
    answer = client.get(path, headers={"Accept-Language": f"{language};q=0.9, de"})
    page = Page(answer.text)
    assert answer.status_code == 200
    assert page.language == language
    assert page.tags.count("h1") == 1
    assert len(page.ids) == len(set(page.ids)), "an id stands twice"
    assert texts(language)["nav.happenings"] in answer.text


@pytest.mark.parametrize("name", LISTS)
def test_lists_have_twins_that_agree(client, name: str) -> None:
    given = client.get(f"/{name}.json").json()
    rows = list(csv.DictReader(io.StringIO(client.get(f"/{name}.csv").text)))
    assert len(rows) == len(given["items"]), "CSV and JSON list the same rows"
    if rows:
        assert set(rows[0]) == set(given["items"][0])


def test_each_thing_has_a_page_and_twins(client, things) -> None:
    for path in things.values():
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert client.get(f"{path}.json").json(), path
        assert client.get(f"{path}.csv").status_code == 200, path


def test_all_links_of_the_site_lead_somewhere(client, things) -> None:
    seen: set[str] = set()
    waiting = ["/", *things.values()]
    while waiting and len(seen) < 250:
        path = waiting.pop()
        seen.add(path)
        answer = client.get(path, follow_redirects=False)
        assert answer.status_code in (200, 303), path
        if "text/html" in answer.headers.get("content-type", ""):
            links = {link.partition("#")[0] for link in Page(answer.text).links}
            new = {link for link in links if link.startswith("/") and not link.startswith("/preferences")}
            waiting += sorted(new - seen - set(waiting))[:40]


def test_a_document_shows_its_events_in_the_text_and_beside_it(client, things) -> None:
    data = client.get(f"{things['document']}.json").json()
    html = client.get(things["document"]).text
    page = Page(html)
    assert data["claims"]
    for number, claim in enumerate(data["claims"], 1):
        assert f"e{number}" in page.ids, "each event has a record that can be linked to"
        assert f"#e{number}" in page.links or any(f"{number}" in m for m in re.findall(r'data-e="([\d ]+)', html))
        for side in claim["record"]["actor"]:
            assert f"{number}-actor" in html, side


def test_a_happening_shows_who_gives_which_figure_and_why_it_was_grouped(client, things) -> None:
    data = client.get(f"{things['happening']}.json").json()
    html = client.get(things["happening"]).text
    assert len(data["claims"]) > 2
    assert len(data["links"]) == len(data["claims"]) - 1
    for figure in data["summary"]["figures"].values():
        for one in figure["given"]:
            assert one["voice"].replace("'", "&#39;") in html
    assert all(link["evidence"] for link in data["links"])


def test_filters_stay_in_the_address_and_in_its_twins(client) -> None:
    asked = client.get("/happenings?type=ASSAULT&certainty=hedged")
    assert 'href="/happenings.json?type=ASSAULT&amp;certainty=hedged"' in asked.text
    rows = client.get("/happenings.json?type=ASSAULT").json()["items"]
    assert rows
    assert {r["event"] for r in rows} == {"ASSAULT"} or {r["act"] for r in rows} == {"ASSAULT"}


def test_pages_are_gone_on_with_until_all_is_seen(client, address) -> None:
    with open_ledger(address) as ledger:
        every = views.happenings(ledger, limit=None)["happening"].to_list()
    seen: list[str] = []
    path = "/happenings.json?limit=40"
    while path:
        data = client.get(path).json()
        seen += [row["happening"] for row in data["items"]]
        path = f"/happenings.json?limit=40&cursor={data['next']}" if data["next"] else ""
    assert seen == every


def test_search_by_words_and_fields(client) -> None:
    found = client.get("/search.json", params={"q": 'type:ASSAULT "school"'}).json()
    assert found["items"]
    assert all("school" in row["text"].lower() for row in found["items"])
    wrong = client.get("/search", params={"q": "colour:red"})
    assert wrong.status_code == 200
    assert "there is no field" in wrong.text


def test_a_treaty_shows_its_path_and_who_would_be_bound(client) -> None:
    rows = client.get("/treaties.json").json()["items"]
    known = max(rows, key=lambda r: len(r["steps"]))
    html = client.get(f"/treaty/{known['treaty']}").text
    for step in ("signed", "in force"):
        assert step in html
    bound = client.get("/treaties.json?if_attacked=RUS").json()["bound"]
    assert [b["bound"] for b in bound] == ["PRK"]
    assert "PRK" in client.get("/treaties?if_attacked=RUS").text


def test_what_is_not_there_is_told_with_the_remedy(client) -> None:
    for path in ("/happening/none", "/document/none", "/treaty/none", "/nowhere", "/actor/TOOLONG"):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "<h1>404" in answer.text
    wrong = client.get("/happenings?type=NONSENSE")
    assert wrong.status_code == 400
    assert "choose" in wrong.text
    assert client.get("/happenings.json?since=tomorrow").headers["content-type"] == "application/problem+json"


def test_the_language_and_the_look_are_kept(client) -> None:
    with TestClient(client.app) as other:
        went = other.get("/preferences?lang=fr&theme=dark&back=/timeline", follow_redirects=False)
        assert went.headers["location"] == "/timeline"
        html = other.get("/timeline", headers={"Accept-Language": "en"}).text
    assert 'lang="fr"' in html
    assert 'data-theme="dark"' in html


def test_paste_shows_what_is_read_and_keeps_nothing(client, address) -> None:
    text = "Selon Oslo, la France a livré 40 chars à la Moldavie dimanche."
    with open_ledger(address) as ledger:
        before = views.totals(ledger)
        answer = client.post("/paste", data={"text": text, "published": "2024-05-06", "language": "fr"})
        assert 'class="mark q2' in answer.text
        assert "2024-05-05" in answer.text
        lines = client.post("/paste/stream", data={"text": text, "language": "fr"}).text.splitlines()
        assert '"kind": "document"' in lines[0]
        assert "livr" in lines[-1]
        assert views.totals(ledger) == before


def test_paste_tells_what_cannot_be_read(client) -> None:
    nothing = client.post("/paste", data={"text": "", "url": ""})
    assert nothing.status_code == 400
    assert "one of the two" in nothing.text
    other = client.post(
        "/paste", data={"text": "Die Regierung hat gestern ein neues Gesetz beschlossen und verkündet."}
    )
    assert other.status_code == 422
    assert "language" in other.text


def test_both_languages_have_the_same_words() -> None:
    assert set(texts("en")) == set(texts("fr"))
