"""Which of the examined documents are coded: those that are no copies of one before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from herodote.records import Refusal
from herodote.sifting.copies import Copies
from herodote.sifting.examining import Examined
from herodote.sifting.outcomes import Duplicate, Skipped

#: What is left of what was examined: a document that is to be coded, or what became of it.
Sifted = Examined | Duplicate | Skipped | Refusal


@dataclass(slots=True)
class Sieve:
    """Decides in the order of the input, so that all runners leave out the same documents.

    With ``versions``, a changed text under an id that was there before is no copy: a ledger keeps both.
    """

    versions: bool = False
    copies: Copies = field(default_factory=Copies)

    def __call__(self, examined: Iterable[Examined | Skipped | Refusal]) -> Iterator[Sifted]:
        """What was examined, copies replaced by the word that they are."""
        for one in examined:
            if not isinstance(one, Examined) or one.marks is None:
                yield one
                continue
            kind = self.copies.find(one.marks, versions=self.versions)
            if kind is not None:
                yield Duplicate(one.document.id, kind)
            else:
                self.copies.add(one.marks)
                yield one
