"""Names of places in a text: towns, regions, seas and states, and which of several namesakes is meant.

A capitalised name of the gazetteer is not yet a place: *Nancy* may be a person, *Reading* a common word.
Big towns are believed on their name alone; smaller ones, alternate names and doubtful ones need a
preposition of place before them or a place already found beside them.
"""

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import Literal, NamedTuple

from herodote.grounding.actors import Actor
from herodote.grounding.gazetteer import Area, Town, areas, exonyms, key_of, longest, towns
from herodote.grounding.lexicon import WORD
from herodote.languages import load

Resolution = Literal["city", "region", "country", "sea", "unresolved"]

#: Inhabitants from which a town is believed on its main name alone, and on an alternate name.
_KNOWN, _FAMOUS = 100_000, 1_000_000
#: Inhabitants from which a namesake of a capital can be meant.
_RIVAL = 200_000
#: Letters up to which a word in capitals is rather an acronym than a town.
_ACRONYM = 4
_HYPHENS = "-‑"
#: What may stand between two words of one name.
_JOINED = re.compile(r"[\s\u00a0\u202f]|[-‑–'’]|\.[\s\u00a0]?")
_BLANK = re.compile(r"[ \u00a0\u202f]")
_LIST = re.compile(r"[\s\u00a0]*,[\s\u00a0]*")
_APPOSED = re.compile(r"[\s\u00a0]*[,(]")
_DATELINE = re.compile(r"[\s\u00a0]*(?:\(|,|[—–-])")
_NO_TOWN = ("state", "holder", "demonym", "adjective", "seat")
_AREA_KINDS = ("state", "capital", "adjective", "demonym", "seat")


@dataclass(frozen=True, slots=True)
class Place:
    """A place a text names: code points, end exclusive; ``country_code`` is alpha-3 (Kosovo KOS), None for a sea."""

    text: str
    start: int
    end: int
    name: str | None = None
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    country_code: str | None = None
    resolution: Resolution = "unresolved"


class Word(NamedTuple):
    """A word of the text; ``key`` as the gazetteer has it."""

    start: int
    end: int
    key: str
    capital: bool


@dataclass(frozen=True, slots=True)
class Cues:
    """A language's table ``places.toml``, folded."""

    articles: frozenset[str]
    contracted: dict[str, str]
    sure: frozenset[str]
    perhaps: frozenset[str]
    area: frozenset[str]
    joins: frozenset[str]
    designators: frozenset[str]
    days: frozenset[str]
    doubtful: frozenset[str]
    sea: frozenset[str]
    adjectives: dict[str, str]
    inner: frozenset[str]
    named_after: frozenset[str]


def _keys(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(key_of, words))


@cache
def cues(language: str) -> Cues:
    """The table of a language."""
    table = load(language, "places")
    before, after = table["before"], table["after"]
    sure, perhaps, area, joins = (_keys(before[k]) for k in ("sure", "perhaps", "area", "joins"))
    return Cues(
        _keys(table["articles"]["words"]), _pairs(table["articles"]["contracted"]), sure, perhaps, area, joins,
        _keys(after["designators"]), _keys(after["days"]),
        _keys(table["doubtful"]["words"]), _keys(table["sea"]["words"]), _pairs(table["adjectives"]),
        _keys(table["back"]["inner"]), _keys(table["back"]["named_after"]),
    )  # fmt: skip


def _pairs(words: dict[str, str]) -> dict[str, str]:
    return {key_of(a): key_of(b) for a, b in words.items()}


def words_of(text: str) -> list[Word]:
    """The words of a text, folded one by one."""
    return [Word(m.start(), m.end(), key_of(m[0]), m[0][0].isupper()) for m in WORD.finditer(text)]


class Toponyms:
    """The names of places in one text, whose actors are known."""

    def __init__(self, text: str, *, language: str, named: Iterable[Actor]) -> None:
        self.text = text
        self.language = language
        self.cues = cues(language)
        self.words = words_of(text)
        self.named = sorted(named, key=lambda a: a.start)
        self._owner: dict[int, Actor] = {}
        for actor in self.named:
            for at in range(actor.start, actor.end):
                self._owner[at] = actor

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each state is named, by itself, its people, its organs or its capital."""
        return Counter(a.code for a in self.named if a.code)

    def all(self) -> list[Place]:
        """Every place that can be told from its context to be one."""
        return list(self._find(0, len(self.words), trusted=False))

    def inside(self, start: int, end: int) -> list[Place]:
        """Every place in words that are known to tell a place."""
        inner = [n for n, w in enumerate(self.words) if w.start >= start and w.end <= end]
        return list(self._find(inner[0], inner[-1] + 1, trusted=True)) if inner else []

    def _find(self, at: int, stop: int, *, trusted: bool) -> Iterator[Place]:
        last: Place | None = None
        while at < stop:
            found, used = self._at(at, stop, last, trusted)
            if found:
                last = found
                yield found
            at += used

    def _at(self, at: int, stop: int, last: Place | None, trusted: bool) -> tuple[Place | None, int]:
        owner = self._owner.get(self.words[at].start)
        most = min(longest(self.language, self._first(at)), stop - at)
        for size in range(most, 0, -1):
            key = self._key(at, size)
            if key is None:
                continue
            covered = owner and owner.start <= self.words[at].start and self.words[at + size - 1].end <= owner.end
            stands_for_state = covered and owner and not self._lesser(owner)
            if owner and not trusted and (stands_for_state or owner.kind not in _AREA_KINDS):
                break
            if owner and trusted and covered and owner.kind in _NO_TOWN:
                break
            place = self._place(key, at, size, last, trusted, owner)
            if place:
                return place, size
        if owner and self.words[at].start == owner.start:
            return self._actor(owner, trusted), max(1, sum(w.end <= owner.end for w in self.words[at : at + 12]))
        return None, 1

    def _lesser(self, actor: Actor) -> bool:
        """Whether a name that the lexicon has for a capital is that of a former or second one."""
        if actor.kind != "capital":
            return False
        key = key_of(actor.text)
        called = [t for t, _ in towns().named(key)] + list(exonyms(self.language).get(key, ()))
        capital = towns().capitals.get(actor.code or "")
        return bool(called) and capital is not None and capital not in called

    def _first(self, at: int) -> str:
        word = self.words[at]
        hidden = self.cues.contracted.get(self.words[at - 1].key) if at else None
        if hidden and word.capital and longest(self.language, hidden):
            return max((hidden, word.key), key=lambda k: longest(self.language, k))
        return word.key

    def _key(self, at: int, size: int) -> str | None:
        """The name that the words make, None if they are no name; an article may hide in the preposition."""
        part = self.words[at : at + size]
        if not any(w.capital for w in part):
            return None
        if not all(_JOINED.fullmatch(self.text, a.end, b.start) for a, b in pairwise(part)):
            return None
        key = " ".join(w.key for w in part)
        first = part[0].capital or (part[0].key in self.cues.articles and size > 1 and part[1].capital)
        if not first or not part[-1].capital:
            # common words belong to the names of regions only: "région de Kharkiv", "Kharkiv region"
            return key if size > 1 and key in areas(self.language) else None
        hidden = self.cues.contracted.get(self.words[at - 1].key) if at else None
        return f"{hidden} {key}" if hidden and self._listed(f"{hidden} {key}") else key

    def _listed(self, key: str) -> bool:
        return key in areas(self.language) or key in exonyms(self.language) or key in towns()

    def _place(
        self, key: str, at: int, size: int, last: Place | None, trusted: bool, owner: Actor | None
    ) -> Place | None:
        hint = owner.code if owner and owner.kind == "capital" else None
        town = self._town(key, hint, self._apposed(at + size))
        area = self._area(key)
        start, end = self.words[at].start, self.words[at + size - 1].end
        if area and (town is None or town[0].code != area.code or self._regional(at, size)):
            return self._of_area(area, start, end)
        if town is None:
            return None
        believed = self._plausible(at, size, town) if trusted else self._believed(key, at, size, town, last)
        return of_town(self.text, town[0], start, end) if believed else None

    def _apposed(self, at: int) -> str | None:
        """The state named right behind a name: *Tripoli, in northern Lebanon*."""
        if not 0 < at < len(self.words) or not _APPOSED.match(self.text, self.words[at - 1].end):
            return None
        behind = (self._owner.get(w.start) for w in self.words[at : at + 4])
        return next((a.code for a in behind if a and a.kind in ("state", "adjective", "demonym")), None)

    def _town(self, key: str, hint: str | None, apposed: str | None = None) -> tuple[Town, bool] | None:
        """The likeliest town of a name, and whether the name is a main or established one.

        ``hint`` is the state whose capital is called so, ``apposed`` the state named right behind.
        """
        known = [(1.5, t, True) for t in exonyms(self.language).get(key, ())]
        named = towns().named(key)
        # A town that is called so, in a state the text speaks of, goes before one that was once called so.
        other = -1.8 if any(main and t.code in self.counts for t, main in named) else -0.8
        known += [(0.0 if main else other, t, main) for t, main in named]
        if not known:
            return None
        _, town, main = max(known, key=lambda k: k[0] + self._likely(k[1], hint) + (4 if k[1].code == apposed else 0))
        return town, main

    def _likely(self, town: Town, hint: str | None) -> float:
        """How likely a namesake is meant: by the order of its population, and by how often its state is named."""
        likely = math.log10(town.population + 100)
        if town.code == hint:
            return likely + (1.8 if town == towns().capitals.get(town.code) else 1)
        # only a city may pass for a capital of the same name
        if (said := self.counts.get(town.code, 0)) and (hint is None or town.population > _RIVAL):
            likely += 1.2 + 0.3 * min(said, 4) + (0.5 if said == max(self.counts.values()) else 0)
        return likely

    def _area(self, key: str) -> Area | None:
        found = areas(self.language).get(key)
        if not found:
            return None
        return max(found, key=lambda a: (self.counts.get(a.code or "", 0), not a.ambiguous))

    def _before(self, at: int, phrases: frozenset[str]) -> bool:
        """Whether one of the phrases stands right before the word."""
        before = self.words[max(0, at - 3) : at]
        if before and not _JOINED.fullmatch(self.text, before[-1].end, self.words[at].start):
            return False
        return any(" ".join(w.key for w in before[n:]) in phrases for n in range(len(before)))

    def _regional(self, at: int, size: int) -> bool:
        """Whether the words around a name make it the region's rather than the town's."""
        return self._before(at, self.cues.area) or self._designated(at, size)

    def _designated(self, at: int, size: int) -> bool:
        after = self.words[at + size : at + size + 1]
        return bool(after) and after[0].key in self.cues.designators

    def _believed(self, key: str, at: int, size: int, town: tuple[Town, bool], last: Place | None) -> bool:
        """Whether the context makes the name a place."""
        if self._inside_name(at, size) or self._in_town(at):
            return False
        if self._acronym(at, size) and not self._dateline(at, size):
            return False
        if self._before(at, self.cues.sure) or self._dateline(at, size):
            return True
        if key in self.cues.doubtful:
            return False
        if self._before(at, self.cues.perhaps) or self._listed_after(at, last) or self._designated(at, size):
            return town[1] or town[0].population >= _KNOWN
        return town[0].population >= (_KNOWN if town[1] else _FAMOUS)

    def _plausible(self, at: int, size: int, town: tuple[Town, bool]) -> bool:
        """Whether words that tell a place can mean this town: not a namesake far from all the text is about."""
        there, main = town
        big = there.population >= (_KNOWN if main else _FAMOUS)
        named = there.code in self.counts or not self.counts
        if self._inside_name(at, size):
            return named and there.population >= _KNOWN
        return named or (big and not self._acronym(at, size))

    def _acronym(self, at: int, size: int) -> bool:
        word = self.text[self.words[at].start : self.words[at].end]
        return size == 1 and word.isupper() and len(word) <= _ACRONYM

    def _in_town(self, at: int) -> bool:
        """Whether the name is that of a street or a square: *rue de Metz*, *Wellington Street*."""
        before = [w.key for w in self.words[max(0, at - 2) : at]]
        after = [w.key for w in self.words[at + 1 : at + 2]]
        return not self.cues.inner.isdisjoint((*before[-1:], *after)) or (
            len(before) == 2 and before[0] in self.cues.inner and before[1] in self.cues.named_after
        )

    def placed(self, start: int) -> bool:
        """Whether a sure preposition of place stands before the word at start."""
        at = next((n for n, w in enumerate(self.words) if w.start == start), 0)
        return self._before(at, self.cues.sure)

    def called(self, name: str, start: int, end: int) -> Place | None:
        """The town of a folded name, as what the words at start…end mean."""
        town = self._town(name, None)
        return of_town(self.text, town[0], start, end) if town else None

    def _inside_name(self, at: int, size: int) -> bool:
        """Whether a capitalised neighbour or a hyphen makes the words part of a longer name."""
        first, last = self.words[at], self.words[at + size - 1]
        after = self.words[at + size] if at + size < len(self.words) else None
        if after and self._goes_on(last, after):
            return True
        if not at:
            return False
        before = self.words[at - 1]
        if self.text[first.start - 1] in _HYPHENS and before.end == first.start - 1:
            return not before.capital
        if not before.capital or not _BLANK.fullmatch(self.text, before.end, first.start):
            return False
        if self._before(at, self.cues.sure) or self._before(at, self.cues.perhaps):
            return False
        owner = self._owner.get(before.start)
        return not (owner and owner.kind in ("adjective", "demonym", "state"))

    def _goes_on(self, last: Word, after: Word) -> bool:
        """Whether a name goes on with the next word: *Nancy Pelosi*, *Pen-ar-C'hleuz*."""
        hyphen = self.text[last.end] in _HYPHENS and after.start == last.end + 1
        if hyphen and self.text[after.end : after.end + 1] in ("-", "‑"):
            return True
        tied = hyphen or _BLANK.fullmatch(self.text, last.end, after.start)
        plain = after.key in self.cues.days or after.key in self.cues.designators
        return bool(tied) and after.capital and not plain and not self.text[after.start : after.end].isupper()

    def _dateline(self, at: int, size: int) -> bool:
        start, end = self.words[at].start, self.words[at + size - 1].end
        begins = start == 0 or self.text[start - 1] == "\n"
        shouted = size > 0 and self.text[start:end].isupper() and end - start > 3
        return begins and bool(_DATELINE.match(self.text, end)) and (shouted or self.text[end : end + 2] == " (")

    def _listed_after(self, at: int, last: Place | None) -> bool:
        """Whether the name goes on a list of places: *à Gao, Kidal et Tombouctou*."""
        start = self.words[at].start
        if last is None or last.resolution != "city" or start - last.end > 8:
            return False
        between = self.text[last.end : start]
        return bool(_LIST.fullmatch(between)) or between.strip() in self.cues.joins

    def _of_area(self, area: Area, start: int, end: int) -> Place:
        sea = area.code is None and any(w in self.cues.sea for w in key_of(area.name).split())
        kind: Resolution = "sea" if sea else "region"
        return Place(self.text[start:end], start, end, area.name, None, area.lat, area.lon, area.code, kind)

    def _actor(self, actor: Actor, trusted: bool) -> Place | None:
        """The place that words for a state tell: the state, its capital."""
        if actor.kind == "state":
            return Place(actor.text, actor.start, actor.end, actor.name, country_code=actor.code, resolution="country")
        if actor.kind != "capital":
            return None
        # a capital without a preposition is its government, not a place
        at, stop = (bisect_left(self.words, where, key=lambda w: w.start) for where in (actor.start, actor.end))
        if not (trusted or self._before(at, self.cues.sure) or self._dateline(at, 1)):
            return None
        named = self._town(key_of(actor.text), actor.code, self._apposed(stop))
        town = named[0] if named else towns().capitals.get(actor.code or "")
        return of_town(self.text, town, actor.start, actor.end) if town else None


def of_town(text: str, town: Town, start: int, end: int) -> Place:
    """A town as the place that words of the text name."""
    return Place(text[start:end], start, end, town.name, town.geonameid, town.lat, town.lon, town.code, "city")
