"""Dossiers: the instruments that one report speaks of, each with its names, its clauses and the claims about it.

A bare mention (*le traité*, *ce pacte*) is the full one before it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from herodote.grounding.clauses import BINDING, Clause, clauses
from herodote.grounding.instruments import instruments
from herodote.languages import available, in_any, load
from herodote.ledger.claims import Claim
from herodote.ledger.guards import fold
from herodote.records import Instrument

#: Kinds of one make: a treaty may be called accord or pact, never law.
_MAKE = {
    "treaty": "accord", "convention": "accord", "protocol": "accord", "memorandum": "accord", "accord": "accord",
    "roadmap": "accord", "statement": "accord", "clause": "accord", "contract": "contract", "ceasefire": "ceasefire",
    "law": "law", "resolution": "resolution", "sanctions": "sanctions", "mandate": "law",
}  # fmt: skip
#: Makes whose parties are those that conclude them.
_MUTUAL = frozenset({"accord", "contract", "ceasefire"})
#: Steps that only parties take.
_PARTY_STEPS = frozenset(
    {
        "negotiated", "initialled", "signed", "ratified", "lower-house", "upper-house", "promulgated", "deposited",
        "in-force", "invoked",
    }
)  # fmt: skip
#: Types that speak of a step without taking it: who condemns a ratification has not ratified.
_TALK = frozenset({"ACCUSE", "REQUEST", "THREATEN", "PROTEST", "SANCTION", "COERCE", "ASSAULT"})


@dataclass(slots=True)
class Dossier:
    """One instrument as one report speaks of it."""

    document: int
    language: str
    make: str
    kind: str | None
    names: list[str]
    subject: set[str]
    parties: set[str]
    claims: list[Claim] = field(default_factory=list)
    clauses: list[dict[str, Any]] = field(default_factory=list)
    id: int = 0

    @property
    def full(self) -> bool:
        """Whether it says enough to be told from other instruments."""
        return bool(self.subject) or len(self.parties) > 1

    def tokens(self) -> set[str]:
        """Where dossiers of the same instrument are looked for."""
        known = sorted(self.parties)
        pairs = {f"{self.make}:{a}+{b}" for at, a in enumerate(known) for b in known[at + 1 :]}
        single = {f"{self.make}:{a}:{word}" for a in known for word in self.subject}
        return pairs | single or {f"{self.make}:{word}" for word in self.subject}


def dossiers_of(live: Sequence[Claim]) -> list[Dossier]:
    """The instruments that one report speaks of, each with the claims about it."""
    text, language = live[0].text, live[0].event.cite_info.language or ""
    found: list[tuple[int, Instrument | None, Claim | Clause | None]] = []
    found += [(i.start, i, None) for i in instruments(text, language=language) if i.kind]
    found += [(c.event.instrument.start, c.event.instrument, c) for c in live if c.event.instrument]
    found += [(c.end, c.instrument, c) for c in clauses(text, language=language)]
    out: list[Dossier] = []
    for _, named, what in sorted(found, key=lambda f: (f[0], isinstance(f[2], Claim))):
        dossier = _file(out, named, live[0], language) if named else _last(out)
        if dossier and isinstance(what, Claim):
            dossier.claims.append(what)
            dossier.parties |= _sides(what)
        elif dossier and isinstance(what, Clause):
            dossier.clauses.append(_clause(what, live))
    return [d for d in out if d.claims]


def _file(out: list[Dossier], one: Instrument, where: Claim, language: str) -> Dossier:
    """Put a mention with the dossier it belongs to, or open one."""
    make = _MAKE.get(one.kind or "", "accord")
    subject, parties = subject_of(one.text, named=bool(one.parties)), set(one.parties)
    like = [d for d in reversed(out) if d.make == make]
    if subject or parties:
        like = [d for d in like if agree(d.subject, subject) and (parties & d.parties or not parties or not d.parties)]
    found = like[0] if like else None
    if found is None:
        found = Dossier(where.document_id, language, make, one.kind, [], set(), set())
        out.append(found)
    else:
        out.remove(found)  # the one spoken of last is what the next bare mention means
        out.append(found)
    found.names.append(" ".join(one.text.split()))
    found.subject |= subject
    found.parties |= parties
    if found.kind in (None, "clause") or (found.kind == "accord" and one.kind in BINDING - {"clause"}):
        found.kind = one.kind
    return found


def _last(out: list[Dossier]) -> Dossier | None:
    return next((d for d in reversed(out) if d.make == "accord"), None)


def subject_of(name: str, named: bool = True) -> set[str]:
    """What an instrument is about: concepts both languages share (*DEFENCE*), else stems of its words.

    Names in it count only where they are no parties (*accord de Paris*).
    """
    words = ("".join(c if c.isalnum() else " " for c in fold(name))).split()
    bare = in_any("wording", "instrument") | in_any("wording", "idle")
    telling = {w for w in words if w not in bare and len(w) > 3 and (len(w) == 4 or not w.isdigit())}
    stems = {w[:6] for w in telling if not (named and _proper(w, name))}
    return {_concepts().get(stem, stem) for stem in stems}


@cache
def _concepts() -> dict[str, str]:
    """The concept of a stem, in capitals, so that it is told from a word."""
    return {
        stem: concept.upper()
        for language in available()
        for concept, stems in load(language, "wording")["subjects"].items()
        for stem in stems
    }


def _proper(word: str, name: str) -> bool:
    """Names stand for parties or towns and are compared as such."""
    return any(fold(w).startswith(word) and w[:1].isupper() for w in name.replace("’", " ").replace("'", " ").split())


def agree(one: Iterable[str], other: Iterable[str], *, one_language: bool = True) -> bool:
    """Whether two subjects may be one: concepts are compared across languages, words within one alone."""
    mine, theirs = set(one), set(other)
    concepts = {w for w in mine if w.isupper()}, {w for w in theirs if w.isupper()}
    if mine & theirs or not mine or not theirs:
        return True
    return not all(concepts) and not one_language


def _sides(one: Claim) -> set[str]:
    """States that a claim shows to be parties by the step they take."""
    event = one.event
    if (
        event.step not in _PARTY_STEPS
        or event.event in _TALK
        or _MAKE.get((event.instrument and event.instrument.kind) or "", "accord") not in _MUTUAL
    ):
        return set()
    return {e.code for e in (*event.actor, *event.recipient) if e.code and e.sector in (None, "GOV", "LEG", "MIL")}


def _clause(clause: Clause, live: Sequence[Claim]) -> dict[str, Any]:
    near = min(live, key=lambda c: abs(c.event.text_info.start - clause.start))
    cite = near.event.cite_info
    return {
        "text": " ".join(clause.text.split()), "condition": " ".join((clause.condition or "").split()),
        "trigger": clause.trigger,
        "document": near.event.document, "start": clause.start, "end": clause.end, "language": cite.language,
        "published": cite.published and cite.published.isoformat(),
    }  # fmt: skip


def as_json(one: Dossier) -> dict[str, Any]:
    """What is kept of a dossier; its claims are looked up by the mentions."""
    return {
        "language": one.language, "make": one.make, "kind": one.kind, "names": one.names,
        "subject": sorted(one.subject), "parties": sorted(one.parties), "clauses": one.clauses,
        "order": min(f"{c.event.cite_info.published or '9999'} {c.event.document}" for c in one.claims),
        "key": min(one.claims, key=lambda c: (str(c.event.cite_info.published), c.event.document, c.id)).key,
        "steps": [_step(c) for c in one.claims if c.event.step and c.event.event not in _TALK],
    }  # fmt: skip


def _step(one: Claim) -> dict[str, Any]:
    event = one.event
    return {
        "step": event.step, "status": event.status, "certainty": event.certainty, "claim": one.key,
        "date": event.date and event.date.isoformat(), "enddate": event.enddate and event.enddate.isoformat(),
        "body": [e.entity_text for e in event.actor], "codes": sorted({e.code for e in event.actor if e.code}),
        "sectors": sorted({e.sector for e in event.actor if e.sector}),
        "source": [s.entity_text for s in event.attribution], "text": event.text, "document": event.document,
        "published": event.cite_info.published and event.cite_info.published.isoformat(),
    }  # fmt: skip
