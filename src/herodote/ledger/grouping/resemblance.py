"""How well two claims fit as reports of one deed: evidence added up, each piece with its reason.

The weights are log-odds, in the manner of Fellegi and Sunter: what two reports of one deed mostly share counts
for it, what they hardly ever differ in counts against it. They were set on reports written for that
(``python -m training.grouping``), not on the groups the tests hold.
"""

from collections.abc import Iterator
from functools import lru_cache

from herodote.ledger.grouping.features import FAMILIES, UNNAMED, WIDEST, Features

#: From this sum on, two claims are taken to speak of one deed.
TOGETHER = 4.5
#: Types done by both sides alike, so that who is named first does not matter.
_MUTUAL = frozenset({"CONSULT", "COOPERATE", "AGREE"})
#: Codes that stand for no one state.
_NO_STATE = frozenset({"IGO", "NGO", "MNC"})
_NEVER = -20.0
#: Days apart from which two dated claims are of two deeds.
_DAYS = 2
#: More than names, wording, object and two figures can add.
_DEAREST = 14.0

Evidence = tuple[str, float]


def resemblance(a: Features, b: Features) -> float:
    """The sum of the evidence; as low as _NEVER as soon as something rules the pair out."""
    total = 0.0
    for _, weight in evidence(a, b):
        total += weight
        if weight <= _NEVER:
            return _NEVER
    return total


def fit(a: Features, b: Features) -> float:
    """As ``resemblance``, but given up where the dearer evidence could not bring the pair together any more."""
    if _apart(a, b):
        return _NEVER
    total = sum([weight for _, weight in _first(a, b)])
    return total if total < TOGETHER - _DEAREST else total + sum([weight for _, weight in _second(a, b)])


def _apart(a: Features, b: Features) -> bool:
    """Whether two claims are plainly of two deeds, as most are that share a country: other days, or other sides."""
    if a.date and b.date and max(a.date[0], b.date[0]) - min(a.date[1], b.date[1]) > _DAYS:
        return True
    if a.act in _MUTUAL and b.act in _MUTUAL:
        return False
    actors = _countries(a.actors), _countries(b.actors)
    recipients = _countries(a.recipients), _countries(b.recipients)
    return all(one and other and not one & other for one, other in (actors, recipients))


def evidence(a: Features, b: Features) -> list[Evidence]:
    """The pieces of evidence for and against, those that may rule a pair out first."""
    return _first(a, b) + _second(a, b)


def _first(a: Features, b: Features) -> list[Evidence]:
    same = a.document == b.document and a.sequence == b.sequence
    found: list[Evidence] = [("same sentence, another event", _NEVER)] if same else []
    found.append(_time(a, b))
    found += _sides(a, b)
    found += _kind(a, b)
    if a.place and b.place:
        found += _place(a, b)
    return found


def _second(a: Features, b: Features) -> list[Evidence]:
    found = [*_story(a, b)]
    if a.language == b.language:
        found += _content(a, b)
    if a.figures and b.figures:
        found += _figures(a, b)
    return found


def _story(a: Features, b: Features) -> Iterator[Evidence]:
    """Reports that share names tell one story; a deed told again in its own report is mostly the same."""
    if a.document == b.document:
        if not (a.date and b.date):
            yield "told again in the same report", 1.0
        return
    shared = len(a.story & b.story)
    fewer = min(len(a.story), len(b.story))
    if fewer < 4:
        return
    if shared == 0:
        yield "no name in common", -1.0
    elif shared >= fewer / 2:
        yield f"{shared} names in common", 1.5
    elif shared >= fewer / 4:
        yield f"{shared} names in common", 1.0


def _time(a: Features, b: Features) -> Evidence:
    if a.date and b.date:
        return _both_dated(a.date, b.date)
    if a.published is None or b.published is None:
        return "no day known", -1.0
    if a.date or b.date:
        dated, other = (a, b) if a.date else (b, a)
        return _one_dated(dated, other)
    apart = abs(a.published - b.published)
    return f"reported {apart} days apart", 1.0 if apart <= 1 else 0.0 if apart <= 3 else -1.0 if apart <= 7 else -6.0


@lru_cache(maxsize=65536)
def _both_dated(one: tuple[int, int], other: tuple[int, int]) -> Evidence:
    apart = max(one[0], other[0]) - min(one[1], other[1])
    width = max(one[1] - one[0], other[1] - other[0])
    if width > WIDEST:
        return ("the same long time", 0.5) if one == other else ("another, long time", _NEVER)
    if apart <= 0:
        return ("the same day", 2.5) if width <= 1 else ("days that overlap", 1.0)
    if apart == 1:
        return "a day apart", -1.5
    return (f"{apart} days apart", -3.5) if apart == 2 else (f"{apart} days apart", _NEVER)


def _one_dated(dated: Features, other: Features) -> Evidence:
    first, last = dated.window
    published = other.published or 0
    if last - first > WIDEST:
        return "a long time beside none", -4.0
    # A deed to come is told of before its day, a past one on its day or after.
    apart = max(first - published, published - last, 0)
    if other.status != "future" and first > published and dated.status == "actual":
        return "reported before it happened", -6.0
    return (
        f"dated within {apart} days of the other report",
        1.0 if apart <= 1 else 0.0 if apart <= 5 else -1.0 if apart <= 9 else -4.0,
    )


def _nearness(apart: int) -> float:
    return 1.0 if apart <= 1 else 0.0 if apart <= 5 else -1.0 if apart <= 9 else -4.0


def _kind(a: Features, b: Features) -> list[Evidence]:
    found = [_type(a, b)]
    if a.modes and b.modes:
        found.append(("the same mode", 2.0) if set(a.modes) & set(b.modes) else ("another mode", -0.5))
    if a.step and b.step:
        found.append(("the same step", 2.0) if a.step == b.step else ("another step", -6.0))
    return found


def _type(a: Features, b: Features) -> Evidence:
    if a.act == b.act:
        return "the same type", 1.0
    if any(f.act == "AGREE" and f.status == "future" for f in (a, b)):
        return "a promise and its deed", 1.0
    return ("a type like it", -1.0) if FAMILIES.get(a.act) == FAMILIES.get(b.act) else ("another type", -1.5)


def _sides(a: Features, b: Features) -> list[Evidence]:
    if a.act in _MUTUAL and b.act in _MUTUAL:
        return _both_sides(a, b)
    if not (a.actors or a.recipients) or not (b.actors or b.recipients):
        return [("nobody named by one of them", -3.0)]
    found = [_side("actor", a.actors, b.actors), _side("recipient", a.recipients, b.recipients)]
    if a.actor_names and not set(a.actor_names).isdisjoint(b.actor_names):
        found.append(("actor in the same words", 0.7))
    if a.recipient_names and not set(a.recipient_names).isdisjoint(b.recipient_names):
        found.append(("recipient in the same words", 0.7))
    return found


def _both_sides(a: Features, b: Features) -> list[Evidence]:
    one = _countries(a.actors) | _countries(a.recipients)
    other = _countries(b.actors) | _countries(b.recipients)
    if not one or not other:
        return []
    shared, fewer = len(one & other), min(len(one), len(other))
    # A visit told of with one side alone may be to anybody.
    return [(f"{shared} sides shared", 3.0 if shared > 1 else 1.0 if shared else -6.0 if fewer > 1 else -1.5)]


@lru_cache(maxsize=65536)
def _side(name: str, one: tuple[str, ...], other: tuple[str, ...]) -> Evidence:
    if not one or not other:
        return f"{name} not named by both", 0.0
    if set(one) & set(other):
        return f"the same {name}", 1.5 if set(one) == set(other) else 1.0
    if _countries(one) & _countries(other):
        return f"{name} of the same country", 0.0
    # Who suffers is told in many ways, civilians or a town; who acts is not.
    vague = name == "recipient" and not (_plain(one) and _plain(other))
    return f"another {name}", -1.0 if vague else -4.0


def _plain(sides: tuple[str, ...]) -> bool:
    """Whether sides are states and nothing else."""
    return all("/" not in side and side not in _NO_STATE for side in sides)


@lru_cache(maxsize=65536)
def _countries(sides: tuple[str, ...]) -> frozenset[str]:
    return frozenset(side.partition("/")[0] for side in sides)


def _place(a: Features, b: Features) -> Iterator[Evidence]:
    if a.place == b.place:
        yield ("the same town", 2.0) if a.town else ("the same region", 0.7)
    elif set((a.place or "").split()) & set((b.place or "").split()):
        yield "a place of the same name", 2.0
    elif a.country and b.country and a.country != b.country:
        yield "another country", -4.0
    elif a.town and b.town:
        # A place the gazetteer lacks may be a market in the town that another report names.
        known = all(f.place and f.place.isdigit() for f in (a, b))
        yield "another town", -2.5 if known else -0.5


def _content(a: Features, b: Features) -> Iterator[Evidence]:
    alike = _share(a.words, b.words)
    if alike >= 0.7:
        # A sentence copied tells the same deeds, each by its own word.
        yield ("the same sentence and word", 6.0) if a.trigger == b.trigger else ("the same sentence", 2.0)
    elif alike >= 0.25:
        yield "wording", 2.5 if alike >= 0.45 else 1.2
    elif alike < 0.06:
        yield "no word in common", -0.5
    if a.objects and b.objects:
        yield ("object", 1.2) if set(a.objects) & set(b.objects) else ("another object", -1.0)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


def _figures(a: Features, b: Features) -> Iterator[Evidence]:
    for measure in sorted({f[0] for f in a.figures} & {f[0] for f in b.figures} - {UNNAMED}):
        mine, theirs = ([f for f in x.figures if f[0] == measure] for x in (a, b))
        shared = max(
            (h for _, low, h, _ in mine for _, other, high, _ in theirs if low <= high and other <= h), default=0
        )
        if shared:
            yield f"figure of {measure}", 2.5 if shared > 10 else 1.2
        else:
            least, most = sorted(max(f[2] for f in some) for some in (mine, theirs))
            yield f"another figure of {measure}", -0.4 if most <= 3 * max(least, 1.0) else -1.5
