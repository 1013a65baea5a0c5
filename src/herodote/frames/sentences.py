"""Cut a text into sentences without altering it."""

import re
from functools import cache

from herodote.languages import load

# A stop, its closing quotes or brackets, blanks, then something that can begin a sentence.
_END = re.compile(
    r"(?P<stop>[.!?…]+)(?P<close>(?:[\s\u00a0\u202f]?[»”\"’')\]]+)?)(?P<gap>[\s\u00a0\u202f]+)"
    r"(?=[\"“«‘'(\[—–-]*[\s\u00a0\u202f]?[^\W\d_a-zà-öø-ÿœ]|[\"“«—–-]|\d)"
)
_LINE = re.compile(r"[^\n\r]+")
_WORD_BEFORE = re.compile(r"[\w.]+$")
_INITIAL = re.compile(r"^(?:\w|(?:\w\.)+\w)$")


@cache
def _abbreviations(language: str) -> frozenset[str]:
    return frozenset(load(language, "sentences")["abbreviations"])


def sentences(text: str, language: str) -> list[tuple[int, int]]:
    """Start and end (code points, end exclusive) of every sentence, blanks around it left out.

    A line end always ends a sentence. UnknownLanguage when there is no table for the language.
    """
    known = _abbreviations(language)
    out: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        start = line.start()
        for end in _ends(text, line.start(), line.end(), known):
            out.append((start, end))
            start = end
        out.append((start, line.end()))
    return [span for a, b in out if (span := _trimmed(text, a, b))]


def _ends(text: str, start: int, end: int, abbreviations: frozenset[str]) -> list[int]:
    return [m.end("close") for m in _END.finditer(text, start, end) if not _abbreviated(text, start, m, abbreviations)]


def _abbreviated(text: str, start: int, match: re.Match[str], abbreviations: frozenset[str]) -> bool:
    if match["stop"] != "." or match["close"]:
        return False
    word = _WORD_BEFORE.search(text, start, match.start("stop"))
    if not word:
        return False
    following = text[match.end()]
    if following.isdigit():
        return word[0].lower() in abbreviations
    return word[0].lower() in abbreviations or (bool(_INITIAL.match(word[0])) and not word[0].isdigit())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
