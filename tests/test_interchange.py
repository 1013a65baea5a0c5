"""The field's formats: what goes out reads as the format's own, what comes in stands in a ledger, losses are said."""

import io
import json
import re
from datetime import date as Date

import icalendar
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from herodote import open_ledger, read_events, views
from herodote.errors import UsageError
from herodote.interchange import gdelt, icews, plover, polecat
from herodote.interchange.agenda import of_ledger
from herodote.interchange.cameo import actor_code, actor_of, cameo, meaning
from herodote.interchange.rows import Rejected, record
from herodote.interchange.tables import event_schema, frame, records
from herodote.interchange.taking import take
from herodote.interchange.writing import FORMATS, write
from herodote.ledger.ingest import ingest
from herodote.ledger.refused import refused
from herodote.plover import ontology
from herodote.records import Entity, Event
from invented_records import TEXT, events
from small_ledger import coder, documents

many = st.lists(events(), min_size=1, max_size=4).map(
    lambda found: [e.model_copy(update={"id": f"doc#{n}"}) for n, e in enumerate(found, 1)]
)
POLECAT = (
    "Event ID\tEvent Date\tEvent Type\tEvent Mode\tIntensity\tQuad Code\tContexts\tActor Name\tActor Country\t"
    "Primary Actor Sector\tActor Sectors\tActor Name Raw\tWikipedia Actor ID\tRecipient Name\tRecipient Country\t"
    "Primary Recipient Sector\tRecipient Sectors\tRecipient Name Raw\tWikipedia Recipient ID\tPlacename\tCity\t"
    "Province\tCountry\tLatitude\tLongitude\tGeoNames ID\tRaw Placename\tSource\tPublication Date\tLanguage\tVersion\n"
    "7-a\t2024-05-05\tAID\t\t10.0\tMATERIAL COOPERATION\tmilitary;diplomatic\tFrance\tFRA\tGOV\tGOV;MIL\tParis\tFrance\t"
    "Moldova\tMoldova\tGOV\tGOV\tla Moldavie\tMoldova\tChisinau\tChisinau\t\tMDA\t47.0\t28.8\t618426\tChisinau\t"
    "Example Wire\t2024-05-07\tEnglish\t2.1\n"
    "7-b\t2024-05-05\tGREET\t\t1\n"
)


def written(found: list[Event], name: str) -> tuple[str, str]:
    out = io.BytesIO()
    told = write(found, name, out)
    return out.getvalue().decode("utf8", "surrogatepass"), told.sentence()


@settings(max_examples=60, deadline=None)
@given(many)
def test_a_frame_and_parquet_hold_the_whole_record(found):
    out = io.BytesIO()
    write(found, "parquet", out)
    table = pl.read_parquet(io.BytesIO(out.getvalue()))
    assert dict(table.schema) == event_schema(), "whoever reads the file knows what to expect, even of empty columns"
    assert list(records(table)) == found
    assert list(records(frame(found))) == found


@settings(max_examples=60, deadline=None)
@given(many)
def test_plover_goes_out_and_comes_back_but_for_what_it_does_not_name(found):
    lines, _ = written(found, "plover")
    assert "certainty" not in lines and "attribution" not in lines
    ((document, back),) = plover.read(lines.splitlines(), 0.5)
    assert document.text == found[0].text, "sentences stand where they stood"
    assert document.id == "plover:doc", "what is taken in takes no other document's place"
    for one, other in zip(found, back, strict=True):
        assert other.id == f"plover:{one.id}"
        same = ("date", "event", "mode", "context", "quad_code", "event_scale", "status", "size", "event_text",
                "text", "text_info", "cite_info")  # fmt: skip
        assert [getattr(one, n) for n in same] == [getattr(other, n) for n in same]
        assert [(e.entity_text, e.code, e.sector) for e in one.actor] == [
            (e.entity_text, e.code, e.sector) for e in other.actor
        ]
        assert all(document.text[e.start : e.end] in (e.entity_text, "") for e in other.actor)


@settings(max_examples=60, deadline=None)
@given(events())
def test_gdelt_keeps_who_did_what_to_whom_when(event):
    lines = list(gdelt.rows(event))
    assert all(line.count("\t") == 57 for line in lines)
    assert len(lines) == max(len(event.actor), 1) * max(len(event.recipient), 1), "a row is a pair of sides"
    for row in gdelt.read(lines):
        if isinstance(row, Rejected):
            assert not (event.actor or event.recipient) and row.reason == "names no actor on either side"
            continue
        back = record(row, 0.5)[1]
        assert back.date == (event.date or event.cite_info.published)
        assert ontology().types[back.event].quad in (event.quad_code, 1 if event.event == "RETREAT" else event.quad_code,
                                                     3 if event.event == "SANCTION" else event.quad_code)  # fmt: skip
        codes = {e.code for e in event.actor}
        assert {e.code for e in back.actor} <= codes | {None}


def test_every_type_and_mode_has_a_cameo_code_that_means_it():
    lost = set()
    for name, kind in ontology().types.items():
        for mode in ("", *kind.modes):
            code = cameo(_event(name, (mode,) if mode else ()))
            assert re.fullmatch(r"\d{3,4}", code.code) and code.code != "010", (name, mode)
            assert -10 <= code.goldstein <= 10 and code.title != code.code
            back = meaning(code.code)
            if back is None or back.event != name or (mode and mode not in back.modes):
                lost.add(f"{name} {mode}".strip())
    # What docs/formats.md says is lost; a mode that is kept must not fall among them.
    assert lost == {
        "CONSULT multilateral", "RETREAT", "RETREAT resign", "REJECT change", "THREATEN arrest", "PROTEST strike",
        "PROTEST vandalize", "SANCTION convict", "MOBILIZE weapons", "MOBILIZE militia", "COERCE censor",
        "COERCE withhold", "COERCE misinformation", "ASSAULT destroy", "ASSAULT primitive", "ASSAULT drone",
        "ASSAULT crowd-control",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "scale"), [("190", -10.0), ("0211", 3.4), ("072", 8.3), ("1823", -10.0), ("057", 8.0), ("130", -4.4)]
)
def test_scores_are_goldsteins(code, scale):
    from herodote.interchange.cameo import Code

    assert Code(code).goldstein == scale


def test_actors_go_both_ways():
    for code, sector, cameo_code in [("RUS", "GOV", "RUSGOV"), ("UNO", None, "IGOUNO"), ("KOS", "MIL", "KSVMIL"),
                                     ("FRA", "JRN", "FRAMED"), ("EUR", None, "IGOEUREEC"), (None, "REB", "REB")]:  # fmt: skip
        entity = Entity(entity_text="x", start=0, end=1, code=code, sector=sector)
        assert actor_code(entity) == cameo_code
        assert actor_of(cameo_code)[:2] == (code, sector)


def test_what_did_not_happen_is_left_out_of_gdelt_and_icews_and_counted():
    found = [_event("AID", ()), _event("AID", (), status="negated"), _event("ASSAULT", (), status="hypothetical")]
    for name in ("gdelt", "icews"):
        lines, told = written(found, name)
        assert len(lines.splitlines()) == (1 if name == "gdelt" else 2)
        assert told.startswith("1 records written, 2 left out: not said to have happened")


def test_icews_names_countries_and_sectors_in_words():
    (line,) = icews.rows(_event("AID", (), code="FRA", sector="MIL"))
    row = dict(zip(icews.COLUMNS, line.split("\t"), strict=True))
    assert (row["Source Country"], row["Source Sectors"]) == ("France", "Military")
    assert (row["Event Text"], row["CAMEO Code"], row["Intensity"]) == (
        "Provide aid, not specified below", "070", "7.0",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "certainty", "value"),
    [("actual", "stated", "CT+"), ("negated", "hedged", "PR-"), ("hypothetical", "hedged", "Uu")],
)
def test_factuality_is_the_sources_and_the_author_of_reported_words_is_uncommitted(status, certainty, value):
    event = _event("AID", (), status=status, certainty=certainty)
    lines, _ = written([event], "factbank")
    assert lines.splitlines()[1].split("\t")[-2:] == ["AUTHOR", value]
    from herodote.records import Source

    said = event.model_copy(update={"attribution": (Source(entity_text="le roi", start=0, end=6),)})
    rows = [line.split("\t")[-2:] for line in written([said], "factbank")[0].splitlines()[1:]]
    assert rows == [["le-roi_AUTHOR", value], ["AUTHOR", "Uu"]]


def test_geojson_is_valid_and_leaves_out_what_has_no_point():
    found = [_event("AID", (), point=(48.5, 2.25)), _event("AID", ())]
    text, told = written(found, "geojson")
    collection = json.loads(text)
    (feature,) = collection["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [2.25, 48.5]}, "longitude first"
    assert told == "1 records written, 1 left out: no place with coordinates"
    assert json.loads(written([], "geojson")[0]) == {"type": "FeatureCollection", "features": []}


def test_what_is_due_stands_in_a_calendar(tmp_path):
    with open_ledger(tmp_path / "l.db", create=True) as ledger:
        ingest(ledger.engine, documents([("p", "2024-05-06", "La France doit livrer lundi 13 mai des chars.")]),
               coder=_future())  # fmt: skip
        calendar = icalendar.Calendar.from_ical(of_ledger(ledger))
    (entry,) = calendar.walk("VEVENT")
    assert entry.decoded("dtstart") == Date(2024, 5, 13)
    assert "FRA" in str(entry["summary"]) and "livrer" in str(entry["description"])


def test_events_of_polecat_stand_in_a_ledger_with_their_coder(address):
    with open_ledger(address, create=True) as ledger:
        taken = take(ledger.engine, POLECAT.splitlines(keepends=True), "polecat", confidence=0.7)
        assert (taken.seen, taken.claims, taken.refused) == (2, 1, 1)
        again = take(ledger.engine, POLECAT.splitlines(keepends=True), "polecat", confidence=0.7)
        assert again.claims == 0, "the same file twice changes nothing"
        (row,) = views.events(ledger).iter_rows(named=True)
        (event,) = records(read_events(ledger))
        (no,) = refused(ledger.engine)
    assert (row["actor_code"], row["recipient_code"], row["event"], row["place"]) == ("FRA", "MDA", "AID", "Chisinau")
    assert (event.coder.program, event.coder.version, event.confidence) == ("polecat", "2.1", 0.7)
    assert event.context == ("military", "diplomatic") and event.actor[0].other_sectors == ("MIL",)
    assert row["text"][event.actor[0].start : event.actor[0].end] == "Paris", "fields point at the row's own cells"
    assert (event.event_loc.geonameid, event.cite_info.published) == (618426, Date(2024, 5, 7))
    assert (no["id"], no["message"]) == ("polecat:7-b", "GREET is no type of PLOVER")


def test_claims_of_gdelt_join_the_happening_that_reports_tell_of(tmp_path):
    with open_ledger(tmp_path / "l.db", create=True) as ledger:
        ingest(ledger.engine, documents(), coder=coder())
        before = views.happenings(ledger, type="SANCTION").height
        told = next(e for e in records(read_events(ledger)) if e.event == "SANCTION")
        take(ledger.engine, list(gdelt.rows(told)), "gdelt")
        (row,) = views.happenings(ledger, type="SANCTION").iter_rows(named=True)
    assert before == 1
    assert (row["claims"], row["documents"]) == (2, 2)
    assert "GDELT" in row["voices"]


def test_gdelt_is_read_in_each_of_its_widths_and_statements_are_refused_with_the_reason():
    (line,) = gdelt.rows(_event("ASSAULT", ("aerial",), code="RUS"))
    cells = line.split("\t")
    wide = list(cells)
    for at in (39, 47, 55):
        wide.insert(at, "ADM2")
    for given_cells in (cells, cells[:-1], wide):
        (row,) = gdelt.read(["\t".join(given_cells)])
        assert (row.kind, row.modes, row.actor[0].code) == ("ASSAULT", ("aerial",), "RUS")
    cells[gdelt.COLUMNS.index("EventCode")] = "010"
    (no,) = gdelt.read(["\t".join(cells)])
    assert isinstance(no, Rejected) and no.reason == "CAMEO 010 is no event in PLOVER"
    (short,) = gdelt.read(["1\t2\t3"])
    assert "3 columns" in short.reason


def test_a_file_that_is_none_is_refused_with_the_remedy(tmp_path):
    with pytest.raises(UsageError, match="begin with their column names"):
        list(polecat.read(["a\tb\n", "1\t2\n"]))
    path = tmp_path / "x.jsonl"
    path.write_text('{"a": 1}\n')
    with pytest.raises(UsageError, match=r"holds no records of herodote code"):
        read_events(path)
    with pytest.raises(UsageError, match="is not there"):
        read_events(tmp_path / "none.parquet")
    (bad,) = plover.read(['{"event": "GREET"}'], 0.5)
    assert "no record with a type of PLOVER" in bad.reason


@pytest.mark.parametrize("name", [f for f in FORMATS if f != "parquet"])
def test_tabs_and_line_breaks_of_a_text_break_no_format(name):
    event = _event("AID", (), words="a\tlivré\nhier")
    text, _ = written([event], name)
    if name in ("gdelt", "icews", "factbank"):
        assert len({line.count("\t") for line in text.splitlines()}) == 1


def test_records_are_read_from_wherever_code_and_ingest_put_them(tmp_path):
    with open_ledger(tmp_path / "l.db", create=True) as ledger:
        ingest(ledger.engine, documents(), coder=coder())
        open_one = read_events(ledger)
    assert read_events(tmp_path / "l.db").equals(open_one)
    lines = "".join(f"{e.model_dump_json()}\n" for e in records(open_one))
    import gzip

    (tmp_path / "e.jsonl").write_text(lines)
    (tmp_path / "e.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    open_one.write_parquet(tmp_path / "e.parquet")
    for name in ("e.jsonl", "e.jsonl.gz", "e.parquet"):
        assert read_events(tmp_path / name).equals(open_one), name
    assert open_one.to_pandas().shape == open_one.shape
    nested = open_one.select(pl.col("actor").list.first().struct.field("code"), "status")
    assert ("CHL", "negated") in nested.rows()


def _event(kind, modes, *, status="actual", certainty="stated", code="FRA", sector="GOV", point=None, words="livré"):
    place = None
    if point:
        place = {"extracted_place": "Sucre", "start": 53, "end": 58, "lat": point[0], "lon": point[1]}
    return Event.model_validate({
        "id": "doc#1", "document": "doc", "date": "2024-05-06", "enddate": "2024-05-06", "event": kind, "act": kind,
        "mode": modes, "quad_code": ontology().types[kind].quad, "event_scale": ontology().scale(kind, modes),
        "actor": [{"entity_text": "Paris\tx" if "\t" in words else "Paris", "start": 0, "end": 5, "code": code,
                   "sector": sector}],
        "recipient": [], "event_text": words, "event_loc": place, "status": status, "certainty": certainty,
        "text": TEXT, "text_info": {"sequence": 0, "start": 0, "end": len(TEXT), "event_start": 31, "event_end": 36},
        "cite_info": {}, "confidence": 0.5,
        "coder": {"program": "herodote", "version": "0", "weights": "", "language_pack": "fr"},
    })  # fmt: skip


def _future():
    from fake_reader import FakeReader, told
    from herodote.coder import EventCoder

    return EventCoder(FakeReader(
        told("livrer", "AID", status="future", actor="La France", object="des chars", time="lundi 13 mai")
    ))  # fmt: skip
