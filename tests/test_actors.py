"""Actors: tables of sentences in each language, and what must hold of any text."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from herodote.grounding.actors import Actor, actors
from herodote.grounding.lexicon import OFFICES, fold, phrases
from herodote.languages import UnknownLanguageError

TABLES = Path(__file__).parent / "phrases"
LANGUAGES = ("fr", "en")
FIELDS = {"text", "published", "find", "absent", "code", "sector", "kind", "name", "office"}
WORDS = [
    "Moscou", "Le Kremlin", "Côte d’Ivoire", "the White House", "Clinton", "Ana Powell", "M. Poutine", "Georgia", "Jordan",
    "Paris Hilton", "nord-coréen", "U.S.", "l'ONU", "les talibans", "Hamas", "selon", "«", "»", ".", "\n", " ", "\u00a0", "’",
    "-", "\u202e", "💥", "é", "e\u0301", "İ", "ﬁ", "ß", "Œ",
]  # fmt: skip


def rows(language: str) -> list[dict[str, Any]]:
    table = tomllib.loads((TABLES / f"actors_{language}.toml").read_text(encoding="utf8"))
    return list(table["phrases"])


def found(language: str, row: dict[str, Any]) -> list[Actor]:
    return actors(row["text"], language=language, published=row.get("published"))


@pytest.mark.parametrize(
    ("language", "row"),
    [
        pytest.param(code, row, id=f"{code}: {row['text']} [{row['find']}]")
        for code in LANGUAGES
        for row in rows(code)
        if "find" in row
    ],
)
def test_the_actor_is_found(language: str, row: dict[str, Any]) -> None:
    here = [a for a in found(language, row) if a.text == row["find"]]
    assert here, [a.text for a in found(language, row)]
    for actor in here:
        wanted = {field: row[field] for field in ("code", "sector", "kind", "name", "office") if field in row}
        assert {field: getattr(actor, field) for field in wanted} == wanted


@pytest.mark.parametrize(
    ("language", "row"),
    [
        pytest.param(code, row, id=f"{code}: {row['text']} [not {row['absent']}]")
        for code in LANGUAGES
        for row in rows(code)
        if "absent" in row
    ],
)
def test_what_is_no_actor_is_not_found(language: str, row: dict[str, Any]) -> None:
    assert row["absent"] not in [a.text for a in found(language, row)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_are_sound(language: str) -> None:
    table = rows(language)
    assert len(table) >= 90
    seen = [(r["text"], r.get("published"), r.get("find"), r.get("absent")) for r in table]
    assert len(set(seen)) == len(seen)
    for row in table:
        assert set(row) <= FIELDS, row
        assert ("find" in row) != ("absent" in row), row
        assert row.get("find", row.get("absent")) in row["text"], row


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=150, deadline=None)
@given(text=st.one_of(st.text(max_size=120), st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)))
def test_spans_lie_in_the_text_in_order(language: str, text: str) -> None:
    got = actors(text, language=language, published="2022-03-02")
    assert got == actors(text, language=language, published="2022-03-02")
    end = 0
    for actor in got:
        assert end <= actor.start < actor.end <= len(text)
        assert text[actor.start : actor.end] == actor.text
        end = actor.end


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_of_the_world_is_found_alone(language: str) -> None:
    silent = ("generic", "prefix")
    missed = [
        phrase
        for phrase, name in phrases(language)
        if name.kind not in silent
        and not actors(f"x {phrase}.", language=language)
        and not any(n.kind in silent for p, n in phrases(language) if fold(p) == fold(phrase))
    ]
    assert not missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_offices_are_those_of_the_record(language: str) -> None:
    offices = {name.office for _, name in phrases(language)} - {None}
    assert offices <= set(OFFICES.values())


def test_no_date_is_no_obstacle() -> None:
    assert [a.code for a in actors("Clinton a rencontré Eltsine.", language="fr")] == ["USA", "RUS"]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownLanguageError):
        actors("Moscow", language="xx")
