"""CAMEO beside PLOVER: event codes with their scores and titles, and actors' codes, both ways.

The tables are in ``ontology/cameo.toml`` and in the ``cameo`` table of ``ontology/plover.toml``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

from herodote.plover import ontology
from herodote.records import Entity, Event

#: States whose code in CAMEO is not ISO's or PLOVER's.
_OWN = {"KOS": "KSV"}
#: Quad classes by root code: verbal and material cooperation, verbal and material conflict.
_QUADS = {1: range(1, 6), 2: range(6, 9), 3: range(9, 14), 4: range(14, 21)}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a CAMEO code is in PLOVER."""

    event: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A CAMEO code with what files give beside it; ``base`` has three digits, ``root`` two."""

    code: str

    @property
    def base(self) -> str:
        """The code's first three digits."""
        return self.code[:3]

    @property
    def root(self) -> str:
        """The code's first two digits."""
        return self.code[:2]

    @property
    def quad(self) -> int:
        """GDELT's quad class, 1 to 4."""
        return next((quad for quad, roots in _QUADS.items() if int(self.root) in roots), 1)

    @property
    def goldstein(self) -> float:
        """The score of the code, or of the shorter code it belongs to, −10 to +10."""
        return float(_nearest(_scores(), self.code, 0.0))

    @property
    def title(self) -> str:
        """The title of the code, or of the shorter code it belongs to."""
        return str(_nearest(_table()["titles"], self.code, self.code))


def cameo(event: Event) -> Code:
    """The CAMEO code that says most of what the record says, and nothing that it does not."""
    table = _table()
    if event.event == "SUPPORT" and event.step in table["steps"]:
        return Code(table["steps"][event.step])
    for mode in event.mode:
        if found := table["modes"].get(f"{event.event} {mode}"):
            return Code(found)
    return Code(min(_candidates(event), key=lambda pair: pair[0])[1])


def _candidates(event: Event) -> Iterable[tuple[tuple[int, int, int, str], str]]:
    """Codes of the record's type with how ill they fit: the mode, then contexts it lacks, then those it shares."""
    said = set(event.context)
    for code, rows in ontology().cameo.items():
        for kind, mode, contexts in rows:
            if (
                kind != event.event
                or len(code) < 3
                or code in _table()["never"]["codes"]
                or (mode and mode not in event.mode)
            ):
                continue
            given = set(_contexts(contexts))
            missing = 0 if mode or not event.mode else 1
            yield (missing + 2 * len(given - said), -len(given & said), len(code), code), code
    for name in [f"{event.event} {mode}" for mode in event.mode] or [event.event]:
        if found := _table()["fallback"].get(name):
            yield (0, 0, 0, found), found
    yield (99, 0, 0, "010"), "010"


@cache
def meaning(code: str) -> Meaning | None:
    """What a CAMEO code is in PLOVER; None for statements and appeals (01, 02), which are no events there."""
    known = ontology()
    rows: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    for length in range(len(code), 1, -1):
        if rows := known.cameo.get(code[:length], ()):
            break
    if only := next((pair for pair, given in _table()["modes"].items() if given == code), None):
        rows = rows if code in known.cameo else ((*only.split(), ()),)
    if not rows:
        return None
    kind, mode, contexts = rows[0]
    kind = _table()["types"].get(code[:3], kind)
    modes = known.types[kind].modes
    choices = (_table()["back"].get(code), mode, _table()["renamed"].get(mode))
    chosen = next((one for one in choices if one in modes), None)
    return Meaning(kind, (chosen,) if chosen else (), tuple(c for c in _contexts(contexts) if c in known.contexts))


def _contexts(written: Iterable[str]) -> list[str]:
    renamed = _table()["renamed"]
    return [renamed.get(one, one) for cell in written for one in cell.split("; ")]


def actor_code(entity: Entity) -> str:
    """An actor as CAMEO writes it: country or kind of body, then the agent (``RUSGOV``, ``IGOUNO``)."""
    code = entity.code or ""
    first = {"UNO": "IGOUNO", "EUR": "IGOEUREEC", "ISM": "NGO"}.get(code) or _OWN.get(code, code)
    return first + agent(entity.sector)


def country_code(entity: Entity) -> str:
    """The country of an actor as CAMEO writes it; empty for bodies and unknown ones."""
    code = entity.code or ""
    return "" if code in ontology().international and code != "KOS" else _OWN.get(code, code)


def agent(sector: str | None) -> str:
    """CAMEO's agent of a PLOVER sector; empty where it has none."""
    if sector in (None, "UNK", "PRE"):
        return ""
    back = {plover: cameo for cameo, plover in _table()["sectors"].items() if cameo in ("MED", "HLH")}
    return str({"PRM": "UAF", "SOC": "CVL", **back}.get(sector, sector))


@cache
def actor_of(code: str) -> tuple[str | None, str | None, tuple[str, ...]]:
    """Code, sector and further sectors in PLOVER of an actor in CAMEO; what has no equivalent is left out."""
    table = _table()
    for prefix in ("IGO", "INT", ""):
        for body, plover in table["bodies"].items():
            if code.startswith(prefix + body):
                return plover, None, ()
    parts = [code[at : at + 3] for at in range(0, len(code), 3)]
    country = table["countries"].get(parts[0], parts[0] if parts and parts[0] in _states() else None) if parts else None
    agents = parts[1:] if country else parts
    sectors = tuple(dict.fromkeys(table["sectors"].get(a, a) for a in agents))
    sectors = tuple(s for s in sectors if s in ontology().sectors)
    return country, sectors[0] if sectors else None, sectors[1:]


@cache
def _states() -> dict[str, Any]:
    return tomli.loads((files("herodote") / "world" / "states.toml").read_text(encoding="utf8"))


@cache
def state_names() -> dict[str, str]:
    """The English name of each state by its code."""
    return {code: state["names"]["en"][0] for code, state in _states().items() if state.get("names", {}).get("en")}


@cache
def _table() -> dict[str, Any]:
    return tomli.loads((files("herodote") / "ontology" / "cameo.toml").read_text(encoding="utf8"))


@cache
def _scores() -> dict[str, float]:
    return {code: float(score) for score, codes in _table()["goldstein"].items() for code in codes}


def _nearest(table: dict[str, Any], code: str, default: Any) -> Any:
    for length in range(len(code), 1, -1):
        if code[:length] in table:
            return table[code[:length]]
    return default
