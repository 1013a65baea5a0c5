"""Learn the ranker that gives mentions without a name to actors of the document.

    python -m training.referents [--corpus training/corpus] [--out src/herodote/grounding/ranking.json]

One softmax over the candidates of each mention, one row of weights for each kind of mention, with L2;
documents are replayed in reading order with the gold codes as what was said before.
"""

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from herodote.frames.referring import Antecedent
from herodote.frames.sentences import sentences
from herodote.grounding.actors import Actor
from herodote.grounding.places import Gazetteer
from herodote.grounding.ranking import FEATURES, KINDS
from herodote.grounding.sides import Mention, Referents

from .build import gold_events, load, nearest
from .split import part

Row = tuple[np.ndarray, np.ndarray]  # type: ignore[type-arg]


@dataclass(frozen=True, slots=True)
class Asked:
    """An unnamed mention: what is asked of each candidate (C, F), which are right (C), their other mentions."""

    kind: str
    role: str
    span: tuple[int, int]
    features: NDArray[np.float64]
    right: NDArray[np.float64]
    event: str
    antecedents: list[Antecedent]


def rows(document: dict[str, Any]) -> list[tuple[str, Row]]:
    """For each unnamed mention its kind, the candidates' features and which of them is right."""
    return [(asked.kind, (asked.features, asked.right)) for asked in replay(document)]


def replay(document: dict[str, Any]) -> list[Asked]:
    """The unnamed mentions of a document in reading order, each resolved as annotated before the next is asked."""
    import datetime

    text = document["text"]
    referents = Referents(
        text, language=document["language"], published=datetime.date.fromisoformat(document["published"]),
        sentences=sentences(text, document["language"]), title=document.get("title"),
    )  # fmt: skip
    gazetteer = Gazetteer(text, language=document["language"], referents=referents)
    referents.towns = gazetteer.town
    out: list[Asked] = []
    for _, event, trigger in sorted(_placed(document), key=lambda x: x[0]):
        codes: dict[str, set[str | None]] = defaultdict(set)
        sides = {}
        for side in ("attribution", "actor", "recipient"):
            for entity in event[side]:
                start = text.find(event["sentence"])
                span = nearest(text, entity["text"], (start, start + len(event["sentence"])), trigger)
                if span:
                    codes[f"{side}{span}"].add(entity["code"])
                    sides[f"{side}{span}"] = (side, span)
        speaker = event["attribution"][0]["code"] if event["attribution"] else None
        actor = event["actor"][0]["code"] if len(event["actor"]) == 1 else None
        place = _place(gazetteer, text, event, trigger)
        for key, (side, span) in sides.items():
            out += _row(referents, event["event"], span, side, codes[key], speaker if side != "attribution" else None,
                        actor if side == "recipient" else None, place if side != "attribution" else None)  # fmt: skip
    return out


def _place(gazetteer: Gazetteer, text: str, event: dict[str, Any], trigger: tuple[int, int]) -> str | None:
    """The country of the event's place as grounding resolves it."""
    start = text.find(event["sentence"])
    span = event["place"] and nearest(text, event["place"]["text"], (start, start + len(event["sentence"])), trigger)
    found = gazetteer.locate(*span) if span else None
    return found.country_code if found and found.resolution != "unresolved" else None


def _placed(document: dict[str, Any]) -> list[tuple[int, dict[str, Any], tuple[int, int]]]:
    """Events with their triggers, as ``gold_events`` finds them."""
    placed = list(gold_events(document))
    text, found = document["text"], []
    for event in document["events"]:
        start = text.find(event["sentence"])
        match = next((g for g in placed if text[slice(*g.trigger)] == event["trigger"]
                      and start <= g.trigger[0] < start + len(event["sentence"])), None)  # fmt: skip
        if match:
            placed.remove(match)
            found.append((match.trigger[0], event, match.trigger))
    return found


def _row(
    referents: Referents, event: str, span: tuple[int, int], side: str, right: set[str | None], speaker: str | None,
    other: str | None, place: str | None,
) -> list[Asked]:  # fmt: skip
    mention: Mention = referents.mention(*span, speaker, other, place)
    named = referents.named(*span)
    out = []
    if named is None:
        codes, features = referents.candidates(mention)
        target = np.array([float(c in right) for c in codes])
        if target.sum():
            out.append(Asked(mention.kind, side, span, features, target, event, referents.antecedents(mention, codes)))
    for code in sorted(right, key=str):
        sector = mention.noun.sector if mention.noun else (named.sector if named else None)
        text = referents.text[slice(*span)]
        referents.remember(mention, named or Actor(text, *span, code, sector, "described", text), side)
    return out


def learn(examples: dict[str, list[Row]], decay: float) -> dict[str, list[float]]:
    """Weights of each kind, started from those of all kinds together."""
    shared = _fit([r for own in examples.values() for r in own], torch.zeros(len(FEATURES)), decay)
    return {kind: _fit(examples[kind], shared, decay * 8).tolist() for kind in KINDS}


def _fit(examples: list[Row], prior: torch.Tensor, decay: float) -> torch.Tensor:
    weights = prior.clone().requires_grad_(True)
    size = max((len(t) for _, t in examples), default=1)
    features = torch.zeros(len(examples), size, len(FEATURES))
    target, real = torch.zeros(len(examples), size), torch.zeros(len(examples), size, dtype=torch.bool)
    for n, (x, t) in enumerate(examples):
        features[n, : len(t)], target[n, : len(t)] = (
            torch.tensor(x, dtype=torch.float32),
            torch.tensor(t, dtype=torch.float32),
        )
        real[n, : len(t)] = True
    target = target / target.sum(1, keepdim=True).clamp(min=1)
    optimizer = torch.optim.LBFGS([weights], max_iter=100)

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = (features @ weights).masked_fill(~real, -1e9).log_softmax(1)
        value = -(target * scores.masked_fill(~real, 0)).sum() + decay * ((weights - prior) ** 2).sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    if examples:
        optimizer.step(loss)  # type: ignore[no-untyped-call]
    return weights.detach()


def accuracy(examples: dict[str, list[Row]], weights: dict[str, list[float]]) -> dict[str, float]:
    """Share of mentions whose best candidate is right, by kind."""
    return {k: round(float(np.mean([t[np.argmax(x @ np.array(weights[k]))] > 0 for x, t in own])), 3)
            for k, own in examples.items() if own}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("training/corpus"))
    parser.add_argument("--out", type=Path, default=Path("src/herodote/grounding/ranking.json"))
    parser.add_argument("--decay", type=float, default=1.0)
    options = parser.parse_args()
    sets: dict[str, dict[str, list[Row]]] = {"learn": {k: [] for k in KINDS}, "held": {k: [] for k in KINDS}}
    for document in load(sorted(options.corpus.glob("*.jsonl"))):
        own = sets["learn" if part(document["id"]) == "train" else "held"]
        for kind, row in rows(document):
            own[kind].append(row)
    weights = learn(sets["learn"], options.decay)
    print({k: len(v) for k, v in sets["learn"].items()})
    for name, examples in sets.items():
        print(name, accuracy(examples, weights))
    stored = {kind: {f: round(w, 3) for f, w in zip(FEATURES, weights[kind], strict=True)} for kind in KINDS}
    options.out.write_text(json.dumps(stored, indent=1) + "\n")


if __name__ == "__main__":
    main()
