"""Places: tables of sentences in each language, and what must hold of any text."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from herodote.grounding.gazetteer import exonyms, key_of, towns
from herodote.grounding.places import Gazetteer, places
from herodote.grounding.sides import Referents
from herodote.languages import UnknownLanguageError, available

PHRASES = Path(__file__).parent / "phrases"
TABLES = {
    code: tomllib.loads((PHRASES / f"places_{code}.toml").read_text(encoding="utf8"))
    for code in available()
    if (PHRASES / f"places_{code}.toml").exists()
}
WORDS = [
    "Alep",
    "Nice",
    "Gao,",
    "à",
    "in",
    "de",
    "la",
    "the",
    "Saint-Denis",
    "N'Djamena",
    "le",
    "Caire",
    "région",
    "L’",
    "-",
    ".",
]
texts = st.text() | st.lists(st.sampled_from(WORDS)).map(" ".join)


def rows(kind: str) -> list[Any]:
    return [pytest.param(code, row, id=f"{code}: {row['text']}") for code, t in TABLES.items() for row in t[kind]]


def gazetteer(text: str, language: str) -> Gazetteer:
    return Gazetteer(text, language=language, referents=Referents(text, language=language, published=None))


@pytest.mark.parametrize(("language", "row"), rows("phrase"))
def test_places(language: str, row: dict[str, Any]) -> None:
    found = [[p.text, p.name, str(p.country_code), p.resolution] for p in places(row["text"], language=language)]
    assert found == row["places"]


@pytest.mark.parametrize(("language", "row"), rows("locate"))
def test_locate(language: str, row: dict[str, Any]) -> None:
    start = row["text"].rindex(row["words"])
    where = gazetteer(row["text"], language).locate(start, start + len(row["words"]))
    assert where is not None
    assert where.extracted_place == row["words"]
    assert [str(where.resolved_place), str(where.country_code), where.resolution] == row["expect"]


@pytest.mark.parametrize(("language", "text"), [(code, t) for code, table in TABLES.items() for t in table["nothing"]])
def test_no_place(language: str, text: str) -> None:
    assert places(text, language=language) == []


@pytest.mark.parametrize("language", available())
@given(text=texts)
@settings(max_examples=60, deadline=None)
def test_spans_lie_in_the_text(language: str, text: str) -> None:
    last = 0
    for place in places(text, language=language):
        assert text[place.start : place.end] == place.text
        assert last <= place.start < place.end <= len(text)
        last = place.end


@pytest.mark.parametrize("language", available())
@given(text=texts, bounds=st.tuples(st.integers(0, 60), st.integers(0, 60)))
@settings(max_examples=60, deadline=None)
def test_any_words_are_located(language: str, text: str, bounds: tuple[int, int]) -> None:
    start, end = sorted(min(b, len(text)) for b in bounds)
    where = gazetteer(text, language).locate(start, end)
    if not text[start:end].strip():
        assert where is None
    else:
        assert where is not None
        assert (where.start, where.end, where.extracted_place) == (start, end, text[start:end])


def test_a_town_has_its_geonames_id_and_coordinates() -> None:
    (place,) = places("Une réunion s'est tenue à Alep.", language="fr")
    assert place.geonameid == 170063
    assert (round(place.lat or 0), round(place.lon or 0)) == (36, 37)


def test_the_country_named_decides_between_namesakes() -> None:
    here = places("In Libya, crowds gathered in Tripoli.", language="en")[-1]
    there = places("Lebanon mourned. Lebanese troops of the Lebanese army were shot in Tripoli.", language="en")[-1]
    assert (here.country_code, there.country_code) == ("LBY", "LBN")


def test_exonyms_lead_to_towns() -> None:
    for code in available():
        for found in exonyms(code).values():
            assert all(len(town.code) == 3 for town in found)


def test_codes_are_alpha3() -> None:
    assert {len(town.code) for town in towns()} == {3}
    assert {t.code for t, main in towns().named(key_of("Pristina"))} == {"KOS"}


def test_a_language_without_tables_is_refused() -> None:
    with pytest.raises(UnknownLanguageError):
        places("Alep", language="xx")
