"""Times: tables of sentences in each language, and what must hold of any text."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from herodote.grounding.times import Time, times
from herodote.grounding.times.rules import RULES
from herodote.languages import UnknownLanguageError, available, load

PHRASES = Path(__file__).parent / "phrases"
LANGUAGES = [code for code in available() if (PHRASES / f"times_{code}.toml").exists()]
KINDS = {"date", "duration", "since", "until"}
PRECISIONS = {"day", "week", "month", "season", "year", "decade"}


def table(language: str) -> dict[str, Any]:
    return tomllib.loads((PHRASES / f"times_{language}.toml").read_text(encoding="utf8"))


def rows() -> list[Any]:
    found = []
    for language in LANGUAGES:
        content = table(language)
        for row in content["phrases"]:
            whole = {"published": content["published"], **row}
            found.append(pytest.param(language, whole, id=f"{language}: {row['text']}"))
    return found


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("language", "row"), rows())
def test_phrase(language: str, row: dict[str, Any]) -> None:
    found = times(row["text"], language=language, published=row["published"])
    at = row["text"].index(row["find"])
    here = [t for t in found if t.start == at]
    assert [t.text for t in here] == [row["find"]], [t.text for t in found]
    time = here[0]
    assert (time.first, time.last) == (day(row.get("first")), day(row.get("last")))
    assert time.precision == row.get("precision", "day")
    assert time.kind == row.get("kind", "date")
    assert time.approx == row.get("approx", False)


@pytest.mark.parametrize(("language", "text"), [(code, text) for code in LANGUAGES for text in table(code)["nothing"]])
def test_no_time(language: str, text: str) -> None:
    assert times(text, language=language, published="2024-11-06") == []


def test_the_caller_may_tell_the_tense() -> None:
    def first(tense: str) -> date | None:
        return times("vendredi", language="fr", published="2024-11-06", tense=tense)[0].first

    assert first("past") == date(2024, 11, 1)
    assert first("future") == date(2024, 11, 8)


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u2009", "\n"])
def test_every_space_is_a_space(space: str) -> None:
    text = f"le 4{space}juillet{space}2012"
    (time,) = times(text, language="fr")
    assert (time.text, time.first) == (text, date(2012, 7, 4))


def test_without_publication_only_absolute_dates_resolve() -> None:
    found = times("Lundi, hier et le 4 juillet 2012.", language="fr")
    assert [t.first for t in found] == [None, None, date(2012, 7, 4)]


def test_unknown_language() -> None:
    with pytest.raises(UnknownLanguageError, match="known: en, fr"):
        times("gestern", language="xx")
    with pytest.raises(UnknownLanguageError, match=r"no table nowhere\.toml"):
        load(available()[0], "nowhere")


@pytest.mark.parametrize("language", available())
@pytest.mark.parametrize("piece", [" ", "1", "1 000 ", "mai ", "Monday ", "d'", "\n", "3 jours ", "in ", ", 5 ans"])
def test_long_runs_neither_crash_nor_crawl(language: str, piece: str) -> None:
    check(piece * 2000, times(piece * 2000, language=language, published="2024-11-06"))


def pieces(language: str) -> st.SearchStrategy[str]:
    words: list[str] = []
    for content in load(language, "times")["words"].values():
        words.extend(content)
    words += ["3", "31", "2024", "du", "au", "le", "il y a", "ago", "in", "9999", "1500", "29", "99999999"]
    joined = st.lists(st.sampled_from(words), max_size=12).map(" ".join)
    return st.one_of(joined, joined.map(str.title), st.text(max_size=80))


def check(text: str, found: list[Time]) -> None:
    place = 0
    for time in found:
        assert place <= time.start < time.end <= len(text)
        assert text[time.start : time.end] == time.text
        assert (time.first is None) == (time.last is None)
        if time.first and time.last:
            assert time.first <= time.last
        assert time.kind in KINDS
        assert time.precision in PRECISIONS
        place = time.end


@pytest.mark.parametrize("language", available())
@settings(max_examples=150, deadline=None)
@given(data=st.data(), published=st.dates())
def test_any_text(language: str, data: st.DataObject, published: date) -> None:
    text = data.draw(pieces(language))
    found = times(text, language=language, published=published)
    check(text, found)
    assert found == times(text, language=language, published=published)
    check(text, times(text, language=language))


@pytest.mark.parametrize("language", available())
def test_table_of_times_is_whole(language: str) -> None:
    content = load(language, "times")
    assert content.keys() == load(available()[0], "times").keys()
    for row in content["pattern"]:
        assert row["rule"] in RULES or row["rule"] == "nothing"
        assert set(row.get("near", ())) <= {*content["words"], "number"}, row
        assert not set(row) - {
            *("rule", "near", "match", "weak", "dir", "sign", "clip", "order", "offset", "shift", "n", "unit")
        }, row
