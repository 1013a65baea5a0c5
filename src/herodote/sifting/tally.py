"""How many were read and what became of them; the parts always make the whole."""

from collections import Counter
from dataclasses import dataclass, field

from herodote.sifting.outcomes import Coded, Duplicate, Failed, Outcome, Skipped


@dataclass(slots=True)
class Tally:
    """Documents read: coded, duplicates by kind, refused by reason, skipped by language; and the events found."""

    coded: int = 0
    events: int = 0
    duplicates: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)

    @property
    def read(self) -> int:
        """All that was read: the sum of what became of it."""
        return self.coded + self.duplicates.total() + self.refused.total() + self.skipped.total()

    def add(self, outcome: Outcome) -> None:
        """Count one."""
        if isinstance(outcome, Coded):
            self.coded += 1
            self.events += len(outcome.records)
        elif isinstance(outcome, Duplicate):
            self.duplicates[outcome.kind] += 1
        elif isinstance(outcome, Skipped):
            self.skipped[outcome.language] += 1
        else:
            refusal = outcome.refusal if isinstance(outcome, Failed) else outcome
            self.refused[refusal.reason] += 1

    def __iadd__(self, other: "Tally") -> "Tally":
        self.coded += other.coded
        self.events += other.events
        self.duplicates += other.duplicates
        self.refused += other.refused
        self.skipped += other.skipped
        return self

    def as_dict(self) -> dict[str, object]:
        """The counts as JSON has them."""
        whole: dict[str, object] = {"read": self.read, "coded": self.coded, "events": self.events}
        return whole | {n: dict(sorted(getattr(self, n).items())) for n in ("duplicates", "refused", "skipped")}

    def sentence(self) -> str:
        """The counts in a line, as an equation."""
        parts = [f"{self.coded:,} coded", *(_part(getattr(self, n), n) for n in ("duplicates", "refused", "skipped"))]
        return f"{self.read:,} read = {' + '.join(parts)}; {self.events:,} events"

    def left_out(self) -> str:
        """The duplicates and what was skipped, each after a comma; nothing where there are none."""
        parts = [_part(getattr(self, name), name) for name in ("duplicates", "skipped") if getattr(self, name)]
        return "".join(f", {part}" for part in parts)


def _part(counted: Counter[str], name: str) -> str:
    kinds = ", ".join(f"{kind} {n:,}" for kind, n in counted.most_common(12))
    rest = ", …" if len(counted) > 12 else ""
    return f"{counted.total():,} {name}" + (f" ({kinds}{rest})" if kinds else "")
