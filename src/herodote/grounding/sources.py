"""Attribution: who an event rests on, the original source before the medium that relays it."""

import re
from collections.abc import Sequence

from herodote.frames.frame import Frame, Mention
from herodote.grounding.actors import Actor
from herodote.grounding.lexicon import WORD, fold
from herodote.grounding.sides import Referents
from herodote.records import Source

#: Kinds of actor that a name of their own identifies.
_KNOWN = ("holder", "body", "group", "organ", "medium")
_OPEN, _CLOSE = "«“", "»”"


def attribution(referents: Referents, frame: Frame, sentences: Sequence[tuple[int, int]]) -> list[tuple[Source, Actor]]:
    """The sources of a frame with the actors they mean, nearest to the deed first."""
    mentions = frame.roles.get("source", ())
    cues = list(frame.roles.get("cue", ()))
    out: list[tuple[Source, Actor]] = []
    start, end = sentences[frame.sentence]
    quoted = _inside_quotes(referents.text, frame.start, start, end)
    for mention in mentions:
        for side in referents.resolve(mention.start, mention.end, event=frame.type):
            if any(o.code == side.code and o.text == side.text for _, o in out):
                continue
            out.append((_source(referents, side, _nearest(cues, mention), quoted), side))
    return sorted(out, key=lambda pair: pair[1].kind == "medium")


def _source(referents: Referents, side: Actor, cue: Mention | None, quoted: bool) -> Source:
    return Source(
        entity_text=side.text, start=side.start, end=side.end, code=side.code, sector=side.sector,
        identifier_text=side.name if side.kind in _KNOWN else None,
        office=side.office, cue=referents.text[cue.start : cue.end] if cue else None,
        named=_named(referents, side), quoted=quoted,
    )  # fmt: skip


def _nearest(cues: Sequence[Mention], mention: Mention) -> Mention | None:
    return min(cues, key=lambda c: max(c.start - mention.end, mention.start - c.end, 0), default=None)


def _named(referents: Referents, side: Actor) -> bool:
    """False for sources known only by what they are: *un diplomate*, *people familiar with the matter*."""
    if side.kind in (*_KNOWN, "seat"):
        return True
    words = [m[0] for m in WORD.finditer(side.text)]
    folded = " ".join(map(fold, words))
    somebody = bool(words) and fold(words[0]) in referents.words.indefinite
    unnamed = somebody or any(re.search(rf"\b{re.escape(w)}\b", folded) for w in referents.words.unnamed)
    proper = sum(w[0].isupper() for w in words[1:]) >= 2
    return not unnamed or proper


def _inside_quotes(text: str, at: int, start: int, end: int) -> bool:
    """Whether a place of a sentence lies between quotation marks (straight ones counted in the sentence)."""
    before = text[start:at]
    depth = sum(before.count(c) for c in _OPEN) - sum(before.count(c) for c in _CLOSE)
    if depth > 0:
        return True
    return before.count('"') % 2 == 1 and '"' in text[at:end]
