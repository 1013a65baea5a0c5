"""Instruments: the treaty, accord, resolution, law or package that an event is about, and its parties."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from herodote.frames.frame import Frame, Mention
from herodote.grounding.actors import Actor, meant
from herodote.grounding.gazetteer import key_of
from herodote.grounding.lexicon import WORD, lexicon
from herodote.grounding.nouns import Found, kinds
from herodote.grounding.sides import Referents
from herodote.languages import load
from herodote.records import Instrument

#: Steps that only a party takes, so that the event's sides are parties.
_PARTY_STEPS = frozenset({"negotiated", "initialled", "signed", "ratified"})
#: What may stand between two words of one noun phrase, blanks aside.
_TIES = ("", "-", "‑", "–", "'", "’", "°")
#: What the lexicon may call a party.
_PARTIES = ("state", "adjective", "demonym", "capital", "seat", "prefix", "body", "group", "organ", "holder")


@dataclass(frozen=True, slots=True)
class Around:
    """The words that may stand around a head noun, folded; beginnings of words for ``adjectives``."""

    before: frozenset[str]
    adjectives: tuple[str, ...]
    links: frozenset[str]
    articles: frozenset[str]
    nouns: frozenset[str]
    joined: frozenset[str]
    mutual: frozenset[str]
    head: str
    specify: frozenset[str]


@cache
def around(language: str) -> Around:
    """The table of a language."""
    table = load(language, "instruments")
    words, mutual, order = table["around"], table["mutual"], table["order"]
    before, links, articles, nouns = (_keys(words[k]) for k in ("before", "links", "articles", "nouns"))
    stems = tuple(key_of(a.rstrip("*")) for a in words["adjectives"])
    specify = frozenset(order["specify"])
    return Around(
        before, stems, links, articles, nouns, _keys(mutual["with"]), frozenset(mutual["kinds"]), order["head"], specify
    )


def _keys(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(key_of, words))


def instrument(text: str, frame: Frame, referents: Referents, *, language: str) -> Instrument | None:
    """The instrument of an event: from its surest mention, None if there is none.

    Parties are the codes that its words name; where the step is one that parties take, the codes that
    the event's sides name as well.
    """
    best = max(frame.roles.get("instrument", ()), key=lambda m: m.probability, default=None)
    if best is None:
        return None
    found = _instrument(text, best.start, best.end, referents.hits, language)
    if frame.step not in _PARTY_STEPS or found.kind not in around(language).mutual:
        return found
    sides = (*frame.roles.get("actor", ()), *frame.roles.get("recipient", ()))
    parties = dict.fromkeys((*found.parties, *_codes(sides, referents.hits)))
    return found.model_copy(update={"parties": tuple(parties)})


def _codes(mentions: Iterable[Mention], hits: Iterable[Actor]) -> list[str]:
    return [a.code for m in mentions for a in hits if a.code and a.start < m.end and a.end > m.start]


def instruments(text: str, *, language: str) -> list[Instrument]:
    """Every instrument that a noun phrase of the text names (*le traité de défense mutuelle avec Pyongyang*).

    A bare noun (*un accord*) names none: a complement, an adjective or a number must tell which one.
    """
    named = meant(text, lexicon(language).find(text), None)
    out: list[Instrument] = []
    for noun in kinds(language, "instruments").find(text):
        start, end = _phrase(text, noun, named, language)
        if out and start < out[-1].end:
            continue
        if (start, end) != (noun.start, noun.end):
            out.append(_instrument(text, start, end, named, language))
    return out


def _instrument(text: str, start: int, end: int, named: Iterable[Actor], language: str) -> Instrument:
    kind = _kind(text, start, end, language)
    parties = tuple(_parties(text, start, end, named, language)) if kind in around(language).mutual else ()
    return Instrument(text=text[start:end], start=start, end=end, kind=kind, parties=parties)


def _kind(text: str, start: int, end: int, language: str) -> str | None:
    found = kinds(language, "instruments").find(text, start, end)
    if not found:
        return None
    order = around(language)
    if order.head == "first":
        head = found[0]
    else:
        stop = next((m.start() for m in WORD.finditer(text, found[0].end, end) if key_of(m[0]) in order.links), end)
        head = [f for f in found if f.end <= stop][-1]
    special = next((f.kind for f in found if f.kind in order.specify), None)
    return special if special and head.kind == "accord" else head.kind


def _parties(text: str, start: int, end: int, named: Iterable[Actor], language: str) -> dict[str, None]:
    """Codes of the parties named in the words, in order, each once."""
    inside = [a for a in named if start <= a.start and a.end <= end]
    inside += [a for a in _prefixes(text, start, end, language) if a.start not in {i.start for i in inside}]
    out: dict[str, None] = {}
    for actor in sorted(inside, key=lambda a: a.start):
        joined = any(key_of(m[0]) in around(language).joined for m in WORD.finditer(text, start, actor.start))
        if actor.code and actor.kind in _PARTIES and (joined or actor.kind not in ("capital", "seat")):
            out.setdefault(actor.code)
    return out


def _prefixes(text: str, start: int, end: int, language: str) -> Iterator[Actor]:
    """The first halves of compounds (*franco-allemand*), which the document's actors leave out."""
    for hit in lexicon(language).find(text[start:end]):
        for name in hit.names:
            if name.kind == "prefix":
                yield Actor(
                    text[start + hit.start : start + hit.end],
                    start + hit.start,
                    start + hit.end,
                    name.code,
                    None,
                    "prefix",
                    name.name,
                )
                break


def _phrase(text: str, noun: Found, named: list[Actor], language: str) -> tuple[int, int]:
    """The noun with the words before it and behind it that tell which instrument it is."""
    table = around(language)
    holders = [a for a in named if a.kind in _PARTIES]
    left = _extend_left(text, noun.start, holders, table)
    return left, _extend_right(text, noun.end, holders, table)


def _extend_left(text: str, start: int, named: list[Actor], table: Around) -> int:
    if not table.before:
        return start
    first = start
    for word in reversed(list(WORD.finditer(text, max(0, start - 80), start))):
        between = text[word.end() : first].strip(" \u00a0")
        if between not in _TIES:
            break
        owner = next((a for a in named if a.start <= word.start() and word.end() <= a.end), None)
        mid = (
            word[0][0].isupper()
            and word.start() > 1
            and text[word.start() - 1] == " "
            and text[word.start() - 2] not in ".!?\n"
        )
        if not (owner or word[0][0].isdigit() or key_of(word[0]) in table.before or mid):
            break
        first = owner.start if owner else word.start()
    return first


def _extend_right(text: str, end: int, named: list[Actor], table: Around) -> int:
    """Where the complements of a noun end: adjectives, numbers, names, and known words behind a link."""
    last = seen = end
    linked = False
    for word in WORD.finditer(text, end, min(len(text), end + 160)):
        if text[seen : word.start()].strip(" \u00a0\u202f") not in _TIES:
            break
        seen = word.end()
        key, proper = key_of(word[0]), word[0][0].isupper() or word[0][0].isdigit()
        owned = any(a.start <= word.start() and word.end() <= a.end for a in named)
        if owned or proper or (linked and key in table.nouns) or any(key.startswith(a) for a in table.adjectives):
            last, linked = word.end(), linked or owned
        elif key in table.links or (linked and key in table.articles):
            linked = True
        elif not (key in table.nouns and last > end and table.head == "first"):
            break
        else:
            last = word.end()
    return last
