"""The accuracy gate: figures on the corpus's own test split, which is never trained on; floors only rise."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from training.false_alarms import PROSE
from training.split import part

from herodote.coder import EventCoder
from herodote.evaluation import score
from herodote.frames.sentences import sentences
from herodote.records import Document, Refusal

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text())


LANGUAGES = ("fr", "en")


def measured(coder: EventCoder, gold: list[dict[str, Any]]) -> dict[str, float]:
    fields = ("id", "text", "title", "published", "language", "publication")
    coded = coder.code(Document(**{k: d[k] for k in fields}) for d in gold)
    records = [e.model_dump(mode="json") for events in coded if not isinstance(events, Refusal) for e in events]
    return score(gold, records).flat()


@pytest.fixture(scope="session")
def figures(coder: EventCoder, corpus: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    test = [d for d in corpus if part(d["id"]) == "test"]
    return {language: measured(coder, [d for d in test if d["language"] == language]) for language in LANGUAGES}


@pytest.mark.parametrize(("language", "figure"), [(lang, name) for lang in LANGUAGES for name in FLOORS[lang]])
def test_no_figure_falls_below_its_floor(figures: dict[str, dict[str, float]], language: str, figure: str) -> None:
    floor = FLOORS[language][figure]
    value = figures[language][figure]
    if figure == "false_date":
        assert value <= floor, f"{language} {figure} {value:.3f} rose over {floor}"
    else:
        assert value >= floor, f"{language} {figure} {value:.3f} fell below {floor}"


def test_the_fast_reader_is_nearly_as_good(corpus: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HERODOTE_WEIGHTS", "fast")
    coder = EventCoder()
    assert coder.reader.name.endswith("-fast")
    found = measured(coder, [d for d in corpus if part(d["id"]) == "test"])
    below = {name: found[name] for name, floor in FLOORS["fast"].items() if found[name] < floor}
    assert below == {}


def test_sentences_without_politics_hold_few_events(coder: EventCoder) -> None:
    """Events a thousand sentences, at a confidence that halves nothing; a fifth of the prose uses words of war."""
    rows = [json.loads(line) for path in sorted(PROSE.glob("*.jsonl")) for line in path.open(encoding="utf8")]
    documents = [Document(**{k: row.get(k) for k in ("id", "text", "title", "published", "language")}) for row in rows]
    found, total = 0, 0
    for document, events in zip(documents, coder.code(documents), strict=True):
        assert not isinstance(events, Refusal)
        found += sum(e.confidence >= 0.5 for e in events)
        total += len(sentences(document.text, document.language or ""))
    assert 1000 * found / total <= FLOORS["prose"]["most"]
