"""Who a mention means, by what the encoder sees: the ranker's arithmetic, and its place in grounding."""

import numpy as np
import pytest

from herodote.coder import EventCoder
from herodote.frames.frame import Frame, Mention, Reading
from herodote.frames.labels import TYPES
from herodote.frames.referring import ROLES, Antecedent, Referring, Tokens
from herodote.grounding.events import ground
from herodote.grounding.ranking import FEATURES, KINDS
from herodote.records import Coder, Document

WIDE, SHARED = 4, 4
TEXT = "Minsk parle. Oslo se tait. Le voisin attaque Kiev."


def weights(**changed):
    """Weights that compare states as they are and ask nothing else."""
    kinds, rows = len(KINDS), len(FEATURES) + len(KINDS) + len(ROLES) + len(TYPES) + 2
    plain = {
        "linear": np.zeros((kinds, len(FEATURES))), "gain": np.ones(kinds), "asks.weight": np.eye(SHARED, WIDE) * 8,
        "asks.bias": np.zeros(SHARED), "asks.role": np.zeros((3, SHARED)), "asks.kind": np.zeros((kinds, SHARED)),
        "answers.weight": np.eye(SHARED, WIDE), "answers.bias": np.zeros(SHARED), "near.weight": np.zeros((8, 4)),
        "near.bias": np.zeros(8), "near.out": np.zeros(8), "near.out.bias": np.zeros(()),
        "nobody.weight": np.zeros(WIDE), "nobody.bias": np.full((), -5.0), "hidden.weight": np.zeros((48, rows)),
        "hidden.bias": np.zeros(48), "out.weight": np.zeros(48), "out.bias": np.zeros(()),
    }  # fmt: skip
    return {name: np.asarray(value, np.float32) for name, value in (plain | changed).items()}


def tokens(**states):
    """The words of the text that were read, each with a state."""
    places = [(TEXT.index(word.replace("_", " ")), len(word)) for word in states]
    return Tokens(np.array([(a, a + n) for a, n in places]), np.array(list(states.values()), np.float32))


FEATURES_OF_THREE = np.zeros((3, len(FEATURES)))
FEATURES_OF_THREE[0, 0] = 1.0  # the first candidate is nobody
NAMES = [Antecedent(0, 5, 1, False), Antecedent(13, 17, 2, False)]
MENTION = (TEXT.index("Le voisin"), TEXT.index("Le voisin") + 9)


@pytest.mark.parametrize(("like", "best"), [("Minsk", 1), ("Oslo", 2)])
def test_a_mention_means_whom_it_resembles(like, best):
    states = {"Minsk": [1, 0, 0, 0], "Oslo": [0, 1, 0, 0]}
    seen = tokens(**states, Le_voisin=states[like])
    scores = Referring(weights(), seen).scores(KINDS.index("generic"), "actor", MENTION, FEATURES_OF_THREE, NAMES)
    assert int(np.argmax(scores)) == best


def test_several_mentions_of_one_candidate_add_up_and_those_not_read_count_for_nothing():
    seen = tokens(Minsk=[1, 0, 0, 0], Oslo=[1, 0, 0, 0], Kiev=[1, 0, 0, 0], Le_voisin=[1, 0, 0, 0])
    referring = Referring(weights(), seen)
    kiev = TEXT.index("Kiev")
    again = [*NAMES, Antecedent(kiev, kiev + 4, 2, True), Antecedent(6, 11, 1, True)]
    scores = referring.scores(0, "recipient", MENTION, FEATURES_OF_THREE, again)
    assert scores[2] == pytest.approx(scores[1] + np.log(2), abs=1e-5)


def test_a_mention_that_was_not_read_is_left_to_the_rules_of_thumb():
    assert (
        Referring(weights(), tokens(Minsk=[1, 0, 0, 0])).scores(0, "actor", MENTION, FEATURES_OF_THREE, NAMES) is None
    )


def test_who_acts_in_a_record_follows_what_the_reader_sees():
    def read(like):
        states = {"Minsk": [1, 0, 0, 0], "Oslo": [0, 1, 0, 0], "Kiev": [0, 0, 1, 0]}
        start = TEXT.index("attaque")
        roles = {"actor": (Mention(*MENTION, 1.0),), "recipient": (Mention(TEXT.index("Kiev"), len(TEXT) - 1, 1.0),)}
        frame = Frame(start, start + 7, 2, "ASSAULT", "ASSAULT", (), "actual", "stated", None, roles, 0.9)
        bounds = ((0, 12), (13, 26), (27, len(TEXT)))
        referring = Referring(weights(gain=np.full(len(KINDS), 9.0)), tokens(**states, Le_voisin=states[like]))
        document = Document(id="x", text=TEXT, language="fr")
        (event,) = ground(document, Reading(bounds, (frame,), (), referring), Coder(
            program="herodote", version="0", weights="", language_pack="fr"))  # fmt: skip
        return event.actor[0].code, event.recipient[0].code

    assert read("Minsk") == ("BLR", "UKR")
    assert read("Oslo") == ("NOR", "UKR")


def test_the_reader_of_the_package_has_an_opinion(coder: EventCoder) -> None:
    text = "Le Maroc a condamné l'Algérie. Rabat exige des excuses ; son voisin les refuse."
    (reading,) = coder.reader.read([Document(id="x", text=text, language="fr")])
    assert reading.referring is not None
