"""The documentation builds without a warning, and covers what the code has."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import tomli

import herodote
from herodote import views
from herodote.coder import EventCoder
from herodote.interchange.taking import SOURCES
from herodote.interchange.writing import FORMATS
from herodote.plover import ontology
from herodote.records import Document, Event

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    pytest.importorskip("mkdocs", reason="the site is built by MkDocs: pip install -r requirements-dev.txt")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def test_every_command_has_its_options_in_the_reference(site):
    from herodote.cli import app

    page = (site / "reference" / "commands.html").read_text(encoding="utf8")
    for command in app.registered_commands:
        assert f'id="{command.name}"' in page
    assert "--min-confidence P" in page and "DATE" in page


def test_every_public_name_has_its_place_in_the_reference(site):
    page = (site / "reference" / "python.html").read_text(encoding="utf8")
    homes = {name: home for name, home in herodote._HOMES.items() if name != "schema"}
    for name, home in homes.items():
        assert f'id="{home}.{name}"' in page, name
    for name in views.__all__:
        assert re.search(rf'id="herodote\.views\.\w+\.{name}"', page), name
    for field in Event.model_fields:
        assert f'id="herodote.records.Event.{field}"' in page


def test_formats_and_fields_are_explained():
    formats, record = ((DOCS / name).read_text(encoding="utf8") for name in ("formats.md", "record.md"))
    assert [name for name in (*FORMATS, *SOURCES) if f"`{name}`" not in formats] == []
    assert [name for name in Event.model_fields if f"`{name}`" not in record] == []


def test_every_type_and_mode_is_on_the_page_of_the_ontology(site):
    page = (site / "ontology.html").read_text(encoding="utf8")
    for name, kind in ontology().types.items():
        assert f'id="{name.lower()}"' in page
        assert all(f"<td>{mode}</td>" in page for mode in kind.modes)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_examples_of_the_ontology_are_coded_as_what_they_stand_for(coder: EventCoder, language: str) -> None:
    table = tomli.loads((DOCS / "ontology.toml").read_text(encoding="utf8"))["types"]
    documents = [Document(id=n, text=e[language], language=language, published="2025-05-07") for n, e in table.items()]
    coded = coder.code(documents)
    wrong = [d.id for d, found in zip(documents, coded, strict=True) if d.id not in [e.event for e in found]]
    assert wrong == []


def test_links_of_the_readme_lead_somewhere():
    text = (ROOT / "README.md").read_text(encoding="utf8")
    missing = [target for target in re.findall(r"\]\((?!http)([^)#]+)\)", text) if not (ROOT / target).exists()]
    assert missing == []
