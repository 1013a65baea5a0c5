"""Treaties: the steps passed and due, who is party, and who would be bound to do what if one were attacked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from typing import Any

import polars as pl
from sqlalchemy import select

from herodote.errors import NotThereError, UsageError
from herodote.ledger.opening import Ledger
from herodote.ledger.tables import treaties as treaty_table
from herodote.views.filters import as_day

#: The life of a treaty up to its force, in order; after it comes what ends it.
_COURSE = (
    "negotiated",
    "initialled",
    "signed",
    "lower-house",
    "upper-house",
    "ratified",
    "promulgated",
    "deposited",
    "in-force",
)
_ENDS = frozenset({"suspended", "denounced", "expired"})
#: What a party may have done so that it has ratified.
_RATIFYING = ("lower-house", "upper-house", "ratified", "promulgated")
#: Kinds that go through parliaments; truces and contracts take effect as they are concluded.
_RATIFIED = frozenset({"treaty", "convention", "protocol", None})

TREATIES = {
    "treaty": pl.String, "name": pl.String, "kind": pl.String, "parties": pl.String, "in_force": pl.Boolean,
    "state": pl.String, "last_step": pl.String, "last_date": pl.Date, "by": pl.String, "next_step": pl.String,
    "next_by": pl.String, "next_due": pl.Date, "obligation": pl.String, "condition": pl.String, "steps": pl.String,
    "reports": pl.Int64,
}  # fmt: skip
BOUND = {
    "attacked": pl.String, "bound": pl.String, "obligation": pl.String, "condition": pl.String, "treaty": pl.String,
    "name": pl.String, "in_force": pl.Boolean, "state": pl.String, "since": pl.Date, "document": pl.String,
}  # fmt: skip

#: Days after which a step is told of as history.
_OLD = 3 * 365

Step = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Course:
    """Where a treaty stands on a day: the steps passed, the one due next, and whether it binds."""

    passed: tuple[Step, ...]
    in_force: bool
    state: str
    since: Date | None
    next_step: str | None
    next_by: str | None
    next_due: Date | None


def treaties(
    ledger: Ledger,
    *,
    if_attacked: str | None = None,
    as_of: Date | str | None = None,
    party: str | None = None,
    every_kind: bool = False,
    limit: int | None = 1000,
) -> pl.DataFrame:
    """Instruments with their parties, steps and obligations, as reports up to ``as_of`` (default: all) tell.

    With ``if_attacked``, a country's code, one row for each party that a clause would bind if that country were
    attacked. Laws, resolutions and sanctions are left out unless ``every_kind`` is true. UsageError for a code or
    date that is none.
    """
    day = as_day(as_of)
    for code in (if_attacked, party):
        if code is not None and not (len(code) == 3 and code.isupper()):
            raise UsageError(f"{code!r} is no country's code: write three capitals, RUS")
    with ledger.engine.connect() as connection:
        rows = connection.execute(select(treaty_table).order_by(treaty_table.c.id.desc())).all()
    wanted = [r for r in rows if every_kind or r.kind not in ("law", "resolution", "sanctions", "mandate", "ruling")]
    wanted = [r for r in wanted if (party or if_attacked) is None or (if_attacked or party) in r.parties]
    if if_attacked is not None:
        return pl.DataFrame([b for r in wanted for b in _bound(r, if_attacked, day)], schema=BOUND)
    rows_out = [out for r in wanted if (out := _row(r, day)) is not None]
    rows_out.sort(key=lambda r: (r["last_date"] or Date.min, r["treaty"]), reverse=True)
    return pl.DataFrame(rows_out[:limit], schema=TREATIES)


@dataclass(frozen=True, slots=True)
class Treaty:
    """One instrument: its names, parties, every step told and every clause, and where it stands."""

    key: str
    name: str
    kind: str | None
    names: tuple[str, ...]
    parties: tuple[str, ...]
    steps: tuple[Step, ...]
    clauses: tuple[Mapping[str, Any], ...]
    course: Course


def treaty(ledger: Ledger, key: str, *, as_of: Date | str | None = None) -> Treaty:
    """An instrument by its key, as reports up to ``as_of`` tell of it; UsageError if there is none."""
    day = as_day(as_of)
    with ledger.engine.connect() as connection:
        row = connection.execute(select(treaty_table).where(treaty_table.c.key == key)).first()
    if row is None:
        raise NotThereError(f"the ledger has no treaty {key!r}: 'herodote treaties' shows their keys")
    steps = tuple(s for s in row.summary["steps"] if _told(s, day))
    clauses = tuple(c for c in row.summary["clauses"] if _told(c, day))
    at = course(row.kind, row.parties, steps, day)
    return Treaty(row.key, row.name, row.kind, tuple(row.summary["names"]), tuple(row.parties), steps, clauses, at)


def _row(row: Any, day: Date | None) -> dict[str, Any] | None:
    summary = row.summary
    steps = [s for s in summary["steps"] if _told(s, day)]
    clauses = [c for c in summary["clauses"] if _told(c, day)]
    if not steps and (not clauses or row.kind in (None, "clause")):
        return None  # nothing of its life is known, or its articles alone are spoken of
    at = course(row.kind, row.parties, steps, day)
    last = at.passed[-1] if at.passed else None
    clause = clauses[0] if clauses else None
    return {
        "treaty": row.key, "name": row.name, "kind": row.kind, "parties": "; ".join(row.parties),
        "in_force": at.in_force, "state": at.state, "last_step": last and last["step"],
        "last_date": last and _date(last),
        "by": last and _by(last), "next_step": at.next_step, "next_by": at.next_by, "next_due": at.next_due,
        "obligation": clause and clause["text"], "condition": clause and clause["condition"],
        "steps": "; ".join(_words(s) for s in at.passed),
        "reports": len({s["document"] for s in (*steps, *clauses)}),
    }  # fmt: skip


def _bound(row: Any, attacked: str, day: Date | None) -> Iterator[dict[str, Any]]:
    """The other parties, by the first clause that an attack sets off."""
    at = course(row.kind, row.parties, [s for s in row.summary["steps"] if _told(s, day)], day)
    clause = next((c for c in row.summary["clauses"] if c["trigger"] == "attack" and _told(c, day)), None)
    if clause is None:
        return
    for bound in row.parties:
        if bound != attacked:
            yield {
                "attacked": attacked, "bound": bound, "obligation": clause["text"], "condition": clause["condition"],
                "treaty": row.key, "name": row.name, "in_force": at.in_force, "state": at.state, "since": at.since,
                "document": clause["document"],
            }  # fmt: skip


def course(kind: str | None, parties: Sequence[str], told: Iterable[Step], day: Date | None) -> Course:
    """What the steps that reports tell of add up to on a day."""
    told = list(told)
    passed = sorted(_once(s for s in told if s["status"] == "actual"), key=_place)
    names = [s["step"] for s in passed]
    force = next((s for s in passed if s["step"] in ("in-force", "invoked")), None)
    ended = next((s for s in reversed(passed) if s["step"] in _ENDS), None)
    if ended:
        return Course(tuple(passed), False, str(ended["step"]), _date(ended), None, None, None)
    if force:
        return Course(tuple(passed), True, "in force", _date(force), None, None, None)
    state = f"not in force: {names[-1]}" if names else "not in force: planned"
    due = _due(kind, parties, told, passed)
    return Course(tuple(passed), False, state, None, *due)


def _due(
    kind: str | None, parties: Sequence[str], told: Sequence[Step], passed: Sequence[Step]
) -> tuple[str | None, str | None, Date | None]:
    """The next step: the one announced, unless the usual course has another before it; none if all is long past."""
    if passed and all(_long_past(s) for s in passed):
        return None, None, None
    announced, usual = _announced(told, passed), _following(kind, parties, passed)
    if announced and announced[0] in ("deposited", "in-force") and usual[1] is not None:
        return usual  # it is in force only when each party has ratified
    return announced or usual


def _long_past(step: Step) -> bool:
    """Whether a step was old already when it was reported: what came after it is not news, and not told."""
    if not step["date"] or not step["published"]:
        return False
    return (Date.fromisoformat(step["published"]) - Date.fromisoformat(step["date"])).days > _OLD


def _once(steps: Iterable[Step]) -> list[Step]:
    """Each step of each body once, as the first report that dates it tells it."""
    kept: dict[tuple[str, str], Step] = {}
    for step in steps:
        key = (step["step"], "" if step["step"] in ("in-force", "signed") else ";".join(step["codes"]))
        if key not in kept or (kept[key]["date"] is None and step["date"]):
            kept[key] = step
    return list(kept.values())


def _place(step: Step) -> tuple[int, str]:
    name = step["step"]
    order = _COURSE.index(name) if name in _COURSE else len(_COURSE)
    return order, step["date"] or step["published"] or ""


def _announced(told: Sequence[Step], passed: Sequence[Step]) -> tuple[str, str | None, Date | None] | None:
    """The first step that a report says is to come, and that has not been passed."""
    coming = [s for s in told if s["status"] == "future" and s["step"] in _COURSE and not _overtaken(s, passed)]
    if not coming:
        return None
    first = min(coming, key=lambda s: (_COURSE.index(s["step"]), s["enddate"] or "9999"))
    return str(first["step"]), _by(first), _iso(first["enddate"])


def _overtaken(coming: Step, passed: Sequence[Step]) -> bool:
    """Whether a step to come has been taken since, or one that comes after it by the same party."""
    at = _COURSE.index(coming["step"])
    codes = set(coming["codes"])
    for step in passed:
        if step["step"] not in _COURSE:
            continue
        name, mine = step["step"], not codes or not step["codes"] or bool(codes & set(step["codes"]))
        # A parliament that is to ratify has done so once its last house has voted.
        ratified = coming["step"] == "ratified" and name == "upper-house"
        by_all = name in ("signed", "in-force")
        if (mine or by_all) and (_COURSE.index(name) >= at or ratified):
            return True
    return False


def _following(
    kind: str | None, parties: Sequence[str], passed: Sequence[Step]
) -> tuple[str | None, str | None, Date | None]:
    """The step that comes next by the usual course: signed by all, ratified by each, in force."""
    names = {s["step"] for s in passed}
    if not names & {"signed", *_RATIFYING, "deposited"}:
        done = max((_COURSE.index(s["step"]) for s in passed if s["step"] in _COURSE), default=-1)
        return _COURSE[min(done + 1, 2)], None, None
    if kind not in _RATIFIED:
        return "in-force", None, None
    for party in parties:
        taken = {s["step"] for s in passed if party in s["codes"]} & set(_RATIFYING)
        if not taken:
            return "ratified", party, None
        if taken == {"lower-house"}:
            return "upper-house", party, None
        if "promulgated" not in taken and taken & {"lower-house", "upper-house"}:
            return "promulgated", party, None
    return "in-force", None, None


def _told(one: Mapping[str, Any], day: Date | None) -> bool:
    return day is None or (one["published"] or "") <= day.isoformat()


def _by(step: Step) -> str:
    who, body = ", ".join(step["codes"]), ", ".join(dict.fromkeys(step["body"]))
    return f"{body} ({who})" if who else body


def _words(step: Step) -> str:
    return f"{step['step']} {step['date'] or ''} {_by(step)}".replace("  ", " ").strip()


def _date(step: Step) -> Date | None:
    return _iso(step["date"])


def _iso(written: str | None) -> Date | None:
    return Date.fromisoformat(written) if written else None
