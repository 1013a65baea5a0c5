"""The names of the world as phrases to look for in a text: states, organs, bodies, groups, people.

Built from the tables of ``herodote/world``. Phrases are compared word by word, without accents and
without regard to hyphens, apostrophes and the width of blanks; a capital letter counts where the
name has one, so that *Turkey* is a state and *turkey* is not.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain, pairwise
from typing import Any

import tomli

from herodote.languages import load

WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[\s\u00a0\u202f]?[-‑–'’.&/«»“”\"()]?[\s\u00a0\u202f]?")
OFFICES = {
    "hs": "head-of-state", "hg": "head-of-government", "fm": "foreign-minister", "dm": "defence-minister",
    "hb": "head-of-body", "other": "other",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """One meaning of a phrase. ``kind`` says from which table; ``since`` and ``until`` bound an office.

    ``given`` is what a user added (``dictionaries``).
    """

    kind: str
    name: str
    code: str | None = None
    sector: str | None = None
    office: str | None = None
    since: str = ""
    until: str = ""
    cased: bool = True
    given: bool = False

    def holds(self, day: date | None) -> bool:
        """Whether the office was held on the day (always, when no day or no date is known)."""
        if day is None:
            return True
        text = day.isoformat()
        return (not self.since or self.since <= text) and (not self.until or text <= self.until + "~")


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in a text: code points, end exclusive, and what it can mean."""

    start: int
    end: int
    names: tuple[Name, ...]


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """A word in lower case without accents."""
    if word.isascii():
        return word.casefold()
    decomposed = unicodedata.normalize("NFKD", word.replace("œ", "oe").replace("Œ", "OE"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def _table(name: str) -> dict[str, Any]:
    return tomli.loads((files("herodote") / "world" / name).read_text(encoding="utf8"))


def _states(language: str) -> Iterator[tuple[str, Name]]:
    for code, state in _table("states.toml").items():
        main = (state.get("names", {}).get("en") or [code])[0]
        for kind, field in (("state", "names"), ("demonym", "demonyms"), ("capital", "capitals")):
            for phrase in state.get(field, {}).get(language, []):
                yield phrase, Name(kind, main, code, "CVL" if kind == "demonym" else "GOV")
        for phrase in state.get("adjectives", {}).get(language, []):
            yield phrase, Name("adjective", main, code, cased=phrase[:1].isupper())
        for phrase in state.get("prefixes", {}).get(language, []):
            yield phrase, Name("prefix", main, code, cased=False)
        for seat in state.get("seats", {}).get(language, []):
            yield seat["text"], Name("seat", main, code, seat.get("sector", "GOV"))


def _listed(file: str, kinds: tuple[str, ...], language: str) -> Iterator[tuple[str, Name]]:
    table = _table(file)
    for kind in kinds:
        for row in table.get(kind, []):
            phrases = row.get(language, [])
            sectors = [{"sector": row.get("sector")}, *row.get("sectors", [])]
            for phrase in phrases:
                for s in sectors:
                    sector = None if s.get("sector") in (None, "", "-") else s["sector"]
                    cased = any(c.isupper() for c in phrase)
                    yield phrase, Name(kind, phrases[0], row.get("code"), sector, None, s.get("from", ""),
                                       s.get("to", ""), cased)  # fmt: skip


def _holders() -> Iterator[tuple[str, Name]]:
    for entry in (files("herodote") / "world").iterdir():
        if not (entry.name.startswith("offices") and entry.name.endswith(".toml")):
            continue
        for code, table in tomli.loads(entry.read_text(encoding="utf8")).items():
            for row in table["holders"]:
                for phrase in {row["n"], *row.get("a", [])}:
                    yield phrase, _holder(code, row)


def _holder(code: str, row: dict[str, Any]) -> Name:
    sector = row.get("s") or ("GOV" if row["o"] in ("hs", "hg", "fm", "dm") else None)
    return Name(
        "holder",
        row["n"],
        code if len(code) == 3 else None,
        sector,
        OFFICES[row["o"]],
        row.get("f", ""),
        row.get("t", ""),
    )


class Lexicon:
    """Phrases of one language, found by longest match from left to right."""

    def __init__(self, phrases: Iterator[tuple[str, Name]]) -> None:
        self._phrases: dict[str, list[tuple[tuple[str, ...], Name]]] = {}
        self._longest: dict[str, int] = {}
        for phrase, name in phrases:
            words = tuple(m[0] for m in WORD.finditer(phrase))
            if not words:
                continue
            key = " ".join(map(fold, words))
            self._phrases.setdefault(key, []).append((words, name))
            first = fold(words[0])
            self._longest[first] = max(self._longest.get(first, 0), len(words))

    def find(self, text: str) -> list[Hit]:
        """All phrases in the text, in order, none inside another."""
        words = [(m.start(), m.end(), fold(m[0])) for m in WORD.finditer(text)]
        out: list[Hit] = []
        at = 0
        while at < len(words):
            hit, used = self._longest_at(text, words, at)
            if hit:
                out.append(hit)
            at += used
        return out

    def _longest_at(self, text: str, words: list[tuple[int, int, str]], at: int) -> tuple[Hit | None, int]:
        for size in range(min(self._longest.get(words[at][2], 0), len(words) - at), 0, -1):
            part = words[at : at + size]
            found = self._phrases.get(" ".join(w for _, _, w in part))
            if not found or not _joined(text, part):
                continue
            spelled = [text[a:b] for a, b, _ in part]
            names = tuple(dict.fromkeys(n for words_, n in found if _cased(spelled, words_, n)))
            if names:
                return Hit(part[0][0], part[-1][1], names), size
        return None, 1


def _joined(text: str, part: list[tuple[int, int, str]]) -> bool:
    return all(_GAP.fullmatch(text, a[1], b[0]) for a, b in pairwise(part))


def _cased(spelled: list[str], words: tuple[str, ...], name: Name) -> bool:
    if not name.cased:
        return True
    return all(not w[0].isupper() or s[0].isupper() for s, w in zip(spelled, words, strict=True))


def phrases(language: str) -> Iterator[tuple[str, Name]]:
    """Every phrase of the world's tables in a language, with its meaning."""
    yield from _states(language)
    yield from _listed("organs.toml", ("organ", "generic"), language)
    yield from _listed("bodies.toml", ("body", "company", "medium", "group"), language)
    yield from _listed("groups.toml", ("group",), language)
    yield from _holders()


def lexicon(language: str) -> Lexicon:
    """The lexicon of a language with the actors a user added; UnknownLanguageError for a language without tables."""
    from herodote.grounding.dictionaries import added

    return _lexicon(language, added())


@cache
def _lexicon(language: str, dictionaries: tuple[str, ...]) -> Lexicon:
    from herodote.grounding import dictionaries as given

    load(language, "reference")
    return Lexicon(chain(phrases(language), *map(given.phrases, dictionaries)))
