"""Actors: the states, organs, bodies, groups and people that a text names, with their PLOVER codes."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from herodote.grounding.lexicon import WORD, Hit, Name, fold, lexicon

#: Which table is believed when a phrase stands in several.
_RANK = ("holder", "body", "group", "organ", "seat", "state", "capital", "demonym", "adjective", "company", "medium")
#: A capitalised word right before a name: its first name, or a title that the tables do not have.
_WORD_BEFORE = re.compile(r"([A-ZÀ-ÖØ-Þ][\w'’-]{2,})[ \u00a0]$")
#: Names of states and capitals that are first names as well, and those that are surnames.
_GIVEN = frozenset(
    ("jordan", "chad", "georgia", "paris", "victoria", "stanley", "hamilton", "douglas", "maurice", "salomon",
     "dominique", "santiago", "montserrat", "sofia")
)  # fmt: skip
_SURNAMES = frozenset(("jordan", "hamilton", "stanley", "douglas"))
#: A surname behind a first name, the word behind it not capitalised: *Chad Smith said*.
_SURNAME = re.compile(r"[ \u00a0]([A-Z][a-zà-öø-ÿ]+(?:[-‑][A-Z][a-zà-öø-ÿ]+)?)(?![\w’'-])(?![ \u00a0][A-Z])")
#: What follows the name of a place rather than a first name (*Paris Agreement*, *Jordan Valley*).
_PLACE_NOUN = re.compile(
    r"(?:Agreements?|Accords?|Airport|Army|Bay|Basin|Club|Conference|Convention|Government|Match|Ministry|Pact|"
    r"Parliament|Peace|Police|Port|Protocol|River|Saint|Sud|Nord|Est|Ouest|Senate|Street|Summit|Treaty|University|Valley)"
)
#: Capitalised words before the name of a place that are no first names (*On Monday Jordan said*).
_NO_FIRST_NAME = re.compile(
    r"\w*(?:day|ern|ing|ite|ian|ish|[aeou]ry|ber|ese)|March|April|May|June|July|August|Port|Saint"
)
#: Names of places that are common words where a capital says nothing (*Male students*, *Grenade lancée*).
_WORDS = frozenset(("male", "grenade", "roseau"))
#: A word behind an adjective, and those that are no noun it could belong to.
_LOWER = re.compile(r"[ \u00a0-]([a-zà-öø-ÿ][\w’']*)")
_NO_NOUN = re.compile(
    r"was|were|is|are|has|have|had|who|whose|and|or|but|to|in|on|at|of|by|from|for|with|said|says|told|will|would|can|"
    r"could|may|might|did|do|does|not|also|a"
)
#: What tells the American state of Georgia from the republic.
_AMERICAN = re.compile(r"\b(?:Atlanta|Savannah|Augusta|Alabama|Florid[ae]|Carolin[ae]|Tennessee|state of Georgia)\b")
_CAUCASIAN = re.compile(r"\b(?:Tbil+iss?i|Abkha[zs]i[ae]|Osset|Oss[eé]tie|Saakashvili|Saakachvili|Caucas|Russi)")


@dataclass(frozen=True, slots=True)
class Actor:
    """Words that name an actor: code points of the text, end exclusive; ``code`` as in docs/record.md."""

    text: str
    start: int
    end: int
    code: str | None
    sector: str | None
    kind: str
    name: str
    office: str | None = None


def actors(text: str, *, language: str, published: str | datetime.date | None = None) -> list[Actor]:
    """Every actor named in the text, in order, none inside another.

    ``published`` (ISO date) decides which office a person held; UnknownLanguageError for a language
    without tables. Words that need a context to be coded (*le gouvernement*, *ils*) are left out here:
    the coder resolves them within a document.
    """
    day = datetime.date.fromisoformat(published) if isinstance(published, str) else published
    return [a for a in meant(text, lexicon(language).find(text), day) if a.kind not in ("generic", "prefix")]


def meant(text: str, hits: list[Hit], day: datetime.date | None) -> list[Actor]:
    """One actor a phrase: of several meanings, the one whose country the text names without doubt.

    A bare surname behind another first name (*Ana Smith* where the tables know *John Smith*) is somebody
    else, there and in the rest of the text.
    """
    full = {n.name for h in hits if " " in text[h.start : h.end] for n in h.names if n.kind == "holder"}
    sure = {n.code for h in hits if len({n.code for n in h.names}) == 1 for n in h.names}
    edges = {h.start for h in hits} | {h.end for h in hits}
    strangers = {text[h.start : h.end] for h in hits if _another_person(text, h, edges)}
    out = []
    for hit in hits:
        if text[hit.start : hit.end] in strangers or _no_state(text, hit, edges):
            continue
        names = _adjectives(text, hit)
        likely = [n for n in names if n.name in full] or [n for n in names if n.code in sure]
        name = choose(likely or names, day)
        if name:
            words = text[hit.start : hit.end]
            out.append(Actor(words, hit.start, hit.end, name.code, name.sector, name.kind, name.name, name.office))
    return out


def _another_person(text: str, hit: Hit, edges: set[int]) -> bool:
    people = [n for n in hit.names if n.kind == "holder"]
    before = _WORD_BEFORE.search(text, max(0, hit.start - 30), hit.start)
    several = len(WORD.findall(text, hit.start, hit.end)) > 1
    if not people or len(people) < len(hit.names) or not before or several:
        return False
    known = {fold(m[0]) for n in people for m in WORD.finditer(n.name)}
    titled = before.start(1) in edges or before.end(1) in edges
    return fold(before[1]) not in known and not titled and not _opens(text, before.start(1))


def _adjectives(text: str, hit: Hit) -> list[Name]:
    """The meanings of a phrase, without inhabitants before a noun (*Russian troops*, not *a Russian said*)."""
    after = _LOWER.match(text, hit.end)
    if not any(n.kind == "adjective" and n.cased for n in hit.names) or not after or _NO_NOUN.fullmatch(after[1]):
        return list(hit.names)
    return [n for n in hit.names if n.kind != "demonym"]


def _no_state(text: str, hit: Hit, edges: set[int]) -> bool:
    """Whether the name of a state or capital is a person's, a word's or another place's here."""
    word = fold(text[hit.start : hit.end])
    if text[hit.start : hit.end].casefold() in _WORDS and _opens(text, hit.start):
        return True
    if word == "georgia" and _AMERICAN.search(text) and not _CAUCASIAN.search(text):
        return True
    if word not in _GIVEN:
        return False
    if after := _SURNAME.match(text, hit.end):
        return after.start(1) not in edges and not _PLACE_NOUN.match(after[1])
    before = _WORD_BEFORE.search(text, max(0, hit.start - 30), hit.start) if word in _SURNAMES else None
    if not before or before.end(1) in edges or _opens(text, before.start(1)):
        return False
    return not _NO_FIRST_NAME.fullmatch(before[1])


def _opens(text: str, at: int) -> bool:
    """Whether a word at a place begins a sentence, where a capital says nothing."""
    before = text[max(0, at - 8) : at].rstrip(" \u00a0\u202f«“\"'’")
    return before[-1] in ".!?:\n" if before else at <= 8


def choose(names: Iterable[Name], day: datetime.date | None) -> Name | None:
    """One meaning of several: by table, then an office held on the day, one held before, one to come.

    What a user added goes before the tables, for its time only, and unless the tables say of the same actor more.
    """
    names = list(names)
    added = [name for name in names if name.given and name.holds(day)]
    names = [name for name in names if not name.given]
    if added and not any(n.code == added[0].code and n.sector and not added[0].sector for n in names):
        names = added

    def key(name: Name) -> tuple[bool, int, bool, bool, str]:
        held = name.holds(day)
        place = _RANK.index(name.kind) if name.kind in _RANK else len(_RANK)
        to_come = day is not None and name.since > day.isoformat()
        return (name.kind != "holder" and not held, place, not held, to_come, _reversed(name.since))

    return min(names, key=key, default=None)


def _reversed(since: str) -> str:
    """Later beginnings sort first: of two offices held, the newer one speaks."""
    return "".join(chr(ord("z") - ord(c) + ord("-")) for c in since) or "~"
