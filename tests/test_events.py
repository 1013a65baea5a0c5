"""From frames to events: the chain of sources, figures, places and days land in the right fields."""

import datetime
from typing import Any

import pytest

from herodote.frames.frame import Frame, Mention, Reading
from herodote.frames.sentences import sentences
from herodote.grounding.events import ground
from herodote.records import Coder, Document, Event

CODER = Coder(program="test", version="0", weights="none", language_pack="")


def code(text: str, trigger: str, language: str = "fr", **roles: list[str]) -> Event:
    """The one event that a reader who sees these words would hand to grounding."""
    defaults: dict[str, Any] = {"type": "AID", "status": "actual", "certainty": "stated", "step": None}
    labels = {k: roles.pop(k, v) for k, v in defaults.items()}
    spans = sentences(text, language)
    at = text.index(trigger)
    number = next(n for n, (a, b) in enumerate(spans) if a <= at < b)
    mentions = {
        role: tuple(Mention(text.index(w), text.index(w) + len(w), 0.9) for w in words) for role, words in roles.items()
    }
    frame = Frame(at, at + len(trigger), number, labels["type"], labels["type"], (), labels["status"],
                  labels["certainty"], labels["step"], mentions, 0.8)  # fmt: skip
    document = Document(id="d", text=text, language=language, published=datetime.date(2024, 11, 6))
    (event,) = ground(document, Reading(tuple(spans), (frame,)), CODER)
    return event


def test_the_original_source_comes_before_the_medium_that_relays_it() -> None:
    text = "Minsk aurait livré des drones à Moscou, rapporte le New York Times, citant un responsable américain."
    event = code(text, "livré", actor=["Minsk"], recipient=["Moscou"], object=["des drones"],
                 source=["le New York Times", "un responsable américain"], cue=["rapporte", "citant"])  # fmt: skip
    assert [(s.entity_text, s.code, s.named, s.cue) for s in event.attribution] == [
        ("un responsable américain", "USA", False, "citant"),
        ("le New York Times", "USA", True, "rapporte"),
    ]
    assert (event.actor[0].code, event.recipient[0].code) == ("BLR", "RUS")
    assert event.object[0].kind == "materiel"


@pytest.mark.parametrize(
    ("text", "source", "code_", "named"),
    [
        ("Des sources proches du dossier disent que Paris a livré des obus.", "Des sources proches du dossier", None, False),
        ("Selon Emmanuel Macron, Paris a livré des obus.", "Emmanuel Macron", "FRA", True),
        ("Selon le Kremlin, Paris a livré des obus.", "le Kremlin", "RUS", True),
        ("Selon l'ONU, Paris a livré des obus.", "l'ONU", "UNO", True),
        ("Un diplomate français dit que Paris a livré des obus.", "Un diplomate français", "FRA", False),
    ],
)  # fmt: skip
def test_who_is_named_and_who_is_not(text: str, source: str, code_: str | None, named: bool) -> None:
    (found,) = code(text, "livré", actor=["Paris"], source=[source]).attribution
    assert (found.code, found.named) == (code_, named)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("« Paris a livré des obus », a dit Kiev.", True),
        ('"Paris a livré des obus", a dit Kiev.', True),
        ("Kiev a dit “merci”, Paris a livré des obus.", False),
        ("Kiev dit que Paris a livré des obus.", False),
    ],
)
def test_what_stands_in_quotation_marks_is_quoted(text: str, quoted: bool) -> None:
    assert code(text, "livré", actor=["Paris"], source=["Kiev"]).attribution[0].quoted is quoted


def test_figures_are_casualties_or_amounts() -> None:
    text = "L'armée russe a bombardé Kharkiv mardi, faisant au moins 12 morts et 30 blessés, avec 5 missiles."
    event = code(text, "bombardé", type="ASSAULT", actor=["L'armée russe"], time=["mardi"], place=["Kharkiv"],
                 amount=["au moins 12 morts", "30 blessés", "5 missiles"])  # fmt: skip
    assert (event.size.dead, event.size.injured, event.size.arrested) == (12, 30, None)
    assert [(a.value, a.kind) for a in event.amounts] == [(5, "materiel")]
    assert (event.date, event.enddate) == (datetime.date(2024, 11, 5), datetime.date(2024, 11, 5))
    assert event.event_loc is not None
    assert (event.event_loc.country_code, event.event_loc.resolution) == ("UKR", "city")
    assert (event.quad_code, event.event_scale) == (4, -9.0)


def test_names_strung_together_are_as_many_sides() -> None:
    text = "Les présidents serbe, croate et bosniaque ont signé la paix. Ils ont promis de libérer les prisonniers."
    event = code(text, "signé", type="SUPPORT", step="signed", actor=["Les présidents serbe, croate et bosniaque"],
                 instrument=["la paix"])  # fmt: skip
    assert [a.code for a in event.actor] == ["SRB", "HRV", "BIH"]
    assert event.step == "signed"


def test_a_step_without_an_instrument_is_dropped_and_nothing_is_guessed() -> None:
    event = code("Des hommes armés ont attaqué.", "attaqué", type="ASSAULT", actor=["Des hommes armés"], step="signed")
    assert event.step is None
    assert event.actor[0].code is None
    assert event.date is None
    assert event.event_loc is None


def test_the_same_deed_said_twice_in_a_sentence_is_one_event() -> None:
    text = "Paris a livré des obus à Kiev, et ces obus livrés à Kiev par Paris sont arrivés."
    spans = sentences(text, "fr")
    frames = []
    for trigger, probability in (("livré", 0.6), ("livrés", 0.9)):
        at = text.rindex(trigger) if trigger == "livrés" else text.index(trigger)
        sides = {
            "actor": (Mention(0, 5, 0.9),),
            "recipient": (Mention(text.index("Kiev"), text.index("Kiev") + 4, 0.9),),
        }
        frames.append(Frame(at, at + len(trigger), 0, "AID", "AID", (), "actual", "stated", None, sides, probability))
    document = Document(id="d", text=text, language="fr")
    (event,) = ground(document, Reading(tuple(spans), tuple(frames)), CODER)
    assert event.event_text == "livrés"
