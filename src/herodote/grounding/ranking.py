"""Which of a document's actors a mention without a name means: a linear ranker over candidates.

The weights (``ranking.json``, one row of numbers for each kind of mention) are learnt by
``training/referents.py`` from the corpus; each feature is a question a reader would ask.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

#: Kinds of mention that are ranked apart.
KINDS = ("singular", "plural", "first_person", "possessive", "pair", "proper", "generic", "described")
#: What is asked of each candidate, in the order of the weights.
FEATURES = (
    "nobody",          # the candidate is "no actor of the text"
    "unplaced",        # … and the words are of those that no context places (a diplomat, sources)
    "indefinite",      # … and the words begin with an indefinite article or are plural without one
    "international",   # a body, not a country
    "same_words",      # the same words, or the same proper name, meant it before
    "short_for",       # the words are part of the name of a body or group named before
    "introduced",      # the name first stands in its company (title before, apposition after)
    "sentence_before", # named earlier in the same sentence
    "sentence_after",  # named later in the same sentence
    "just_before",     # the last actor named before the mention
    "just_after",      # the first actor named after it, in the same sentence
    "nearness",        # 1 for a name close before, towards 0 far away
    "share",           # its share of all names in the text
    "most_named",      # the most named of all
    "first_sentence",  # named in the first sentence
    "last_side",       # what the last side resolved means
    "side_before_last",
    "same_number",     # what the last side of the same number means
    "same_sector",     # what the last side of the same sector means
    "subject",         # what the side that begins the sentence, or the sentence before, means
    "other_side",      # the opposite side of the same event means it
    "speaker",         # the source of the event means it
    "ground",          # a state or capital among the last names: the ground of the text
    "place",           # the country of the event's place
    "town",            # the country of a town in the words
    "title",           # named in the title
    "last_country",    # the last country named, bodies left aside
    "last_actor",      # what the last actor of an event means
    "last_person",     # whom the last office holder named acts for
    "named_sector",    # the last name whose own sector is that of the mention's noun
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ranker:
    """Weights by kind: (kinds, features)."""

    weights: NDArray[np.float64]

    def scores(self, kind: str, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Score of each candidate (rows of ``features``)."""
        return np.asarray(features @ self.weights[KINDS.index(kind)])


@cache
def ranker() -> Ranker:
    """The ranker with the package's weights."""
    stored = json.loads((files("herodote") / "grounding" / "ranking.json").read_text(encoding="utf8"))
    return Ranker(np.array([[stored[kind].get(name, 0.0) for name in FEATURES] for kind in KINDS]))
