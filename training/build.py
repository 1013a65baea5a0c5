"""From gold documents to training examples: windows of tokens with triggers, types and role spans."""

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from herodote.frames.labels import CERTAINTIES, MANNERS, MODES, ROLES, STATUSES, STEPS, TYPES
from herodote.frames.sentences import sentences
from herodote.frames.windows import Window, tokenise, windows

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """One annotated event with character spans in its document."""

    trigger: Span
    type: int
    modes: tuple[int, ...]
    status: int
    certainty: int
    step: int
    roles: dict[str, list[Span]]


@dataclass(frozen=True, slots=True)
class GoldStatement:
    """One annotated statement: its cue, how the source stands to it, the words of source and content."""

    cue: Span
    manner: int
    words: dict[str, list[Span]]


@dataclass(slots=True)
class Example:
    """A window with what is to be read in it; spans are token indices, end exclusive."""

    window: Window
    triggers: list[Span] = field(default_factory=list)
    events: list[GoldEvent] = field(default_factory=list)
    roles: list[dict[str, list[Span]]] = field(default_factory=list)
    #: Whether statements are annotated here at all; then those of the window, their cues and words.
    heard: bool = False
    cues: list[Span] = field(default_factory=list)
    statements: list[GoldStatement] = field(default_factory=list)
    words: list[dict[str, list[Span]]] = field(default_factory=list)


def load(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Documents of gold JSONL files."""
    return [json.loads(line) for path in paths for line in path.open(encoding="utf8") if line.strip()]


def gold_events(document: dict[str, Any]) -> Iterator[GoldEvent]:
    """The events of a document, their words found in the text: near the trigger, on word boundaries."""
    text: str = document["text"]
    taken: set[Span] = set()
    for event in document["events"]:
        start = text.find(event["sentence"])
        bounds = (start, start + len(event["sentence"]))
        options = [s for s in occurrences(text, event["trigger"], *bounds) if s not in taken]
        if start < 0 or not options:
            continue
        trigger = options[0]
        taken.add(trigger)
        yield GoldEvent(
            trigger,
            TYPES.index(event["event"]),
            tuple(MODES.index(f"{event['event']}/{m}") for m in event["mode"]),
            STATUSES.index(event["status"]),
            CERTAINTIES.index(event["certainty"]),
            STEPS.index(event.get("step") or ""),
            _roles(text, event, bounds, trigger),
        )


def gold_statements(document: dict[str, Any]) -> Iterator[GoldStatement]:
    """The statements of a document that have a cue, their words found in the text."""
    text: str = document["text"]
    taken: set[Span] = set()
    for said in document.get("statements", ()):
        start = text.find(said["sentence"])
        bounds = (start, start + len(said["sentence"]))
        options = [s for s in occurrences(text, said.get("cue") or "", *bounds) if s not in taken]
        if start < 0 or not options:
            continue
        content = [span for c in said["content"] if (span := _said(text, c["text"], bounds))]
        cue = min(options, key=lambda s: min((_apart(s, c) for c in content), default=0))
        taken.add(cue)
        source = [s for e in said["source"] if (s := nearest(text, e["text"], bounds, cue))]
        yield GoldStatement(cue, MANNERS.index(said["certainty"]), {"source": source, "content": content})


def _said(text: str, words: str, bounds: Span) -> Span | None:
    """Where the words of a statement stand: in the cue's sentence, else nearest to it."""
    inside = occurrences(text, words, *bounds)
    if inside:
        return inside[0]
    return min(occurrences(text, words, 0, len(text)), key=lambda s: _apart(s, bounds), default=None)


def _apart(one: Span, other: Span) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)


def _roles(text: str, event: dict[str, Any], bounds: Span, trigger: Span) -> dict[str, list[Span]]:
    words: dict[str, list[str]] = {
        "actor": [a["text"] for a in event["actor"]],
        "recipient": [a["text"] for a in event["recipient"]],
        "source": [a["text"] for a in event["attribution"]],
        "object": [o["text"] for o in event.get("object") or []],
        "amount": [a["text"] for a in [*event["amounts"], *event.get("size_text", [])]],
        "cue": [event["cue"]] if event.get("cue") else [],
        "time": [event["date_text"]] if event.get("date_text") else [],
        "place": [event["place"]["text"]] if event.get("place") else [],
        "instrument": [event["instrument"]["text"]] if event.get("instrument") else [],
    }
    out: dict[str, list[Span]] = {}
    for role, texts in words.items():
        found = [span for w in dict.fromkeys(texts) if (span := nearest(text, w, bounds, trigger))]
        if found:
            out[role] = found
    return out


def nearest(text: str, words: str, bounds: Span, trigger: Span) -> Span | None:
    """The occurrence of the words in the sentence nearest to the trigger, else the last one before it."""
    inside = occurrences(text, words, *bounds)
    if inside:
        return min(inside, key=lambda s: (max(s[0] - trigger[1], trigger[0] - s[1], 0), s[0]))
    before = occurrences(text, words, 0, bounds[0])
    return before[-1] if before else None


def occurrences(text: str, words: str, start: int, end: int) -> list[Span]:
    """Places of the words in text[start:end]; those on word boundaries, or all when none is."""
    found: list[Span] = []
    at = text.find(words, start, end) if words else -1
    while at >= 0:
        found.append((at, at + len(words)))
        at = text.find(words, at + 1, end)
    whole = [s for s in found if _boundary(text, s[0]) and _boundary(text, s[1])]
    return whole or found


def _boundary(text: str, at: int) -> bool:
    return at <= 0 or at >= len(text) or not (text[at - 1].isalnum() and text[at].isalnum())


class Corpus:
    """Tokenised documents from which windows can be cut afresh each epoch."""

    def __init__(self, documents: Iterable[dict[str, Any]], tokenizer: Tokenizer) -> None:
        self.documents = list(documents)
        self.events = [list(gold_events(d)) for d in self.documents]
        self.statements = [list(gold_statements(d)) if "statements" in d else None for d in self.documents]
        self.tokens = [tokenise(d["text"], sentences(d["text"], d["language"]), tokenizer) for d in self.documents]

    def examples(self, shuffle: random.Random | None = None) -> list[Example]:
        """Examples of all documents; with a random source the cuts and the context vary."""
        out: list[Example] = []
        for events, said, tokens in zip(self.events, self.statements, self.tokens, strict=True):
            if shuffle is None:
                cut = windows(tokens)
            else:
                share = shuffle.choice((0.0, 0.15, 0.4))
                cuts = [n for n in range(len(tokens)) if shuffle.random() < share]
                cut = windows(tokens, cuts, shuffle.choice((32, 48, 64)))
            out += [_example(window, events, said) for window in cut]
        return out


def _example(window: Window, events: list[GoldEvent], said: list[GoldStatement] | None) -> Example:
    example = Example(window, heard=said is not None)
    last = len(window.ids) - 1
    for event in events:
        span = token_span(window, event.trigger, window.focus, last)
        if span is None:
            continue
        example.triggers.append(span)
        example.events.append(event)
        example.roles.append(
            {r: kept for r, spans in event.roles.items() if (kept := _token_spans(window, spans, last))}
        )
    for statement in said or ():
        cue = token_span(window, statement.cue, window.focus, last)
        if cue is not None:
            example.cues.append(cue)
            example.statements.append(statement)
            example.words.append({k: _token_spans(window, spans, last) for k, spans in statement.words.items()})
    return example


def _token_spans(window: Window, spans: list[Span], last: int) -> list[Span]:
    return [found for s in spans if (found := token_span(window, s, 1, last))]


def token_span(window: Window, span: Span, first: int, last: int) -> Span | None:
    """Token indices that overlap a character span, or None when none lies between first and last."""
    hit = [i for i in range(first, last) if window.offsets[i][0] < span[1] and window.offsets[i][1] > span[0]]
    return (hit[0], hit[-1] + 1) if hit else None


def role_index(role: str) -> int:
    """Position of a role in the role head's output."""
    return ROLES.index(role)
