"""Copies of one dispatch: texts that share most of their word sequences, found by MinHash."""

import re
import zlib
from functools import cache

import numpy as np
import numpy.typing as npt

from herodote.ledger.guards import fold

#: Words in a shingle, and hash functions; 64 of them place the resemblance within some 0.06.
_WORDS = 4
_HASHES = 64
_PRIME = np.uint64((1 << 61) - 1)
#: From this resemblance on, two texts count as copies: agencies' copy is cut and retitled, seldom rewritten.
COPY = 0.5

Signature = npt.NDArray[np.uint32]


@cache
def _factors() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    generator = np.random.default_rng(20241106)
    return (
        generator.integers(1, 1 << 31, _HASHES, dtype=np.uint64),
        generator.integers(0, 1 << 31, _HASHES, dtype=np.uint64),
    )


def shingles(text: str) -> bytes:
    """The MinHash signature of a text, 64 times four bytes; empty for a text of fewer than four words."""
    words = re.findall(r"\w+", fold(text))
    runs = {zlib.crc32(" ".join(words[at : at + _WORDS]).encode()) for at in range(len(words) - _WORDS + 1)}
    if not runs:
        return b""
    factor, shift = _factors()
    hashed = (np.fromiter(runs, np.uint64)[:, None] * factor + shift) % _PRIME
    return bytes((hashed.min(axis=0) & np.uint64(0xFFFFFFFF)).astype("<u4").tobytes())


def resemblance(one: bytes, other: bytes) -> float:
    """Estimated share of word sequences that two texts have in common, 0 to 1."""
    if not one or not other:
        return 0.0
    return float(np.mean(np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")))


def copies(signatures: dict[int, bytes]) -> dict[int, int]:
    """Each document's dispatch: the smallest number among the documents that copies lead to from it."""
    group = {number: number for number in signatures}

    def root(number: int) -> int:
        while group[number] != number:
            number = group[number]
        return number

    numbers = sorted(number for number in signatures if signatures[number])
    if len(numbers) > 1:
        signed = np.frombuffer(b"".join(signatures[number] for number in numbers), "<u4").reshape(len(numbers), _HASHES)
        for at in range(len(numbers) - 1):
            alike = (signed[at + 1 :] == signed[at]).mean(axis=1) >= COPY
            for other in np.flatnonzero(alike):
                low, high = sorted((root(numbers[at]), root(numbers[at + 1 + int(other)])))
                group[high] = low
    return {number: root(number) for number in group}
