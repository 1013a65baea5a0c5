"""What a question may be narrowed to, and the conditions this makes on claims and on happenings."""

from dataclasses import dataclass, field
from datetime import date as Date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from herodote.errors import UsageError
from herodote.ledger.guards import fold, matching
from herodote.ledger.tables import dyads, facts, happenings, parts, sides
from herodote.plover import ontology

#: Rows a question returns where no limit is given.
LIMIT = 1000
_STATUSES = ("actual", "future", "hypothetical", "negated")
_CERTAINTIES = ("stated", "hedged")


@dataclass(frozen=True, slots=True)
class Filters:
    """What to narrow a question to; everything given must hold. Dates are ISO days, codes ISO 3166 or PLOVER's.

    ``actor`` and ``recipient`` are codes (``RUS``), codes with sector (``NGA/REB``) or names; ``dyad`` is two codes,
    ``RUS-UKR``, in either direction; ``place`` a country's code or a place's name; ``source`` a code or a name;
    ``text`` words of the sentence, ``"…"`` a phrase, ``-word`` without it. ``limit`` None takes all. ``after`` is a
    cursor of ``paging``: rows that come after the one it names.
    """

    actor: str | None = None
    recipient: str | None = None
    dyad: str | None = None
    type: str | None = None
    status: str | None = None
    certainty: str | None = None
    source: str | None = None
    place: str | None = None
    since: Date | str | None = None
    until: Date | str | None = None
    text: str | None = None
    min_confidence: float | None = None
    limit: int | None = field(default=LIMIT)
    after: str | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be meant, with the choices; read dates."""
        for name, known in (("type", tuple(ontology().types)), ("status", _STATUSES), ("certainty", _CERTAINTIES)):
            given = getattr(self, name)
            if given is not None and (given.upper() if name == "type" else given) not in known:
                raise UsageError(f"{given!r} is no {name}: choose {', '.join(known)}")
        if self.type is not None:
            object.__setattr__(self, "type", self.type.upper())
        for name in ("since", "until"):
            object.__setattr__(self, name, as_day(getattr(self, name)))
        if self.dyad is not None and len(self.pair) != 2:
            raise UsageError(f"{self.dyad!r} is no dyad: write two codes, RUS-UKR")
        if self.limit is not None and self.limit < 1:
            raise UsageError("limit is a number of rows, 1 or more")

    @property
    def pair(self) -> list[str]:
        """The two countries of the dyad."""
        return [c for c in (self.dyad or "").upper().replace(":", "-").split("-") if len(c) == 3]


def as_day(given: Date | str | None) -> Date | None:
    """A date, or one from ISO text; UsageError if it is none."""
    if given is None or isinstance(given, Date):
        return given
    try:
        return Date.fromisoformat(given)
    except ValueError:
        raise UsageError(f"{given!r} is no date: write it as YYYY-MM-DD") from None


def on_claims(query: Select[Any], f: Filters, dialect: str) -> Select[Any]:
    """Narrow a query of facts."""
    conditions: list[ColumnElement[bool]] = []
    for role in ("actor", "recipient", "source"):
        given = getattr(f, role)
        if given is not None:
            conditions.append(facts.c.claim_id.in_(_having(role, given, f)))
    if f.dyad is not None:
        conditions.append(facts.c.happening_id.in_(select(dyads.c.happening_id).where(_between(f))))
        conditions.append(_either_side(f.pair))
    if f.type is not None:
        conditions.append(or_(facts.c.event == f.type, facts.c.act == f.type))
    for name in ("status", "certainty"):
        if getattr(f, name) is not None:
            conditions.append(facts.c[name] == getattr(f, name))
    if f.place is not None:
        conditions.append(_at(facts.c.country, facts.c.place, f.place))
    if f.min_confidence is not None:
        conditions.append(facts.c.confidence >= f.min_confidence)
    if f.text is not None:
        conditions.append(matching(dialect, f.text))
    return query.where(*conditions, *within(facts.c.day, f))


def on_happenings(query: Select[Any], f: Filters, dialect: str) -> Select[Any]:
    """Narrow a query of happenings: by their own columns, and by what some claim of theirs has."""
    conditions: list[ColumnElement[bool]] = []
    rest: list[ColumnElement[bool]] = []
    for role in ("actor", "recipient"):
        given = getattr(f, role)
        if given is None:
            continue
        if _is_code(given):
            conditions.append(happenings.c.id.in_(_part(role, given, f)))
        else:
            rest.append(facts.c.claim_id.in_(_having(role, given, f)))
    if f.source is not None:
        rest.append(facts.c.claim_id.in_(_having("source", f.source, f)))
    if f.dyad is not None:
        conditions.append(happenings.c.id.in_(select(dyads.c.happening_id).where(_between(f))))
    if f.type is not None:
        conditions.append(or_(happenings.c.event == f.type, happenings.c.act == f.type))
    for name in ("status", "certainty"):
        if getattr(f, name) is not None:
            rest.append(facts.c[name] == getattr(f, name))
    if f.min_confidence is not None:
        rest.append(facts.c.confidence >= f.min_confidence)
    if f.place is not None:
        rest.append(_at(facts.c.country, facts.c.place, f.place))
    if rest:
        mine = select(facts.c.happening_id).where(*rest)
        # A place or a name is had by few claims, a status by most: those are listed, these looked up one by one.
        few = f.place is not None or f.source is not None or any(c is not None for c in (f.actor, f.recipient))
        inside = happenings.c.id.in_(mine)
        conditions.append(inside if few else exists(mine.where(facts.c.happening_id == happenings.c.id)))
    if f.text is not None:
        conditions.append(happenings.c.id.in_(select(facts.c.happening_id).where(matching(dialect, f.text))))
    return query.where(*conditions, *within(happenings.c.day, f))


def _having(role: str, given: str, f: Filters) -> Select[Any]:
    """The claims with such a side or source."""
    query = select(sides.c.claim_id).where(sides.c.role == role)
    given = given.upper() if _is_code(given[:3].upper()) and given[3:4] in ("", "/") else given
    code, _, sector = given.partition("/")
    if _is_code(code):
        query = query.where(sides.c.code == code)
        query = query.where(sides.c.sector == sector) if sector else query
    else:
        query = query.where(sides.c.name == fold(given))
    return query.where(*within(sides.c.day, f))


def _part(role: str, code: str, f: Filters) -> Select[Any]:
    query = select(parts.c.happening_id).where(parts.c.role == role, parts.c.code == code)
    return query.where(*within(parts.c.day, f))


def _is_code(given: str) -> bool:
    return len(given) == 3 and given.isascii() and given.isupper()


def _between(f: Filters) -> ColumnElement[bool]:
    one, other = f.pair
    there = and_(dyads.c.actor == one, dyads.c.recipient == other)
    return or_(there, and_(dyads.c.actor == other, dyads.c.recipient == one))


def _either_side(pair: list[str]) -> ColumnElement[bool]:
    return exists(select(sides.c.claim_id).where(sides.c.claim_id == facts.c.claim_id, sides.c.code.in_(pair)))


def _at(country: ColumnElement[Any], place: ColumnElement[Any], given: str) -> ColumnElement[bool]:
    return country == given if _is_code(given) else place == fold(given)


def within(column: ColumnElement[Any], f: Filters) -> list[ColumnElement[bool]]:
    """The conditions that a day lies in the filters' time."""
    out: list[ColumnElement[bool]] = []
    if f.since is not None:
        out.append(column >= f.since)
    if f.until is not None:
        out.append(column <= f.until)
    return out
