"""The ledger's commands as a user runs them: piped, in a terminal, and with what goes wrong."""

import csv
import io
import json
import os
import pty
import re
import select
import subprocess
import time
from pathlib import Path

import polars as pl
import pytest

from test_cli import HERODOTE, WEIGHTS, herodote_

pytestmark = pytest.mark.skipif(not WEIGHTS.is_file(), reason="the reader's weights are not there")

REPORTS = [
    {"id": "a", "language": "fr", "published": "2023-05-03", "publication": "Le Jour",
     "text": "L'armée soudanaise a bombardé mardi un hôpital de Khartoum, tuant 12 civils, selon l'ONU. "
             "Le gouvernement soudanais a démenti avoir bombardé l'hôpital."},
    {"id": "b", "language": "en", "published": "2023-05-04", "publication": "The Day",
     "text": "Sudan's army bombed a hospital in Khartoum on Tuesday, killing 20 civilians, doctors said. "
             "France condemned the attack on Wednesday."},
]  # fmt: skip
QUESTIONS = ("events", "happenings", "timeline", "dyads", "deployments", "transfers", "territory", "disputes", "sources",
             "treaties", "contradictions")  # fmt: skip


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    source = folder / "reports.jsonl"
    source.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in [*REPORTS, {"id": "c", "text": " "}]))
    path = folder / "desk.db"
    status, out, err = herodote_("ingest", source, "--ledger", path)
    assert status == 1, "a document was refused"
    assert re.search(r"3 documents: 2 read, 0 unchanged, 1 refused; \d+ claims added", out)
    assert "has no text" in err
    return path


def rows(*arguments):
    status, out, err = herodote_(*arguments)
    assert (status, err) == (0, "")
    return [json.loads(line) for line in out.splitlines()]


def in_terminal(*arguments, keys: str = "", columns: int = 160) -> str:
    """What a command shows on a terminal, keys pressed as it asks."""
    main, sub = pty.openpty()
    os.environ["COLUMNS"] = str(columns)
    process = subprocess.Popen([HERODOTE, *map(str, arguments)], stdin=sub, stdout=sub, stderr=sub, close_fds=True)
    os.close(sub)
    out, waiting, last = b"", list(keys), time.monotonic()
    while True:
        ready, _, _ = select.select([main], [], [], 0.3)
        if ready:
            try:
                data = os.read(main, 65536)
            except OSError:
                break
            if not data:
                break
            out += data
            last = time.monotonic()
        elif process.poll() is not None or time.monotonic() - last > 60:
            break
        elif waiting and out and time.monotonic() - last > 0.3:
            os.write(main, waiting.pop(0).encode())
            last = time.monotonic()
    process.wait(60)
    os.close(main)
    return out.decode(errors="replace")


def plain(shown: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)


def test_the_same_input_again_changes_nothing(ledger):
    status, out, _ = herodote_("ingest", ledger.with_name("reports.jsonl"), "--ledger", ledger)
    assert status == 1
    assert "0 read, 2 unchanged, 1 refused; 0 claims added" in out
    (one,) = rows("refusals", "--ledger", ledger)
    assert (one["reason"], "no text" in one["message"]) == ("empty", True)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_answers_in_every_form(ledger, question, tmp_path):
    told = rows(question, "--ledger", ledger)
    _, as_csv, _ = herodote_(question, "--ledger", ledger, "--csv")
    assert len(list(csv.DictReader(io.StringIO(as_csv)))) == len(told)
    file = tmp_path / "out.parquet"
    assert herodote_(question, "--ledger", ledger, "--parquet", "-o", file)[0] == 0
    assert pl.read_parquet(file).height == len(told)
    status, table, _ = herodote_(question, "--ledger", ledger, "--table")
    assert status == 0
    assert "\x1b[" not in table
    assert table.strip()


def test_one_bombing_told_twice_is_one_happening_with_its_disputes(ledger):
    found = rows("happenings", "--ledger", ledger, "--type", "ASSAULT", "--actor", "SDN")
    assert found[0]["claims"] >= 2
    assert found[0]["documents"] == 2
    kinds = {d["kind"] for d in rows("disputes", "--ledger", ledger)}
    assert "figure" in kinds
    key = found[0]["happening"]
    (told,) = rows("why", key, "--ledger", ledger)
    assert told["happening"]["key"] == key
    assert any("actor" in str(link) for link in told["links"])


def test_a_terminal_gets_a_table_with_colour_and_a_pipe_does_not(ledger):
    shown = in_terminal("events", "--ledger", ledger)
    assert "\x1b[" in shown
    assert "Khartoum" in plain(shown)
    _, piped, _ = herodote_("events", "--ledger", ledger)
    assert piped.startswith("{")


def test_filters_that_are_wrong_name_the_choices(ledger):
    for arguments, said in (
        (("--type", "WAR"), "choose AGREE"), (("--since", "May"), "YYYY-MM-DD"), (("--dyad", "RUS"), "RUS-UKR"),
        (("--csv", "--json"), "one form at a time"),
    ):  # fmt: skip
        status, _, err = herodote_("events", "--ledger", ledger, *arguments)
        assert status == 2
        assert said in " ".join(err.split())


def test_a_ledger_that_is_not_there_names_the_remedy(tmp_path):
    status, _, err = herodote_("events", "--ledger", tmp_path / "none.db")
    assert status != 0
    assert "herodote ingest" in err
    assert not (tmp_path / "none.db").exists()


def test_review_keeps_what_a_person_decides(ledger, tmp_path):
    copy = tmp_path / "copy.db"
    for suffix in ("", "-wal"):
        source = Path(f"{ledger}{suffix}")
        if source.exists():
            Path(f"{copy}{suffix}").write_bytes(source.read_bytes())
    before = len(rows("events", "--ledger", copy))
    shown = plain(in_terminal("review", "--ledger", copy, "--below", "1", "--who", "Ada", keys="r\n\na\nyes\nq\n"))
    assert "1 accepted, 0 corrected, 1 rejected" in shown
    assert len(rows("events", "--ledger", copy)) == before - 1
    documents = rows("export", "--training", "--ledger", copy)
    assert sum(e["reviewed"] for d in documents for e in d["events"]) == 1


def test_review_needs_a_terminal(ledger):
    status, _, err = herodote_("review", "--ledger", ledger)
    assert status == 2
    assert "terminal" in err


def test_export_gives_the_records_that_code_prints(ledger):
    source = ledger.with_name("reports.jsonl")
    _, out, _ = herodote_("code", source, "--json")
    coded = sorted(out.splitlines())
    _, exported, _ = herodote_("export", "--ledger", ledger)
    assert sorted(exported.splitlines()) == coded


def test_rebuild_changes_no_answer(ledger):
    before = rows("happenings", "--ledger", ledger)
    status, out, _ = herodote_("rebuild", "--ledger", ledger)
    assert status == 0
    assert "grouped anew" in out
    assert rows("happenings", "--ledger", ledger) == before
