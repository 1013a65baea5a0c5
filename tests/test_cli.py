"""The command as a user runs it."""

import json
import os
import signal
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path

import pytest

import herodote

HERODOTE = str(Path(sys.executable).with_name("herodote"))
WEIGHTS = files("herodote") / "frames" / "weights" / "encoder.onnx"
needs_weights = pytest.mark.skipif(not WEIGHTS.is_file(), reason="the reader's weights are not there")

REPORT = (
    "Le Parlement bolivien a ratifié mardi un traité de défense avec le Pérou. "
    "Selon Lima, 300 soldats partiraient lundi.\n"
)


def herodote_(*arguments, stdin=b"", **options):
    done = subprocess.run([HERODOTE, *map(str, arguments)], input=stdin, capture_output=True, check=False, **options)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf8")
    return path


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_load_nothing_heavy(option):
    # What makes them quick: neither the reader, nor the tables, nor numpy is loaded. bench/startup.py times them.
    program = (
        "import sys; sys.argv = ['herodote', sys.argv[1]]\n"
        "from herodote.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'numpy', 'onnxruntime', 'pydantic', 'trafilatura', 'tokenizers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program, option], capture_output=True, text=True, check=True)
    *shown, loaded = done.stdout.splitlines()
    assert loaded == "[]"
    assert any("evaluate" in line for line in shown) or shown == [f"herodote {herodote.__version__}"]


@pytest.mark.parametrize("command", ["code", "schema", "evaluate"])
def test_every_command_explains_itself(command):
    code, out, _ = herodote_(command, "--help")
    assert code == 0
    assert "Usage: herodote" in out


def test_schema():
    code, out, _ = herodote_("schema")
    assert code == 0
    assert json.loads(out) == herodote.schema()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["code"], "INPUT"),
        (["code", "nowhere.txt"], "nowhere.txt"),
        (["code", "{report}", "--published", "6 novembre"], "YYYY-MM-DD"),
        (["code", "{report}", "--language", "de"], "fr"),
        (["code", "{report}", "--unknown"], "--unknown"),
        (["code", "{empty}", "-o", "/nowhere/out.jsonl"], "cannot be written"),
        (["evaluate"], "GOLD"),
        (["evaluate", "{report}"], "not JSON"),
        (["evaluate", "nowhere.jsonl"], "nowhere.jsonl"),
        (["nonsense"], "nonsense"),
    ],
)
def test_usage_errors(report, tmp_path, arguments, said):
    (tmp_path / "empty.txt").touch()
    code, out, err = herodote_(*(a.format(report=report, empty=tmp_path / "empty.txt") for a in arguments))
    assert (code, out) == (2, "")
    assert said in err


def test_bad_inputs_are_refused_one_line_each(tmp_path):
    bad = {
        "a-empty.txt": b"",
        "b-line.txt": b"x" * 5_000_000,
        "c-latin.txt": "Été à Kiev".encode("latin-1"),
        "d-paper.pdf": b"%PDF-1.4\n",
        "e-binary": b"\x7fELF\0\0",
        "f-page.html": b"<html><body></body></html>",
        "g-table.jsonl": b'{"id": "x", "text": "Un."\n',
    }
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
    code, out, err = herodote_("code", tmp_path)
    assert (code, out) == (1, "")
    *lines, count = err.splitlines()
    assert count.startswith("7 read = 0 coded + 0 duplicates + 7 refused (")
    assert [line.rpartition("[")[2] for line in lines] == [
        "empty]", "too-long]", "encoding]", "pdf]", "binary]", "no-text]", "json]",
    ]  # fmt: skip
    assert all(name in line for name, line in zip(bad, lines, strict=True))


def test_private_addresses_are_refused():
    code, _, err = herodote_("code", "http://127.0.0.1:9/")
    assert code == 1
    assert "not public" in err


def test_refused_output_is_still_whole(tmp_path):
    (tmp_path / "empty.txt").touch()
    target = tmp_path / "out.jsonl"
    code, _, _ = herodote_("code", tmp_path / "empty.txt", "-o", target)
    assert code == 1
    assert target.read_bytes() == b""
    assert sorted(p.name for p in tmp_path.iterdir()) == ["empty.txt", "out.jsonl"]


def test_evaluate_given_records(tmp_path):
    gold = {"id": "d", "text": "Oslo left.", "events": []}
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold), encoding="utf8")
    (tmp_path / "coded.jsonl").write_text("", encoding="utf8")
    arguments = ("evaluate", tmp_path / "gold.jsonl", "--pred", tmp_path / "coded.jsonl")
    code, out, _ = herodote_(*arguments, "--json", "--errors", tmp_path / "errors.txt")
    assert code == 0
    assert json.loads(out)["event"]["n_gold"] == 0
    assert (tmp_path / "errors.txt").read_text(encoding="utf8") == ""
    code, out, _ = herodote_(*arguments)
    assert code == 0
    assert out.startswith("event ")


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_interruption_is_clean(tmp_path):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    running = subprocess.Popen(
        [HERODOTE, "code", str(fifo), "-o", str(tmp_path / "out")], stderr=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with fifo.open("wb"):
        time.sleep(0.3)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=20)
    assert running.returncode == 130
    assert b"Traceback" not in err
    assert [p.name for p in tmp_path.iterdir()] == ["fifo"]


@needs_weights
def test_piped_output_is_one_record_a_line(report):
    code, out, err = herodote_("code", report, "--published", "2021-05-06")
    assert (code, err) == (0, "")
    events = [json.loads(line) for line in out.splitlines()]
    assert events
    assert all(event["document"] == "report" for event in events)
    assert events[0]["cite_info"]["published"] == "2021-05-06"


@needs_weights
def test_standard_input_equals_the_file(report):
    _, from_file, _ = herodote_("code", report)
    code, from_stdin, _ = herodote_("code", "-", stdin=REPORT.encode())
    assert code == 0
    assert from_stdin.replace('"stdin', '"report') == from_file


@needs_weights
def test_a_broken_line_costs_nothing_else(tmp_path):
    rows = [json.dumps({"id": "a", "text": REPORT}), "{", json.dumps({"id": "c", "text": REPORT})]
    (tmp_path / "t.jsonl").write_text("\n".join(rows), encoding="utf8")
    code, out, err = herodote_("code", tmp_path / "t.jsonl", "--language", "fr", "--duplicates", "keep")
    assert code == 1
    assert {json.loads(line)["document"] for line in out.splitlines()} == {"a", "c"}
    assert "t.jsonl:2" in err


@needs_weights
def test_output_file_holds_what_would_be_printed(report, tmp_path):
    _, printed, _ = herodote_("code", report)
    code, out, _ = herodote_("code", report, "-o", tmp_path / "out.jsonl")
    assert (code, out) == (0, "")
    assert (tmp_path / "out.jsonl").read_text(encoding="utf8") == printed


@needs_weights
def test_a_reader_that_leaves_is_no_error(tmp_path):
    rows = "".join(json.dumps({"id": str(n), "text": REPORT}) + "\n" for n in range(300))
    (tmp_path / "t.jsonl").write_text(rows, encoding="utf8")
    line = f'"{HERODOTE}" code "{tmp_path / "t.jsonl"}" --duplicates keep | head -n 1; exit "${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", line], capture_output=True, check=False)
    assert done.returncode == 0
    assert done.stderr == b""


@needs_weights
def test_a_terminal_shows_the_article_and_a_table(report):
    pty = pytest.importorskip("pty")
    leader, follower = pty.openpty()
    environment = os.environ | {"COLUMNS": "80", "TERM": "xterm-256color"}
    running = subprocess.Popen([HERODOTE, "code", str(report)], stdout=follower, env=environment)
    os.close(follower)
    shown = b""
    while True:
        try:
            chunk = os.read(leader, 65536)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk
    assert running.wait() == 0
    assert "№" in shown.decode()
    assert "\x1b[" in shown.decode()


@needs_weights
def test_python_gives_the_same_events(report):
    _, out, _ = herodote_("code", report, "--published", "2021-05-06")
    events = herodote.code(REPORT, published="2021-05-06", id="report")
    assert [e.model_dump_json() for e in events] == out.splitlines()


@needs_weights
def test_min_confidence_leaves_out_what_is_less_sure(report):
    _, out, _ = herodote_("code", report, "--json")
    every = [json.loads(line) for line in out.splitlines()]
    least = sorted(e["confidence"] for e in every)[-1]
    _, out, _ = herodote_("code", report, "--json", "--min-confidence", str(least))
    assert [json.loads(line)["id"] for line in out.splitlines()] == [e["id"] for e in every if e["confidence"] >= least]
    assert len(herodote.code(REPORT, min_confidence=1.0)) == 0
    assert herodote_("code", report, "--min-confidence", "2")[0] == 2
