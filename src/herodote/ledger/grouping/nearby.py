"""Claims that may speak of the deed of another: of the same family, country and fortnight; read as they are needed."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from herodote.ledger.claims import chunks
from herodote.ledger.grouping.features import Features, from_list, sought, tokens
from herodote.ledger.tables import facts
from herodote.ledger.tables import tokens as token_table


@dataclass(slots=True)
class Pointer:
    """The dated claim that one without a date goes with, and how well it fits."""

    to: int | None = None
    fit: float = 0.0


@dataclass(slots=True)
class Nearby:
    """A window on the ledger's claims: what was asked for, and nothing else, is in memory."""

    connection: Connection
    claims: dict[int, Features] = field(default_factory=dict)
    pointers: dict[int, Pointer] = field(default_factory=dict)
    happening: dict[int, int] = field(default_factory=dict)
    _sought: dict[int, set[str]] = field(default_factory=dict)
    _added: dict[str, set[int]] = field(default_factory=dict)
    _members: dict[str, set[int]] = field(default_factory=dict)
    _gone: set[int] = field(default_factory=set)
    _pointing: dict[int, set[int]] = field(default_factory=dict)
    _asked: set[int] = field(default_factory=set)

    def add(self, fresh: Iterable[Features]) -> dict[int, set[str]]:
        """Put claims in that the ledger's facts do not hold yet, and return the tokens each is found under."""
        fresh = list(fresh)
        placed = {f.claim: tokens(f) for f in fresh}
        for one in fresh:
            self.claims[one.claim] = one
            self._asked.add(one.claim)
            self.point(one.claim, Pointer())
            self._sought[one.claim] = sought(placed[one.claim])
            for token in placed[one.claim]:
                self._added.setdefault(token, set()).add(one.claim)
                if token in self._members:
                    self._members[token].add(one.claim)
        return placed

    def point(self, number: int, pointer: Pointer) -> None:
        """Let a claim without a day go with a dated one, and no longer with another."""
        before = self.pointers.get(number)
        if before and before.to is not None:
            self._pointing[before.to].discard(number)
        self.pointers[number] = pointer
        if pointer.to is not None:
            self._pointing.setdefault(pointer.to, set()).add(number)

    def remove(self, numbers: Iterable[int]) -> None:
        """Forget claims that are no longer live."""
        self._gone.update(numbers)

    def near(self, one: Features) -> list[Features]:
        """The claims that share a token with one, without itself."""
        places = self._places(one)
        if not places <= self._members.keys():
            self.load(places)
        found = set().union(*[self._members[token] for token in places])
        found -= self._gone
        found.discard(one.claim)
        return [self.claims[n] for n in found]

    def prepare(self, many: Iterable[Features]) -> None:
        """Load what lies near many claims at once."""
        self.load({token for one in many for token in self._places(one)})

    def load(self, wanted: set[str]) -> None:
        """Read the claims under tokens that were not read yet."""
        missing = [token for token in wanted if token not in self._members]
        for token in missing:
            self._members[token] = set(self._added.get(token, ()))
        for part in chunks(missing):
            query = select(token_table.c.token, token_table.c.claim_id).where(token_table.c.token.in_(part))
            for token, number in self.connection.execute(query):
                self._members[token].add(number)
        self.fetch({n for token in missing for n in self._members[token]})

    def fetch(self, numbers: set[int]) -> None:
        """Read claims by number."""
        missing = [n for n in numbers if n not in self.claims and n not in self._gone]
        if not missing:
            return
        columns = (facts.c.claim_id, facts.c.happening_id, facts.c.best_id, facts.c.best, facts.c.features)
        for part in chunks(missing):
            for row in self.connection.execute(select(*columns).where(facts.c.claim_id.in_(part))):
                self.claims[row.claim_id] = from_list(row.features)
                self.point(row.claim_id, Pointer(row.best_id, row.best or 0.0))
                self.happening[row.claim_id] = row.happening_id

    def of_happenings(self, numbers: Iterable[int]) -> set[int]:
        """The live claims of happenings, read if they were not yet."""
        found: set[int] = set()
        for part in chunks(list(numbers)):
            query = select(facts.c.claim_id).where(facts.c.happening_id.in_(part))
            found.update(self.connection.execute(query).scalars())
        self.fetch(found)
        return found - self._gone

    def pointing_to(self, numbers: Iterable[int]) -> set[int]:
        """The claims without a date that go with any of these."""
        wanted = set(numbers)
        unasked = wanted - self._asked
        self._asked |= unasked
        stored: set[int] = set()
        for part in chunks(sorted(unasked)):
            stored.update(self.connection.execute(select(facts.c.claim_id).where(facts.c.best_id.in_(part))).scalars())
        self.fetch(stored)
        return {n for to in wanted for n in self._pointing.get(to, ())} - self._gone

    def _places(self, one: Features) -> set[str]:
        known = self._sought.get(one.claim)
        if known is None:
            known = self._sought[one.claim] = sought(tokens(one))
        return known
