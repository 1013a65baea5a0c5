"""Amounts: tables of sentences in each language, and what must hold of any text."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from herodote.grounding.amounts import Amount, amounts
from herodote.grounding.times.numerals import numerals
from herodote.languages import UnknownLanguageError, available, load

PHRASES = Path(__file__).parent / "phrases"
LANGUAGES = [code for code in available() if (PHRASES / f"amounts_{code}.toml").exists()]
KINDS = {
    "personnel", "materiel", "money", "area", "distance", "duration", "share", "vote",
    "casualties", "other",
}  # fmt: skip


def table(language: str) -> dict[str, Any]:
    return tomllib.loads((PHRASES / f"amounts_{language}.toml").read_text(encoding="utf8"))


@pytest.mark.parametrize(
    ("language", "row"),
    [
        pytest.param(code, row, id=f"{code}: {row['text']} [{row['find']}]")
        for code in LANGUAGES
        for row in table(code)["phrases"]
    ],
)
def test_phrase(language: str, row: dict[str, Any]) -> None:
    found = amounts(row["text"], language=language)
    here = [a for a in found if a.text == row["find"]]
    assert len(here) == 1, found
    amount = here[0]
    assert (amount.value, amount.value_max) == (row.get("value"), row.get("value_max"))
    assert (amount.unit, amount.kind) == (row.get("unit"), row.get("kind", "other"))
    assert amount.casualty == row.get("casualty")
    assert amount.approx == row.get("approx", False)


@pytest.mark.parametrize(("language", "text"), [(code, text) for code in LANGUAGES for text in table(code)["nothing"]])
def test_no_amount(language: str, text: str) -> None:
    assert amounts(text, language=language) == []


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u2009"])
def test_every_space_groups_digits(space: str) -> None:
    (amount,) = amounts(f"11{space}000{space}soldats", language="fr")
    assert (amount.value, amount.text) == (11000, f"11{space}000{space}soldats")


@pytest.mark.parametrize(
    ("language", "surface", "value"),
    [
        ("fr", "quatre-vingt-dix-neuf", 99),
        ("fr", "soixante-dix", 70),
        ("fr", "deux cent mille", 200_000),
        ("fr", "un million deux cent mille", 1_200_000),
        ("fr", "2,5 millions", 2_500_000),
        ("fr", "deux trois", None),
        ("en", "nine hundred and ninety-nine", 999),
        ("en", "five hundred thousand", 500_000),
        ("en", "1,234,567.5", 1_234_567.5),
    ],
)
def test_numerals(language: str, surface: str, value: float | None) -> None:
    assert numerals(language).value(surface) == value


def test_unknown_language() -> None:
    with pytest.raises(UnknownLanguageError, match="known: en, fr"):
        amounts("drei", language="xx")


@pytest.mark.parametrize("language", available())
@pytest.mark.parametrize(
    "piece", [" ", "1", "1 000 ", "deux ", "plus de ", "at least ", "soldats ", "1.000.", "million "]
)
def test_long_runs_neither_crash_nor_crawl(language: str, piece: str) -> None:
    check(piece * 2000, amounts(piece * 2000, language=language))


def pieces(language: str) -> st.SearchStrategy[str]:
    content = load(language, "amounts")
    words = [*content["numbers"]["small"], *content["numbers"]["large"], *content["phrases"]["rough"]]
    words += [*content["currencies"], *content["measures"], *content["nouns"]["personnel"]]
    words += ["3", "1 000", "1,5", "$", "€", "%", "2.5bn", "-", "to", "à", "et", "and", "vote", "voix"]
    joined = st.lists(st.sampled_from(words), max_size=12).map(" ".join)
    return st.one_of(joined, joined.map(str.title), st.text(max_size=80))


def check(text: str, found: list[Amount]) -> None:
    place = 0
    for amount in found:
        assert place <= amount.start < amount.end <= len(text)
        assert text[amount.start : amount.end] == amount.text
        assert amount.kind in KINDS
        if amount.value_max is not None:
            assert amount.value is not None
            assert amount.value <= amount.value_max
        assert (amount.casualty is None) or amount.kind == "casualties"
        place = amount.end


@pytest.mark.parametrize("language", available())
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_text(language: str, data: st.DataObject) -> None:
    text = data.draw(pieces(language))
    found = amounts(text, language=language)
    check(text, found)
    assert found == amounts(text, language=language)


@pytest.mark.parametrize("language", available())
def test_table_of_amounts_is_whole(language: str) -> None:
    content, model = load(language, "amounts"), load(available()[0], "amounts")
    assert content.keys() == model.keys()
    for part in ("numbers", "phrases", "singular", "nouns", "casualty"):
        assert content[part].keys() == model[part].keys(), part
    for kind, _unit, factor in content["measures"].values():
        assert kind in KINDS
        assert factor > 0
