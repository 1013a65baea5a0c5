"""The accuracy gate: figures on the corpus's own test split, which is never trained on; floors only rise."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from training.split import part

from herodote.coder import EventCoder
from herodote.evaluation import score
from herodote.records import Document, Refusal

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text())


@pytest.fixture(scope="session")
def figures(coder: EventCoder, corpus: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    fields = ("id", "text", "title", "published", "language", "publication")
    out = {}
    for language in FLOORS:
        gold = [d for d in corpus if part(d["id"]) == "test" and d["language"] == language]
        coded = coder.code(Document(**{k: d[k] for k in fields}) for d in gold)
        records = [e.model_dump(mode="json") for events in coded if not isinstance(events, Refusal) for e in events]
        out[language] = score(gold, records).flat()
    return out


@pytest.mark.parametrize(("language", "figure"), [(lang, name) for lang, own in FLOORS.items() for name in own])
def test_no_figure_falls_below_its_floor(figures: dict[str, dict[str, float]], language: str, figure: str) -> None:
    floor = FLOORS[language][figure]
    value = figures[language][figure]
    if figure == "false_date":
        assert value <= floor, f"{language} {figure} {value:.3f} rose over {floor}"
    else:
        assert value >= floor, f"{language} {figure} {value:.3f} fell below {floor}"
