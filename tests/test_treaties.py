"""One treaty over fourteen months: the seed article and five later reports; what it obliges whom to, and when."""

from pathlib import Path
from typing import Any

import pytest
from training.build import load
from training.grouping import FIELDS
from training.oracle import code

from herodote import views
from herodote.errors import UsageError
from herodote.grounding.steps import step_of
from herodote.ledger.claims import fingerprint
from herodote.ledger.engine import connect
from herodote.ledger.grouping.settling import settle
from herodote.ledger.ingest import ingest
from herodote.ledger.opening import Ledger, open_ledger
from herodote.ledger.writer import Read, add
from herodote.records import Coder, Document

LATER = Path(__file__).with_name("happenings") / "treaty.jsonl"


def ledger_of(documents: list[dict[str, Any]], path: Path) -> Ledger:
    """A ledger of the gold spans' events, each report settled as it comes."""
    engine = connect(str(path), create=True)
    for document in documents:
        one = Document(**{k: document.get(k) for k in FIELDS})
        coder = Coder(program="herodote", version="0", weights="gold", language_pack=document["language"])
        add(engine, [Read(one, code(document), coder, fingerprint(one))])
        settle(engine)
    return Ledger(engine)


def pact(frame: Any) -> dict[str, Any]:
    """The treaty between Russia and North Korea, the one row there must be of it."""
    (row,) = (r for r in frame.to_dicts() if r["parties"] == "PRK; RUS")
    return row


@pytest.fixture(scope="module")
def seeded(shared_gold, tmp_path_factory) -> Ledger:
    seed = load([shared_gold / "seed.jsonl"])[:1]
    return ledger_of(seed + load([LATER]), tmp_path_factory.mktemp("treaty") / "ledger.db")


@pytest.fixture(scope="module")
def later(tmp_path_factory) -> Ledger:
    return ledger_of(load([LATER]), tmp_path_factory.mktemp("later") / "ledger.db")


LIFE = [
    # as of, state, last step, next step, who takes it
    ("2024-11-06", "not in force: lower-house", "lower-house", "upper-house", "RUS"),
    ("2024-11-07", "not in force: upper-house", "upper-house", "promulgated", "RUS"),
    ("2024-11-10", "not in force: promulgated", "promulgated", "ratified", "PRK"),
    ("2024-11-12", "not in force: promulgated", "promulgated", "in-force", ""),
    ("2024-12-05", "in force", "in-force", None, None),
    ("2025-12-30", "in force", "invoked", None, None),
]


@pytest.mark.parametrize(("day", "state", "last", "due", "by"), LIFE, ids=[row[0] for row in LIFE])
def test_the_whole_life_and_the_next_step_at_each_date(seeded, day, state, last, due, by):
    row = pact(views.treaties(seeded, as_of=day))
    assert (row["state"], row["last_step"], row["next_step"]) == (state, last, due)
    assert by is None or by in row["next_by"]


def test_names_that_vary_are_one_treaty_and_another_stays_apart(seeded):
    frame = views.treaties(seeded)
    row = pact(frame)
    assert row["reports"] == 6
    assert row["kind"] == "treaty"
    others = [r for r in frame.to_dicts() if r["treaty"] != row["treaty"]]
    assert [r["last_date"].year for r in others] == [2000], "the friendship treaty that lapsed"


@pytest.mark.parametrize(("attacked", "bound"), [("RUS", "PRK"), ("PRK", "RUS")])
def test_who_is_bound_to_what_by_which_clause_and_since_when(seeded, attacked, bound):
    before = views.treaties(seeded, if_attacked=attacked, as_of="2024-11-06").to_dicts()
    assert [(r["bound"], r["in_force"]) for r in before] == [(bound, False)]
    assert "aide militaire immédiate" in before[0]["obligation"]
    assert "en cas d’attaque" in before[0]["condition"]
    (after,) = views.treaties(seeded, if_attacked=attacked).to_dicts()
    assert (after["bound"], after["in_force"], str(after["since"])) == (bound, True, "2024-12-04")


def test_nobody_else_is_bound(seeded):
    assert views.treaties(seeded, if_attacked="KOR").is_empty()
    with pytest.raises(UsageError, match="three capitals"):
        views.treaties(seeded, if_attacked="Russia")


def test_who_condemns_a_step_is_no_party(later):
    assert "KOR" not in pact(views.treaties(later))["parties"]


def test_the_order_of_reports_does_not_matter(later, tmp_path):
    again = ledger_of(load([LATER])[::-1], tmp_path / "ledger.db")
    assert views.treaties(again).to_dicts() == views.treaties(later).to_dicts()


def test_a_reader_with_weights_follows_it_from_the_texts_alone(coder, tmp_path):
    with open_ledger(str(tmp_path / "ledger.db"), create=True) as ledger:
        documents = [Document(**{k: d.get(k) for k in FIELDS}) for d in load([LATER])]
        ingest(ledger.engine, documents, coder=coder)
        row = pact(views.treaties(ledger))
        assert row["in_force"]
        assert {"promulgated", "in-force"} <= {step.split()[0] for step in row["steps"].split("; ")}
        (bound,) = views.treaties(ledger, if_attacked="RUS").to_dicts()
        assert (bound["bound"], str(bound["since"])) == ("PRK", "2024-12-04")


@pytest.mark.parametrize(
    ("read", "trigger", "actor", "language", "step"),
    [
        ("initialled", "a approuvé", "La chambre haute du Parlement", "fr", "upper-house"),
        ("ratified", "voted", "the House of Representatives", "en", "lower-house"),
        ("initialled", "ont voté", "les députés", "fr", "lower-house"),
        ("ratified", "ont ratifié", "les députés", "fr", "ratified"),
        ("signed", "signed into law", "the president", "en", "promulgated"),
        ("signed", "paraphé", "les négociateurs", "fr", "initialled"),
        ("in-force", "took effect", "the Senate", "en", "in-force"),
        (None, "ratifié", "le Sénat", "fr", None),
    ],
)
def test_the_house_that_votes_says_the_step(read, trigger, actor, language, step):
    from herodote.grounding.actors import Actor

    who = Actor(actor, 0, len(actor), None, "LEG", "organ", actor)
    assert step_of(read, trigger, [who], language=language) == step
