"""Hérodote reads French and English news into sourced PLOVER events.

>>> import herodote
>>> herodote.code("Moscow denied on Monday that it had sent drones to Minsk.", published="2024-11-06")  # doctest: +SKIP

Everything here is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from herodote.api import code, relate, statements
    from herodote.grounding.actors import actors
    from herodote.grounding.amounts import amounts
    from herodote.grounding.dictionaries import add_actors
    from herodote.grounding.places import places
    from herodote.grounding.times import times
    from herodote.interchange.tables import read_events
    from herodote.ledger.opening import Ledger, open_ledger
    from herodote.records import Document, Event, Refusal, Statement, schema
    from herodote.rendering.marked import display

    __version__: str

__all__ = [
    "Document", "Event", "Ledger", "Refusal", "Statement", "__version__", "actors", "add_actors", "amounts", "code",
    "display", "open_ledger", "places", "read_events", "relate", "schema", "statements", "times",
]  # fmt: skip

_HOMES = {
    "Document": "herodote.records",
    "Event": "herodote.records",
    "Ledger": "herodote.ledger.opening",
    "Refusal": "herodote.records",
    "actors": "herodote.grounding.actors",
    "add_actors": "herodote.grounding.dictionaries",
    "amounts": "herodote.grounding.amounts",
    "code": "herodote.api",
    "display": "herodote.rendering.marked",
    "open_ledger": "herodote.ledger.opening",
    "places": "herodote.grounding.places",
    "read_events": "herodote.interchange.tables",
    "relate": "herodote.api",
    "schema": "herodote.records",
    "Statement": "herodote.records",
    "statements": "herodote.api",
    "times": "herodote.grounding.times",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        value: Any = version("herodote")
    elif name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module 'herodote' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
