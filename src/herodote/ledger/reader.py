"""Looking things up in a ledger: a claim, a happening, a treaty by its key, and why claims stand together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, select

from herodote.errors import NotThereError
from herodote.ledger.claims import Claim, chunks, claim, whole
from herodote.ledger.grouping.features import Features, from_list
from herodote.ledger.grouping.resemblance import TOGETHER, Evidence, evidence
from herodote.ledger.tables import claims, corrections, disputes, documents, facts, happenings, supersessions


@dataclass(frozen=True, slots=True)
class Link:
    """Why a claim stands with another: the evidence, piece by piece, and its sum."""

    claim: Claim
    to: str
    evidence: tuple[Evidence, ...]

    @property
    def total(self) -> float:
        """The sum of the evidence; TOGETHER or more links two claims."""
        return sum(weight for _, weight in self.evidence)


@dataclass(frozen=True, slots=True)
class Why:
    """A happening explained: its row, its first claim, and for each other claim the one it fits best."""

    happening: dict[str, Any]
    lead: Claim
    links: tuple[Link, ...]
    threshold: float = TOGETHER


@dataclass(frozen=True, slots=True)
class History:
    """What became of a claim: the verdicts of persons on it, and what superseded it."""

    claim: Claim
    verdicts: tuple[dict[str, Any], ...]
    superseded: dict[str, Any] | None


def claims_of(connection: Connection, numbers: Sequence[int]) -> dict[int, Claim]:
    """Claims by number, live or not."""
    found: dict[int, Claim] = {}
    for part in chunks(list(numbers)):
        found |= {row.id: claim(row) for row in connection.execute(whole().where(claims.c.id.in_(part)))}
    return found


def find_claim(engine: Engine, key: str) -> Claim:
    """A claim by its key, or by the id of its record (``document#3``); UsageError if there is none."""
    with engine.connect() as connection:
        row = connection.execute(whole().where(claims.c.key == key.removeprefix("h"))).first()
        if row is None and "#" in key:
            for candidate in connection.execute(
                whole().where(documents.c.name == key.rpartition("#")[0]).order_by(claims.c.id.desc())
            ):
                if candidate.record["id"] == key:
                    row = candidate
                    break
    if row is None:
        raise NotThereError(f"the ledger has no claim or happening {key!r}: 'herodote happenings' shows their keys")
    return claim(row)


def history(engine: Engine, key: str) -> History:
    """A claim with all that was said of it since."""
    one = find_claim(engine, key)
    with engine.connect() as connection:
        verdicts = connection.execute(
            select(corrections).where(corrections.c.claim_id == one.id).order_by(corrections.c.id)
        )
        gone = connection.execute(select(supersessions).where(supersessions.c.claim_id == one.id)).first()
        return History(one, tuple(dict(v._mapping) for v in verdicts), dict(gone._mapping) if gone else None)


def happening_row(engine: Engine, key: str) -> dict[str, Any]:
    """The happening that a claim stands in; ``key`` is the claim's or the happening's own, of today or of once."""
    one = find_claim(engine, key)
    with engine.connect() as connection:
        query = select(happenings).join(facts, facts.c.happening_id == happenings.c.id)
        row = connection.execute(query.where(facts.c.claim_id == one.id)).first()
    if row is None:
        raise NotThereError(
            f"claim {one.key} is no longer live: 'herodote why --history {one.key}' shows what superseded it"
        )
    return dict(row._mapping)


def disputes_of(engine: Engine, happening_id: int) -> list[dict[str, Any]]:
    """What the voices of a happening part on: kind, measure and the positions taken."""
    t = disputes
    query = select(t.c.kind, t.c.measure, t.c.positions).where(t.c.happening_id == happening_id)
    with engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(query.order_by(t.c.kind, t.c.measure))]


def members(engine: Engine, happening_id: int) -> list[tuple[Claim, Features]]:
    """The claims of a happening in the order of their reports."""
    with engine.connect() as connection:
        query = select(facts.c.claim_id, facts.c.features).where(facts.c.happening_id == happening_id)
        found = {row.claim_id: from_list(row.features) for row in connection.execute(query)}
        whole_claims = claims_of(connection, list(found))
    return [(whole_claims[f.claim], f) for f in sorted(found.values(), key=lambda f: f.order)]


def why(engine: Engine, key: str) -> Why:
    """Why the claims of a happening stand together."""
    row = happening_row(engine, key)
    inside = members(engine, row["id"])
    links = []
    for at, (one, compared) in enumerate(inside):
        if at == 0:
            continue
        best = max(
            (other for _, other in inside if other.claim != compared.claim),
            key=lambda other: sum(weight for _, weight in evidence(compared, other)),
        )
        links.append(Link(one, best.key, tuple((r, w) for r, w in evidence(compared, best) if w)))
    return Why(row, inside[0][0], tuple(links))
