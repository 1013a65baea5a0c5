"""Treaties: the dossiers of many reports resolved to the instruments they are of; their steps and clauses.

Two full dossiers are of one instrument when they are of like kind, share two parties (or one and a word of their
subject) and their subjects do not differ.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date as Date
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from herodote.languages import in_any
from herodote.ledger.claims import Claim, chunks, claim, whole
from herodote.ledger.dossiers import Dossier, agree, as_json, dossiers_of, subject_of
from herodote.ledger.guards import fold
from herodote.ledger.tables import claims as claim_table
from herodote.ledger.tables import dossier_tokens, dossiers, facts, mentions, treaties

#: Days by which two reports of one step may differ.
_NEAR = 3


def settle_mentions(connection: Connection, fresh: Sequence[Claim], gone: set[int]) -> None:
    """Bring treaties up to date with claims that have come and gone."""
    touched = {c.document_id for c in fresh if c.event.instrument} | _documents_of(connection, gone)
    if not touched:
        return
    loose = _drop(connection, touched)
    for document in sorted(touched):
        live = _live(connection, document)
        if live:
            loose |= _store(connection, dossiers_of(live))
    _resolve(connection, loose)


def _documents_of(connection: Connection, gone: set[int]) -> set[int]:
    found: set[int] = set()
    query = select(dossiers.c.document_id).join(mentions, mentions.c.dossier_id == dossiers.c.id)
    for part in chunks(sorted(gone)):
        found.update(connection.execute(query.where(mentions.c.claim_id.in_(part))).scalars())
    return found


def _drop(connection: Connection, documents: set[int]) -> set[int]:
    """Forget what these documents say of instruments; returns the dossiers that stood with theirs."""
    mine: set[int] = set()
    treaty: set[int] = set()
    for part in chunks(sorted(documents)):
        for row in connection.execute(
            select(dossiers.c.id, dossiers.c.treaty_id).where(dossiers.c.document_id.in_(part))
        ):
            mine.add(row.id)
            treaty.add(row.treaty_id)
    for part in chunks(sorted(mine)):
        connection.execute(delete(mentions).where(mentions.c.dossier_id.in_(part)))
        connection.execute(delete(dossier_tokens).where(dossier_tokens.c.dossier_id.in_(part)))
        connection.execute(delete(dossiers).where(dossiers.c.id.in_(part)))
    return _of_treaties(connection, treaty - {None})


def _of_treaties(connection: Connection, numbers: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for part in chunks(sorted(numbers)):
        found.update(connection.execute(select(dossiers.c.id).where(dossiers.c.treaty_id.in_(part))).scalars())
        connection.execute(delete(treaties).where(treaties.c.id.in_(part)))
    return found


def _live(connection: Connection, document: int) -> list[Claim]:
    query = whole().join(facts, facts.c.claim_id == claim_table.c.id).where(facts.c.document_id == document)
    return [claim(row) for row in connection.execute(query.order_by(claim_table.c.id))]


def _store(connection: Connection, found: Sequence[Dossier]) -> set[int]:
    numbers: set[int] = set()
    for one in found:
        row = {"document_id": one.document, "features": as_json(one), "treaty_id": None}
        one.id = int(connection.execute(insert(dossiers).returning(dossiers.c.id), row).scalar_one())
        numbers.add(one.id)
        connection.execute(insert(mentions), [{"claim_id": c.id, "dossier_id": one.id} for c in one.claims])
        placed = [{"token": t, "dossier_id": one.id} for t in sorted(one.tokens())]
        if placed:
            connection.execute(insert(dossier_tokens), placed)
    return numbers


Kept = dict[int, dict[str, Any]]


def _resolve(connection: Connection, seeds: set[int]) -> None:
    """Group the dossiers that the seeds are linked with, and write a treaty for each group."""
    kept = _reachable(connection, seeds)
    for part in chunks(sorted(kept)):
        stale = connection.execute(select(dossiers.c.treaty_id).where(dossiers.c.id.in_(part))).scalars()
        _of_treaties(connection, {n for n in stale if n})
    for group in _groups(kept):
        row = _treaty([kept[n] for n in group])
        number = int(connection.execute(insert(treaties).returning(treaties.c.id), row).scalar_one())
        moved = update(dossiers).where(dossiers.c.id == bindparam("number"))
        connection.execute(moved, [{"number": n, "treaty_id": number} for n in group])


def _reachable(connection: Connection, seeds: set[int]) -> Kept:
    """Dossiers linked with the seeds by shared tokens, directly or by way of others."""
    kept: Kept = {}
    edge = set(seeds)
    while edge:
        placed: set[str] = set()
        for part in chunks(sorted(edge)):
            for row in connection.execute(select(dossiers.c.id, dossiers.c.features).where(dossiers.c.id.in_(part))):
                kept[row.id] = row.features
            query = select(dossier_tokens.c.token).where(dossier_tokens.c.dossier_id.in_(part))
            placed.update(connection.execute(query).scalars())
        edge = set()
        for part in chunks(sorted(placed)):
            query = select(dossier_tokens.c.dossier_id).where(dossier_tokens.c.token.in_(part))
            edge.update(set(connection.execute(query).scalars()) - set(kept))
    return kept


def _groups(kept: Kept) -> Iterator[list[int]]:
    """Dossiers of one instrument: the full ones by what they share, each bare one with the nearest report's."""
    ordered = sorted(kept, key=lambda n: (kept[n]["order"], kept[n]["key"]))
    full = [n for n in ordered if kept[n]["subject"] and len(kept[n]["parties"]) > 1]
    root = {n: n for n in ordered}

    def find(number: int) -> int:
        while root[number] != number:
            number = root[number]
        return number

    for some, fits in ((full, _same), ([n for n in ordered if n not in set(full)], _alike)):
        for at, one in enumerate(some):
            for other in some[at + 1 :]:
                if fits(kept[one], kept[other]):
                    root[find(other)] = find(one)
    for one in ordered:
        if one not in full:
            fitting = [n for n in full if _fits(kept[one], kept[n])]
            earlier = [n for n in fitting if kept[n]["order"] <= kept[one]["order"]]
            if fitting:
                root[one] = find(earlier[-1] if earlier else fitting[0])
    groups: dict[int, list[int]] = {}
    for number in ordered:
        groups.setdefault(find(number), []).append(number)
    yield from groups.values()


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two full dossiers are of one instrument: two parties shared, and one subject or one step of one day."""
    shared = set(one["parties"]) & set(other["parties"])
    return one["make"] == other["make"] and len(shared) > 1 and (_compatible(one, other) or _one_step(one, other))


def _one_step(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether both tell of a step taken by one party at one time: a treaty goes by more than one name."""
    mine, theirs = (
        [(s["step"], c, Date.fromisoformat(s["date"])) for s in d["steps"] if s["date"] for c in s["codes"]]
        for d in (one, other)
    )
    return any(a[:2] == b[:2] and abs((a[2] - b[2]).days) <= _NEAR for a in mine for b in theirs)


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two dossiers that say less are: the same parties and the same subject."""
    subjects = set(one["subject"]) & set(other["subject"])
    return bool(one["make"] == other["make"] and one["parties"] == other["parties"] and subjects)


def _fits(bare: Mapping[str, Any], full: Mapping[str, Any]) -> bool:
    """Whether a dossier that says less may be of the instrument of a full one."""
    mine, theirs = set(bare["parties"]), set(full["parties"])
    return bool(bare["make"] == full["make"] and mine and mine <= theirs and _compatible(bare, full))


def _compatible(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return agree(one["subject"], other["subject"], one_language=one["language"] == other["language"])


def _treaty(group: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The row of an instrument: its best name, what its dossiers add up to."""
    names = Counter(n for d in group for n in d["names"])
    kind = Counter(d["kind"] for d in group if d["kind"] and d["kind"] != "clause").most_common(1)
    first = min(group, key=lambda d: (d["order"], d["key"]))
    parties = Counter(p for d in group for p in d["parties"])
    steps = sorted((s for d in group for s in d["steps"]), key=lambda s: _place(s, "claim"))
    clauses = sorted((c for d in group for c in d["clauses"]), key=lambda c: _place(c, "start"))
    return {
        "key": f"t{first['key']}", "name": _name(names),
        "kind": kind[0][0] if kind else None, "parties": sorted(parties),
        "summary": {
            "names": [n for n, _ in names.most_common(8)], "steps": steps, "parties": dict(sorted(parties.items())),
            "clauses": clauses,
        },
    }  # fmt: skip


def _place(told: Mapping[str, Any], last: str) -> tuple[Any, ...]:
    return told["published"] or "", told["document"], told[last]


def _name(names: Counter[str]) -> str:
    """The mention that says most, of those used most."""
    best = max(names, key=lambda n: (bool(subject_of(n)) and len(n) < 80, names[n], len(subject_of(n)), -len(n), n))
    first, _, rest = best.partition(" ")
    return rest if fold(first) in in_any("wording", "articles") and rest else best
