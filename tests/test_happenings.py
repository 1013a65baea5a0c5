"""A week of reports with gold groups: copies, updates, denials, rival figures, look-alikes, two languages.

The events are those of the gold spans, so that what is tested is the bringing together and nothing else.
"""

import random
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from training.build import load
from training.grouping import FIELDS, b_cubed, grouped
from training.oracle import code

from herodote import views
from herodote.evaluation import paired
from herodote.ledger.claims import fingerprint
from herodote.ledger.dispatches import copies, signature
from herodote.ledger.engine import connect
from herodote.ledger.grouping.features import from_list
from herodote.ledger.grouping.settling import settle
from herodote.ledger.ingest import ingest
from herodote.ledger.opening import Ledger, open_ledger
from herodote.ledger.tables import disputes, facts, happenings
from herodote.ledger.writer import Read, add
from herodote.records import Coder, Document
from small_ledger import REPORTS, coder, documents

HERE = Path(__file__).with_name("happenings")
CONTESTED = tomllib.loads((HERE / "contested.toml").read_text(encoding="utf8"))


@pytest.fixture(scope="module")
def week() -> list[dict[str, Any]]:
    return load([HERE / "week.jsonl"])


@pytest.fixture(scope="module")
def reads(week) -> list[Read]:
    out = []
    for document in week:
        one = Document(**{k: document.get(k) for k in FIELDS})
        coder = Coder(program="herodote", version="0", weights="gold", language_pack=document["language"])
        out.append(Read(one, code(document), coder, fingerprint(one)))
    return out


def fill(engine: Engine, reads: Iterable[Read], sizes: Iterable[int]) -> None:
    waiting = list(reads)
    for size in sizes:
        add(engine, waiting[:size])
        waiting = waiting[size:]
        settle(engine)
    add(engine, waiting)
    settle(engine)


@pytest.fixture(scope="module")
def ledger(reads, tmp_path_factory) -> Ledger:
    engine = connect(str(tmp_path_factory.mktemp("week") / "ledger.db"), create=True)
    fill(engine, reads, [])
    return Ledger(engine)


@pytest.fixture(scope="module")
def happenings_of(week, reads, ledger) -> dict[str, set[int]]:
    """The happenings in which claims of each gold group stand."""
    with ledger.engine.connect() as connection:
        rows = connection.execute(select(facts.c.happening_id, facts.c.features)).all()
    placed = {
        (f.name, int(f.order.split("\x1f")[2])): row.happening_id for row in rows for f in [from_list(row.features)]
    }
    found = defaultdict(set)
    for document, read in zip(week, reads, strict=True):
        coded = [e.model_dump(mode="json") for e in read.events]
        for gold, one in paired(document, coded, typed=False):
            found[gold.get("group")].add(placed[document["id"], one["text_info"]["event_start"]])
    return found


def test_the_week_is_what_it_is_said_to_be(week):
    assert len(week) >= 30
    assert {d["language"] for d in week} == {"fr", "en"}
    groups = defaultdict(set)
    for document in week:
        for event in document["events"]:
            groups[event["group"]].add(document["language"])
    assert sum(len(languages) == 2 for languages in groups.values()) >= 15


def test_claims_of_one_deed_come_together(week):
    events = {d["id"]: code(d) for d in week}
    precision, recall, f1 = b_cubed(grouped(week, events))
    assert f1 >= 0.80
    assert min(precision, recall) >= 0.75


def test_so_do_those_that_the_reader_finds(week, coder):
    given = [Document(**{k: d.get(k) for k in FIELDS}) for d in week]
    events = {d.id: e for d, e in zip(given, coder.code(given), strict=True)}
    assert b_cubed(grouped(week, events))[2] >= 0.78


@pytest.mark.parametrize("group", CONTESTED["figures"])
def test_every_contested_figure_is_found(ledger, happenings_of, group):
    with ledger.engine.connect() as connection:
        mine = disputes.c.happening_id.in_(happenings_of[group])
        rows = connection.execute(select(disputes.c.positions).where(disputes.c.kind == "figure", mine)).scalars()
        given = {p["low"] for positions in rows for p in positions}
    for rivals in CONTESTED["figures"][group].values():
        assert len(given & {float(n) for n in rivals}) >= 2


@pytest.mark.parametrize("group", CONTESTED["denied"])
def test_every_denial_is_found(ledger, happenings_of, group):
    with ledger.engine.connect() as connection:
        mine = happenings.c.id.in_(happenings_of[group])
        lives = set(connection.execute(select(happenings.c.life).where(mine)).scalars())
        kinds = set(
            connection.execute(
                select(disputes.c.kind).where(disputes.c.happening_id.in_(happenings_of[group]))
            ).scalars()
        )
    assert "denied" in lives | kinds


@pytest.mark.parametrize(("one", "other"), CONTESTED["apart"])
def test_look_alikes_stay_apart(ledger, happenings_of, one, other):
    biggest = [max(happenings_of[g], key=lambda h: _claims(ledger, h)) for g in (one, other)]
    assert biggest[0] != biggest[1]


def _claims(ledger: Ledger, number: int) -> int:
    with ledger.engine.connect() as connection:
        return connection.scalar(select(happenings.c.claims).where(happenings.c.id == number)) or 0


def test_copies_of_one_dispatch_support_it_once(tmp_path):
    """The same text in ten more outlets adds claims, no independent support; another outlet's own report does."""
    (name, day, words), *_ = REPORTS
    with open_ledger(str(tmp_path / "copies.db"), create=True) as ledger:
        support = []
        for rows in ([(name, day, words)], [(f"copy-{n}", day, f"{words} (ag)") for n in range(10)], REPORTS[1:2]):
            ingest(ledger.engine, documents(rows), coder=coder())
            (row,) = views.happenings(ledger).to_dicts()
            support.append((row["claims"], row["support"]))
    assert support == [(1, 1.0), (11, 1.0), (12, 2.0)]


def picture(engine: Engine) -> dict[str, Any]:
    """Everything happenings say, by their keys, without the numbers of rows."""
    frames = {name: getattr(views, name)(Ledger(engine), limit=None) for name in ("happenings", "disputes", "events")}
    return {name: frame.sort(frame.columns).to_dicts() for name, frame in frames.items()}


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), sizes=st.lists(st.integers(1, 20), max_size=8))
def test_the_order_of_arrival_does_not_matter(ledger, reads, tmp_path_factory, seed, sizes):
    shuffled = list(reads)
    random.Random(seed).shuffle(shuffled)
    engine = connect(str(tmp_path_factory.mktemp("order") / "ledger.db"), create=True)
    fill(engine, shuffled, sizes)
    assert picture(engine) == picture(ledger.engine)
    engine.dispose()


@pytest.mark.parametrize(("kept", "copied"), [(0.95, True), (0.85, True), (0.45, False), (0.2, False)])
def test_texts_count_as_copies_by_what_they_share_whatever_their_words(kept, copied):
    """Every pair of texts, not on the average: a signature that scatters would count rivals as one voice."""
    chance = random.Random(20250524)
    for _ in range(40):
        words = [f"w{chance.randrange(10**6)}" for _ in range(300)]
        cut = int(len(words) * kept)
        other = words[:cut] + [f"v{chance.randrange(10**6)}" for _ in range(len(words) - cut)]
        found = copies({1: signature(" ".join(words)), 2: signature(" ".join(other))})
        assert (found[2] == 1) is copied


def test_a_ledger_with_signatures_of_the_first_kind_tells_copies_all_the_same(tmp_path, monkeypatch):
    rows = [
        (name, "2024-05-06", "Selon Oslo, la France a livré 40 chars à la Moldavie dimanche.") for name in ("a", "b")
    ]
    with open_ledger(str(tmp_path / "old.db"), create=True) as ledger:
        monkeypatch.setattr("herodote.ledger.writer.signature", lambda text: bytes(range(256)))
        ingest(ledger.engine, documents(rows[:1]), coder=coder())
        monkeypatch.undo()
        ingest(ledger.engine, documents(rows[1:]), coder=coder())
        (row,) = views.happenings(ledger).iter_rows(named=True)
    assert (row["claims"], row["support"]) == (2, 1.0)
