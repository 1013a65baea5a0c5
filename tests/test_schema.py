"""Coded events are what the published JSON Schema says, survive a round trip and rest on their words."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

import herodote
from fake_reader import FakeReader, told
from herodote.coder import EventCoder
from herodote.plover import ontology
from herodote.records import (
    Amount,
    CiteInfo,
    DateInfo,
    Document,
    Entity,
    Event,
    Instrument,
    Location,
    Size,
    Source,
    TextInfo,
)  # fmt: skip
from herodote.rendering.articles import article
from herodote.runners.serial import run

TEXT = (
    "Selon des sources proches du dossier, la Serbie aurait livré 40 blindés au Mali le 3 mars.\n"
    "Bamako dément avoir demandé des soldats à Belgrade.\n"
    "Le Parlement serbe a ratifié le traité de défense mutuelle et le Niger promet de fournir 2 millions de dollars."
)
READER = FakeReader(
    told(
        "livré", "AID", certainty="hedged", actor="la Serbie", recipient="Mali", amount="40 blindés", object="blindés",
        time="le 3 mars", source="des sources proches du dossier", cue="Selon",
    ),
    told("demandé", "REQUEST", status="negated", modes=("assist",), actor="Bamako", recipient="Belgrade"),
    told("ratifié", "SUPPORT", step="ratified", actor="Le Parlement serbe", instrument="le traité de défense mutuelle"),
    told("fournir", "AGREE", status="future", actor="le Niger", amount="2 millions de dollars"),
)  # fmt: skip
DOCUMENT = Document(id="d", text=TEXT, title="Un titre", language="fr", published=date(2021, 3, 5))


@pytest.fixture(scope="module")
def events():
    ((_, found),) = run([DOCUMENT], pytest.fail, EventCoder(READER))
    return found


def test_schema_is_valid_and_describes_every_field():
    schema = herodote.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(schema["properties"]) == set(Event.model_fields)
    assert set(schema["$defs"]) >= {"Entity", "Source", "Amount", "Location", "DateInfo"}


def test_coded_events_fit_the_schema(events):
    validator = jsonschema.Draft202012Validator(herodote.schema())
    assert len(events) == 4
    for event in events:
        validator.validate(json.loads(event.model_dump_json()))


def test_records_survive_a_round_trip(events):
    assert [Event.model_validate_json(event.model_dump_json()) for event in events] == events


def test_every_span_says_what_stands_there(events):
    def spans(value):
        if isinstance(value, dict):
            words = value.get("text") or value.get("entity_text") or value.get("extracted_place")
            if words and "start" in value:
                yield words, value["start"], value["end"]
            for inner in value.values():
                yield from spans(inner)
        elif isinstance(value, (list, tuple)):
            for inner in value:
                yield from spans(inner)

    for event in events:
        for words, start, end in spans(event.model_dump()):
            assert TEXT[start:end] == words
        info = event.text_info
        assert TEXT[info.event_start : info.event_end] == event.event_text
        assert TEXT[info.start : info.end] == event.text


def test_quad_and_scale_are_those_of_the_ontology(events):
    for event in events:
        assert event.quad_code == ontology().types[event.event].quad
        assert event.event_scale == ontology().scale(event.event, event.mode)


def test_ids_are_ordinals_in_reading_order(events):
    assert [event.id for event in events] == ["d#1", "d#2", "d#3", "d#4"]


def test_recoding_gives_the_same_bytes(events):
    ((_, again),) = run([DOCUMENT], pytest.fail, EventCoder(READER))
    assert [e.model_dump_json() for e in again] == [e.model_dump_json() for e in events]


def test_refusals_pass_by_and_the_rest_goes_on():
    refused = []
    documents = [
        Document(id="a", text="…"),
        DOCUMENT,
        Document(id="b", text="Der Präsident lehnt das Abkommen mit dem Nachbarland ab."),
    ]
    found = list(run(documents, refused.append, EventCoder(READER)))
    assert [document.id for document, _ in found] == ["d"]
    assert [(refusal.id, refusal.reason) for refusal in refused] == [("a", "no-text"), ("b", "language")]


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_an_article_fits_its_terminal(events, width):
    from rich.console import Console

    console = Console(width=width, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(article(DOCUMENT, events, width))
    shown = console.export_text()
    assert all(len(line.rstrip()) <= width for line in shown.splitlines())
    assert "livré¹?" in shown
    assert "demandé²" in shown
    assert "2021-03-03" in shown


def test_text_cannot_steer_the_terminal(events):
    from rich.console import Console

    hostile = Document(id="d", text="Un \x1b[31mmot\x1b]0;x\x07.", title="\x1b[2J")
    console = Console(width=80, force_terminal=True, file=open("/dev/null", "w"), record=True)  # noqa: SIM115
    console.print(article(hostile, [], 80))
    shown = console.export_text(styles=True)
    assert "\x1b[31m" not in shown
    assert "\x1b]0" not in shown
    assert "\x1b[2J" not in shown


def test_public_names():
    assert set(herodote.__all__) <= set(dir(herodote))
    assert herodote.times("le 3 mars 2021", language="fr")[0].first == date(2021, 3, 3)
    assert herodote.actors("Moscou dément.", language="fr")[0].code == "RUS"
    assert herodote.amounts("40 blindés", language="fr")[0].value == 40
    assert callable(herodote.places)
    assert callable(herodote.code)
    with pytest.raises(AttributeError):
        herodote.nothing  # noqa: B018


def test_the_page_on_the_record_is_true():
    page = (Path(__file__).parents[1] / "docs" / "record.md").read_text(encoding="utf8")
    example = json.loads(page.partition("```json\n")[2].partition("```")[0])
    jsonschema.Draft202012Validator(herodote.schema()).validate(example)
    assert set(example) == set(Event.model_fields)
    for record in (Event, Entity, Source, Amount, Location, DateInfo, Instrument, Size, TextInfo, CiteInfo):
        for field in record.model_fields:
            assert f"`{field}`" in page, f"docs/record.md does not say what {record.__name__}.{field} is"
