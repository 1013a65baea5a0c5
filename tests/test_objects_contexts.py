"""Objects and contexts: kinds of things, and fields of politics that a sentence speaks of."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from herodote.frames.frame import Mention
from herodote.grounding.contexts import contexts
from herodote.grounding.objects import thing
from herodote.languages import UnknownLanguageError, available, load
from herodote.plover import ontology

KINDS = [
    ("fr", "11 000 soldats", "personnel"), ("fr", "des obus d'artillerie", "materiel"),
    ("fr", "le village de Robotyne", "territory"), ("fr", "la libération des otages", "persons"),
    ("fr", "2 milliards de dollars d'aide militaire", "money"), ("fr", "du gaz naturel", "energy"),
    ("fr", "des systèmes de défense antiaérienne", "materiel"), ("fr", "des vaccins", "goods"),
    ("fr", "des renseignements sur les cibles", "information"), ("fr", "la levée des sanctions", "policy"),
    ("fr", "des semi-conducteurs", "technology"), ("fr", "cela", None), ("fr", "50 M€", "money"),
    ("en", "artillery shells", "materiel"), ("en", "the release of hostages", "persons"),
    ("en", "long-range missile technology", "technology"), ("en", "$50 million", "money"),
    ("en", "the town of Robotyne", "territory"), ("en", "a thousand peacekeepers", "personnel"),
    ("en", "wheat and flour", "goods"), ("en", "crude oil", "energy"), ("en", "satellite imagery", "information"),
    ("en", "a visa ban", "policy"), ("en", "it", None), ("en", "tanks for the army", "materiel"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "words", "kind"), KINDS)
def test_kinds(language: str, words: str, kind: str | None) -> None:
    text = f"— {words}."
    found = thing(text, Mention(2, 2 + len(words), 0.9), language=language)
    assert (found.text, found.start, found.end, found.kind) == (words, 2, 2 + len(words), kind)


SPOKEN = [
    ("fr", "L'armée a bombardé des positions d'artillerie.", "military"),
    ("fr", "Le tribunal a condamné le ministre pour corruption.", "legal"),
    ("fr", "Le Parlement a adopté le projet de loi.", "legislative"),
    ("fr", "Le second tour de l'élection présidentielle est reporté.", "election"),
    ("fr", "Les inspecteurs de l'AIEA ont trouvé de l'uranium enrichi.", "cbrn"),
    ("fr", "Les casques bleus de la Monusco se retirent.", "peacekeeping"),
    ("fr", "Des pirates informatiques ont paralysé le ministère.", "cyber"),
    ("fr", "Les demandeurs d'asile ont été renvoyés.", "asylum"),
    ("en", "Troops fired missiles at an army base.", "military"),
    ("en", "The court sentenced him after a short trial.", "legal"),
    ("en", "Lawmakers passed a no-confidence motion in parliament.", "legislative"),
    ("en", "Hackers spread ransomware.", "cyber"),
    ("en", "The blue helmets of Monusco are leaving.", "peacekeeping"),
    ("en", "Tariffs on imports will rise, the trade minister said.", "economic"),
    ("en", "Sarin was used, the OPCW said.", "cbrn"),
    ("en", "An earthquake left thousands homeless.", "disasters"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "sentence", "first"), SPOKEN)
def test_the_best_supported_context_is_first(language: str, sentence: str, first: str) -> None:
    assert contexts(sentence, language=language)[:1] == (first,)


@pytest.mark.parametrize("language", available())
def test_tables_hold_the_ontology(language: str) -> None:
    assert set(load(language, "contexts")["kinds"]) == set(ontology().contexts)


def test_tables_have_the_same_kinds() -> None:
    for table in ("objects", "instruments"):
        assert len({tuple(load(code, table)["kinds"]) for code in available()}) == 1


def test_nothing_said_no_context() -> None:
    assert contexts("Il a souri.", language="fr") == ()
    assert contexts("", language="en") == ()


@pytest.mark.parametrize("language", available())
@given(text=st.text())
@settings(max_examples=80, deadline=None)
def test_any_text(language: str, text: str) -> None:
    found = contexts(text, language=language)
    assert len(found) <= 3
    assert set(found) <= set(ontology().contexts)
    assert thing(text, Mention(0, len(text), 0.5), language=language).text == text


def test_a_language_without_tables_is_refused() -> None:
    with pytest.raises(UnknownLanguageError):
        contexts("", language="xx")
