"""Places: the towns, regions, seas and states a text names, and where the words of an event's place lie."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

from herodote.grounding.actors import Actor, actors
from herodote.grounding.gazetteer import key_of, towns
from herodote.grounding.lexicon import WORD
from herodote.grounding.sides import INTERNATIONAL, Referents
from herodote.grounding.toponyms import Place, Toponyms, of_town
from herodote.languages import load
from herodote.records import Location

__all__ = ["Gazetteer", "Place", "places"]

#: How specific a place is; the most specific one in the words is the event's.
_RANK = {"city": 0, "region": 1, "sea": 2, "country": 3, "unresolved": 4}
#: How much a name says of where a text plays, by what it names: towns and local actors much, states and
#: adjectives little, for those are often the other side. Fitted, and rounded, on the project's corpus.
_WEIGHTS = {
    "city": 2.0, "region": 4.0, "country": 1.0, "state": 0.1, "adjective": 0.2, "demonym": 0.2, "capital": 2.0,
    "seat": 1.0, "holder": 3.0, "organ": 2.0, "group": 4.0,
}  # fmt: skip
#: Characters over which nearness counts, before a point and behind it.
_BEFORE, _BEHIND = 150, 50
#: Characters around the mention of a name in which an apposition may say where it lies.
_BESIDE = 50


def places(text: str, *, language: str) -> list[Place]:
    """Every place named in the text, in order, none inside another.

    Capitals that stand for their government (*Moscou a démenti*) are no places. UnknownLanguageError for a
    language without tables.
    """
    return Toponyms(text, language=language, named=actors(text, language=language)).all()


@dataclass(frozen=True, slots=True)
class Nouns:
    """Nouns that take up a place named before, folded, by what they take up."""

    country: frozenset[str]
    capital: frozenset[str]
    town: frozenset[str]
    area: frozenset[str]
    foreign: frozenset[str]
    inner: frozenset[str]
    beyond: frozenset[str]


@cache
def nouns(language: str) -> Nouns:
    """The place nouns of a language."""
    back = load(language, "places")["back"]
    country, capital, town, area = (frozenset(map(key_of, back[k])) for k in ("country", "capital", "town", "area"))
    foreign, inner, beyond = (frozenset(map(key_of, back[k])) for k in ("foreign", "inner", "beyond"))
    return Nouns(country, capital, town, area, foreign, inner, beyond)


class Gazetteer:
    """Where the places of one document are; nothing is looked up before the first question."""

    def __init__(self, text: str, *, language: str, referents: Referents) -> None:
        self._text = text
        self._language = language
        self._referents = referents

    @cached_property
    def _toponyms(self) -> Toponyms:
        return Toponyms(self._text, language=self._language, named=[*self._referents.hits, *self._referents.media])

    @cached_property
    def _found(self) -> list[Place]:
        return self._toponyms.all()

    def locate(self, start: int, end: int) -> Location | None:
        """The place that the words at start…end mean, None for empty words.

        Names inside the words first, the most specific one; then adjectives; then what a noun takes up
        (*dans la ville*); for all else the country the text is about there, unresolved.
        """
        words = self._text[start:end]
        if not words.strip():
            return None
        place = self._named(start, end) or self._adjective(start, end) or self._taken_up(start, end)
        if place is None:
            place = Place(words, start, end, country_code=self._beside(start, end) or self._about(start))
        return Location(
            extracted_place=words, start=start, end=end, resolved_place=place.name, geonameid=place.geonameid,
            lat=place.lat, lon=place.lon, country_code=place.country_code, resolution=place.resolution,
        )  # fmt: skip

    def town(self, start: int, end: int) -> str | None:
        """The state of a town or region that is named in the words at start…end, if there is one."""
        place = self._named(start, end)
        return place.country_code if place and place.resolution in ("city", "region") else None

    def _keys(self, start: int, end: int) -> list[str]:
        return [key_of(m[0]) for m in WORD.finditer(self._text, start, end)]

    def _has(self, group: frozenset[str], start: int, end: int) -> bool:
        return not group.isdisjoint(self._keys(start, end))

    def _named(self, start: int, end: int) -> Place | None:
        """The most specific place named in the words, of the state that they name if they name one."""
        known = nouns(self._language)
        inside = self._toponyms.inside(start, self._this_side(start, end))
        if self._has(known.foreign, start, end):
            inside = [p for p in inside if p.resolution in ("city", "region")]
        if self._has(known.inner, start, end):
            inside = [
                p for p in inside if self._toponyms.placed(p.start) or self._text[: p.start].rstrip().endswith(",")
            ]
        states = {p.country_code for p in inside if p.resolution in ("region", "country") and p.country_code}

        def key(place: Place) -> tuple[bool, bool, int, int]:
            wide = place.country_code is None
            return (bool(states) and place.country_code not in states, wide, _RANK[place.resolution], place.start)

        return min(inside, key=key, default=None)

    def _this_side(self, start: int, end: int) -> int:
        """Where the words go over to the other side of a border, else their end."""
        beyond = nouns(self._language).beyond
        return next((m.start() for m in WORD.finditer(self._text, start, end) if key_of(m[0]) in beyond), end)

    def _inside(self, start: int, end: int) -> list[Actor]:
        return [a for a in self._referents.hits if start <= a.start and a.end <= end and a.code]

    def _adjective(self, start: int, end: int) -> Place | None:
        """The state that an adjective or an organ in the words belongs to."""
        known = nouns(self._language)
        if self._has(known.foreign, start, end) or self._has(known.inner, start, end):
            return None
        towns_of = self._toponyms.cues.adjectives
        town = next((towns_of[key] for key in self._keys(start, end) if key in towns_of), None)
        if town:
            return self._toponyms.called(town, start, end)
        here = self._inside(start, self._this_side(start, end))
        held = [a for a in here if a.code not in INTERNATIONAL and a.kind not in ("body", "company", "holder")]
        if not held:
            return None
        first = min(held, key=lambda a: (a.kind not in ("adjective", "demonym"), a.start))
        ground = first.kind in ("adjective", "demonym")
        return Place(first.text, start, end, first.name if ground else None, country_code=first.code,
                     resolution="country" if ground else "unresolved")  # fmt: skip

    def _taken_up(self, start: int, end: int) -> Place | None:
        keys, known = self._keys(start, end), nouns(self._language)
        if not known.capital.isdisjoint(keys):
            code = self._about(start)
            town = towns().capitals.get(code or "")
            return of_town(self._text, town, start, end) if town else None
        before = [p for p in self._found if p.end <= start]
        if not known.country.isdisjoint(keys):
            return self._country(start, before)
        for group, kinds in ((known.town, ("city",)), (known.area, ("region", "city"))):
            fitting = [p for p in before if p.resolution in kinds]
            if not group.isdisjoint(keys) and fitting:
                code = self._about(start)
                return ([p for p in fitting if p.country_code == code] or fitting)[-1]
        return None

    def _country(self, start: int, before: list[Place]) -> Place | None:
        """The state the text is about, by the name it was last given."""
        code = self._about(start)
        if code is None:
            return None
        same = [p.name for p in (*self._found, *before) if p.resolution == "country" and p.country_code == code]
        same += [a.name for a in self._referents.hits if a.code == code and a.kind in ("adjective", "demonym")]
        return Place("", start, start, same[0] if same else None, country_code=code, resolution="country")

    def _beside(self, start: int, end: int) -> str | None:
        """The state an apposition gives to the name somewhere in the text: *Metapa, in southern Mexico*."""
        proper = [m[0] for m in WORD.finditer(self._text, start, end) if m[0][0].isupper() and len(m[0]) > 2]
        if not proper:
            return None
        name = max(proper, key=len)
        votes: Counter[str] = Counter()
        at = self._text.find(name)
        while at >= 0:
            votes.update(self._apposed(at, at + len(name)))
            at = self._text.find(name, at + 1)
        return votes.most_common(1)[0][0] if votes else None

    def _apposed(self, start: int, end: int) -> Iterable[str]:
        tail = self._text[end : end + _BESIDE]
        stop = min((tail.find(c) for c in ".;\n" if c in tail), default=len(tail))
        if not tail[:2].strip().startswith((",", "(")):
            return []
        near = [p for p in self._found if end <= p.start < end + stop and p.country_code]
        return [near[0].country_code or ""] if near else []

    def _about(self, start: int) -> str | None:
        """The state the text is about at a point: what is named nearby, before it rather than behind it."""
        votes: Counter[str] = Counter()
        for code, at, weight in self._evidence:
            distance = start - at
            near = 1 + math.exp(-distance / _BEFORE) if distance >= 0 else 0.5 + math.exp(distance / _BEHIND)
            votes[code] += round(1000 * weight * near)
        return votes.most_common(1)[0][0] if votes else None

    @cached_property
    def _evidence(self) -> list[tuple[str, int, float]]:
        """What speaks for a state, where and how much."""
        out = [(p.country_code, p.start, _WEIGHTS[p.resolution]) for p in self._found if p.country_code]
        for actor in self._referents.hits:
            if actor.code and actor.code not in INTERNATIONAL and actor.kind in _WEIGHTS:
                out.append((actor.code, actor.start, _WEIGHTS[actor.kind]))
        return out
