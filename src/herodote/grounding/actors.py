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
    sure = {n.code for h in hits if len({n.code for n in h.names}) == 1 for n in h.names}
    strangers = {text[h.start : h.end] for h in hits if _another_person(text, h, hits)}
    out = []
    for hit in hits:
        if text[hit.start : hit.end] in strangers:
            continue
        name = choose([n for n in hit.names if n.code in sure] or hit.names, day)
        if name:
            words = text[hit.start : hit.end]
            out.append(Actor(words, hit.start, hit.end, name.code, name.sector, name.kind, name.name, name.office))
    return out


def _another_person(text: str, hit: Hit, hits: list[Hit]) -> bool:
    people = [n for n in hit.names if n.kind == "holder"]
    before = _WORD_BEFORE.search(text, max(0, hit.start - 30), hit.start)
    if (
        not people
        or len(people) < len(hit.names)
        or not before
        or WORD.search(text, hit.start, hit.end).end() < hit.end
    ):  # type: ignore[union-attr]
        return False
    known = {fold(m[0]) for n in people for m in WORD.finditer(n.name)}
    titled = any(h.start <= before.start(1) < h.end for h in hits)
    return fold(before[1]) not in known and not titled and not _opens(text, before.start(1))


def _opens(text: str, at: int) -> bool:
    """Whether a word at a place begins a sentence, where a capital says nothing."""
    return not text[:at].rstrip(" «“\"'’") or text[:at].rstrip(" «“\"'’")[-1] in ".!?:\n"


def choose(names: Iterable[Name], day: datetime.date | None) -> Name | None:
    """One meaning of several: an office held on the day before one that was not, then by table."""

    def key(name: Name) -> tuple[bool, int, bool, str]:
        held = name.holds(day)
        place = _RANK.index(name.kind) if name.kind in _RANK else len(_RANK)
        return (name.kind != "holder" and not held, place, not held, _reversed(name.since))

    return min(names, key=key, default=None)


def _reversed(since: str) -> str:
    """Later beginnings sort first: of two offices held, the newer one speaks."""
    return "".join(chr(ord("z") - ord(c) + ord("-")) for c in since)
