"""What is remembered of a document so that its copies are known: 80 bytes."""

import hashlib
import re
import unicodedata
import zlib
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

#: Bytes of a signature: one of each of the 64 hash functions; of the marks in all.
SIGNATURE, SIZE = 64, 80
#: Words in a run, as the ledger has it; a text of fewer has no signature.
_WORDS = 4
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Marks:
    """A hash of the id, one of the text (spaces apart) and the text's signature, empty if it is very short."""

    own: int
    text: int
    signature: bytes

    def packed(self) -> bytes:
        """The marks as SIZE bytes, the signature of a very short text as zeros."""
        hashes = self.own.to_bytes(8, "little") + self.text.to_bytes(8, "little")
        return hashes + (self.signature or bytes(SIGNATURE))

    @classmethod
    def unpacked(cls, data: bytes) -> "Marks":
        """The marks that ``packed`` made these bytes of."""
        signature = data[16:SIZE] if any(data[16:SIZE]) else b""
        return cls(int.from_bytes(data[:8], "little"), int.from_bytes(data[8:16], "little"), signature)


def marks(own: str, text: str, *, near: bool) -> Marks:
    """The marks of a document with this id and text; without ``near`` its signature is left empty."""
    return Marks(_hash(own), _hash(" ".join(text.split())), signature(text) if near else b"")


def signature(text: str) -> bytes:
    """The MinHash signature of a text's runs of four words, case apart: SIGNATURE bytes, or none.

    Of every least value one byte is kept (b-bit minwise hashing, Li and König 2010): two that differ agree in it once
    in 256 times, which adds 0.004 at most to the resemblance. The hash functions multiply in 64 bits and drop the
    lower half (multiply-shift, Dietzfelbinger et al. 1997).
    """
    words = _WORD.findall(text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text).casefold())
    runs = {zlib.crc32(" ".join(words[at : at + _WORDS]).encode()) for at in range(len(words) - _WORDS + 1)}
    if not runs:
        return b""
    factor, shift = _factors()
    hashed = (np.fromiter(runs, np.uint64, len(runs))[:, None] * factor + shift) >> np.uint64(32)
    return bytes(hashed.min(axis=0).astype(np.uint8).tobytes())


def resemblance(one: bytes, other: bytes) -> float:
    """The share of runs of words that two texts have in common, as their signatures tell it: 0 to 1, within 0.06."""
    return float(np.mean(np.frombuffer(one, np.uint8) == np.frombuffer(other, np.uint8))) if one and other else 0.0


@cache
def _factors() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    generator = np.random.default_rng(20241106)
    whole = np.iinfo(np.uint64).max
    factor = generator.integers(0, whole, SIGNATURE, dtype=np.uint64) | np.uint64(1)
    return factor, generator.integers(0, whole, SIGNATURE, dtype=np.uint64)


def _hash(words: str) -> int:
    return int.from_bytes(hashlib.blake2b(words.encode("utf8"), digest_size=8).digest(), "little")
