"""Writers and readers at once: no error, and the ledger one writer alone would have made."""

import threading

import pytest

from herodote import views
from herodote.ledger.engine import connect
from herodote.ledger.opening import Ledger, open_ledger
from test_interruption import picture, start

READERS = 10
REPORTS = 200


def read_on(address: str, stop: threading.Event, failures: list[Exception], answered: list[int]) -> None:
    """Ask one question after another, with connections of one's own, until told to stop."""
    questions = (views.events, views.happenings, views.disputes, views.sources, views.dyads, views.treaties)
    last = 0
    try:
        with open_ledger(address) as ledger:
            while not stop.is_set():
                for ask in questions:
                    ask(ledger)
                held = views.events(ledger, limit=None).height
                assert held >= last, "a claim once seen does not go away"
                last = held
                answered.append(held)
    except Exception as error:
        failures.append(error)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    address = str(tmp_path_factory.mktemp("alone") / "ledger.db")
    assert start(address, 0, REPORTS).wait() == 0
    return picture(address)


def test_writers_and_ten_readers(address, alone):
    connect(address, create=True).dispose()
    # The two writers' reports overlap, so that both come upon documents the other is keeping.
    parts = [(0, 130), (70, REPORTS)] if address.startswith("postgresql") else [(0, REPORTS)]
    stop, failures, answered = threading.Event(), [], []
    readers = [threading.Thread(target=read_on, args=(address, stop, failures, answered)) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    writers = [start(address, *part) for part in parts]
    said = [writer.communicate()[1].decode() for writer in writers]
    stop.set()
    for reader in readers:
        reader.join()
    assert [writer.returncode for writer in writers] == [0] * len(parts), said
    assert failures == []
    assert len(answered) >= READERS
    assert picture(address) == alone
    assert views.events(Ledger(connect(address)), limit=None).height == 2 * REPORTS
