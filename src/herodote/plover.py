"""The PLOVER ontology (draft 0.8): types, modes, contexts, sectors, scores and the CAMEO table.

Read from ``ontology/plover.toml``; the facts are those of the Open Event Data Alliance's
specification, the definitions are this project's own words.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

#: Types whose future, PLOVER says, is a promise of cooperation, and what future concessions become.
PROMISED = ("CONSULT", "SUPPORT", "COOPERATE", "AID")
CONCEDED = ("RETREAT",)


@dataclass(frozen=True, slots=True)
class EventType:
    """One of the sixteen types: its quad code (1–4), score (−10…+10), mode scores and definition."""

    name: str
    quad: int
    score: float
    modes: dict[str, float]
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Ontology:
    """Everything PLOVER names, in the order of the specification."""

    types: dict[str, EventType]
    contexts: tuple[str, ...]
    sectors: tuple[str, ...]
    international: tuple[str, ...]
    cameo: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]]

    def scale(self, event: str, modes: tuple[str, ...] | list[str] = ()) -> float:
        """Conflict–cooperation score of a type with its modes (the first that has one), −10…+10."""
        kind = self.types[event]
        return next((kind.modes[mode] for mode in modes if mode in kind.modes), kind.score)


@cache
def ontology() -> Ontology:
    """The ontology, read once."""
    data: dict[str, Any] = tomli.loads((files("herodote") / "ontology" / "plover.toml").read_text(encoding="utf8"))
    return Ontology(
        types={name: EventType(name, **fields) for name, fields in data["types"].items()},
        contexts=tuple(data["contexts"]),
        sectors=tuple(data["sectors"]),
        international=tuple(data["international"]),
        cameo={
            code: tuple((kind, mode, tuple(contexts)) for kind, mode, contexts in rows)
            for code, rows in data["cameo"].items()
        },
    )
