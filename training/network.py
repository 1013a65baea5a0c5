"""The joint reader: one encoder, a trigger head, and heads that look at one trigger at a time.

Shapes: B windows, L tokens, N triggers (each in one of the windows), C tokens around a trigger, H the
hidden width.
"""

import torch
from torch import Tensor, nn

from herodote.frames.labels import CERTAINTIES, MANNERS, MODES, ROLES, SAYINGS, STATUSES, STEPS, TYPES

from .encoder import Encoder, Layer

#: Signed token distances are bucketed: …, −8…−5, −4, …, 0 (on the trigger), …, 4, 5…8, …
BUCKETS = 33


#: Tokens before and from a trigger's beginning that the heads look at; what is said may stand farther from its cue.
BEFORE, AFTER = 88, 56
CUE_BEFORE, CUE_AFTER = 72, 72


def surroundings(start: Tensor, mask: Tensor, before: int = BEFORE, after: int = AFTER) -> tuple[Tensor, Tensor]:
    """Token indices (N, C) around each trigger's start, and which of them exist, from masks (N, L)."""
    places = start[:, None] + torch.arange(-before, after, device=start.device)
    inside = (places >= 0) & (places < mask.shape[1])
    places = places.clamp(min=0).minimum(torch.full_like(places, mask.shape[1] - 1))
    return places, inside & torch.gather(mask, 1, places)


def around(states: Tensor, home: Tensor, places: Tensor) -> Tensor:
    """States (N, C, H) at the places of each trigger's window, from states (B, L, H)."""
    flat = home[:, None] * states.shape[1] + places
    return states.flatten(0, 1)[flat]


def buckets(distance: Tensor) -> Tensor:
    """Bucket of a signed distance in tokens: exact to ±6, then by powers of √2, at most 16 either side."""
    size = distance.abs().clamp(min=1).to(torch.float32)
    far = 6 + torch.ceil(2 * torch.log2(size / 6)).clamp(min=1, max=10)
    steps = torch.where(distance.abs() <= 6, distance.abs().to(torch.float32), far)
    return (16 + torch.sign(distance.to(torch.float32)) * steps).to(torch.int64)


class Spotlight(nn.Module):
    """Looks at one trigger at a time: gathers its context, and gives each token near it its roles."""

    def __init__(self, hidden: int, kinds: int, roles: int, inner: int = 256, refine: int = 1, heads: int = 12) -> None:
        super().__init__()
        self.roles = roles
        self.pool_key = nn.Linear(hidden, 4)
        self.distance_pool = nn.Embedding(BUCKETS, 4)
        self.event = nn.Sequential(nn.Linear(5 * hidden, 2 * hidden), nn.GELU(), nn.Dropout(0.1))
        self.kind = nn.Linear(2 * hidden, kinds)
        self.type_mark = nn.Linear(kinds, hidden, bias=False)
        self.distance_mark = nn.Embedding(BUCKETS, hidden)
        self.refine = nn.ModuleList(Layer(hidden, heads, 2 * hidden, 1e-12, 0.1) for _ in range(refine))
        self.token = nn.Sequential(nn.Linear(hidden, inner), nn.GELU(), nn.Dropout(0.1))
        self.governor = nn.Sequential(nn.Linear(2 * hidden, inner), nn.GELU(), nn.Dropout(0.1))
        self.biaffine = nn.Linear(inner, inner * roles)
        self.role = nn.Linear(inner, 2 * roles)
        nn.init.normal_(self.distance_mark.weight, std=0.02)
        nn.init.zeros_(self.distance_pool.weight)
        nn.init.constant_(self.role.bias, -3.0)

    def describe(
        self, states: Tensor, mask: Tensor, places: Tensor, start: Tensor, end: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Event vector (N, 2H), kind logits (N, kinds) and distance buckets (N, C) from states (N, C, H)."""
        inside = (places >= start[:, None]) & (places < end[:, None]) & mask
        weight = inside.to(states.dtype)
        trigger = (weight[:, None] @ states)[:, 0] / weight.sum(1, keepdim=True)
        distance = torch.where(places < start[:, None], places - start[:, None], places - end[:, None] + 1)
        bucket = buckets(torch.where(inside, torch.zeros_like(distance), distance))
        scores = self.pool_key(states) + self.distance_pool(bucket)
        scores = scores.masked_fill(~mask[:, :, None], -1e4).softmax(1)
        context = (scores.transpose(1, 2) @ states).flatten(1)
        event = self.event(torch.cat([trigger, context], 1))
        return event, self.kind(event), bucket

    def relate(self, states: Tensor, mask: Tensor, event: Tensor, types: Tensor, bucket: Tensor) -> Tensor:
        """Role logits (N, C, roles, 2): inside a span, and at its beginning; ``types`` are probabilities."""
        marked = states + self.distance_mark(bucket) + self.type_mark(types)[:, None]
        bias = (~mask)[:, None, None, :].to(states.dtype) * -1e4
        for layer in self.refine:
            marked = layer(marked, bias)
        tokens, governor = self.token(marked), self.governor(event)
        pairs = self.biaffine(governor).view(governor.shape[0], self.roles, -1)
        inside = tokens @ pairs.transpose(1, 2) / tokens.shape[-1] ** 0.5
        single = self.role(tokens).view(*tokens.shape[:2], self.roles, 2)
        return single + torch.stack([inside, torch.zeros_like(inside)], -1)


class Heads(Spotlight):
    """What is said of each trigger: type (with a last label for none), modes, status, certainty, step, roles."""

    def __init__(self, hidden: int, refine: int = 1) -> None:
        super().__init__(hidden, len(TYPES) + 1, len(ROLES), refine=refine)
        rest = len(STATUSES) + len(CERTAINTIES) + len(STEPS) + len(MODES)
        self.rest = nn.Linear(2 * hidden + len(TYPES) + 1, rest)

    def forward(
        self, states: Tensor, mask: Tensor, home: Tensor, start: Tensor, end: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Type logits (N, 17), the other labels' logits (N, …), role logits (N, C, roles, 2), places (N, C).

        ``states`` are those of whole windows (B, L, H), ``home`` (N,) says in which each trigger lies.
        """
        places, seen = surroundings(start, mask[home])
        local = around(states, home, places)
        event, types, bucket = self.describe(local, seen, places, start, end)
        shares = types.softmax(-1)
        rest = self.rest(torch.cat([event, shares], 1))
        return types, rest, self.relate(local, seen, event, shares, bucket), places


class Sayings(Spotlight):
    """What is said of each cue: how the source stands to what it says, and the words of source and content."""

    def __init__(self, hidden: int, refine: int = 1) -> None:
        super().__init__(hidden, len(MANNERS), len(SAYINGS), refine=refine)

    def forward(
        self, states: Tensor, mask: Tensor, home: Tensor, start: Tensor, end: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Manner logits (N, 3), logits of source and content (N, C, 2, 2), places (N, C); as ``Heads.forward``."""
        places, seen = surroundings(start, mask[home], CUE_BEFORE, CUE_AFTER)
        local = around(states, home, places)
        event, manner, bucket = self.describe(local, seen, places, start, end)
        return manner, self.relate(local, seen, event, manner.softmax(-1), bucket), places


class Network(nn.Module):
    """Encoder, trigger and cue heads (outside, begin, inside), and the heads of each trigger and each cue."""

    def __init__(self, encoder: Encoder, refine: int = 1) -> None:
        super().__init__()
        hidden = encoder.words.embedding_dim
        self.encoder = encoder
        self.trigger = nn.Sequential(nn.Dropout(0.1), nn.Linear(hidden, hidden), nn.GELU(), nn.Linear(hidden, 3))
        self.cue = nn.Sequential(nn.Dropout(0.1), nn.Linear(hidden, hidden), nn.GELU(), nn.Linear(hidden, 3))
        self.heads = Heads(hidden, refine=refine)
        self.sayings = Sayings(hidden, refine=refine)

    def read(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """States (B, L, H), trigger logits and cue logits (B, L, 3)."""
        states = self.encoder(ids, mask)
        return states, self.trigger(states), self.cue(states)


def split_rest(rest: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Status, certainty, step and mode logits of the concatenated head."""
    sizes = [len(STATUSES), len(CERTAINTIES), len(STEPS), len(MODES)]
    status, certainty, step, modes = torch.split(rest, sizes, dim=1)
    return status, certainty, step, modes
