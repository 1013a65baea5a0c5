"""The patterns of a language's table of times, compiled."""

import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from herodote.grounding.times.numerals import numerals
from herodote.languages import load

_DIGITS = {
    "day": r"(?:0?[1-9]|[12]\d|3[01])(?:{ordinal})?(?!\d)",
    "year": r"(?:1[5-9]|20)\d\d(?![\d.,]*\d)",
    "mm": r"(?:0?[1-9]|1[0-2])(?!\d)",
    "yy": r"'?\d0(?!\d)",
}
_GROUPS = {"count": "n"}
"""A count is a number, or the article that stands for one ("a day earlier")."""
_SPACE = re.compile(r"\[[^]]*\]|\\.| [?]| (?![*+])")
"""A space, but not one in a class of characters or after a backslash."""
_SPACES = {" ?": " *", " ": " +"}
_PLACEHOLDER = re.compile(r"\{([a-z]+)(\d?)\}")


@dataclass(frozen=True)
class Pattern:
    """One expression of time: what it looks like and the rule that resolves it.

    Every match holds a word of one of the tables `near`, or may stand anywhere if there is none.
    """

    rule: str
    source: str
    weak: bool
    near: tuple[str, ...]
    fixed: dict[str, Any] = field(hash=False)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Compiled when it is first needed: most texts need few of them."""
        return re.compile(self.source)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All that one language knows of times."""

    patterns: tuple[Pattern, ...]
    nears: frozenset[tuple[str, ...]]
    anchors: re.Pattern[str]
    words: dict[str, dict[str, Any]]
    links: tuple[tuple[str, re.Pattern[str]], ...]
    numeric_order: str
    capitals: dict[str, str]
    future: re.Pattern[str]
    past: re.Pattern[str]
    boundary: re.Pattern[str]


@cache
def lexicon(language: str) -> Lexicon:
    """The compiled table of times of a language."""
    table = load(language, "times")
    words: dict[str, dict[str, Any]] = table["words"]
    sources = _sources(language, words, table["day_suffix"])
    tense = table["tense"]
    patterns = tuple(_patterns(table["pattern"], sources))
    return Lexicon(
        patterns=patterns,
        nears=frozenset(pattern.near for pattern in patterns),
        anchors=_anchors(patterns, sources),
        words=words,
        links=tuple((kind, _ending(phrases)) for kind, phrases in table["links"].items()),
        numeric_order=table["numeric_order"],
        capitals=table["capitals"],
        future=_any(tense["future"]),
        past=_any(tense["past"]),
        boundary=re.compile(r"[,;:()]|(?<!\w)(?:" + "|".join(tense["boundary"]) + r")(?!\w)"),
    )


def _sources(language: str, words: dict[str, dict[str, Any]], suffix: str) -> dict[str, str]:
    sources = {name: _alternation(table) for name, table in words.items()}
    sources |= {name: source.replace("{ordinal}", suffix) for name, source in _DIGITS.items()}
    spoken = numerals(language)
    sources["n"] = spoken.pattern
    sources["count"] = rf"(?:{spoken.pattern}|(?:{'|'.join(sorted(spoken.ones))})(?= ))"
    sources["partitive"] = spoken.partitive
    return sources


def _patterns(rows: list[dict[str, Any]], sources: dict[str, str]) -> list[Pattern]:
    found = []
    for row in rows:
        fixed = {key: row[key] for key in row if key not in ("rule", "match", "weak", "near")}
        near = tuple(row.get("near", ()))
        for match in row["match"] if near else ["(?:" + "|".join(row["match"]) + ")"]:
            source = r"(?<![\w/])" + _expand(match, sources) + r"(?!\w)"
            found.append(Pattern(row["rule"], source, row.get("weak", False), near, fixed))
    return found


def _anchors(patterns: tuple[Pattern, ...], sources: dict[str, str]) -> re.Pattern[str]:
    """Finds the words that patterns need near them; the last group of a match names their table."""
    names = sorted({name for pattern in patterns for name in pattern.near} - {"number"})
    kinds = [f"(?P<{name}>{spaced(sources[name])}s?(?!\\w))" for name in names if name in sources]
    return re.compile(r"(?<!\w)(?:(?P<number>\d+)|" + "|".join(kinds) + ")")


def _expand(match: str, sources: dict[str, str]) -> str:
    seen: set[str] = set()

    def put(found: re.Match[str]) -> str:
        source = sources[found.group(1)]
        name = _GROUPS.get(found.group(1), found.group(1)) + found.group(2)
        if name in seen:
            # Alternatives inside one pattern may name a group twice; the first name wins.
            return f"(?P<{name}_{found.start()}>{source})"
        seen.add(name)
        return f"(?P<{name}>{source})"

    # "une dizaine de jours", "a couple of days": a number may be joined to its unit by a word.
    match = re.sub(r"(\{(?:n|count)\}) ", lambda m: m.group(1) + sources["partitive"], match)
    return spaced(_PLACEHOLDER.sub(put, match))


def spaced(source: str) -> str:
    """Let every space of a pattern stand for one or more, an optional one for any number."""
    return _SPACE.sub(lambda found: _SPACES.get(found.group(), found.group()), source)


def _alternation(table: dict[str, Any]) -> str:
    words = sorted(table, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", " ") for word in words) + ")"


def _ending(phrases: list[str]) -> re.Pattern[str]:
    longest = sorted(phrases, key=len, reverse=True)
    return re.compile(spaced(r"(?<!\w)(?:" + "|".join(longest) + r") ?$"))


def _any(sources: list[str]) -> re.Pattern[str]:
    return re.compile(r"(?<![\w'])(?:" + "|".join(sources) + r")(?!\w)")
