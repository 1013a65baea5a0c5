"""Choose the reader's thresholds and calibrate its probability, on the corpus's dev split alone.

    python -m training.tune src/herodote/frames/weights [--corpus training/corpus]

Writes the settings into ``reader.json``: the highest event threshold whose F1 (type and sentence
right) is the best to the third digit, each role's threshold with the best figure over mentions of
matched events, and the logistic line that makes ``confidence`` the share of records that are right.
"""

import argparse
import json
from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from herodote.coder import EventCoder
from herodote.frames.decode import Settings
from herodote.frames.frame import Frame, Mention
from herodote.frames.labels import ROLES, TYPES
from herodote.frames.model import NeuralReader
from herodote.records import Document

from .build import GoldEvent, gold_events, load
from .split import part
from .statements import figures, heard

EVENT_GRID = (0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
#: The corpus is denser than newspapers: of thresholds as good, the highest is taken.
AS_GOOD = 0.001
ROLE_GRID = (0.4, 0.5, 0.6, 0.7)
CUE_GRID = (0.3, 0.4, 0.5, 0.6)
Pair = tuple[Frame, GoldEvent | None]


def read(reader: NeuralReader, documents: list[dict[str, Any]]) -> list[tuple[list[Frame], list[GoldEvent], list[Any]]]:
    """Frames, gold events and sentence bounds of each document."""
    fields = ("id", "text", "language")
    readings = reader.read([Document(**{k: d[k] for k in fields}) for d in documents])
    return [(list(r.frames), list(gold_events(d)), list(r.sentences)) for r, d in zip(readings, documents, strict=True)]


def paired(frames: Iterable[Frame], gold: list[GoldEvent], typed: bool, sentences: list[tuple[int, int]]) -> list[Pair]:
    """Each frame with the gold event of its sentence it stands for, those on the very trigger first."""
    left = list(gold)
    out: list[Pair] = []
    for frame in sorted(frames, key=lambda f: -f.probability):
        start, end = sentences[frame.sentence]
        fits = [g for g in left if start <= g.trigger[0] < end and (not typed or TYPES[g.type] == frame.type)]
        best = min(fits, key=lambda g: abs(g.trigger[0] - frame.start), default=None)
        if best is not None:
            left.remove(best)
        out.append((frame, best))
    return out


def event_f1(read_documents: list[Any], least: float = 0.0) -> float:
    """F1 of events with type and sentence right, frames under a probability left out."""
    hit = said = gold = 0
    for frames, events, bounds in read_documents:
        kept = [f for f in frames if f.probability >= least]
        hit += sum(g is not None for _, g in paired(kept, events, True, bounds))
        said += len(kept)
        gold += len(events)
    return 2 * hit / max(1, said + gold)


def role_figure(read_documents: list[Any], role: str) -> float:
    """How well a role is read, over frames that stand for a gold event; any overlap of words counts, each once.

    F1 of its mentions; for sides, the mean of that and of the share of events whose side is wholly right.
    """
    hit = said = gold = whole = events_ = 0
    for frames, events, bounds in read_documents:
        for frame, event in paired(frames, events, True, bounds):
            if event is None:
                continue
            mine, true = list(frame.roles.get(role, ())), list(event.roles.get(role, []))
            said += len(mine)
            gold += len(true)
            hit += _hits(mine, true)
            events_ += 1
            whole += len(mine) == len(true) == _hits(mine, true)
    f1 = 2 * hit / max(1, said + gold)
    return (f1 + whole / max(1, events_)) / 2 if role in ("actor", "recipient") else f1


def _hits(mine: list[Mention], true: list[tuple[int, int]]) -> int:
    left = list(true)
    for mention in mine:
        found = next((t for t in left if mention.start < t[1] and mention.end > t[0]), None)
        if found:
            left.remove(found)
    return len(true) - len(left)


def calibrate(read_documents: list[Any]) -> tuple[float, float]:
    """Slope and shift of a logistic line from the raw probability's logit to being right (type and sentence)."""
    raw, right = [], []
    for frames, events, bounds in read_documents:
        for frame, event in paired(frames, events, True, bounds):
            share = min(max(frame.probability, 1e-4), 1 - 1e-4)
            raw.append(np.log(share / (1 - share)))
            right.append(float(event is not None))
    x, y = np.array(raw), np.array(right)
    slope, shift = 1.0, 0.0
    for _ in range(5000):
        p = 1 / (1 + np.exp(-(slope * x + shift)))
        slope -= 0.05 * float(((p - y) * x).mean())
        shift -= 0.05 * float((p - y).mean())
    return round(slope, 3), round(shift, 3)


def expected_calibration_error(read_documents: list[Any], bins: int = 10) -> float:
    """Mean gap between stated confidence and share right, weighed by the records of each bin."""
    rows = [(f.probability, g is not None) for d in read_documents for f, g in paired(d[0], d[1], True, d[2])]
    total = 0.0
    for n in range(bins):
        own = [(p, r) for p, r in rows if n / bins <= p < (n + 1) / bins or (n == bins - 1 and p == 1)]
        if own:
            total += abs(sum(p for p, _ in own) - sum(r for _, r in own))
    return total / max(1, len(rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--corpus", type=Path, default=Path("training/corpus"))
    parser.add_argument("--part", default="dev")
    options = parser.parse_args()
    documents = [d for d in load(sorted(options.corpus.glob("*.jsonl"))) if part(d["id"]) == options.part]
    reader = NeuralReader(options.weights)
    plain = Settings(trigger=0.15)
    tried = {}
    for least in EVENT_GRID:
        reader.settings = replace(plain, event=least)
        tried[least] = event_f1(read(reader, documents))
    event = max(k for k, v in tried.items() if v >= max(tried.values()) - AS_GOOD)
    print("event F1 by threshold", {k: round(v, 3) for k, v in tried.items()})
    roles = _role_thresholds(reader, documents, replace(plain, event=event))
    settings = replace(plain, event=event, roles=tuple(roles[r] for r in ROLES))
    reader.settings = settings
    slope, shift = calibrate(read(reader, documents))
    reader.settings = replace(settings, slope=slope, shift=shift)
    print("calibration error", round(expected_calibration_error(read(reader, documents)), 3))
    said = _statement_thresholds(reader, documents)
    # A trigger less sure than the event has to be cannot become one: the heads need not look at it.
    path = options.weights / "reader.json"
    stored = {"trigger": event, "event": event, "roles": roles, "mode": 0.5, "slope": slope, "shift": shift}
    stored |= said
    path.write_text(json.dumps(json.loads(path.read_text()) | {"settings": stored}, indent=1) + "\n")


def _statement_thresholds(reader: NeuralReader, documents: list[dict[str, Any]]) -> dict[str, float]:
    """Thresholds of cues and of the words of statements with the best loose F1, where statements are annotated."""
    annotated = [d for d in documents if "statements" in d]
    coder = EventCoder(reader)
    tried: dict[tuple[float, float, float], float] = {}
    for cue, source, content in product(CUE_GRID, (0.4, 0.5), (0.35, 0.5)):
        reader.settings = replace(reader.settings, cue=cue, source=source, content=content)
        tried[cue, source, content] = figures(annotated, heard(annotated, coder))["loose"]
    best = max(tried, key=lambda k: tried[k])
    print("statements", best, round(tried[best], 3))
    return dict(zip(("cue", "source", "content"), best, strict=True))


def _role_thresholds(reader: NeuralReader, documents: list[dict[str, Any]], settings: Settings) -> dict[str, float]:
    tried: dict[str, dict[float, float]] = {role: {} for role in ROLES}
    for least in ROLE_GRID:
        reader.settings = replace(settings, roles=(least,) * len(ROLES))
        coded = read(reader, documents)
        for role in ROLES:
            tried[role][least] = role_figure(coded, role)
    best = {role: max(own, key=lambda k: own[k]) for role, own in tried.items()}
    print("roles", {role: (best[role], round(tried[role][best[role]], 3)) for role in ROLES})
    return best


if __name__ == "__main__":
    main()
