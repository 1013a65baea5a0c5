"""The step of a treaty's life, told from who takes it: what a senate ratifies has passed the upper house."""

from collections.abc import Iterable
from functools import cache

from herodote.grounding.actors import Actor
from herodote.grounding.gazetteer import key_of
from herodote.languages import load

#: Steps that a house of parliament's vote may be taken for.
_PASSAGE = frozenset({"negotiated", "initialled", "signed", "lower-house", "upper-house", "ratified", "promulgated"})

#: Steps that no house takes: what a senate is said to have ratified may in the same sentence have been signed.
_NO_VOTE = frozenset({"negotiated", "initialled", "signed", "promulgated"})


def step_of(read: str | None, trigger: str, actors: Iterable[Actor], *, language: str) -> str | None:
    """The step, given the one that was read, the trigger's words and the actors; None if none was read.

    The trigger decides where it says a step that no house takes (*signé*, *promulgué*); then a house that is named, by
    the words or by what they stand for; then the trigger; else what was read.
    """
    if read not in _PASSAGE:
        return read
    said = _starting(key_of(trigger), language, "triggers")
    if len(said) == 1 and said[0] in _NO_VOTE:
        return said[0]
    parts = ("houses",) if read == "ratified" else ("houses", "deputies")
    houses = {house for actor in actors for part in parts for house in _houses(actor, language, part)}
    if len(houses) == 1:
        return houses.pop()
    return said[0] if len(said) == 1 else read


def _houses(actor: Actor, language: str, part: str) -> list[str]:
    return _starting(key_of(f"{actor.text} {actor.name}"), language, part)


def _starting(words: str, language: str, part: str) -> list[str]:
    padded = f" {words}"
    return [name for name, stems in _table(language, part) if any(f" {stem}" in padded for stem in stems)]


@cache
def _table(language: str, part: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, tuple(map(key_of, stems))) for name, stems in load(language, "steps")[part].items())
