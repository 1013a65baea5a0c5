"""What one language knows of figures: compiled from its table of amounts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from herodote.grounding.times.numerals import Numerals, numerals
from herodote.languages import load

_PLACEHOLDER = "{n}"


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit of measure: its kind, its symbol and the factor that leads to it."""

    kind: str
    unit: str
    factor: float


@dataclass(frozen=True, slots=True)
class Noun:
    """A counted noun in the singular: its kind and, where it says so itself, the casualty."""

    singular: str
    kind: str
    casualty: str | None = None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Numbers, units, nouns and cues of one language."""

    numerals: Numerals
    figure: re.Pattern[str]
    exclude: re.Pattern[str]
    unanimous: re.Pattern[str]
    percent: re.Pattern[str]
    measure: re.Pattern[str]
    measures: dict[str, Measure]
    money: re.Pattern[str]
    currencies: dict[str, str]
    symbols: dict[str, str]
    scale: dict[str, int]
    against: re.Pattern[str]
    vote_cue: re.Pattern[str]
    one: frozenset[str]
    stop: frozenset[str]
    before_noun: frozenset[str]
    kinds: dict[str, Noun]
    counted: dict[str, str]
    person: str
    person_endings: tuple[str, ...]
    noun_first: bool
    heads: frozenset[str]
    keep: frozenset[str]
    irregular: dict[str, str]
    endings: tuple[tuple[str, str], ...]
    before: dict[str, re.Pattern[str]]
    after: dict[str, re.Pattern[str]]

    def singular(self, word: str) -> str:
        """The singular of a noun, by the irregular ones and then by its ending."""
        if word in self.irregular or word in self.keep:
            return self.irregular.get(word, word)
        if word in self.kinds:
            return word
        for plural, singular in self.endings:
            if word.endswith(plural) and len(word) > len(plural) + 1:
                return word[: len(word) - len(plural)] + singular
        return word

    def noun(self, word: str) -> Noun | None:
        """The noun that `word` is a form of, if the table knows it."""
        singular = self.singular(word)
        known = self.kinds.get(singular) or self.kinds.get(word)
        return Noun(singular, known.kind, known.casualty) if known else None


@cache
def lexicon(language: str) -> Lexicon:
    """The compiled table of amounts of a language."""
    table = load(language, "amounts")
    spoken, phrases = numerals(language), table["phrases"]
    scale = dict(phrases["scale"])
    measures = {name: Measure(*row) for name, row in table["measures"].items()}
    return Lexicon(
        numerals=spoken,
        figure=_figure(spoken, phrases, table["symbols"], scale),
        exclude=_any(table["exclude"]["match"], spoken),
        unanimous=_any(phrases["unanimous"], spoken),
        percent=re.compile(f"(?:{'|'.join(phrases['percent'])})(?![\\w])"),
        measure=_follows(measures, spoken),
        measures=measures,
        money=_follows({**table["currencies"], **table["symbols"]}, spoken, tuple(scale)),
        currencies=table["currencies"],
        symbols=table["symbols"],
        scale=scale,
        against=re.compile(f"(?:{'|'.join(phrases['against'])})(?P<n>{spoken.pattern})"),
        vote_cue=re.compile(rf"(?<!\w)(?:{'|'.join(phrases['vote_cue'])})(?!\w)"),
        one=frozenset(phrases["one"]),
        stop=frozenset(phrases["stop"]),
        before_noun=frozenset(phrases["before_noun"]),
        kinds=_kinds(table["nouns"]),
        counted={w: kind for kind, words in table["nouns"]["counted"].items() for w in words},
        person=phrases["person"],
        person_endings=tuple(phrases["person_endings"]),
        noun_first=phrases["noun_first"],
        heads=frozenset(phrases["heads"]),
        keep=frozenset(table["singular"]["keep"]),
        irregular=table["singular"]["irregular"],
        endings=tuple((plural, single) for plural, single in table["singular"]["endings"]),
        before=_before(table["casualty"]["before"]),
        after=_after(table["casualty"]["after"], spoken),
    )


def _words(words: Iterable[str]) -> str:
    longest = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(w).replace(r"\ ", " +") for w in longest) + ")"


def _figure(
    spoken: Numerals, phrases: dict[str, Any], symbols: dict[str, str], scale: dict[str, int]
) -> re.Pattern[str]:
    number, sign = spoken.pattern, _words(symbols)
    glued = f"(?: ?{_words(scale)}(?!\\w))?" if scale else ""
    one, between = _words(phrases["one"]), _words(phrases["between"])
    return re.compile(
        rf"(?<![\w.,/'$€£#-])(?P<rough>(?:{_words(phrases['rough'])}(?: +|(?<='))){{0,2}})"
        rf"(?:"
        rf"(?P<unknown>{'|'.join(phrases['unknown'])})(?!\w)"
        rf"|(?P<between>{between} )(?P<from>{sign}? ?{number}{glued}) {_words(phrases['range_between'])} "
        rf"(?P<to>{sign}? ?{number})"
        rf"|(?P<sign>{sign}) ?(?P<sum>{number})"
        rf"(?:(?: {_words(phrases['range'])} | ?- ?){sign}?(?P<sum2>{number}))?(?P<glued>{glued})"
        rf"|(?P<one>{number})(?:(?: {_words(phrases['range'])} | ?- ?)(?P<two>{number}))?"
        rf"|(?P<article>{one})(?= )"
        rf")(?![\d])"
    )


def _follows(units: Iterable[str], spoken: Numerals, scale: tuple[str, ...] = ()) -> re.Pattern[str]:
    glued = f"(?P<scale>{_words(scale)})?" if scale else ""
    link = spoken.partitive[:-1] + "|-|)"
    return re.compile(rf"{link}{glued} ?(?P<unit>{_words(units)})(?!\w)")


def _any(sources: list[str], spoken: Numerals) -> re.Pattern[str]:
    # A source that begins with a mark (", 45,") may follow a word.
    bounded = [rf"(?<!\w){s}" if s[0] not in ",\\" else s for s in sources]
    return re.compile("|".join(bounded).replace(_PLACEHOLDER, spoken.pattern))


def _kinds(nouns: dict[str, Any]) -> dict[str, Noun]:
    known: dict[str, Noun] = {}
    for kind, words in nouns.items():
        if isinstance(words, list):
            known |= {word: Noun(word, kind) for word in words}
    for casualty, words in nouns["casualties"].items():
        known |= {word: Noun(word, "casualties", casualty) for word in words}
    return known


def _before(cues: dict[str, str]) -> dict[str, re.Pattern[str]]:
    gap = r"(?: [^\W\d][\w-]*){0,3}(?: |(?<='))$"
    return {kind: re.compile(rf"(?<!\w)(?:{cue}){gap}") for kind, cue in cues.items()}


def _after(cues: dict[str, Any], spoken: Numerals) -> dict[str, re.Pattern[str]]:
    found = {}
    no_object = cues["object"].replace(_PLACEHOLDER, spoken.pattern)
    for kind, participle in cues["participle"].items():
        gap = rf"(?: (?!{cues['gap_stop']}(?!\w))[\w'-]+){{0,3}}?"
        told = rf"(?:{cues['passive']}{participle}|{participle}(?!\w){no_object})"
        found[kind] = re.compile(rf"{gap} (?:{told}|{cues['perfect']}{cues['verb'][kind]})(?!\w)")
    return found
