"""Cut a text into windows of tokens: the sentences to read, with the words before them as context."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tokenizers import Tokenizer

#: Tokens of a window that are read, and tokens before them that only give context.
FOCUS, CONTEXT = 208, 32
BOS, PAD, EOS = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Window:
    """Token ids with begin and end marks; ``offsets`` are code points of the text, ``sentence`` its number.

    Tokens from ``focus`` to the last but one are read; those before are context. The marks have the
    offsets (0, 0) and sentence −1.
    """

    ids: list[int]
    offsets: list[tuple[int, int]]
    sentence: list[int]
    focus: int


@dataclass(frozen=True, slots=True)
class _Tokens:
    ids: list[int]
    offsets: list[tuple[int, int]]
    sentence: list[int]


def tokenise(text: str, spans: Sequence[tuple[int, int]], tokenizer: Tokenizer) -> list[_Tokens]:
    """Tokens of each sentence, with offsets into the whole text; pieces that hold only a blank are kept."""
    encodings = tokenizer.encode_batch([text[a:b] for a, b in spans], add_special_tokens=False)
    out = []
    for number, ((start, _), encoding) in enumerate(zip(spans, encodings, strict=True)):
        offsets = [_trimmed(text, start + a, start + b) for a, b in encoding.offsets]
        out.append(_Tokens(encoding.ids, offsets, [number] * len(offsets)))
    return out


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    return start, end


def windows(sentences: Sequence[_Tokens], cuts: Sequence[int] | None = None, context: int = CONTEXT) -> list[Window]:
    """Windows over the sentences of one text, in order; every token is in the focus of exactly one.

    ``cuts`` are numbers of sentences at which a window must begin (training varies them); by default a
    window takes as many whole sentences as FOCUS holds. A longer sentence is cut into pieces.
    """
    flat = _Tokens(
        [i for s in sentences for i in s.ids],
        [o for s in sentences for o in s.offsets],
        [n for s in sentences for n in s.sentence],
    )
    return [_window(flat, a, b, context) for a, b in _bounds(sentences, cuts) if b > a]


def _bounds(sentences: Sequence[_Tokens], cuts: Sequence[int] | None) -> list[tuple[int, int]]:
    starts, at, begun = [0], 0, 0
    for number, sentence in enumerate(sentences):
        length = len(sentence.ids)
        if at > begun and (at + length - begun > FOCUS or (cuts is not None and number in cuts)):
            starts.append(at)
            begun = at
        while at + length - begun > FOCUS:
            begun += FOCUS
            starts.append(begun)
        at += length
    return list(pairwise([*starts, at]))


def _window(flat: _Tokens, start: int, end: int, context: int) -> Window:
    before = max(0, start - context)
    return Window(
        [BOS, *flat.ids[before:end], EOS],
        [(0, 0), *flat.offsets[before:end], (0, 0)],
        [-1, *flat.sentence[before:end], -1],
        start - before + 1,
    )
