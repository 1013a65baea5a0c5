"""How well coded events agree with annotated ones.

A coded event is paired with a gold event of its document when its trigger touches the gold sentence and both have
the same type; pairs are taken best first, by how far the triggers overlap and how many sides agree, and no event
is paired twice. ``found`` counts pairs without regard to type. Sides, labels, days, places and figures are
judged on the pairs only. Entities agree when their codes do or, if the gold has no code, when they share a word.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from itertools import product
from typing import Any

#: An event or a document as JSON holds it: gold as the annotation says, coded as the record says.
Json = dict[str, Any]
Pair = tuple[Json, Json]

_SIDES = ("actor", "recipient")


@dataclass(slots=True)
class Tally:
    """How many were right, how many there are in the gold and how many were coded."""

    right: int = 0
    gold: int = 0
    coded: int = 0

    @property
    def precision(self) -> float:
        """Share of the coded ones that are right."""
        return self.right / self.coded if self.coded else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold ones that were found."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def add(self, right: int, gold: int, coded: int) -> None:
        """Count some more."""
        self.right += right
        self.gold += gold
        self.coded += coded

    def as_dict(self) -> Json:
        """The figures under the names that evaluation files use."""
        return {"P": self.precision, "R": self.recall, "F1": self.f1, "n_gold": self.gold, "n_pred": self.coded}


@dataclass(slots=True)
class Share:
    """How many of the cases that could be judged are so; no value without cases."""

    hits: int = 0
    cases: int = 0

    @property
    def value(self) -> float | None:
        """The share, or None if there was nothing to judge."""
        return self.hits / self.cases if self.cases else None

    def add(self, hits: int, cases: int = 1) -> None:
        """Count some more."""
        self.hits += hits
        self.cases += cases


@dataclass(slots=True)
class Scores:
    """All figures of one evaluation."""

    event: Tally = field(default_factory=Tally)
    found: Tally = field(default_factory=Tally)
    triple: Tally = field(default_factory=Tally)
    whole: Tally = field(default_factory=Tally)
    actor: Tally = field(default_factory=Tally)
    recipient: Tally = field(default_factory=Tally)
    source: Tally = field(default_factory=Tally)
    types: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    status_labels: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    certainty_labels: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    date: Share = field(default_factory=Share)
    false_date: Share = field(default_factory=Share)
    place: Share = field(default_factory=Share)
    figures: Share = field(default_factory=Share)

    @property
    def event_macro_f1(self) -> float:
        """Mean F1 of the types that the gold has."""
        return _mean([tally.f1 for tally in self.types.values() if tally.gold])

    @property
    def status(self) -> float:
        """Macro-F1 of status on paired events."""
        return _macro_f1(self.status_labels)

    @property
    def certainty(self) -> float:
        """Macro-F1 of certainty on paired events."""
        return _macro_f1(self.certainty_labels)

    @property
    def tallies(self) -> dict[str, Tally]:
        """The figures that have a precision and a recall, by name."""
        names = ("event", "found", "triple", "whole", "actor", "recipient", "source")
        return {name: getattr(self, name) for name in names}

    @property
    def single(self) -> dict[str, float | None]:
        """The figures that are one number, by name."""
        return {
            "event_macro_F1": self.event_macro_f1, "status": self.status, "certainty": self.certainty,
            "date": self.date.value, "false_date": self.false_date.value, "place": self.place.value,
            "figures": self.figures.value,
        }  # fmt: skip

    def flat(self) -> dict[str, float]:
        """One number a figure, F1 where there are three; figures without cases are left out."""
        shares = {name: value for name, value in self.single.items() if value is not None}
        return {name: tally.f1 for name, tally in self.tallies.items()} | shares

    def as_dict(self) -> Json:
        """Everything, as JSON can hold it."""
        counts = {"n_date": self.date.cases, "n_place": self.place.cases, "n_figures": self.figures.cases}
        types = {name: self.types[name].as_dict() for name in sorted(self.types)}
        return {k: v.as_dict() for k, v in self.tallies.items()} | self.single | counts | {"types": types}


def score(gold: Iterable[Json], coded: Iterable[Json]) -> Scores:
    """The agreement of coded events with gold documents; events of documents that the gold lacks do not count."""
    by_document = _by_document(coded)
    scores = Scores()
    for document in gold:
        events = by_document.get(document["id"], [])
        _count_events(scores, document, events)
        for annotated, event in paired(document, events, typed=True):
            _judge(scores, annotated, event)
    for partial in (scores.found, scores.triple, scores.whole):
        partial.add(0, scores.event.gold, scores.event.coded)
    return scores


def report(scores: Scores) -> str:
    """The figures as lines of plain text."""
    lines = [
        f"{name:15} P {t.precision:.3f}  R {t.recall:.3f}  F1 {t.f1:.3f}  ({t.gold} gold, {t.coded} coded)"
        for name, t in scores.tallies.items()
    ]
    lines += [f"{name:15} {'–' if value is None else f'{value:.3f}'}" for name, value in scores.single.items()]
    return "\n".join(lines)


def disagreements(gold: Iterable[Json], coded: Iterable[Json]) -> Iterator[str]:
    """A line for each gold event missed, each coded event too many and each pair whose sides differ."""
    by_document = _by_document(coded)
    for document in gold:
        events = by_document.get(document["id"], [])
        pairs = paired(document, events, typed=True)
        yield from (
            _line("MISSED", document, g, g["sentence"]) for g in _rest(document["events"], [g for g, _ in pairs])
        )
        yield from (_line("EXTRA", document, e, e.get("text")) for e in _rest(events, [e for _, e in pairs]))
        for annotated, event in pairs:
            if not _sides_right(annotated, event):
                got = f"instead of {_sides_named(annotated)} | {annotated['sentence']}"
                yield _line("SIDES", document, event, got)


def _count_events(scores: Scores, document: Json, events: list[Json]) -> None:
    scores.event.add(0, len(document["events"]), len(events))
    scores.found.right += len(paired(document, events, typed=False))
    for annotated in document["events"]:
        scores.types[annotated["event"]].gold += 1
    for event in events:
        scores.types[event["event"]].coded += 1


def _judge(scores: Scores, gold: Json, coded: Json) -> None:
    """Count one pair in every figure."""
    right = _sides_right(gold, coded)
    labels = all(gold[key] == coded.get(key) for key in ("status", "certainty"))
    scores.event.right += 1
    scores.types[gold["event"]].right += 1
    scores.triple.right += right
    scores.whole.right += right and labels
    for tally, key in ((scores.actor, "actor"), (scores.recipient, "recipient"), (scores.source, "attribution")):
        entities = coded.get(key) or []
        tally.add(_agreeing(gold[key], entities), len(gold[key]), len(entities))
    scores.status_labels[gold["status"], coded.get("status")] += 1
    scores.certainty_labels[gold["certainty"], coded.get("certainty")] += 1
    _judge_grounding(scores, gold, coded)


def _judge_grounding(scores: Scores, gold: Json, coded: Json) -> None:
    if gold.get("date"):
        slack = 1 if "tolerance" in (gold.get("note") or "") else 0
        scores.date.add(all(_within(gold[key], coded.get(key), slack) for key in ("date", "enddate")))
    else:
        scores.false_date.add(bool(coded.get("date")))
    if gold.get("place"):
        place = coded.get("event_loc") or {}
        scores.place.add(place.get("country_code") == gold["place"]["country_code"])
    wanted = [f["value"] for f in gold.get("amounts") or [] if f.get("value") is not None]
    wanted += [n for n in (gold.get("size") or {}).values() if isinstance(n, (int, float))]
    given = [f.get("value") for f in coded.get("amounts") or []] + list((coded.get("size") or {}).values())
    scores.figures.add(sum(value in given for value in wanted), len(wanted))


def paired(document: Json, events: Sequence[Json], *, typed: bool) -> list[Pair]:
    """Gold and coded events of one document, one to one, best pairs first."""
    gold = document["events"]
    places = [_place(document["text"], annotated) for annotated in gold]
    weighed = []
    for (i, annotated), (j, event) in product(enumerate(gold), enumerate(events)):
        if not typed or annotated["event"] == event["event"]:
            closeness = _closeness(*places[i], event)
            if closeness is not None:
                weighed.append((-closeness - _agreeing_sides(annotated, event), i, j))
    free_gold, free_coded = set(range(len(gold))), set(range(len(events)))
    pairs = []
    for _, i, j in sorted(weighed):
        if i in free_gold and j in free_coded:
            free_gold.remove(i)
            free_coded.remove(j)
            pairs.append((gold[i], events[j]))
    return pairs


def _place(text: str, annotated: Json) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where the sentence and the trigger of a gold event are."""
    sentence = text.find(annotated["sentence"])
    trigger = sentence + annotated["sentence"].find(annotated["trigger"])
    return (sentence, sentence + len(annotated["sentence"])), (trigger, trigger + len(annotated["trigger"]))


def _closeness(sentence: tuple[int, int], trigger: tuple[int, int], event: Json) -> float | None:
    """Share of the shorter trigger that both have; None if the coded one does not touch the gold sentence."""
    start: int = event["text_info"]["event_start"]
    end: int = event["text_info"]["event_end"]
    if start >= sentence[1] or end <= sentence[0]:
        return None
    common = max(0, min(end, trigger[1]) - max(start, trigger[0]))
    return common / max(1, min(end - start, trigger[1] - trigger[0]))


def _agreeing_sides(gold: Json, coded: Json) -> int:
    return sum(_agreeing(gold[side], coded.get(side) or []) for side in _SIDES)


def _sides_right(gold: Json, coded: Json) -> bool:
    counts = ((len(gold[s]), len(coded.get(s) or []), _agreeing(gold[s], coded.get(s) or [])) for s in _SIDES)
    return all(wanted == given == right for wanted, given, right in counts)


def _agreeing(gold: Sequence[Json], coded: Sequence[Json]) -> int:
    """How many gold entities have a coded one of their own; each takes the first that is left."""
    left = list(coded)
    for entity in gold:
        match = next((n for n, other in enumerate(left) if _same(entity, other)), None)
        if match is not None:
            del left[match]
    return len(coded) - len(left)


def _same(gold: Json, coded: Json) -> bool:
    if gold.get("code"):
        return bool(coded.get("code") == gold["code"])
    return bool(_words(gold["text"]) & _words(coded.get("entity_text") or ""))


def _words(text: str) -> set[str]:
    spaced = "".join(c if c.isalnum() else " " for c in text.lower())
    return {word for word in spaced.split() if len(word) > 1}


def _within(gold: str | None, coded: str | None, days: int) -> bool:
    try:
        return abs((Date.fromisoformat(gold or "") - Date.fromisoformat(coded or "")).days) <= days
    except (TypeError, ValueError):
        return False


def _macro_f1(labels: Counter[tuple[str, str | None]]) -> float:
    """Mean F1 over the labels that either side uses."""
    names: set[str | None] = {name for pair in labels for name in pair}
    return _mean([_label_tally(labels, name).f1 for name in sorted(names, key=str)])


def _label_tally(labels: Counter[tuple[str, str | None]], name: str | None) -> Tally:
    def count(chosen: Callable[[str, str | None], bool]) -> int:
        return sum(n for (gold, coded), n in labels.items() if chosen(gold, coded))

    return Tally(
        right=count(lambda gold, coded: gold == name == coded),
        gold=count(lambda gold, coded: gold == name),
        coded=count(lambda gold, coded: coded == name),
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _by_document(coded: Iterable[Json]) -> dict[str, list[Json]]:
    by_document: dict[str, list[Json]] = defaultdict(list)
    for event in coded:
        by_document[event["document"]].append(event)
    return by_document


def _rest(events: Iterable[Json], paired: Sequence[Json]) -> Iterator[Json]:
    taken = {id(event) for event in paired}
    return (event for event in events if id(event) not in taken)


def _line(fault: str, document: Json, event: Json, remark: str | None) -> str:
    trigger = event.get("trigger") or event.get("event_text")
    return f"{fault:7} {document['id']} {event['event']} {trigger!r} {_sides_named(event)} | {remark}".replace(
        "\n", " "
    )


def _sides_named(event: Json) -> str:
    return " → ".join(",".join(_name(e) for e in event.get(side) or []) or "–" for side in _SIDES)


def _name(entity: Json) -> str:
    words = entity.get("text") or entity.get("entity_text") or ""
    return f"{words} ({entity.get('code')})"
