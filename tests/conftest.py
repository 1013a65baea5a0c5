"""What several tests share: the corpus, the weights, and the texts of ../shared where they exist."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from databases import new_database, server, server_programs
from herodote.coder import EventCoder
from herodote.errors import WeightsError
from herodote.frames.model import default_reader

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "training" / "corpus"
SHARED = ROOT.parent / "shared"


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf8").splitlines() if line.strip()]


@pytest.fixture(scope="session")
def coder() -> EventCoder:
    try:
        return EventCoder(default_reader())
    except WeightsError as error:
        pytest.skip(f"the reader's weights are not here: {error}")


@pytest.fixture(scope="session")
def corpus() -> list[dict[str, Any]]:
    return [document for path in sorted(CORPUS.glob("*.jsonl")) for document in read_jsonl(path)]


@pytest.fixture(scope="session")
def shared_gold() -> Path:
    if not (SHARED / "gold").is_dir():
        pytest.skip("../shared/gold is not here: it lies beside the project's own checkouts only")
    return SHARED / "gold"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Where the databases of a PostgreSQL server lie, their name to be put in."""
    programs = server_programs()
    if programs is None:
        pytest.skip("PostgreSQL's server is not here: apt-get install postgresql")
    with server(programs) as pattern:
        yield pattern


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty ledger; each test that takes it runs on both databases."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.db")
    return new_database(request.getfixturevalue("postgresql"))
