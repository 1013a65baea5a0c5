"""Killed at any moment and run again, an ingest ends with the same ledger: nothing lost, nothing doubled."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from herodote import views
from herodote.ledger.engine import connect
from herodote.ledger.opening import Ledger
from ingesting import report
from small_ledger import kept_rows

SCRIPT = Path(__file__).with_name("ingesting.py")
REPORTS = 300


def start(address: str, first: int, last: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(SCRIPT), address, str(first), str(last)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def picture(address: str) -> dict[str, object]:
    """What a ledger holds and answers, without row numbers and times."""
    engine = connect(address)
    kept = kept_rows(engine)
    out: dict[str, object] = {"claims": sorted(row[1] for row in kept["claims"]), "documents": len(kept["documents"])}
    for name in ("events", "happenings", "disputes"):
        frame = getattr(views, name)(Ledger(engine), limit=None)
        out[name] = frame.sort(frame.columns).to_dicts()
    engine.dispose()
    return out


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    address = str(tmp_path_factory.mktemp("whole") / "ledger.db")
    assert start(address, 0, REPORTS).wait() == 0
    return picture(address)


def test_killed_and_run_again_it_ends_the_same(address, undisturbed):
    dice = random.Random(7)
    kills = 0
    while True:
        process = start(address, 0, REPORTS)
        patience = dice.uniform(0.9, 2.2) if kills < 8 else 120
        try:
            assert process.wait(patience) == 0, process.stderr.read().decode()
            break
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
    assert kills >= 1
    assert picture(address) == undisturbed


def test_interrupted_by_hand_it_keeps_what_it_had(address, undisturbed):
    process = start(address, 0, REPORTS)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not _begun(address):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.wait()
    assert start(address, 0, REPORTS).wait() == 0
    assert picture(address) == undisturbed


def _begun(address: str) -> bool:
    try:
        return views.events(Ledger(connect(address)), limit=1).height > 0
    except Exception:  # not there yet
        return False


def test_a_report_of_the_script_is_always_the_same():
    assert report(3) == report(3) != report(4)
