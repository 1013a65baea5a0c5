"""How well the network reads a split as it is trained: triggers, labels, roles, statements."""

import torch
from torch import Tensor

from herodote.frames.labels import ROLES, SAYINGS, TYPES

from .batching import Batch, batches, collate
from .build import Example
from .network import CUE_AFTER, CUE_BEFORE, Network, split_rest, surroundings

NONE = len(TYPES)


@torch.no_grad()
def validate(network: Network, examples: list[Example], modes: int) -> dict[str, float]:
    """Trigger F1, type accuracy and F1 of role tokens on examples, the triggers of the gold given to the heads."""
    network.eval()
    count = dict.fromkeys(("hit", "said", "gold", "type", "status", "certainty", "n"), 0.0)
    role = torch.zeros(3, len(ROLES))
    heard = Heard()
    for group in batches(examples, None):
        batch = collate(group, modes)
        states, logits, cues = network.read(batch.ids, batch.mask)
        heard.add(network, batch, states, cues)
        begin = (logits.argmax(-1) == 1) & (batch.bio >= 0)
        gold = batch.bio == 1
        near = gold | (batch.bio == 2)
        count["hit"] += (begin & near).sum().item()
        count["said"] += begin.sum().item()
        count["gold"] += gold.sum().item()
        if not len(batch.home):
            continue
        types, rest, roles, places = network.heads(states, batch.mask, batch.home, batch.start, batch.end)
        status, certainty, _, _ = split_rest(rest)
        count["n"] += len(batch.home)
        count["type"] += (types[:, :NONE].argmax(1) == batch.type).sum().item()
        count["status"] += (status.argmax(1) == batch.status).sum().item()
        count["certainty"] += (certainty.argmax(1) == batch.certainty).sum().item()
        _, seen = surroundings(batch.start, batch.mask[batch.home])
        said = (roles[..., 0] > 0) & seen[..., None]
        true = (batch.roles[torch.arange(len(places))[:, None], places][..., 0] > 0) & seen[..., None]
        role += torch.stack([(said & true).sum((0, 1)), said.sum((0, 1)), true.sum((0, 1))]).float()
    network.train()
    f1 = 2 * role[0] / (role[1] + role[2]).clamp(min=1)
    return {
        "trigger": round(2 * count["hit"] / max(1, count["said"] + count["gold"]), 3),
        **{k: round(count[k] / max(1, count["n"]), 3) for k in ("type", "status", "certainty")},
        **{name: round(f1[i].item(), 3) for i, name in enumerate(ROLES)},
        **heard.figures(),
    }


class Heard:
    """F1 of cue beginnings, of tokens in source and content, and accuracy of the manner, gold cues given."""

    def __init__(self) -> None:
        self.cues, self.words, self.manner = torch.zeros(3), torch.zeros(3, len(SAYINGS)), torch.zeros(2)

    def add(self, network: Network, batch: Batch, states: Tensor, logits: Tensor) -> None:
        """Count one batch."""
        said = batch.said
        begin, gold = (logits.argmax(-1) == 1) & (said.bio >= 0), said.bio == 1
        self.cues += torch.tensor([(begin & (said.bio > 0)).sum(), begin.sum(), gold.sum()])
        if not len(said.home):
            return
        manner, words, places = network.sayings(states, batch.mask, said.home, said.start, said.end)
        self.manner += torch.tensor([(manner.argmax(1) == said.manner).sum(), len(places)])
        _, seen = surroundings(said.start, batch.mask[said.home], CUE_BEFORE, CUE_AFTER)
        mine = (words[..., 0] > 0) & seen[..., None]
        true = (said.words[torch.arange(len(places))[:, None], places][..., 0] > 0) & seen[..., None]
        self.words += torch.stack([(mine & true).sum((0, 1)), mine.sum((0, 1)), true.sum((0, 1))]).float()

    def figures(self) -> dict[str, float]:
        """The figures; 0 where nothing was counted."""
        each = 2 * self.words[0] / (self.words[1] + self.words[2]).clamp(min=1)
        return {
            "said_cue": round((2 * self.cues[0] / (self.cues[1] + self.cues[2]).clamp(min=1)).item(), 3),
            "manner": round((self.manner[0] / self.manner[1].clamp(min=1)).item(), 3),
            **{f"said_{name}": round(each[i].item(), 3) for i, name in enumerate(SAYINGS)},
        }
