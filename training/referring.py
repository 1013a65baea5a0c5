"""Learn the ranker of mentions that sees what the encoder sees, for one folder of exported weights.

    python -m training.referring src/herodote/frames/weights [--corpus training/corpus] [--epochs 9]

Writes ``referents.npz`` into the folder. The documents are replayed as ``training.referents`` replays them, with the
encoder's states for the words of each mention and of every candidate's other mentions in the text.
"""

import argparse
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from herodote.frames.labels import TYPES
from herodote.frames.model import NeuralReader
from herodote.frames.referring import ROLES, Antecedent, Tokens, _geometry
from herodote.frames.sentences import sentences
from herodote.frames.windows import tokenise, windows
from herodote.grounding.ranking import FEATURES, KINDS

from .build import load
from .referents import Asked, replay
from .split import part

#: Width of the states of e5-small, and of what mentions are compared in.
HIDDEN, SHARED = 384, 64
BATCH = 32


@dataclass(frozen=True, slots=True)
class Example:
    """A mention: its state, each candidate's features and which are right, the states of their other mentions."""

    kind: int
    role: int
    event: int
    state: NDArray[np.float32]
    features: NDArray[np.float32]
    right: NDArray[np.float32]
    others: NDArray[np.float32]
    of: NDArray[np.int64]
    geometry: NDArray[np.float32]


def read(reader: NeuralReader, document: dict[str, Any]) -> Tokens:
    """The states of a document's tokens, as ``NeuralReader`` keeps them."""
    spans = sentences(document["text"], document["language"])
    offsets: list[tuple[int, int]] = []
    states = []
    for window in windows(tokenise(document["text"], spans, reader.tokenizer)):
        found = reader._encoder.run(["states"], {"ids": np.array([window.ids], dtype=np.int64)})[0][0]
        offsets += window.offsets[window.focus : len(window.ids) - 1]
        states.append(found[window.focus : len(window.ids) - 1])
    return Tokens(np.array(offsets), np.concatenate(states))


def example(asked: Asked, tokens: Tokens) -> Example | None:
    """A replayed mention with its states; None if its words were not read."""
    state = tokens.state(*asked.span)
    if state is None:
        return None
    known: list[tuple[Antecedent, NDArray[np.float32]]] = []
    for antecedent in asked.antecedents:
        seen = tokens.state(antecedent.start, antecedent.end)
        if seen is not None:
            known.append((antecedent, seen))
    return Example(
        KINDS.index(asked.kind), ROLES.index(asked.role), TYPES.index(asked.event), state,
        asked.features.astype(np.float32), (asked.right / asked.right.sum()).astype(np.float32),
        np.array([s for _, s in known], np.float32).reshape(-1, HIDDEN),
        np.array([a.candidate for a, _ in known], np.int64),
        np.array([_geometry(a, asked.span) for a, _ in known], np.float32).reshape(-1, 4),
    )  # fmt: skip


class Ranker(nn.Module):
    """What ``herodote.frames.referring`` computes, in batches."""

    def __init__(self) -> None:
        super().__init__()
        features, kinds, roles = len(FEATURES), len(KINDS), len(ROLES)
        self.linear = nn.Embedding(kinds, features)
        self.common = nn.Parameter(torch.zeros(features))
        self.asks, self.answers = nn.Linear(HIDDEN, SHARED), nn.Linear(HIDDEN, SHARED)
        self.asks_role, self.asks_kind = nn.Embedding(roles, SHARED), nn.Embedding(kinds, SHARED)
        self.near, self.near_out = nn.Linear(4, 8), nn.Linear(8, 1)
        self.nobody = nn.Linear(HIDDEN, 1)
        self.gain = nn.Parameter(torch.ones(kinds))
        self.hidden, self.out = nn.Linear(features + kinds + roles + len(TYPES) + 2, 48), nn.Linear(48, 1)
        self.state_dropout, self.dropout = nn.Dropout(0.3), nn.Dropout(0.1)
        for table in (self.linear, self.asks_role, self.asks_kind):
            nn.init.zeros_(table.weight)

    def forward(self, batch: dict[str, Tensor]) -> Tensor:
        """Scores (B, C); candidates that are none get −1e4."""
        state, asked, kind, role = (batch[n] for n in ("state", "features", "kind", "role"))
        seen = self.state_dropout(state)
        asks = self.asks(seen) + self.asks_role(role) + self.asks_kind(kind)
        answers = self.answers(self.state_dropout(batch["others"]))
        near = self.near_out(self.near(batch["geometry"]).relu())[..., 0]
        each = torch.einsum("bad,bd->ba", answers, asks) / 8 + near
        own = each[..., None].masked_fill(~batch["own"], -1e4)
        known = batch["own"].any(1)
        alike = torch.where(known, own.logsumexp(1), torch.zeros(known.shape))
        known_of = ((kind, KINDS), (role, ROLES), (batch["event"], TYPES))
        told = torch.cat([nn.functional.one_hot(of, len(names)) for of, names in known_of], 1).float()
        rows = torch.cat([
            asked, told[:, None].expand(-1, asked.shape[1], -1), 0.3 * alike[..., None], known[..., None].float()
        ], 2)  # fmt: skip
        score = torch.einsum("bcf,bf->bc", asked, self.common + self.linear(kind)) + self.gain[kind][:, None] * alike
        score = score + self.nobody(seen) * asked[..., 0]
        score = score + self.out(self.dropout(self.hidden(rows).relu()))[..., 0]
        return score.masked_fill(~batch["real"], -1e4)

    def weights(self) -> dict[str, NDArray[np.float16]]:
        """As ``referents.npz`` holds them."""
        state = {
            "linear": self.linear.weight + self.common, "gain": self.gain,
            "asks.weight": self.asks.weight, "asks.bias": self.asks.bias, "asks.role": self.asks_role.weight,
            "asks.kind": self.asks_kind.weight, "answers.weight": self.answers.weight,
            "answers.bias": self.answers.bias, "near.weight": self.near.weight, "near.bias": self.near.bias,
            "near.out": self.near_out.weight[0], "near.out.bias": self.near_out.bias[0],
            "nobody.weight": self.nobody.weight[0], "nobody.bias": self.nobody.bias[0],
            "hidden.weight": self.hidden.weight, "hidden.bias": self.hidden.bias, "out.weight": self.out.weight[0],
            "out.bias": self.out.bias[0],
        }  # fmt: skip
        return {name: value.detach().numpy().astype(np.float16) for name, value in state.items()}


def collate(examples: list[Example]) -> dict[str, Tensor]:
    """Examples padded to one size."""
    size = max(len(e.features) for e in examples)
    others = max(1, *(len(e.of) for e in examples)) if len(examples) > 1 else max(1, len(examples[0].of))
    count = len(examples)
    out = {
        "kind": torch.tensor([e.kind for e in examples]), "role": torch.tensor([e.role for e in examples]),
        "event": torch.tensor([e.event for e in examples]),
        "state": torch.from_numpy(np.stack([e.state for e in examples])),
        "features": torch.zeros(count, size, len(FEATURES)), "right": torch.zeros(count, size),
        "real": torch.zeros(count, size, dtype=torch.bool), "others": torch.zeros(count, others, HIDDEN),
        "own": torch.zeros(count, others, size, dtype=torch.bool), "geometry": torch.zeros(count, others, 4),
    }  # fmt: skip
    for n, e in enumerate(examples):
        rows, known = len(e.features), len(e.of)
        out["features"][n, :rows], out["right"][n, :rows] = torch.from_numpy(e.features), torch.from_numpy(e.right)
        out["real"][n, :rows] = True
        out["others"][n, :known], out["geometry"][n, :known] = torch.from_numpy(e.others), torch.from_numpy(e.geometry)
        out["own"][n, torch.arange(known), torch.from_numpy(e.of)] = True
    return out


def fit(examples: list[Example], epochs: int) -> Ranker:
    """The ranker learnt from examples."""
    ranker, shuffle = Ranker(), random.Random(11)
    wide = ("asks.", "answers.", "nobody.")
    groups = [
        {"params": [p for n, p in ranker.named_parameters() if n.startswith(wide)], "weight_decay": 0.1},
        {"params": [p for n, p in ranker.named_parameters() if not n.startswith(wide)], "weight_decay": 1e-3},
    ]
    optimizer = torch.optim.AdamW(groups)
    steps = epochs * (-(-len(examples) // BATCH))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, [2e-3, 5e-3], total_steps=steps)
    for _ in range(epochs):
        shuffle.shuffle(examples)
        ranker.train()
        for at in range(0, len(examples), BATCH):
            batch = collate(examples[at : at + BATCH])
            loss = -(batch["right"] * ranker(batch).log_softmax(1)).sum(1).mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(ranker.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return ranker.eval()


def accuracy(ranker: Ranker, examples: list[Example]) -> dict[str, float]:
    """Share of mentions whose best candidate is right, by kind and in all."""
    hits: dict[str, list[bool]] = {"all": []}
    with torch.no_grad():
        for at in range(0, len(examples), BATCH):
            some = examples[at : at + BATCH]
            for e, best in zip(some, ranker(collate(some)).argmax(1).tolist(), strict=True):
                hits.setdefault(KINDS[e.kind], []).append(bool(e.right[best] > 0))
                hits["all"].append(bool(e.right[best] > 0))
    return {name: round(float(np.mean(own)), 3) for name, own in hits.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path, default=Path("training/corpus"))
    parser.add_argument("--epochs", type=int, default=9)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(11)
    torch.set_num_threads(options.threads)
    reader = NeuralReader(options.folder, options.threads)
    sets: dict[str, list[Example]] = {"train": [], "dev": [], "test": []}
    for document in load(sorted(options.corpus.glob("*.jsonl"))):
        tokens = read(reader, document)
        found = [example(asked, tokens) for asked in replay(document)]
        sets[part(document["id"])] += [one for one in found if one is not None]
    print({name: len(own) for name, own in sets.items()}, flush=True)
    ranker = fit(sets["train"], options.epochs)
    for name, own in sets.items():
        print(name, accuracy(ranker, own), flush=True)
    np.savez_compressed(options.folder / "referents.npz", **ranker.weights())


if __name__ == "__main__":
    main()
