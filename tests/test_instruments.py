"""Instruments: noun phrases that name them, their kinds and parties."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from herodote.frames.frame import Frame, Mention
from herodote.grounding.instruments import instrument, instruments
from herodote.grounding.sides import Referents
from herodote.languages import UnknownLanguageError, available

FOUND = [
    ("fr", "Le traité de défense mutuelle avec Pyongyang a été signé.",
     "traité de défense mutuelle avec Pyongyang", "treaty", ("PRK",)),
    ("fr", "L'accord franco-allemand déplaît aux éleveurs.", "accord franco-allemand", "accord", ("FRA", "DEU")),
    ("fr", "L'accord de paix entre l'Arménie et l'Azerbaïdjan est prêt.",
     "accord de paix entre l'Arménie et l'Azerbaïdjan", "accord", ("ARM", "AZE")),
    ("fr", "Nul n'applique les accords de Minsk.", "accords de Minsk", "accord", ()),
    ("fr", "La résolution 2231 du Conseil de sécurité expire.", "résolution 2231 du Conseil de sécurité", "resolution", ()),
    ("fr", "Ils ont voté le projet de loi sur les agents étrangers.",
     "projet de loi sur les agents étrangers", "law", ()),
    ("fr", "L'accord de cessez-le-feu conclu à Doha tient.", "accord de cessez-le-feu conclu à Doha", "ceasefire", ()),
    ("fr", "La convention d'Ottawa sur les mines antipersonnel est dénoncée.",
     "convention d'Ottawa sur les mines antipersonnel", "convention", ()),
    ("en", "A mutual defence treaty with Pyongyang was signed.",
     "mutual defence treaty with Pyongyang", "treaty", ("PRK",)),
    ("en", "The Minsk agreements are dead.", "Minsk agreements", "accord", ()),
    ("en", "They cited UN Security Council resolution 1701.", "UN Security Council resolution 1701", "resolution", ()),
    ("en", "The ceasefire between Israel and Lebanon holds.", "ceasefire between Israel and Lebanon", "ceasefire",
     ("ISR", "LBN")),
    ("en", "It quit the Treaty on the Non-Proliferation of Nuclear Weapons.",
     "Treaty on the Non-Proliferation of Nuclear Weapons", "treaty", ()),
    ("en", "They sealed a free trade deal.", "free trade deal", "accord", ()),
    ("en", "The peace treaty with Ethiopia is void.", "peace treaty with Ethiopia", "treaty", ("ETH",)),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "words", "kind", "parties"), FOUND)
def test_noun_phrases(language: str, text: str, words: str, kind: str, parties: tuple[str, ...]) -> None:
    (found,) = instruments(text, language=language)
    assert (found.text, found.kind, found.parties) == (words, kind, parties)
    assert text[found.start : found.end] == words


@pytest.mark.parametrize(
    ("language", "text"), [("fr", "Un accord a été trouvé."), ("en", "An agreement was reached."), ("fr", "")]
)
def test_a_bare_noun_names_no_instrument(language: str, text: str) -> None:
    assert instruments(text, language=language) == []


def frame(text: str, step: str | None, **roles: str) -> Frame:
    mentions = {r: (Mention(text.index(w), text.index(w) + len(w), 0.9),) for r, w in roles.items()}
    return Frame(0, 1, 0, "SUPPORT", "SUPPORT", (), "actual", "stated", step, mentions, 0.9)


def test_the_sides_of_a_signature_are_parties() -> None:
    text = "Le Togo et le Bénin ont signé un accord de pêche."
    seen = Referents(text, language="fr", published=None)
    signed = instrument(
        text, frame(text, "signed", actor="Le Togo et le Bénin", instrument="accord de pêche"), seen, language="fr"
    )
    assert signed is not None
    assert (signed.text, signed.kind, signed.parties) == ("accord de pêche", "accord", ("TGO", "BEN"))


def test_the_sides_of_a_suspension_are_not() -> None:
    text = "Le Togo a suspendu un accord de pêche."
    seen = Referents(text, language="fr", published=None)
    found = instrument(
        text, frame(text, "suspended", actor="Le Togo", instrument="accord de pêche"), seen, language="fr"
    )
    assert found is not None
    assert found.parties == ()


def test_no_mention_no_instrument() -> None:
    text = "Le Togo a signé."
    seen = Referents(text, language="fr", published=None)
    assert instrument(text, frame(text, "signed", actor="Le Togo"), seen, language="fr") is None


def test_of_several_mentions_the_surest() -> None:
    text = "The truce and the peace treaty."
    mentions = (Mention(4, 9, 0.3), Mention(18, 30, 0.8))
    seen = Referents(text, language="en", published=None)
    one = Frame(0, 1, 0, "SUPPORT", "SUPPORT", (), "actual", "stated", None, {"instrument": mentions}, 0.9)
    found = instrument(text, one, seen, language="en")
    assert found is not None
    assert (found.text, found.kind) == ("peace treaty", "treaty")


WORDS = [
    "accord",
    "traité",
    "treaty",
    "de",
    "l'",
    "Paris,",
    "between",
    "France",
    "and",
    "résolution",
    "1701",
    "US-backed",
]


@pytest.mark.parametrize("language", available())
@given(text=st.text() | st.lists(st.sampled_from(WORDS)).map(" ".join))
@settings(max_examples=80, deadline=None)
def test_spans_lie_in_the_text(language: str, text: str) -> None:
    last = 0
    for found in instruments(text, language=language):
        assert text[found.start : found.end] == found.text
        assert last <= found.start < found.end <= len(text)
        last = found.end


def test_a_language_without_tables_is_refused() -> None:
    with pytest.raises(UnknownLanguageError):
        instruments("accord", language="xx")
