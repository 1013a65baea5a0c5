"""A site for tests: a ledger of a week's reports and of a treaty's life, served in this process or to a browser."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from training.build import load
from training.grouping import FIELDS
from training.oracle import code

from herodote.coder import EventCoder
from herodote.ledger.claims import fingerprint
from herodote.ledger.engine import connect
from herodote.ledger.grouping.settling import settle
from herodote.ledger.writer import Read, add
from herodote.records import Coder, Document
from herodote.web.app import create_app
from herodote.web.settings import Settings
from small_ledger import coder as fake_coder

TOKEN = "a-token-for-tests"
HERE = Path(__file__).with_name("happenings")


def fill(address: str) -> None:
    """Make the ledger, from the gold spans."""
    reads = []
    for document in load([HERE / "week.jsonl", HERE / "treaty.jsonl"]):
        one = Document(**{k: document.get(k) for k in FIELDS})
        by = Coder(program="herodote", version="0", weights="gold", language_pack=document["language"])
        reads.append(Read(one, code(document), by, fingerprint(one)))
    engine = connect(address, create=True)
    add(engine, reads)
    settle(engine)
    engine.dispose()


def keep(address: str, *documents: Document) -> None:
    """Add documents as the fake reader reads them."""
    from herodote.ledger.ingest import ingest

    engine = connect(address, create=True)
    ingest(engine, documents, coder=fake_coder())
    engine.dispose()


def app(address: str, *, coder: EventCoder | None = None, **given):
    """The application, its reader the fake one."""
    settings = Settings(
        ledger=address, **({"token": TOKEN, "reads_a_minute": 100_000, "codings_a_minute": 10_000} | given)
    )
    return create_app(settings, lambda: coder or fake_coder())


@contextmanager
def served(address: str, **given) -> Iterator[str]:
    """The site on a free port of this machine."""
    import uvicorn

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app(address, **given), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
