"""The figures of an evaluation: worked by hand, and equal to the shared script's where that is at hand."""

import importlib.util
import json
import random
from pathlib import Path

import pytest

from herodote.evaluation import disagreements, report, score

SHARED = Path(__file__).parents[2] / "shared" / "gold"


def annotated(sentence, trigger, event, actor=(), recipient=(), **more):
    def entity(pair):
        return {"text": pair[0], "code": pair[1], "sector": "GOV"}

    return {
        "sentence": sentence, "trigger": trigger, "event": event, "mode": [], "actor": list(map(entity, actor)),
        "recipient": list(map(entity, recipient)), "status": "actual", "certainty": "stated", "attribution": [],
        "date": None, "enddate": None, "place": None, "amounts": [], "size": {}, "note": "",
    } | more  # fmt: skip


def coded(document, start, end, event, actor=(), recipient=(), **more):
    def entity(pair):
        return {"entity_text": pair[0], "code": pair[1]}

    return {
        "document": document, "event": event, "event_text": "…", "text": "…", "actor": list(map(entity, actor)),
        "recipient": list(map(entity, recipient)), "status": "actual", "certainty": "stated", "attribution": [],
        "date": None, "enddate": None, "event_loc": None, "amounts": [], "size": {},
        "text_info": {"event_start": start, "event_end": end},
    } | more  # fmt: skip


TEXT = "Oslo praised Lima. Quito refused."
GOLD = {
    "id": "d",
    "text": TEXT,
    "events": [
        annotated(
            "Oslo praised Lima.", "praised", "SUPPORT", [("Oslo", "NOR")], [("Lima", "PER")],
            date="2020-01-02", enddate="2020-01-02", place={"text": "Lima", "country_code": "PER"},
            amounts=[{"text": "3", "value": 3}, {"text": "few", "value": None}], size={"dead": 5},
        ),
        annotated("Quito refused.", "refused", "REJECT", [("Quito", "ECU")]),
    ],
}  # fmt: skip


def test_worked_by_hand():
    found = score(
        [GOLD],
        [
            coded(
                "d", 5, 12, "SUPPORT", [("Oslo", "NOR")], [("Lima", "PER")], date="2020-01-02", enddate="2020-01-03",
                event_loc={"country_code": "PER"}, amounts=[{"value": 5}], status="future",
            ),
            coded("d", 25, 32, "ACCUSE", [("Quito", "ECU")]),
            coded("d", 25, 32, "ACCUSE"),
            coded("other", 0, 3, "AID"),
        ],
    )  # fmt: skip
    figures = found.as_dict()
    assert figures["event"] == {"P": 1 / 3, "R": 0.5, "F1": pytest.approx(0.4), "n_gold": 2, "n_pred": 3}
    assert figures["found"]["R"] == 1.0
    assert figures["triple"]["P"] == 1 / 3
    assert figures["whole"]["F1"] == 0.0
    assert figures["status"] == 0.0
    assert figures["certainty"] == 1.0
    assert figures["date"] == 0.0
    assert figures["false_date"] is None
    assert figures["place"] == 1.0
    assert figures["figures"] == 0.5
    assert figures["types"]["REJECT"] == {"P": 0.0, "R": 0.0, "F1": 0.0, "n_gold": 1, "n_pred": 0}
    assert figures["event_macro_F1"] == 0.5
    assert found.flat() == {
        "event": pytest.approx(0.4), "found": pytest.approx(0.8), "triple": pytest.approx(0.4), "whole": 0.0,
        "actor": 1.0, "recipient": 1.0, "source": 0.0, "event_macro_F1": 0.5, "status": 0.0, "certainty": 1.0,
        "date": 0.0, "place": 1.0, "figures": 0.5,
    }  # fmt: skip


def test_one_day_of_tolerance_only_where_the_note_says_so():
    def with_note(note):
        event = annotated(TEXT, "praised", "SUPPORT", date="2020-01-02", enddate="2020-01-02", note=note)
        prediction = coded("d", 5, 12, "SUPPORT", date="2020-01-03", enddate="2020-01-02")
        return score([GOLD | {"events": [event]}], [prediction]).date.value

    assert with_note("one day of tolerance") == 1.0
    assert with_note("") == 0.0


def test_entities_without_code_agree_by_a_word():
    event = annotated(TEXT, "praised", "SUPPORT", [("hommes armés", None), ("Oslo", "NOR")])
    right = coded("d", 5, 12, "SUPPORT", [("des hommes", "MLI"), ("Oslo", "NOR")])
    wrong = coded("d", 5, 12, "SUPPORT", [("des rebelles", None), ("Oslo", None)])
    assert score([GOLD | {"events": [event]}], [right]).actor.right == 2
    assert score([GOLD | {"events": [event]}], [wrong]).actor.right == 0


def test_nothing_coded_and_nothing_annotated():
    assert score([GOLD], []).event.f1 == 0.0
    assert score([], []).as_dict()["date"] is None
    assert "–" in report(score([], []))


def test_disagreements_name_each_fault():
    lines = list(disagreements([GOLD], [coded("d", 5, 12, "SUPPORT"), coded("d", 25, 32, "ACCUSE")]))
    assert [line.split()[0] for line in lines] == ["MISSED", "EXTRA", "SIDES"]


def shaken(document, rng):
    """Coded events made out of gold ones by an unreliable hand."""
    for gold in document["events"]:
        sentence = document["text"].find(gold["sentence"])
        start = sentence + gold["sentence"].find(gold["trigger"]) + rng.choice([0, 0, 3, -4, 60])
        sides = {
            side: [
                (e["text"], rng.choice([e["code"], e["code"], None, "USA"])) for e in gold[side] if rng.random() < 0.9
            ]
            for side in ("actor", "recipient")
        }
        place = {"country_code": (gold.get("place") or {}).get("country_code")}
        for _ in range(rng.choice([0, 1, 1, 1, 2])):
            yield coded(
                document["id"], start, start + len(gold["trigger"]), rng.choice([gold["event"], gold["event"], "AID"]),
                **sides, status=rng.choice([gold["status"], "actual", None]),
                certainty=rng.choice([gold["certainty"], "hedged"]),
                attribution=[{"entity_text": e["text"], "code": e["code"]} for e in gold["attribution"]],
                date=rng.choice([gold.get("date"), "2024-11-06", None]), enddate=gold.get("enddate"),
                event_loc=rng.choice([None, place]), amounts=gold.get("amounts"),
                size=rng.choice([None, gold.get("size")]),
            )  # fmt: skip


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared gold and its script are not beside this repository")
@pytest.mark.parametrize("name", ["seed", "fr_wire", "fr_wikinews", "en_wire", "gsr_fr"])
def test_same_figures_as_the_shared_script(name):
    spec = importlib.util.spec_from_file_location("shared_score", SHARED / "score.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    documents = [json.loads(line) for line in (SHARED / f"{name}.jsonl").read_text(encoding="utf8").splitlines()]
    rng = random.Random(name)
    events = [event for document in documents for event in shaken(document, rng)]
    faults = []
    expected = script.score(documents, events, faults)
    assert flat(score(documents, events).as_dict()) == pytest.approx(flat(expected), abs=1e-12, rel=0)
    assert len(list(disagreements(documents, events))) == len(faults)


def flat(figures, prefix=""):
    """Figures by dotted names; a figure without cases is -1, which no share can be."""
    pairs = {}
    for key, value in figures.items():
        if isinstance(value, dict):
            pairs |= flat(value, f"{prefix}{key}.")
        else:
            pairs[prefix + key] = -1 if value is None else value
    return pairs
