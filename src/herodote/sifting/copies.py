"""A memory of documents that finds copies: of bounded size, and the same after the same documents in the same order."""

from typing import Literal

import numpy as np
import numpy.typing as npt

from herodote.sifting.marks import SIGNATURE, Marks

#: From this resemblance on, a text is left out before it is read. The ledger groups looser copies (0.5) and keeps both;
#: what is left out here is gone, so only a new headline, byline or missing last paragraph may differ.
NEAR = 0.8
#: A signature is cut in bands of four bytes; texts that share one are compared. At a resemblance of 0.8 some share
#: one with a probability of 0.9998, at 0.2 with 0.03.
_BANDS = SIGNATURE // 4
#: Numbers kept in a slot; the oldest goes when a fifth comes.
_WAYS = 4
#: Documents that are remembered at most (some 300 MB then), and to begin with.
LIMIT, _FIRST = 1 << 20, 1 << 12
#: Spreads band values, whose low bits alone would be one hash function's byte, over the slots.
_SPREAD = np.uint32(0x9E3779B1)

_Numbers = npt.NDArray[np.int32]


class Copies:
    """The documents that came last; a copy is found by its text's hash or by its signature.

    Signatures are held in arrays of fixed slots, not in dictionaries of bands: 130 bytes a document instead of 2,000.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        """``limit``: how many documents are remembered, a power of two."""
        self.limit = limit
        self._texts: dict[int, int] = {}
        self._older: dict[int, int] = {}
        self._count = 0
        self._make(min(_FIRST, limit))

    def find(self, marks: Marks, *, versions: bool = False) -> Literal["exact", "near"] | None:
        """How a document is a copy of one that was added, if it is.

        With ``versions``, it is never one of a document of the same id.
        """
        owner = self._texts.get(marks.text, self._older.get(marks.text))
        if owner is not None and not (versions and owner == marks.own):
            return "exact"
        if not marks.signature or not self._count:
            return None
        signature = np.frombuffer(marks.signature, np.uint8)
        candidates = self._slots[self._bands, self._places(signature)].ravel()
        candidates = candidates[candidates >= 0]
        alike = (self._signatures[candidates] == signature).mean(axis=1, dtype=np.float32) >= NEAR
        if versions:
            alike &= self._own[candidates] != np.uint64(marks.own)
        return "near" if alike.any() else None

    def add(self, marks: Marks) -> None:
        """Remember a document; beyond the limit the oldest are forgotten."""
        self._texts[marks.text] = marks.own
        if len(self._texts) >= self.limit // 2:
            self._texts, self._older = {}, self._texts
        if not marks.signature:
            return
        if self._count == len(self._own) < self.limit:
            self._grow()
        number = self._count % len(self._own)
        self._signatures[number] = np.frombuffer(marks.signature, np.uint8)
        self._own[number] = marks.own
        self._count += 1
        self._enter(number)

    def _make(self, size: int) -> None:
        self._signatures = np.zeros((size, SIGNATURE), np.uint8)
        self._own = np.zeros(size, np.uint64)
        self._slots: _Numbers = np.full((_BANDS, max(size // 4, 1), _WAYS), -1, np.int32)
        self._bands = np.arange(_BANDS)

    def _grow(self) -> None:
        """Twice the room, everything entered anew in its order."""
        signatures, own = self._signatures, self._own
        self._make(2 * len(own))
        self._signatures[: len(own)], self._own[: len(own)] = signatures, own
        for number in range(len(own)):
            self._enter(number)

    def _enter(self, number: int) -> None:
        places = self._places(self._signatures[number])
        there = self._slots[self._bands, places]
        self._slots[self._bands, places, 1:] = there[:, :-1]
        self._slots[self._bands, places, 0] = number

    def _places(self, signature: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint32]:
        """The slot of each band; sizes are powers of two."""
        spread: npt.NDArray[np.uint32] = (signature.view(np.uint32) * _SPREAD) >> np.uint32(7)
        return spread & np.uint32(self._slots.shape[1] - 1)
