"""The site in a real browser: wide and narrow, with and without JavaScript, light and dark, in both languages.

``HERODOTE_SCREENSHOTS=docs/screenshots pytest tests/test_web_browser.py`` writes the pictures of the docs.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

pytest.importorskip("fastapi", reason="the pages need herodote[web]")
pytest.importorskip("playwright", reason="the browser is driven by playwright")

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

import serving
from herodote import views
from herodote.ledger.opening import open_ledger

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here: apt-get install chromium")
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
LISTS = (
    "happenings", "timeline", "disputes", "treaties", "actors", "dyads", "network", "map", "sources", "documents",
    "deployments", "transfers", "territory", "contradictions", "events", "search", "paste",
)  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Iterator[tuple[str, dict[str, str]]]:
    path = str(tmp_path_factory.mktemp("browser") / "desk.db")
    serving.fill(path)
    with open_ledger(path) as ledger:
        deeds = views.happenings(ledger, limit=None)
        pair = views.network(ledger, limit=1).row(0, named=True)
        things = {
            "happening": f"/happening/{deeds.filter(deeds['disputed']).sort('claims')['happening'][-1]}",
            "document": f"/document/{quote(views.reports(ledger).sort('claims')['document'][-1])}",
            "treaty": f"/treaty/{views.treaties(ledger).sort('reports')['treaty'][-1]}",
            "dyad": f"/dyad/{pair['actor']}-{pair['recipient']}", "actor": f"/actor/{pair['actor']}",
            "source": f"/source/{quote(views.sources(ledger)['source'][0])}", "claim": f"/claim/{views.events(ledger)['key'][0]}",
            "place": f"/place/{quote(views.places(ledger)['place'][0])}", "bound": "/treaties?if_attacked=RUS",
            "found": "/search?q=school+type%3AASSAULT",
        }  # fmt: skip
    with serving.served(path) as root:
        yield root, things


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


def addresses(desk) -> list[str]:
    return ["/", *(f"/{name}" for name in LISTS), *desk[1].values()]


def open_context(browser: Browser, **given) -> BrowserContext:
    context = browser.new_context(**given)
    context.set_default_timeout(15_000)
    return context


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("locale", ["en-GB", "fr-FR"])
def test_every_page_fits_and_runs_without_an_error(desk, browser, size, scripts: bool, locale: str) -> None:
    wrong: list[str] = []
    with open_context(browser, viewport=size, java_script_enabled=scripts, locale=locale) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
        for path in addresses(desk):
            answer = page.goto(desk[0] + path, wait_until="load")
            assert answer is not None
            assert answer.status == 200, path
            expect(page.locator("h1")).to_have_count(1)
            assert page.locator("html").get_attribute("lang") == locale[:2]
            beyond = (
                page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                if scripts
                else 0
            )
            assert beyond <= 1, f"{path} is {beyond} pixels too wide at {size['width']}"
    assert not wrong


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_barrier(desk, browser, scheme: str) -> None:
    with open_context(browser, viewport=WIDE if scheme == "light" else NARROW, color_scheme=scheme) as context:
        page = context.new_page()
        found = []
        for path in addresses(desk):
            page.goto(desk[0] + path, wait_until="load")
            for violation in Axe().run(page).response["violations"]:
                if violation["impact"] in ("serious", "critical"):
                    where = [node["html"][:160] for node in violation["nodes"][:2]]
                    found.append(f"{path}: {violation['id']}: {where}")
    assert not found, "\n".join(found)


def test_an_event_lights_up_its_words(desk, browser) -> None:
    with open_context(browser, viewport=WIDE) as context:
        page = context.new_page()
        page.goto(desk[0] + desk[1]["document"])
        record = page.locator(".record").nth(1)
        record.hover()
        expect(page.locator(".text .lit").first).to_be_visible()
        words = page.locator(".text [data-e].lit[data-role]")
        assert words.count() >= 1
        sides = [record.locator("dd").nth(n).inner_text() for n in range(record.locator("dd").count())]
        assert any(words.nth(n).inner_text().split("\n")[0][:12] in " ".join(sides) for n in range(words.count()))
        page.locator("a.mark").first.focus()
        expect(page.locator("#e1")).to_have_class(__import__("re").compile("lit"))
        page.keyboard.press("Escape")
        expect(page.locator(".lit")).to_have_count(0)


def test_without_scripts_a_mark_leads_to_its_record(desk, browser) -> None:
    with open_context(browser, viewport=NARROW, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(desk[0] + desk[1]["document"])
        page.locator("a.mark").first.click()
        assert page.url.endswith("#e1")
        expect(page.locator("#e1")).to_be_in_viewport()


def test_charts_are_drawn_by_plotly_from_this_server_alone(desk, browser) -> None:
    asked: list[str] = []
    with open_context(browser, viewport=WIDE) as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        for path in (desk[1]["dyad"], "/map?since=2000-01-01"):
            page.goto(desk[0] + path)
            expect(page.locator(".plot .main-svg").first).to_be_visible()
            expect(page.locator(".plot > svg.chart")).to_have_count(0)
    assert all(url.startswith((desk[0], "data:", "blob:")) for url in asked), "nothing comes from elsewhere"
    with open_context(browser, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(desk[0] + desk[1]["dyad"])
        expect(page.locator(".plot > svg.chart")).to_be_visible()


def test_paste_is_read_on_the_spot(desk, browser) -> None:
    with open_context(browser, viewport=WIDE) as context:
        page = context.new_page()
        page.goto(desk[0] + "/paste")
        page.fill("#text", "Selon Oslo, la France a livré 40 chars à la Moldavie dimanche.")
        page.select_option("#language", "fr")
        page.locator("#paste button").click()
        expect(page.locator("#seen a.mark")).to_have_text("a livré1")
        assert page.url.endswith("/paste")
        page.fill("#text", "")
        page.locator("#paste button").click()
        expect(page.locator("#seen .notice")).to_contain_text("one of the two")


def test_everything_can_be_reached_by_keyboard(desk, browser) -> None:
    with open_context(browser, viewport=WIDE) as context:
        page = context.new_page()
        page.goto(desk[0] + "/")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        assert page.url.endswith("#main")
        page.goto(desk[0] + "/happenings")
        page.locator("details.filters summary").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#f-actor")).to_be_visible()
        page.fill("#f-actor", "NGA")
        page.keyboard.press("Enter")
        page.wait_for_url("**actor=NGA**")


def test_print_leaves_the_page_bare(desk, browser) -> None:
    with open_context(browser, viewport=WIDE) as context:
        page = context.new_page()
        page.goto(desk[0] + desk[1]["document"])
        page.emulate_media(media="print")
        expect(page.locator(".top")).to_be_hidden()
        expect(page.locator(".text")).to_be_visible()


def test_pictures_for_the_docs(desk, browser) -> None:
    folder = os.environ.get("HERODOTE_SCREENSHOTS")
    if not folder:
        pytest.skip("pictures are made where HERODOTE_SCREENSHOTS names a folder")
    Path(folder).mkdir(parents=True, exist_ok=True)
    shots: list[tuple[str, str, dict, str]] = [
        ("overview", "/", WIDE, "light"), ("document", desk[1]["document"], WIDE, "light"),
        ("happening", desk[1]["happening"], WIDE, "light"), ("treaty", desk[1]["treaty"], WIDE, "light"),
        ("dyad", desk[1]["dyad"], WIDE, "dark"), ("map", "/map?since=2000-01-01", WIDE, "dark"),
        ("network", "/network?since=2000-01-01", WIDE, "light"), ("narrow", "/happenings", NARROW, "dark"),
    ]  # fmt: skip
    for name, path, size, scheme in shots:
        with open_context(browser, viewport=size, color_scheme=scheme) as context:
            page: Page = context.new_page()
            page.goto(desk[0] + path, wait_until="networkidle")
            if name == "document":
                page.locator("a.mark").nth(2).hover()
            page.screenshot(path=str(Path(folder) / f"{name}.png"))
