"""A crawl of 2,000 pages adds up; all runners give the same records, killed and resumed or not."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import polars as pl
import pytest

import crawl
from bulk_coding import coder, runner
from herodote.errors import UsageError, WorkerError
from herodote.reading import Given
from herodote.records import Refusal
from herodote.runners import Job
from herodote.runners.processes import Processes
from herodote.runners.serial import Serial
from herodote.sifting import Coded, Duplicate, Outcome, Skipped
from herodote.sifting.outcomes import Failed

SCRIPT = Path(__file__).with_name("bulk_coding.py")
needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed: pip install 'herodote[ray]'")
STREAMING = ("serial", "processes")


def kind(outcome: Outcome) -> str:
    if isinstance(outcome, Coded):
        return "coded"
    if isinstance(outcome, Duplicate):
        return outcome.kind
    if isinstance(outcome, Skipped):
        return f"skipped {outcome.language}"
    return f"refused {(outcome.refusal if isinstance(outcome, Failed) else outcome).reason}"


def table(path: Path, count: int, **changed: str) -> Path:
    """A JSONL file of invented reports, a third of them copies; ``changed`` gives some another text by number."""
    dice = crawl.random.Random(11)
    texts: list[str] = []
    rows = []
    for number in range(count):
        if texts and dice.random() < 0.3:
            body = dice.choice(texts) + ("" if dice.random() < 0.5 else f"\nCopy {number}.")
        else:
            texts.append(body := crawl.text(dice))
        rows.append({"id": f"r{number}", "text": changed.get(f"r{number}", body), "published": "2024-03-05"})
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf8")
    return path


def records(target: Path) -> str:
    """The records in a target, as one JSONL text."""
    if target.is_dir():
        parts = sorted((target / "events").glob("*.parquet"))
        return "".join(f"{record}\n" for part in parts for record in pl.read_parquet(part)["record"])
    return target.read_text(encoding="utf8")


@pytest.fixture(scope="module")
def made() -> crawl.Crawl:
    return crawl.crawl(2000)


@pytest.fixture(scope="module")
def archive(made: crawl.Crawl, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crawl")
    for number in (1, 2):
        records = made.records[1000 * (number - 1) : 1000 * number]
        crawl.write(folder / f"CC-NEWS-{number}.warc.gz", crawl.with_company(records))
    return folder


@pytest.fixture(scope="module")
def outcomes(archive: Path) -> list[Outcome]:
    return list(Serial(coder).outcomes(Job((str(archive),))))


@pytest.fixture(scope="module")
def undisturbed(outcomes: list[Outcome]) -> str:
    return "".join(f"{record}\n" for one in outcomes if isinstance(one, Coded) for record in one.records)


def test_a_crawl_adds_up(made, outcomes):
    assert len(outcomes) == len(made.records) == 2000
    assert Counter(map(kind, outcomes)) == made.expected
    assert len({name for name in made.expected if name.startswith("skipped ")}) == 18
    assert {"coded", "exact", "near", "refused no-text", "refused content-type", "refused status"} <= set(made.expected)


def test_pages_have_their_title_day_outlet_and_address(outcomes):
    first = next(one for one in outcomes if isinstance(one, Coded))
    (event,) = first.events
    assert event.cite_info.model_dump(mode="json") == {
        "url": "https://journal.example/0", "title": "Report 1", "language": first.document.language,
        "publication": "The Journal", "published": "2024-03-05",
    }  # fmt: skip


def test_pages_in_windows_1252_are_read_rightly(outcomes):
    read = [one.document.text for one in outcomes if isinstance(one, Coded)]
    accented = [text for text in read if "rendue sur place" in text]
    assert len(accented) > 100
    assert all("s’est rendue" in text and "�" not in text for text in accented)


def test_what_is_refused_says_where_it_stands(outcomes, archive):
    refused = [one for one in outcomes if isinstance(one, Refusal)]
    assert all(one.source.startswith(f"{archive}/CC-NEWS-") and one.id.startswith("https://") for one in refused)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.warc.zst", "called-otherwise.dat"])
def test_archives_are_read_in_every_compression_and_under_any_name(tmp_path, made, name):
    records = made.records[:60]
    path = crawl.write(tmp_path / name, crawl.with_company(records))
    found = list(Serial(coder).outcomes(Job((str(path),))))
    assert len(found) == 60
    assert Counter(map(kind, found))["coded"] > 30


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.warc.zst"])
def test_an_archive_that_breaks_off_costs_its_last_page(tmp_path, made, name):
    path = crawl.write(tmp_path / name, made.records[:15])
    path.write_bytes(path.read_bytes()[:-200])
    *before, last = Serial(coder).outcomes(Job((str(path),)))
    assert [kind(one) for one in before] == ["coded"] * 14
    assert isinstance(last, Refusal) and last.reason in ("truncated", "damaged")
    assert "fetch the archive again" in last.message


def test_an_archive_damaged_in_the_middle_keeps_what_came_before(tmp_path, made):
    path = crawl.write(tmp_path / "a.warc.gz", made.records[:10])
    path.write_bytes(path.read_bytes() + b"no archive" * 40)
    *before, last = Serial(coder).outcomes(Job((str(path),)))
    assert [kind(one) for one in before] == ["coded"] * 10
    assert isinstance(last, Refusal) and last.reason == "damaged"


def test_processes_give_what_one_process_gives(archive, outcomes):
    found = list(Processes(2, coder).outcomes(Job((str(archive),))))
    assert list(map(kind, found)) == list(map(kind, outcomes))
    assert [one.records for one in found if isinstance(one, Coded)] == [
        one.records for one in outcomes if isinstance(one, Coded)
    ]


def start(*arguments: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def stop(process: subprocess.Popen[bytes], done: Path, least: int, how: signal.Signals, timeout: float = 60) -> int:
    """End a process once so many files or lines are done; how many there are then."""
    deadline = time.monotonic() + timeout
    while (there := count(done)) < least and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(how)
    process.communicate(timeout=60)
    assert process.returncode != 0, "it was done before it could be stopped"
    return there


def count(done: Path) -> int:
    if done.is_dir():
        return len(list(done.glob("part-*.parquet")))
    return done.read_bytes().count(b"\n") if done.exists() else 0


def finish(process: subprocess.Popen[bytes]) -> str:
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, err.decode()
    return out.decode()


@pytest.mark.parametrize("name", STREAMING)
def test_killed_and_resumed_it_ends_as_if_it_had_not_been(tmp_path, name):
    source, target = table(tmp_path / "reports.jsonl", 600), tmp_path / "out.jsonl"
    journal = tmp_path / ".out.jsonl.journal"
    whole = Serial(coder).run(Job((str(source),)), tmp_path / "whole.jsonl")
    stop(start(name, target, "--slowly", source), journal, 60, signal.SIGKILL)
    stop(start(name, target, "--slowly", "--resume", source), journal, 250, signal.SIGINT)
    assert not target.exists()
    # What a kill in the middle of a write would leave.
    with journal.open("ab") as file, (tmp_path / ".out.jsonl.part").open("ab") as part:
        file.write(b'{"state":"cod')
        part.write(b'{"id":"half a rec')
    stop(start(name, target, "--slowly", "--resume", source), journal, 400, signal.SIGKILL)
    assert finish(start(name, target, "--resume", source)).strip() == whole.sentence()
    assert records(target) == records(tmp_path / "whole.jsonl")
    assert whole.duplicates["exact"] > 50 and whole.duplicates["near"] > 50
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.jsonl", "reports.jsonl", "whole.jsonl"]


def test_one_runner_goes_on_where_another_was(tmp_path):
    source, target = table(tmp_path / "reports.jsonl", 200), tmp_path / "out.jsonl"
    stop(start("serial", target, "--slowly", source), tmp_path / ".out.jsonl.journal", 50, signal.SIGKILL)
    Processes(2, coder).run(Job((str(source),)), target, resume=True)
    Serial(coder).run(Job((str(source),)), tmp_path / "whole.jsonl")
    assert records(target) == records(tmp_path / "whole.jsonl")


@needs_ray
def test_a_cluster_stopped_twice_gives_what_one_process_gives(tmp_path, archive, made, undisturbed):
    target = tmp_path / "out"
    events = target / "events"
    stop(start("ray", target, "--slowly", archive), events, 2, signal.SIGKILL)
    stop(start("ray", target, "--slowly", "--resume", archive), events, 5, signal.SIGINT)
    with pytest.raises(UsageError, match="--resume"):
        runner("ray").run(Job((str(archive),)), target)
    told = finish(start("ray", target, "--resume", archive))
    assert told.startswith(
        f"2,000 read = {made.expected['coded']:,} coded + {made.expected['exact'] + made.expected['near']}"
    )
    assert records(target) == undisturbed
    summary = json.loads((target / "summary.json").read_text())
    assert summary["duplicates"] == {"exact": made.expected["exact"], "near": made.expected["near"]}
    assert (
        summary["read"]
        == 2000
        == summary["coded"] + sum(sum(summary[part].values()) for part in ("duplicates", "refused", "skipped"))
    )
    refused = [json.loads(line) for line in (target / "refused.jsonl").read_text().splitlines()]
    assert Counter(f"refused {row['reason']}" for row in refused) == {
        name: n for name, n in made.expected.items() if name.startswith("refused")
    }
    texts = pl.read_parquet(target / "documents" / "*.parquet")
    assert texts.height == 2000
    assert not list(target.rglob(".*"))


@needs_ray
def test_a_text_that_kills_every_worker_of_a_cluster_is_refused(tmp_path):
    source = table(tmp_path / "reports.jsonl", 30, r7="La France a livré FATAL.", r9="La France a livré FAULT.")
    told = finish(start("ray", tmp_path / "out", source))
    assert "2 refused (failed 2)" in told
    refused = [json.loads(line) for line in (tmp_path / "out" / "refused.jsonl").read_text().splitlines()]
    assert {row["id"]: "died" in row["message"] for row in refused} == {"r7": True, "r9": False}


def test_a_worker_that_dies_is_named_with_its_document_and_what_is_done_stays(tmp_path):
    source = table(tmp_path / "reports.jsonl", 60, r40="La France a livré FATAL.\nOslo se tait.")
    target, job = tmp_path / "out.jsonl", Job((str(source),))
    with pytest.raises(WorkerError, match=r"killed by signal 9.* document r40: .*memory.*--workers.*--resume"):
        Processes(2, coder).run(job, target)
    done = (tmp_path / ".out.jsonl.journal").read_text().count("\n")
    assert 20 < done <= 41
    with pytest.raises(WorkerError, match="r40"):
        Processes(2, coder).run(job, target, resume=True)


@pytest.mark.parametrize("name", STREAMING)
def test_a_text_at_which_the_program_fails_costs_only_itself(tmp_path, name):
    source = table(tmp_path / "reports.jsonl", 20, r3="La France a livré FAULT.\nOslo se tait.")
    tally = runner(name).run(Job((str(source),)), tmp_path / "out.jsonl")
    assert tally.refused == {"failed": 1}
    assert tally.read == 20


def test_resuming_another_job_is_refused(tmp_path):
    source, target = table(tmp_path / "reports.jsonl", 200), tmp_path / "out.jsonl"
    stop(start("serial", target, "--slowly", source), tmp_path / ".out.jsonl.journal", 50, signal.SIGKILL)
    with pytest.raises(UsageError, match="other options"):
        Serial(coder).run(Job((str(source),), min_confidence=0.5), target, resume=True)
    table(source, 210)
    with pytest.raises(UsageError, match="other input"):
        Serial(coder).run(Job((str(source),)), target, resume=True)
    assert Serial(coder).run(Job((str(source),)), target).read == 210


@pytest.mark.skipif(os.name == "nt", reason="locks are POSIX here")
def test_two_runs_do_not_write_one_file(tmp_path):
    source, target = table(tmp_path / "reports.jsonl", 300), tmp_path / "out.jsonl"
    running = start("serial", target, "--slowly", source)
    while count(tmp_path / ".out.jsonl.journal") < 10:
        time.sleep(0.02)
    with pytest.raises(UsageError, match="another run"):
        Serial(coder).run(Job((str(source),)), target)
    finish(running)
    assert target.exists()


def test_options_hold_for_pages_and_low_confidence_is_left_out(tmp_path, archive):
    given = Given(title="Given")
    job = Job((str(archive),), given, "keep", min_confidence=0.9)
    first = next(iter(Serial(coder).outcomes(job)))
    assert isinstance(first, Coded)
    assert (first.document.title, first.records) == ("Given", [])
