"""What the claims of one deed amount to: its interval, figures, life, voices, support and disputes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from herodote.ledger.dispatches import copies
from herodote.ledger.grouping.features import UNNAMED, Features, Figure, day
from herodote.ledger.guards import fold

#: Stages of a happening's life.
LIFE = ("announced", "reported", "confirmed", "denied")
#: Two figures this close, as a share of the larger, are one figure rounded.
_ROUNDED = 0.02
#: Below this a figure is not rounded: 290 votes are not 291.
_EXACT = 1000
#: Measures that count heads or things.
HEADS = frozenset({"personnel", "materiel", "vote", "dead", "injured", "arrested"})

Position = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody a happening rests on, or who denies it; the outlet itself where it names no source."""

    claim: Features
    key: str
    name: str
    denies: bool


@dataclass(frozen=True, slots=True)
class Happening:
    """One deed: ``lead`` is its first report."""

    members: tuple[Features, ...]
    voices: tuple[Voice, ...]
    lead: Features
    model: Features
    date: tuple[int, int] | None
    life: str
    path: tuple[tuple[str, int | None, str], ...]
    support: float
    disputes: tuple[tuple[str, str, list[Position]], ...]

    @property
    def key(self) -> str:
        """The happening's name: that of its first claim, so that it does not depend on the order of arrival."""
        return f"h{self.lead.key}"


def happening(members: Sequence[Features], signatures: Mapping[int, bytes]) -> Happening:
    """The happening of claims that speak of one deed; ``signatures`` tell the copies of one dispatch."""
    ordered = tuple(sorted(members, key=lambda f: f.order))
    dispatch = copies({f.document: signatures.get(f.document, b"") for f in ordered})
    voices = tuple(_voice(f, dispatch[f.document]) for f in ordered)
    path = tuple(_path(voices))
    support = _support(voices)
    return Happening(
        members=ordered, voices=voices, lead=ordered[0], model=_model(ordered), date=_date(ordered),
        life=_life(path), path=path, support=support, disputes=tuple(_disputes(voices)),
    )  # fmt: skip


def _voice(claim: Features, dispatch: int) -> Voice:
    """Who speaks: a country's organs speak with one voice, an unnamed source only for the dispatch it stands in."""
    denies = claim.status == "negated"
    if claim.source is None:
        return Voice(claim, f"outlet {dispatch}", claim.outlet, denies)
    if not claim.named:
        return Voice(claim, f"unnamed {dispatch} {claim.source_code}", claim.source, denies)
    return Voice(claim, claim.source_code or fold(claim.source), claim.source, denies)


def _support(voices: Iterable[Voice]) -> float:
    """Independent voices that say it happened: one each, half for one that keeps its distance."""
    weight: dict[str, float] = {}
    for voice in voices:
        if voice.claim.status == "actual":
            weight[voice.key] = max(weight.get(voice.key, 0.0), 0.5 if voice.claim.hedged else 1.0)
    return sum(weight.values())


def _path(voices: Sequence[Voice]) -> Iterator[tuple[str, int | None, str]]:
    """The stages reached, each with the day and the claim that reached it."""
    reached: set[str] = set()
    so_far: list[Voice] = []
    for voice in voices:
        so_far.append(voice)
        for stage in _stages(voice, so_far):
            if stage not in reached:
                reached.add(stage)
                yield stage, voice.claim.published, voice.claim.key


def _stages(voice: Voice, so_far: Sequence[Voice]) -> Iterator[str]:
    status = voice.claim.status
    if status == "negated":
        yield "denied"
    elif status != "actual":
        yield "announced"
    else:
        yield "reported"
        admitted = bool(voice.claim.source_code and voice.claim.source_code in voice.claim.actors)
        if (admitted and not voice.claim.hedged) or _support(so_far) >= 2:
            yield "confirmed"


def _life(path: Sequence[tuple[str, int | None, str]]) -> str:
    reached = {stage for stage, _, _ in path}
    order = ("confirmed", "denied", "reported", "announced")
    return next(stage for stage in order if stage in reached)


def _model(members: Sequence[Features]) -> Features:
    """The claim whose type the happening takes: of the commonest deed, done rather than planned, first reported."""
    commonest = Counter(f.act for f in members).most_common()
    best = max(commonest, key=lambda pair: (pair[1], pair[0]))[0]
    same = [f for f in members if f.act == best]
    rank = {"actual": 0, "future": 1, "hypothetical": 2, "negated": 3}
    return min(same, key=lambda f: (rank[f.status], f.hedged, not (f.actors and f.recipients), f.order))


def _date(members: Sequence[Features]) -> tuple[int, int] | None:
    """The interval given most often, the narrowest of those; None if no claim gives one."""
    dates = Counter(f.date for f in members if f.date)
    if not dates:
        return None
    return max(dates, key=lambda d: (d[0] == d[1], dates[d], d[0] - d[1], -d[0]))


def _disputes(voices: Sequence[Voice]) -> Iterator[tuple[str, str, list[Position]]]:
    yield from _denials(voices)
    yield from _figures(voices)
    yield from _dates(voices)


def _denials(voices: Sequence[Voice]) -> Iterator[tuple[str, str, list[Position]]]:
    told = [v for v in voices if v.claim.status == "actual"]
    denied = [v for v in voices if v.denies]
    if denied and (told or len(denied) > 1):
        yield "denied", "", [_position(v, "denies" if v.denies else "says") for v in (*told, *denied)]


def _figures(voices: Sequence[Voice]) -> Iterator[tuple[str, str, list[Position]]]:
    named = named_figures(v.claim for v in voices)
    for measure in sorted({f[0] for each in named.values() for f in each}):
        given = [(v, f) for v in voices for f in named[v.claim.claim] if f[0] == measure]
        if _differ([(v.claim, f) for v, f in given]):
            yield "figure", measure, [_position(v, f[3]) | {"low": f[1], "high": f[2]} for v, f in given]


def named_figures(claims: Iterable[Features]) -> dict[int, list[Figure]]:
    """Figures by claim; a number of nothing named counts what the deed's reports count most."""
    claims = list(claims)
    measures = Counter(f[0] for c in claims for f in c.figures if f[0] in HEADS)
    usual = measures.most_common(1)[0][0] if measures else UNNAMED
    return {c.claim: [(usual if f[0] == UNNAMED else f[0], *f[1:]) for f in c.figures] for c in claims}


def _differ(given: Sequence[tuple[Features, Figure]]) -> bool:
    """Whether two claims each give a figure that the other lacks, or one sets two side by side."""
    by_claim: dict[int, list[Figure]] = {}
    for claim, figure in given:
        by_claim.setdefault(claim.claim, []).append(figure)
    rival = {c.claim for c, _ in given if c.rival}
    if any(_lacking(by_claim[n][:1], by_claim[n]) for n in rival):
        return True
    sets = list({tuple((f[1], f[2]) for f in figures): figures for figures in by_claim.values()}.values())
    return any(_lacking(a, b) and _lacking(b, a) for at, a in enumerate(sets) for b in sets[:at])


def _lacking(one: Sequence[Figure], other: Sequence[Figure]) -> bool:
    """Whether the other gives a figure that this one lacks."""
    return any(not any(_agree(mine, theirs) for mine in one) for theirs in other)


def _agree(one: Figure, other: Figure) -> bool:
    low, high = max(one[1], other[1]), min(one[2], other[2])
    return low - high <= (_ROUNDED * low if low >= _EXACT else 0)


def _dates(voices: Sequence[Voice]) -> Iterator[tuple[str, str, list[Position]]]:
    given = [(v, v.claim.date) for v in voices if v.claim.core and v.claim.status == "actual" and v.claim.date]
    if given and max(d[0] for _, d in given) > min(d[1] for _, d in given):
        yield "date", "", [_position(v, _interval(d)) for v, d in given]


def _interval(date: tuple[int, int]) -> str:
    first, last = day(date[0]), day(date[1])
    return str(first) if first == last else f"{first}/{last}"


def _position(voice: Voice, says: str) -> Position:
    published = day(voice.claim.published)
    return {
        "voice": voice.name, "says": says, "claim": voice.claim.key, "outlet": voice.claim.outlet,
        "document": voice.claim.document, "name": voice.claim.name,
        "published": published and published.isoformat(),
    }  # fmt: skip


def figures(one: Happening) -> dict[str, Any]:
    """The range of every figure with who gives which."""
    out: dict[str, Any] = {}
    named = named_figures(one.members)
    for voice in one.voices:
        for measure, low, high, words in named[voice.claim.claim]:
            entry = out.setdefault(measure, {"low": low, "high": high, "given": []})
            entry["low"] = min(entry["low"], low)
            entry["high"] = max(entry["high"], high)
            entry["given"].append(_position(voice, words) | {"low": low, "high": high})
    return out


def contradicted(one: Happening) -> set[int]:
    """Claims whose say another voice disputes: a denial against them, another figure, another date."""
    disputed = {p["claim"] for _, _, positions in one.disputes for p in positions}
    return {f.claim for f in one.members if f.key in disputed}
