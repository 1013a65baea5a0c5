"""Numbers as a language writes them, in digits and in words."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from herodote.languages import load

Number = int | float

_THOUSAND = 1000
_DIGITS = re.compile(r"\d+")
_LEADING_DIGITS = re.compile(r"\d+(?:[ .,]\d+)*")


@dataclass(frozen=True, slots=True)
class Numerals:
    """How a language writes numbers: a regular expression (no groups) and its reading."""

    pattern: str
    partitive: str
    words: dict[str, Number]
    large: frozenset[str]
    round: frozenset[str]
    bare_plural: frozenset[str]
    ones: frozenset[str]
    word: re.Pattern[str]
    grouped: re.Pattern[str]

    def value(self, surface: str) -> Number | None:
        """The number that `surface` (plain text matching `pattern`) stands for, None if ill-formed."""
        if surface in self.ones:
            return 1
        digits = _LEADING_DIGITS.match(surface)
        if digits is None:
            return None if surface in self.bare_plural else self._spelled(self.word.findall(surface))
        base = self._digits(digits.group())
        for word in self.word.findall(surface[digits.end() :]):
            base *= self.words[word]
        return _tidy(base)

    def is_round(self, surface: str) -> bool:
        """Whether `surface` gives a round figure, such as "une centaine" or "a dozen"."""
        return not self.round.isdisjoint(self.word.findall(surface))

    def _digits(self, surface: str) -> Number:
        whole = self.grouped.match(surface) or _DIGITS.match(surface)
        assert whole is not None, surface
        rest = "".join(c for c in surface[whole.end() :] if c.isdecimal())
        number = int("".join(c for c in whole.group() if c.isdecimal()))
        return float(f"{number}.{rest}") if rest else number

    def _spelled(self, words: list[str]) -> Number | None:
        total: Number = 0
        current: Number = 0
        last: Number = 0
        for word in words:
            number = self.words[word]
            if word in self.large:
                current = (current or 1) * number
                if number >= _THOUSAND:
                    total, current = total + current, 0
                last = 0
            elif last and (last <= number or last < 20):
                return None
            else:
                current, last = current + number, number
        return _tidy(total + current) if words else None


def _tidy(number: Number) -> Number:
    # 2.3 * 10**9 must not end in a tail of nines.
    number = round(number, 6)
    return int(number) if float(number).is_integer() else number


@cache
def numerals(language: str) -> Numerals:
    """The numerals of a language, read from the `numbers` part of its table of amounts."""
    amounts = load(language, "amounts")
    table = amounts["numbers"]
    large: dict[str, Number] = table["large"]
    words: dict[str, Number] = {**table["small"], **large}
    return Numerals(
        pattern=_pattern(table, words, large),
        partitive=table["partitive"],
        words=words,
        large=frozenset(large),
        round=frozenset(table["round"]),
        bare_plural=frozenset(table["bare_plural"]),
        ones=frozenset(amounts["phrases"]["one"]),
        word=re.compile(_alternation(words) + r"(?!\w)"),
        grouped=re.compile(_grouped(table)),
    )


def _grouped(table: dict[str, Any]) -> str:
    return rf"\d{{1,3}}(?:[{_marks(table['group'])}]\d{{3}}){{1,5}}(?!\d)"


def _marks(characters: str) -> str:
    # A space is written so that patterns which stretch their spaces leave it alone.
    return "".join(rf"\x{ord(c):02x}" for c in characters)


def _pattern(table: dict[str, Any], words: dict[str, Number], large: dict[str, Number]) -> str:
    one = _alternation(words) + r"(?!\w)"
    scale = _alternation({w: n for w, n in large.items() if n >= _THOUSAND}) + r"(?!\w)"
    digits = rf"(?:{_grouped(table)}|\d{{1,15}}(?!\d))(?:[{_marks(table['decimal'])}]\d{{1,9}})?(?:[ -]{scale}){{0,2}}"
    article = f"(?:{table['article']})?" if table["article"] else ""
    return rf"(?:{digits}|{article}{one}(?:(?:{table['joiner']}){one}){{0,12}})"


def _alternation(words: dict[str, Number]) -> str:
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + ")"
