"""Objects: what kind of thing is given, taken, asked for or refused."""

from collections.abc import Iterable

from herodote.frames.frame import Mention
from herodote.grounding.gazetteer import key_of
from herodote.grounding.lexicon import WORD
from herodote.grounding.nouns import Found, kinds
from herodote.languages import load
from herodote.records import Thing

#: Signs of money, in any language.
_MONEY = "€$£¥₽"


def thing(text: str, mention: Mention, *, language: str) -> Thing:
    """The record of an object; ``kind`` is None when no noun of the table is in its words."""
    start, end = mention.start, mention.end
    return Thing(text=text[start:end], start=start, end=end, kind=kind_of(text, start, end, language=language))


def kind_of(text: str, start: int, end: int, *, language: str) -> str | None:
    """The kind of the noun at the head of the words, None if the table has none of them."""
    order = load(language, "objects")["order"]
    found = kinds(language, "objects").find(text, start, end)
    if not found:
        return "money" if any(sign in text[start:end] for sign in _MONEY) else None
    head = [f for f in found if f.end <= _stop(text, start, end, order["stops"])] or found[:1]
    return _head(head, order["head"]).kind


def _head(found: list[Found], side: str) -> Found:
    return found[0] if side == "first" else found[-1]


def _stop(text: str, start: int, end: int, stops: Iterable[str]) -> int:
    """Where a complement or a clause begins: what stands behind it is no head."""
    folded = {key_of(s) for s in stops}
    return next((m.start() for m in WORD.finditer(text, start, end) if key_of(m[0]) in folded), end)
