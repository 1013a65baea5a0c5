"""Examples gathered into batches: padded windows and, flattened over them, their triggers and cues with labels."""

import random
from dataclasses import dataclass

import torch
from torch import Tensor

from herodote.frames.labels import ROLES, SAYINGS
from herodote.frames.windows import PAD

from .build import Example

TOKENS_A_BATCH = 1000


@dataclass(slots=True)
class Batch:
    """Padded windows and, flattened over them, their triggers with labels."""

    ids: Tensor
    mask: Tensor
    bio: Tensor
    home: Tensor
    start: Tensor
    end: Tensor
    type: Tensor
    status: Tensor
    certainty: Tensor
    step: Tensor
    modes: Tensor
    roles: Tensor
    said: "Said"


@dataclass(slots=True)
class Said:
    """The statements of a batch: cue labels of the windows where they are annotated, and of each cue its words."""

    bio: Tensor
    home: Tensor
    start: Tensor
    end: Tensor
    manner: Tensor
    words: Tensor


def batches(examples: list[Example], shuffle: random.Random | None) -> list[list[Example]]:
    """Examples grouped by length, at most TOKENS_A_BATCH padded tokens in a group."""
    noise = (lambda: shuffle.random() * 24) if shuffle else (lambda: 0.0)
    order = sorted(examples, key=lambda e: len(e.window.ids) + noise())
    out: list[list[Example]] = [[]]
    for example in order:
        if out[-1] and len(example.window.ids) * (len(out[-1]) + 1) > TOKENS_A_BATCH:
            out.append([])
        out[-1].append(example)
    if shuffle:
        shuffle.shuffle(out)
    return out


def collate(examples: list[Example], modes: int) -> Batch:
    """Tensors of a group of examples."""
    length = max(len(e.window.ids) for e in examples)
    ids = torch.full((len(examples), length), PAD)
    bio = torch.full((len(examples), length), -100)
    for row, example in enumerate(examples):
        window = example.window
        ids[row, : len(window.ids)] = torch.tensor(window.ids)
        bio[row, window.focus : len(window.ids) - 1] = 0
        for a, b in example.triggers:
            bio[row, a:b] = 2
            bio[row, a] = 1
    said = _said(examples, length)
    flat = [
        (r, t, e, roles)
        for r, x in enumerate(examples)
        for t, e, roles in zip(x.triggers, x.events, x.roles, strict=True)
    ]
    roles = torch.zeros(len(flat), length, len(ROLES), 2)
    mode = torch.zeros(len(flat), modes)
    for n, (_, _, event, spans) in enumerate(flat):
        mode[n, list(event.modes)] = 1
        for role, places in spans.items():
            for a, b in places:
                roles[n, a:b, ROLES.index(role), 0] = 1
                roles[n, a, ROLES.index(role), 1] = 1

    return Batch(
        ids, ids != PAD, bio,
        column([r for r, *_ in flat]), column([t[0] for _, t, *_ in flat]), column([t[1] for _, t, *_ in flat]),
        column([e.type for _, _, e, _ in flat]), column([e.status for _, _, e, _ in flat]),
        column([e.certainty for _, _, e, _ in flat]), column([e.step for _, _, e, _ in flat]), mode, roles, said,
    )  # fmt: skip


def column(values: list[int]) -> Tensor:
    """Whole numbers as a tensor."""
    return torch.tensor(values, dtype=torch.int64)


def _said(examples: list[Example], length: int) -> Said:
    bio = torch.full((len(examples), length), -100)
    for row, example in enumerate(examples):
        if example.heard:
            bio[row, example.window.focus : len(example.window.ids) - 1] = 0
        for a, b in example.cues:
            bio[row, a:b] = 2
            bio[row, a] = 1
    flat = [
        (r, c, s, words)
        for r, x in enumerate(examples)
        for c, s, words in zip(x.cues, x.statements, x.words, strict=True)
    ]
    words = torch.zeros(len(flat), length, len(SAYINGS), 2)
    for n, (_, _, _, spans) in enumerate(flat):
        for name, places in spans.items():
            for a, b in places:
                words[n, a:b, SAYINGS.index(name), 0] = 1
                words[n, a, SAYINGS.index(name), 1] = 1
    return Said(
        bio, column([r for r, *_ in flat]), column([c[0] for _, c, *_ in flat]), column([c[1] for _, c, *_ in flat]),
        column([s.manner for _, _, s, _ in flat]), words,
    )  # fmt: skip
