"""Happenings kept up to date: the claims that are pending are grouped with what is there, and only what they touch
is worked out again. The outcome is the one that all claims at once would have given.
"""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, delete, select, text

from herodote.ledger.beginnings import settle_spells
from herodote.ledger.claims import Claim, chunks, claim, whole
from herodote.ledger.dispatches import signature, usable
from herodote.ledger.engine import writing
from herodote.ledger.grouping.clusters import clusters, reached
from herodote.ledger.grouping.derived import store_claims, store_happenings, unstore_claims, unstore_happenings
from herodote.ledger.grouping.features import Features, features
from herodote.ledger.grouping.nearby import Nearby, Pointer
from herodote.ledger.grouping.resemblance import TOGETHER, fit
from herodote.ledger.happenings import Happening, happening
from herodote.ledger.tables import claims, documents, facts, pending, supersessions
from herodote.ledger.treaties import settle_mentions

#: Claims that are settled in one transaction.
TOGETHER_SETTLED = 2048


def settle(engine: Engine, known: Mapping[int, Claim] | None = None) -> int:
    """Bring happenings and treaties up to date with all claims; returns how many claims were pending.

    ``known`` are claims just kept, which then need not be read back.
    """
    settled = 0
    with _collecting_later():
        while done := _settle_some(engine, known or {}):
            settled += done
    return settled


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Hold the garbage collector: a batch makes many small objects that all live to its end, an eighth of its time."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


def _settle_some(engine: Engine, known: Mapping[int, Claim]) -> int:
    with writing(engine) as connection:
        numbers = _pending(connection)
        if numbers:
            _Settling(connection, known).run(numbers)
            for part in chunks(numbers):
                connection.execute(delete(pending).where(pending.c.claim_id.in_(part)))
        return len(numbers)


def _pending(connection: Connection) -> list[int]:
    query = select(pending.c.claim_id).order_by(pending.c.claim_id).limit(TOGETHER_SETTLED)
    return list(connection.execute(query).scalars())


@dataclass
class _Settling:
    """One batch: what it adds, what it removes, and what has to be grouped anew because of it."""

    connection: Connection
    known: Mapping[int, Claim]
    nearby: Nearby = field(init=False)
    touched: set[int] = field(default_factory=set)
    loose: set[int] = field(default_factory=set)
    left: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.nearby = Nearby(self.connection)

    def run(self, numbers: Sequence[int]) -> None:
        """Group the claims with these numbers, or take them out if they are no longer live."""
        gone = self._superseded(numbers)
        self._remove(gone)
        fresh_claims = [c for c in self._claims(numbers) if c.id not in gone]
        fresh = [features(c) for c in fresh_claims]
        placed = self.nearby.add(fresh)
        self.nearby.prepare(fresh)
        self._point([f for f in fresh if not f.core], [f for f in fresh if f.core])
        self.touched.update(f.claim for f in fresh if f.core)
        groups = self._regroup()
        # Fresh claims are laid out once their happening is known, so that no row is written twice.
        stands = store_happenings(self.connection, groups, self.nearby.pointers, set(placed))
        store_claims(self.connection, fresh_claims, fresh, placed, stands, self.nearby.pointers)
        settle_mentions(self.connection, fresh_claims, gone)
        settle_spells(self.connection, {c.document_id for c in fresh_claims} | self.left)

    def _superseded(self, numbers: Sequence[int]) -> set[int]:
        found: set[int] = set()
        for part in chunks(list(numbers)):
            query = select(supersessions.c.claim_id).where(supersessions.c.claim_id.in_(part))
            found.update(self.connection.execute(query).scalars())
        return found

    def _claims(self, numbers: Sequence[int]) -> Iterable[Claim]:
        for part in chunks(list(numbers)):
            unknown = [n for n in part if n not in self.known]
            query = whole().where(claims.c.id.in_(unknown))
            read = {row.id: claim(row) for row in self.connection.execute(query)} if unknown else {}
            yield from (read[n] if n in read else self.known[n] for n in part)

    def _remove(self, gone: set[int]) -> None:
        """Take claims out; those that stood with them are grouped anew, those that pointed to them look for another."""
        if not gone:
            return
        self.nearby.fetch(gone)
        known = {n for n in gone if n in self.nearby.claims}
        happenings = {self.nearby.happening[n] for n in known}
        self.left = {self.nearby.claims[n].document for n in known}
        orphans = self.nearby.pointing_to(known) - gone
        self.nearby.remove(gone)
        for number in self.nearby.of_happenings(happenings):
            (self.touched if self.nearby.claims[number].core else self.loose).add(number)
        unstore_claims(self.connection, known, happenings)
        for number in orphans:
            self.nearby.point(number, Pointer())
        self._point([self.nearby.claims[n] for n in orphans], [])

    def _point(self, undated: Iterable[Features], dated: Iterable[Features]) -> None:
        """Let claims without a day find the dated claim they fit best, and new dated claims be found."""
        for one in undated:
            for other in self.nearby.near(one):
                if other.core:
                    self._offer(one, other)
            self._moved(one)
        for one in dated:
            for other in self.nearby.near(one):
                if not other.core and self._offer(other, one):
                    self._moved(other)

    def _offer(self, undated: Features, dated: Features) -> bool:
        """Whether a dated claim fits better than the one pointed to; the earlier one where they fit equally."""
        total = fit(undated, dated)
        pointer = self.nearby.pointers[undated.claim]
        if total < TOGETHER:
            return False
        if pointer.to is not None:
            self.nearby.fetch({pointer.to})
            if (-total, dated.order) >= (-pointer.fit, self.nearby.claims[pointer.to].order):
                return False
            self.touched.add(pointer.to)
        self.nearby.point(undated.claim, Pointer(dated.claim, total))
        return True

    def _moved(self, undated: Features) -> None:
        """Have what an undated claim has left, and what it has joined, grouped anew."""
        pointer = self.nearby.pointers[undated.claim]
        if pointer.to is not None:
            self.touched.add(pointer.to)
        else:
            self.loose.add(undated.claim)
        left = self.nearby.happening.get(undated.claim)
        if left:
            for number in self.nearby.of_happenings([left]):
                (self.touched if self.nearby.claims[number].core else self.loose).add(number)

    def _regroup(self) -> list[Happening]:
        """Group what is touched, and whatever shared a happening with it, until nothing else is.

        The happenings that the claims stood in before are gone then.
        """
        done: dict[int, list[Features]] = {}
        while True:
            for group in self._groups(done):
                for one in group:
                    done[one.claim] = group
            happenings = {self.nearby.happening[n] for n in done if self.nearby.happening.get(n)}
            rest = self.nearby.of_happenings(happenings) - set(done)
            if not rest:
                break
            for number in rest:
                (self.touched if self.nearby.claims[number].core else self.loose).add(number)
        groups = list({id(group): group for group in done.values()}.values())
        documents_of = {f.document for group in groups for f in group if len({g.document for g in group}) > 1}
        signatures = self._signatures(documents_of)
        unstore_happenings(self.connection, happenings)
        return [happening(group, signatures) for group in groups]

    def _groups(self, done: dict[int, list[Features]]) -> Iterable[list[Features]]:
        nearby = self.nearby
        seeds = [nearby.claims[n] for n in sorted(self.touched) if n not in done]
        components = list(reached(seeds, lambda f: [o for o in nearby.near(f) if o.core]))
        nearby.pointing_to(f.claim for component in components for f in component)  # all read at once
        for component in components:
            for cluster in clusters(component):
                pointing = nearby.pointing_to(f.claim for f in cluster)
                yield [*cluster, *(nearby.claims[n] for n in sorted(pointing))]
        loose = [nearby.claims[n] for n in sorted(self.loose) if n not in done and self._is_loose(n)]
        for component in list(reached(loose, lambda f: [o for o in nearby.near(f) if self._is_loose(o.claim)])):
            yield from clusters(component)

    def _is_loose(self, number: int) -> bool:
        return not self.nearby.claims[number].core and self.nearby.pointers[number].to is None

    def _signatures(self, numbers: set[int]) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        for part in chunks(sorted(numbers)):
            query = select(documents.c.id, documents.c.shingles).where(documents.c.id.in_(part))
            found.update({row.id: row.shingles for row in self.connection.execute(query)})
        for number in [n for n, stored in found.items() if not usable(stored)]:
            text_of = select(documents.c.text).where(documents.c.id == number)
            found[number] = signature(self.connection.scalars(text_of).one())
        return found


def rebuild(engine: Engine) -> int:
    """Work out everything derived anew from the claims that are kept; returns how many are live."""
    from herodote.ledger.tables import DERIVED

    with writing(engine) as connection:
        for table in DERIVED:
            connection.execute(delete(table))
        connection.execute(delete(pending))
        connection.execute(
            text("INSERT INTO pending SELECT id FROM claims WHERE id NOT IN (SELECT claim_id FROM supersessions)")
        )
    settle(engine)
    with engine.connect() as connection:
        return len(list(connection.execute(select(facts.c.claim_id)).scalars()))
