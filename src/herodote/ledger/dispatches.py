"""Copies of one dispatch: texts that share most of their word sequences, found by MinHash."""

import numpy as np

from herodote.sifting.marks import SIGNATURE, resemblance, signature

__all__ = ["COPY", "copies", "resemblance", "signature", "usable"]

#: From this resemblance on, two texts count as copies: agencies' copy is cut and retitled, seldom rewritten.
COPY = 0.5


def usable(stored: bytes) -> bool:
    """Whether a signature that a ledger holds is of this kind; the first ledgers had longer ones, of less worth."""
    return len(stored) in (0, SIGNATURE)


def copies(signatures: dict[int, bytes]) -> dict[int, int]:
    """Each document's dispatch: the smallest number among the documents that copies lead to from it."""
    group = {number: number for number in signatures}

    def root(number: int) -> int:
        while group[number] != number:
            number = group[number]
        return number

    numbers = sorted(number for number in signatures if signatures[number])
    if len(numbers) > 1:
        signed = np.frombuffer(b"".join(signatures[number] for number in numbers), np.uint8).reshape(-1, SIGNATURE)
        for at in range(len(numbers) - 1):
            alike = (signed[at + 1 :] == signed[at]).mean(axis=1) >= COPY
            for other in np.flatnonzero(alike):
                low, high = sorted((root(numbers[at]), root(numbers[at + 1 + int(other)])))
                group[high] = low
    return {number: root(number) for number in group}
