"""Sides: what the words of a mention mean within their document, by tables of short texts in each language."""

import datetime
import re
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from herodote.grounding.ranking import FEATURES, KINDS, ranker
from herodote.grounding.sides import Referents, Side

TABLES = Path(__file__).parent / "phrases"
LANGUAGES = ("fr", "en")
FIELDS = {"text", "published", "after", "words", "codes", "speaker", "xfail", "reason"}
TEXTS = {
    "fr": "Le Maroc et l'Espagne ont signé. « Nous avons gagné », dit le ministre. Ils ont salué Paris, selon des sources.",
    "en": "Morocco and Spain signed. “We won,” the minister said. They praised Paris, people familiar with it said.",
}


def cases(language: str) -> list[dict[str, Any]]:
    table = tomllib.loads((TABLES / f"sides_{language}.toml").read_text(encoding="utf8"))
    return list(table["cases"])


def referents(language: str, text: str, published: str | None = None) -> Referents:
    bounds = [(m.start(), m.end()) for m in re.finditer(r"\S[^.]*\.?[»\"]?", text)]
    day = datetime.date.fromisoformat(published or "2024-03-04")
    return Referents(text, language=language, published=day, sentences=bounds)


def place(text: str, words: str, *, last: bool = False) -> tuple[int, int]:
    start = text.rindex(words) if last else text.index(words)
    return start, start + len(words)


def resolved(language: str, row: dict[str, Any]) -> list[Side]:
    text = row["text"]
    document = referents(language, text, row.get("published"))
    for words in row.get("after", []):
        document.resolve(*place(text, words))
    speaker = document.resolve(*place(text, row["speaker"], last=True))[0] if "speaker" in row else None
    return document.resolve(*place(text, row["words"], last=True), speaker=speaker)


@pytest.mark.parametrize(
    ("language", "row"),
    [
        pytest.param(
            code,
            row,
            id=f"{code}: {row['text']} [{row['words']}]",
            marks=[pytest.mark.xfail(reason=row.get("reason", ""), strict=False)] if row.get("xfail") else [],
        )
        for code in LANGUAGES
        for row in cases(code)
    ],
)
def test_words_mean_an_actor_of_the_text(language: str, row: dict[str, Any]) -> None:
    sides = resolved(language, row)
    assert [side.code or "" for side in sides] == row["codes"]
    for side in sides:
        assert row["text"][side.start : side.end] == side.text == row["words"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_are_sound(language: str) -> None:
    table = cases(language)
    assert len(table) >= 25
    for row in table:
        assert set(row) <= FIELDS, row
        assert all(w in row["text"] for w in (row["words"], *row.get("after", []))), row
        assert bool(row.get("xfail")) == ("reason" in row), row


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_span_can_be_resolved(language: str, data: st.DataObject) -> None:
    text = TEXTS[language]
    spans = data.draw(st.lists(st.tuples(*[st.integers(0, len(text))] * 2), min_size=1, max_size=6))
    spans = [(min(s), max(s)) for s in spans]
    first, second = referents(language, text), referents(language, text)
    for start, end in spans:
        sides = first.resolve(start, end)
        assert sides == second.resolve(start, end)
        assert 1 <= len(sides) <= 2
        assert all((s.start, s.end, s.text) == (start, end, text[start:end]) for s in sides)


def test_a_text_without_actors_has_nobody_to_offer() -> None:
    document = referents("fr", "Ils ont parlé.")
    assert [s.code for s in document.resolve(0, 3)] == [None]
    assert document.local(5) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_candidates_have_every_feature(language: str) -> None:
    document = referents(language, TEXTS[language])
    codes, table = document.candidates(document.mention(0, 2, None, None))
    assert codes[0] is None
    assert table.shape == (len(codes), len(FEATURES))
    assert np.isfinite(table).all()


def test_every_kind_has_its_weights() -> None:
    assert ranker().weights.shape == (len(KINDS), len(FEATURES))
    assert np.isfinite(ranker().weights).all()
