"""What of a claim is compared with other claims, and what of it a happening shows."""

import re
from collections.abc import Iterable
from datetime import date as Date
from functools import lru_cache
from typing import Any, NamedTuple

from herodote.languages import in_any
from herodote.ledger.claims import Claim, order
from herodote.ledger.grouping.stories import story
from herodote.ledger.guards import fold
from herodote.records import Entity, Event

_WORD = re.compile(r"\w+")
#: Types that reports mix up for one deed are looked for together.
FAMILIES = {
    "AID": "transfer", "COOPERATE": "transfer", "MOBILIZE": "transfer", "ASSAULT": "force", "COERCE": "force",
    "RETREAT": "yield", "CONCEDE": "yield", "SUPPORT": "accord", "AGREE": "accord", "ACCUSE": "blame",
    "REJECT": "blame",
}  # fmt: skip
#: Sectors that act for a country; a country's other sectors are sides of their own.
_STATE = frozenset({None, "GOV", "MIL", "COP", "SPY", "LEG", "JUD"})
#: Days before the report in which a deed without a date is looked for, and after it for one to come.
_BEFORE, _AFTER = 7, 14
#: An interval of more days than this says too little to tell deeds apart.
WIDEST = 31
#: Days in a token's bucket, and by how many a window is widened, since reports differ by a day.
_BUCKET, _SLACK = 16, 2
#: Tokens of a pair of countries, of a country alone, of a country in whatever company, of a sentence.
_PAIR, _ALONE, _ANY, _SENTENCE = "2 ", "1 ", "* ", "= "

#: What is counted by heads whatever the unit is called, and a number that says nothing of what it counts.
_COUNTED, UNNAMED = frozenset({"personnel", "materiel", "vote"}), "number"

#: A measure, its least and greatest value, its words.
Figure = tuple[str, float, float, str]


class Features(NamedTuple):
    """A claim as it is compared. Days are ordinals: ``date`` those of the deed, ``window`` those it may lie on."""

    claim: int
    key: str
    order: str
    document: int
    sequence: int
    language: str
    act: str
    event: str
    quad: int
    scale: float
    modes: tuple[str, ...]
    status: str
    hedged: bool
    published: int | None
    date: tuple[int, int] | None
    window: tuple[int, int]
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    actor_names: tuple[str, ...]
    recipient_names: tuple[str, ...]
    place: str | None
    country: str | None
    town: bool
    objects: tuple[str, ...]
    kinds: tuple[str, ...]
    things: tuple[str, ...]
    figures: tuple[Figure, ...]
    words: frozenset[str]
    step: str | None
    source: str | None
    source_code: str | None
    named: bool
    outlet: str
    name: str
    place_name: str | None
    story: frozenset[str]
    trigger: str
    rival: bool

    @property
    def core(self) -> bool:
        """Whether the day of the deed is known closely enough to tell it from others."""
        return self.date is not None and self.date[1] - self.date[0] <= 3


#: Where the fields are that are compared as sets.
_SETS = (Features._fields.index("words"), Features._fields.index("story"))


def features(claim: Claim) -> Features:
    """The features of a claim."""
    event = claim.event
    date = (event.date.toordinal(), (event.enddate or event.date).toordinal()) if event.date else None
    published = event.cite_info.published.toordinal() if event.cite_info.published else None
    place = event.event_loc
    source = event.attribution[0] if event.attribution else None
    return Features(
        claim=claim.id, key=claim.key, document=claim.document_id, sequence=event.text_info.sequence,
        order=order(event.cite_info.published, event.document, event.text_info.event_start, claim.key),
        language=event.cite_info.language or "", act=event.act, event=event.event, quad=event.quad_code,
        scale=event.event_scale, modes=event.mode, status=event.status, hedged=event.certainty == "hedged",
        published=published, date=date, window=_window(date, published, event.status),
        actors=_codes(event.actor), recipients=_codes(event.recipient),
        actor_names=_names(event.actor), recipient_names=_names(event.recipient),
        place=(str(place.geonameid) if place.geonameid else _stems(place.extracted_place, 4)) if place else None,
        country=place.country_code if place else None, town=bool(place and place.resolution in ("city", "unresolved")),
        objects=tuple(sorted({s for o in event.object for s in _content(o.text)})),
        kinds=tuple(sorted({o.kind for o in event.object if o.kind})), things=tuple(o.text for o in event.object),
        figures=tuple(_figures(event)), words=frozenset(_content(event.text)), step=event.step,
        source=_source(source, event) if source else None,
        source_code=next(iter(_codes([source])), None) if source else None,
        named=source.named if source else True, outlet=event.cite_info.publication or event.document,
        name=event.document, place_name=(place.resolved_place or place.extracted_place) if place else None,
        story=story(claim.text), trigger=_stems(event.event_text, 1), rival=_rival(event),
    )  # fmt: skip


def as_list(one: Features) -> list[Any]:
    """Features as JSON."""
    values: list[Any] = list(one)
    for at in _SETS:
        values[at] = sorted(values[at])
    return values


def from_list(values: list[Any]) -> Features:
    """Features from JSON; lists become tuples again."""
    given: list[Any] = [_tuple(v) if type(v) is list else v for v in values]
    for at in _SETS:
        given[at] = frozenset(given[at])
    return Features(*given)


def _tuple(values: list[Any]) -> tuple[Any, ...]:
    return tuple([tuple(v) if type(v) is list else v for v in values])


def tokens(one: Features) -> set[str]:
    """What a claim is found under: family of its deed, country, bucket of days; and its sentence.

    A claim of two countries or more stands under each pair and each country, one of a single country under that as
    such, too: so that it is compared with those of the same pair and those that name one of the two alone, not with
    all that its countries do. Claims that name no country are looked for among their like.
    """
    named = {side.partition("/")[0] for side in (*one.actors, *one.recipients)}
    places = sorted(named | ({one.country} if one.country else set()))
    families = {FAMILIES.get(one.act, one.act)}
    if one.act == "AGREE" and one.status == "future":
        families |= {"transfer", "CONSULT"}  # what is promised may be reported as done
    first, last = one.window
    if last - first > WIDEST:
        last = first
    buckets = range((first - _SLACK) // _BUCKET, (last + _SLACK) // _BUCKET + 1)
    where = [f"{_PAIR}{a}+{b}" for at, a in enumerate(places) for b in places[at + 1 :]]
    alone = places or ["?"]
    where += [f"{_ANY}{place}" for place in alone]
    if len(places) < 2:
        where += [f"{_ALONE}{place}" for place in alone]
    found = {f"{place}:{family}:{bucket}" for family in families for place in where for bucket in buckets}
    longest = sorted(one.words, key=lambda w: (-len(w), w))[:5]
    if len(longest) == 5:  # a sentence copied, whatever type it was given
        found |= {f"{_SENTENCE}{one.trigger}:{'+'.join(longest)}"}
    return found


def sought(stored: Iterable[str]) -> set[str]:
    """Where a claim looks for others, given what it is found under itself; if one finds another, so does that one."""
    stored = set(stored)
    if any(token.startswith(_PAIR) for token in stored):
        return {_ALONE + t[len(_ANY) :] if t.startswith(_ANY) else t for t in stored}
    return {t for t in stored if not t.startswith(_ALONE)}


def _window(date: tuple[int, int] | None, published: int | None, status: str) -> tuple[int, int]:
    if date:
        return date
    if published is None:
        return (0, 0)
    return (published, published + _AFTER) if status == "future" else (published - _BEFORE, published)


def _codes(entities: Iterable[Entity]) -> tuple[str, ...]:
    """Sides as code, or code and sector where it does not act for the country."""
    return tuple(sorted({e.code if e.sector in _STATE else f"{e.code}/{e.sector}" for e in entities if e.code}))


def _names(entities: Iterable[Entity]) -> tuple[str, ...]:
    return tuple(sorted({e.identifier_id or _stems(e.identifier_text or e.entity_text, 6) for e in entities}))


def _source(source: Entity, event: Event) -> str:
    """Who is relied on, by one key: a person or body by id or name, an unnamed one by its country and sector."""
    if getattr(source, "named", True):
        return source.identifier_text or source.entity_text
    return f"unnamed, {source.code or event.cite_info.publication or event.document}"


def _figures(event: Event) -> Iterable[Figure]:
    """Every figure by its measure; a bare number counts what the number before it counts (*18, selon l'armée*)."""
    for measure, number in event.size.model_dump().items():
        if number is not None:
            yield measure, float(number), float(number), str(number)
    before = UNNAMED
    for amount in event.amounts:
        if amount.value is None or amount.kind in ("duration", "share"):
            continue
        measure = _measure(amount.kind, amount.unit, event.step)
        measure = before if measure == UNNAMED else measure
        before = measure if measure in _COUNTED else before
        high = float(amount.value if amount.value_max is None else amount.value_max)
        yield measure, float(amount.value), high, amount.text


def _rival(event: Event) -> bool:
    """Whether the sentence gives a second count beside the first: a bare number that is no part of it (*dont 18*)."""
    for amount in event.amounts:
        if amount.kind == "other" and not amount.unit and amount.value is not None:
            before = fold(event.text[: max(0, amount.start - event.text_info.start)]).split()[-4:]
            return not in_any("wording", "part") & set(before)
    return False


def _measure(kind: str, unit: str | None, step: str | None) -> str:
    """What a figure measures. What is counted is named in the report's language and in many ways: pupils, élèves."""
    if kind == "personnel" and step in ("lower-house", "upper-house"):
        return "vote"  # 290 deputies voted for it
    if kind in _COUNTED:
        return kind
    if not unit:
        return UNNAMED
    return fold(unit) if kind == "other" else f"{kind} ({fold(unit)})"


@lru_cache(maxsize=16384)  # names, towns and triggers come again and again
def _stems(words: str, count: int) -> str:
    return " ".join(_content(words)[-count:]) or fold(words)


def _content(text: str) -> list[str]:
    """Stems of the content words: folded, idle words left out, cut to seven letters so that endings do not matter."""
    idle = in_any("wording", "idle")
    return [w[:7] for w in _WORD.findall(fold(text)) if w not in idle and (len(w) > 2 or w.isdigit())]


def day(ordinal: int | None) -> Date | None:
    """The date of an ordinal."""
    return Date.fromordinal(ordinal) if ordinal else None
