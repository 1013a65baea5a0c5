"""Sentences are cut where a reader would cut them, and the text is never altered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herodote.frames.sentences import sentences
from herodote.languages import UnknownLanguageError, available

CASES = [
    ("fr", "M. Dupont a refusé. Mme Durand, non.", ["M. Dupont a refusé.", "Mme Durand, non."]),
    ("fr", "« Jamais ! » a-t-il lancé. Puis il est parti.", ["« Jamais ! » a-t-il lancé.", "Puis il est parti."]),
    ("fr", "Il a dit : « Partez. » L'assistance s'est levée.", ["Il a dit : « Partez. »", "L'assistance s'est levée."]),
    (
        "fr",
        "Le 3 mai, 2.500 soldats sont arrivés. 300 repartiront.",
        ["Le 3 mai, 2.500 soldats sont arrivés.", "300 repartiront."],
    ),
    ("fr", "Un intertitre sans point\nLa suite.", ["Un intertitre sans point", "La suite."]),
    ("fr", "L'article 5 (al. 2) s'applique… Rien d'autre.", ["L'article 5 (al. 2) s'applique…", "Rien d'autre."]),
    ("en", "The U.S. Senate voted. Sen. Smith did not.", ["The U.S. Senate voted.", "Sen. Smith did not."]),
    ("en", "Gen. J. R. Brown left on Jan. 5. He came back.", ["Gen. J. R. Brown left on Jan. 5.", "He came back."]),
    ("en", '"Go," he said. "Now." They went.', ['"Go," he said.', '"Now."', "They went."]),
    ("en", "Prices rose 2.5 percent. Why? Nobody knows!", ["Prices rose 2.5 percent.", "Why?", "Nobody knows!"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_cut_as_a_reader_would(language: str, text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in sentences(text, language)] == expected


def test_unknown_language_names_the_remedy() -> None:
    with pytest.raises(UnknownLanguageError, match="Add a folder"):
        sentences("Guten Tag.", "de")


@given(st.text(), st.sampled_from(available()))
def test_spans_are_ordered_and_only_blanks_lie_between(text: str, language: str) -> None:
    at = 0
    for start, end in sentences(text, language):
        assert start < end
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()
