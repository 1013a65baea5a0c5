"""Text made plain for matching, every character staying where it was."""

import re

_TABLE = {
    ord("\u00a0"): " ",
    ord("\u202f"): " ",
    ord("\u2009"): " ",
    ord("\u2007"): " ",
    ord("\t"): " ",
    ord("\r"): " ",
    ord("’"): "'",
    ord("ʼ"): "'",
    ord("\u2010"): "-",
    ord("\u2011"): "-",
    ord("–"): "-",
    ord("—"): "-",
    ord("−"): "-",
}
_SINGLE_BREAK = re.compile(r"(?<!\n)\n(?!\n)")


def plain(text: str) -> str:
    """Lower case, ASCII apostrophes, hyphens and spaces; as long as `text`, offset for offset.

    A single line break becomes a space; an empty line stays, since it ends a sentence.
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return _SINGLE_BREAK.sub(" ", lowered.translate(_TABLE))
