"""The commands convert, export and import as a user runs them."""

import json

import polars as pl
import pytest

from test_cli import WEIGHTS, herodote_
from test_interchange import POLECAT
from test_ledger_commands import REPORTS

pytestmark = pytest.mark.skipif(not WEIGHTS.is_file(), reason="the reader's weights are not there")


@pytest.fixture(scope="module")
def coded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("coded")
    source, path = folder / "reports.jsonl", folder / "events.jsonl"
    source.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in REPORTS), encoding="utf8")
    assert herodote_("code", source, "-o", path)[0] == 0
    return path


def test_records_are_converted_to_a_pipe_and_to_a_file(coded, tmp_path):
    status, out, err = herodote_("convert", coded, "--to", "gdelt")
    assert status == 0 and "records written" in err and "left out: not said to have happened" in err
    assert all(len(line.split("\t")) == 58 for line in out.splitlines())
    target = tmp_path / "events.parquet"
    assert herodote_("convert", coded, "--to", "parquet", "-o", target)[0] == 0
    assert pl.read_parquet(target).height == len(coded.read_text().splitlines())
    status, back, _ = herodote_("convert", target, "--to", "jsonl")
    assert back == coded.read_text(encoding="utf8"), "Parquet loses nothing"


def test_a_file_without_records_is_refused_and_leaves_no_file(coded, tmp_path):
    target = tmp_path / "x.geojson"
    status, _, err = herodote_("convert", coded.with_name("reports.jsonl"), "--to", "geojson", "-o", target)
    assert status == 2 and "holds no records of herodote code" in err
    assert not target.exists()


def test_a_ledger_takes_in_others_events_and_gives_all_back(coded, tmp_path):
    ledger, events = tmp_path / "desk.db", tmp_path / "polecat.txt"
    events.write_text(POLECAT, encoding="utf8")
    assert herodote_("ingest", coded.with_name("reports.jsonl"), "--ledger", ledger)[0] == 0
    status, _, err = herodote_("import", events, "--from", "polecat", "--ledger", ledger)
    assert status == 1 and "2 rows or documents, 1 claims added, 1 refused" in err
    assert "polecat:7-b: GREET is no type of PLOVER" in err
    status, out, err = herodote_("export", "--ledger", ledger, "--format", "icews")
    assert "polecat:7-a" in out and "\nEvent ID" not in out and "records written" in err
    programs = {
        json.loads(line)["coder"]["program"] for line in herodote_("export", "--ledger", ledger)[1].splitlines()
    }
    assert programs == {"herodote", "polecat"}
    status, out, _ = herodote_("export", "--ledger", ledger, "--format", "ical")
    assert out.startswith("BEGIN:VCALENDAR")
    status, _, err = herodote_("import", tmp_path / "none.txt", "--from", "gdelt", "--ledger", ledger)
    assert status == 2 and "is not there" in err


def test_records_go_into_a_ledger_whole_and_never_over_its_own_reading(coded, tmp_path):
    ledger = tmp_path / "desk.db"
    status, _, err = herodote_("import", coded, "--from", "herodote", "--ledger", ledger)
    assert status == 0 and "0 refused" in err
    back = herodote_("export", "--ledger", ledger)[1]
    assert sorted(back.splitlines()) == sorted(coded.read_text(encoding="utf8").splitlines()), "nothing is lost"
    own = tmp_path / "own.db"
    herodote_("ingest", coded.with_name("reports.jsonl"), "--ledger", own)
    before = herodote_("export", "--ledger", own)[1]
    status, _, err = herodote_("import", coded, "--from", "herodote", "--ledger", own)
    assert "documents there already" in err and herodote_("export", "--ledger", own)[1] == before
    (tmp_path / "my.plover").write_text(herodote_("convert", coded, "--to", "plover")[1], encoding="utf8")
    herodote_("import", tmp_path / "my.plover", "--from", "plover", "--ledger", own)
    assert set(before.splitlines()) < set(herodote_("export", "--ledger", own)[1].splitlines())


def test_records_are_no_reports(coded, tmp_path):
    status, _, err = herodote_("ingest", coded, "--ledger", tmp_path / "x.db")
    assert status == 1 and "herodote import --from herodote" in err


def test_another_format_and_archives(coded, tmp_path):
    import zipfile

    _, rows, _ = herodote_("convert", coded, "--to", "gdelt")
    with zipfile.ZipFile(tmp_path / "day.export.CSV.zip", "w") as archive:
        archive.writestr("day.export.CSV", rows)
    status, _, err = herodote_(
        "import", tmp_path / "day.export.CSV.zip", "--from", "gdelt", "--ledger", tmp_path / "g.db"
    )
    assert status == 0 and "0 refused" in err
    status, _, err = herodote_("import", coded, "--from", "gdelt", "--ledger", tmp_path / "g.db")
    assert status == 1 and "is it another format (--from)?" in err


def test_a_damaged_record_is_named_by_its_line(coded, tmp_path):
    lines = coded.read_text(encoding="utf8").splitlines()
    (tmp_path / "cut.jsonl").write_text("\n".join([*lines[:2], lines[2][:200]]), encoding="utf8")
    status, _, err = herodote_("convert", tmp_path / "cut.jsonl", "--to", "gdelt")
    assert status == 2 and "cut.jsonl, line 3: no whole record" in err and "Traceback" not in err
    herodote_("convert", coded, "--to", "parquet", "-o", tmp_path / "e.parquet")
    (tmp_path / "cut.parquet").write_bytes((tmp_path / "e.parquet").read_bytes()[:-500])
    status, _, err = herodote_("convert", tmp_path / "cut.parquet", "--to", "gdelt")
    assert status == 2 and "is no whole Parquet file" in err


def test_actors_added_later_can_be_read_anew(coded, tmp_path):
    ledger, actors = tmp_path / "desk.db", tmp_path / "my.actors.txt"
    actors.write_text("KHARTOUM_ [SDNGOV]\n", encoding="utf8")
    herodote_("ingest", coded.with_name("reports.jsonl"), "--ledger", ledger)
    _, out, _ = herodote_("ingest", coded.with_name("reports.jsonl"), "--ledger", ledger, "--again", "--actors", actors)
    assert "2 read, 0 unchanged" in out and "superseded" in out
    _, out, _ = herodote_("ingest", coded.with_name("reports.jsonl"), "--ledger", ledger, "--again", "--actors", actors)
    assert "0 read, 2 unchanged" in out
