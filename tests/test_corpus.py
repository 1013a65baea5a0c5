"""The corpus keeps its promises: sound, within its lengths, and rich in what is rare."""

import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from training.build import gold_events, occurrences
from training.notation import NotationError, parse, show
from training.split import part

from conftest import CORPUS
from herodote.plover import ontology

NOTE = "=== x-01 | fr | 2024-11-06 | Le Jour | agency | europe | Titre\n1 Kiev accuse Minsk.\n--\n"


def test_every_article_survives_its_notation(corpus: list[dict[str, Any]]) -> None:
    for document in corpus:
        (again,) = parse(show(document))
        for key in ("id", "language", "published", "text"):
            assert again[key] == document[key]
        assert len(again["events"]) == len(document["events"])


def test_every_event_is_found_again_in_its_text(corpus: list[dict[str, Any]]) -> None:
    events = sum(len(d["events"]) for d in corpus)
    found = sum(1 for d in corpus for _ in gold_events(d))
    assert found >= 0.98 * events


def test_it_is_as_rich_as_it_says(corpus: list[dict[str, Any]]) -> None:
    events = [e for d in corpus for e in d["events"]]
    types = Counter(e["event"] for e in events)
    assert all(types[t] >= 40 for t in ontology().types)
    assert sum(e["status"] != "actual" for e in events) >= len(events) / 5
    assert sum(e["certainty"] == "hedged" for e in events) >= len(events) / 6
    languages = Counter(d["language"] for d in corpus)
    assert languages["fr"] >= 140
    assert languages["en"] >= 80
    assert {part(d["id"]) for d in corpus} == {"train", "dev", "test"}
    assert len({d["id"] for d in corpus}) == len(corpus)


def test_the_shared_checker_finds_no_problem(shared_gold: Path) -> None:
    files = sorted(map(str, CORPUS.glob("*.jsonl")))
    done = subprocess.run(
        [sys.executable, shared_gold / "check_gold.py", *files], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:]


def test_no_measuring_text_stands_in_it(corpus: list[dict[str, Any]], shared_gold: Path) -> None:
    from conftest import read_jsonl

    ours = {e["sentence"] for d in corpus for e in d["events"]}
    for path in shared_gold.glob("*.jsonl"):
        for document in read_jsonl(path):
            assert not ours & {e["sentence"] for e in document["events"] if len(e["sentence"]) > 40}


def refused(line: str) -> str:
    try:
        list(parse(NOTE + line))
    except NotationError as error:
        return str(error)
    raise AssertionError(f"{line!r} was taken")


def test_the_notation_refuses_with_the_reason() -> None:
    good = "1 ACCUSE/allege actual stated | t accuse | a Kiev =UKR/GOV | r Minsk =BLR/GOV"
    (document,) = parse(NOTE + good)
    assert document["events"][0]["actor"] == [{"text": "Kiev", "code": "UKR", "sector": "GOV"}]
    assert "not in the text" in refused(good.replace("Minsk", "Moscou"))
    assert "none of" in refused(good.replace("ACCUSE/allege", "ACCUSE/violence"))
    assert "sector" in refused(good.replace("/GOV", "/NGO"))
    assert "neither actor" in refused("1 ACCUSE actual stated | t accuse")
    assert "trigger" in refused(good.replace("t accuse", "t nie"))
    assert "before it begins" in refused(good + " | d 2024-11-06..2024-11-01")


def test_words_are_found_whole_where_they_can_be() -> None:
    text = "Les alliés allient leurs forces à l'allié."
    assert occurrences(text, "allié", 0, len(text)) == [(36, 41)]
