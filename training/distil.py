"""A shallower reader taught by a deeper one: it is to see in each token, trigger and cue what its teacher sees.

    python -m training.train --teacher src/herodote/frames/weights --out training/runs/shallow \\
        --layers 1 3 5 7 9 11 --epochs 10

The pupil starts from the teacher's heads and the named layers of its encoder, and learns from the corpus as
``training.train`` does, with the teacher's states and probabilities as further targets.
"""

import torch
from torch import Tensor, nn

from .batching import Batch
from .network import Network, split_rest, surroundings

#: Weight of each of the teacher's answers beside the corpus's own.
SHARE = {"states": 2.0, "trigger": 2.0, "cue": 1.0, "type": 1.5, "rest": 0.5, "roles": 1.0}


def pupil_state(teacher: dict[str, Tensor], layers: list[int]) -> dict[str, Tensor]:
    """The teacher's parameters, its encoder's layers thinned out to those named, renumbered."""
    out: dict[str, Tensor] = {}
    for name, value in teacher.items():
        if not name.startswith("encoder.layers."):
            out[name] = value
            continue
        _, _, number, rest = name.split(".", 3)
        if int(number) in layers:
            out[f"encoder.layers.{layers.index(int(number))}.{rest}"] = value
    return out


def taught(pupil: Network, teacher: Network, batch: Batch, seen: tuple[Tensor, Tensor, Tensor]) -> dict[str, Tensor]:
    """How far the pupil's answers lie from the teacher's on one batch; ``seen`` is what the pupil's encoder gave."""
    with torch.no_grad():
        aim, aim_trigger, aim_cue = teacher.read(batch.ids, batch.mask)
    states, trigger, cue = seen
    inside = batch.mask.bool()
    out = {
        "states": nn.functional.mse_loss(states[inside], aim[inside]) / aim[inside].var(),
        "trigger": _divergence(trigger[inside], aim_trigger[inside]),
        "cue": _divergence(cue[inside], aim_cue[inside]),
    }
    return out | _heads(pupil, teacher, batch, states, aim) if len(batch.home) else out


def _heads(pupil: Network, teacher: Network, batch: Batch, states: Tensor, aim: Tensor) -> dict[str, Tensor]:
    where = (batch.mask.bool(), batch.home, batch.start, batch.end)
    with torch.no_grad():
        aim_type, aim_rest, aim_roles, _ = teacher.heads(aim, *where)
    types, rest, roles, _ = pupil.heads(states, *where)
    _, seen = surroundings(batch.start, batch.mask[batch.home].bool())
    each = nn.functional.binary_cross_entropy_with_logits(roles, aim_roles.sigmoid(), reduction="none")
    pairs = list(zip(split_rest(rest), split_rest(aim_rest), strict=True))[:3]
    return {
        "type": _divergence(types, aim_type),
        "rest": torch.stack([_divergence(mine, theirs) for mine, theirs in pairs]).sum(),
        "roles": (each * seen[..., None, None]).sum() / (12 * len(batch.home)),
    }


def _divergence(mine: Tensor, theirs: Tensor) -> Tensor:
    answers = mine.log_softmax(-1), theirs.log_softmax(-1)
    return nn.functional.kl_div(*answers, reduction="batchmean", log_target=True)
