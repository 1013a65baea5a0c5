"""Train the reader on the corpus, on two CPU cores, with fixed seeds and checkpoints.

    python -m training.train --out training/runs/first [--epochs 17] [--resume]

Writes ``last.pt`` after every epoch (taken up again by ``--resume``) and ``log.jsonl``; the exported
weights are the exponential average of the last epochs. Validation is on the corpus's dev split.
"""

import argparse
import copy
import json
import random
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from herodote.frames.labels import STATUSES, TYPES

from .batching import Batch, batches, collate
from .build import Corpus, load
from .distil import SHARE as LESSONS
from .distil import pupil_state, taught
from .encoder import Pretrained, load_encoder, read_pretrained, weights_path
from .export import load_network
from .network import CUE_AFTER, CUE_BEFORE, Network, around, split_rest, surroundings
from .recover import recover
from .split import part
from .validation import validate
from .vocabulary import corpus_texts, cut

NONE = len(TYPES)


def false_alarms(batch: Batch, logits: Tensor, most: int) -> tuple[Tensor, Tensor]:
    """Rows and tokens where the trigger head sees a beginning that is none: hard negatives of the type head."""
    begins = logits.detach().softmax(-1)[..., 1]
    wrong = (begins > 0.08) & (batch.bio == 0)
    places = wrong.nonzero()
    if len(places) > most:
        places = places[begins[wrong].argsort(descending=True)[:most]]
    return places[:, 0], places[:, 1]


Seen = tuple[Tensor, Tensor, Tensor]


def losses(network: Network, batch: Batch, teacher: float, seen_by: Seen | None = None) -> dict[str, Tensor]:
    """The parts of the training loss of one batch; ``seen_by`` is what its encoder gave, if it has read it yet."""
    states, logits, cues = seen_by or network.read(batch.ids, batch.mask)
    out = {"trigger": _bio_loss(logits, batch.bio)} | _said_losses(network, batch, states, cues)
    if not len(batch.home):
        return out
    heads = network.heads
    rows, at = false_alarms(batch, logits, len(batch.home))
    home, start, end = torch.cat([batch.home, rows]), torch.cat([batch.start, at]), torch.cat([batch.end, at + 1])
    kinds = torch.cat([batch.type, torch.full_like(at, NONE)])
    places, seen = surroundings(start, batch.mask[home])
    local = around(states, home, places)
    event, types, bucket = heads.describe(local, seen, places, start, end)
    out["type"] = nn.functional.cross_entropy(types, kinds, label_smoothing=0.05)
    real = len(batch.home)
    event, bucket, shares = event[:real], bucket[:real], types[:real].softmax(-1)
    told = torch.rand(real, 1) < teacher
    shares = torch.where(told, nn.functional.one_hot(batch.type, NONE + 1).to(shares.dtype), shares)
    status, certainty, step, modes = split_rest(heads.rest(torch.cat([event, shares], 1)))
    smooth = {"label_smoothing": 0.05}
    out["status"] = nn.functional.cross_entropy(status, batch.status, STATUS_WEIGHT, **smooth)
    out["certainty"] = nn.functional.cross_entropy(certainty, batch.certainty, CERTAINTY_WEIGHT, **smooth)
    out["step"] = nn.functional.cross_entropy(step, batch.step)
    out["modes"] = nn.functional.binary_cross_entropy_with_logits(modes, batch.modes) * 5
    roles = heads.relate(local[:real], seen[:real], event, shares, bucket)
    gold = batch.roles[torch.arange(real)[:, None], places[:real]]
    each = nn.functional.binary_cross_entropy_with_logits(roles, gold, pos_weight=ROLE_WEIGHT, reduction="none")
    out["roles"] = (each * seen[:real, :, None, None]).sum() / (12 * real)
    return out


def _bio_loss(logits: Tensor, labels: Tensor) -> Tensor:
    weight = torch.tensor([1.0, 2.0, 1.5])
    return nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), weight, ignore_index=-100)


def _said_losses(network: Network, batch: Batch, states: Tensor, cues: Tensor) -> dict[str, Tensor]:
    """Losses of cues and statements; windows in which they are not annotated teach nothing of them."""
    said = batch.said
    if not (said.bio >= 0).any():
        return {}
    out = {"cue": _bio_loss(cues, said.bio)}
    if not len(said.home):
        return out
    manner, words, places = network.sayings(states, batch.mask, said.home, said.start, said.end)
    out["manner"] = nn.functional.cross_entropy(manner, said.manner, label_smoothing=0.05)
    _, seen = surroundings(said.start, batch.mask[said.home], CUE_BEFORE, CUE_AFTER)
    gold = said.words[torch.arange(len(places))[:, None], places]
    each = nn.functional.binary_cross_entropy_with_logits(words, gold, pos_weight=SAID_WEIGHT, reduction="none")
    out["words"] = (each * seen[:, :, None, None]).sum() / (12 * len(places))
    return out


STATUS_WEIGHT = torch.tensor([1.0, 1.5, 1.8, 1.8])
CERTAINTY_WEIGHT = torch.tensor([1.0, 1.6])
#: Tokens in a role are few beside those in none.
ROLE_WEIGHT = torch.tensor([2.5, 2.0])
SAID_WEIGHT = torch.tensor([1.2, 2.0])
assert len(STATUSES) == len(STATUS_WEIGHT)
SHARE = {"trigger": 3.0, "type": 1.5, "status": 0.4, "certainty": 0.4, "step": 0.15, "modes": 0.3, "roles": 1.0,
         "cue": 1.5, "manner": 0.3, "words": 0.6}  # fmt: skip


def optimiser(network: Network, rate: float, head_rate: float, decay: float) -> torch.optim.Optimizer:
    """AdamW whose rate falls by ``decay`` a layer from the top of the encoder down; embeddings stay as they are."""
    network.encoder.words.weight.requires_grad_(False)
    network.encoder.positions.weight.requires_grad_(False)
    depth = len(network.encoder.layers)
    heads = (network.trigger, network.cue, network.heads, network.sayings)
    groups = [{"params": [p for head in heads for p in head.parameters()], "lr": head_rate}]
    groups.append({"params": list(network.encoder.norm.parameters()), "lr": rate * decay**depth})
    for n, layer in enumerate(network.encoder.layers):
        groups.append({"params": list(layer.parameters()), "lr": rate * decay ** (depth - 1 - n)})
    return torch.optim.AdamW(groups, weight_decay=0.01, fused=True)


class Average:
    """Exponential average of the weights, which reads better than any single step's."""

    #: Steps between two updates: each costs a pass over all weights.
    EVERY = 4

    def __init__(self, network: Network, keep: float) -> None:
        self.network, self.keep, self.steps = copy.deepcopy(network).requires_grad_(False), keep, 0

    def update(self, network: Network) -> None:
        self.steps += 1
        if self.steps % self.EVERY:
            return
        keep = min(self.keep, self.steps / (self.steps + 10)) ** self.EVERY
        for mine, theirs in zip(self.network.parameters(), network.parameters(), strict=True):
            if theirs.requires_grad:
                mine.lerp_(theirs.detach(), 1 - keep)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("training/corpus"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=17)
    parser.add_argument("--layers", type=int, nargs="*", help="layers of the encoder to keep (default all 12)")
    parser.add_argument("--refine", type=int, default=1, help="layers between the trigger's mark and the role head")
    parser.add_argument("--rate", type=float, default=2.2e-4)
    parser.add_argument("--head-rate", type=float, default=7e-4)
    parser.add_argument("--decay", type=float, default=0.93)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--measure", type=Path, nargs="*", default=[], help="gold only to report on, never to learn")
    parser.add_argument("--whole", action="store_true", help="learn from the dev split too (for the final weights)")
    parser.add_argument("--start", type=Path, help="an earlier run, or a weights folder, to start from")
    parser.add_argument("--teacher", type=Path, help="a run or weights folder that teaches one of fewer --layers")
    parser.add_argument("--resume", action="store_true")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    source = read_pretrained(weights_path())
    tokenizer, kept = _vocabulary(options, source)
    tokenizer.save(str(options.out / "tokenizer.json"))
    documents = load(sorted(options.corpus.glob("*.jsonl")))
    learn = ("train", "dev") if options.whole else ("train",)
    corpus = Corpus([d for d in documents if part(d["id"]) in learn], tokenizer)
    from herodote.frames.labels import MODES

    checks = {"dev": Corpus([d for d in documents if part(d["id"]) == "dev"], tokenizer).examples()}
    checks |= {p.stem: Corpus(load([p]), tokenizer).examples() for p in options.measure}
    network = Network(load_encoder(source, kept, options.layers or None), options.refine)
    teacher = trained(options.teacher) if options.teacher else None
    if teacher is not None:
        network.load_state_dict(pupil_state(teacher.state_dict(), options.layers))
    elif options.start:
        network.load_state_dict(trained(options.start).state_dict())
    optimizer = optimiser(network, options.rate, options.head_rate, options.decay)
    average = Average(network, 0.998)
    begun = _resume(options.out, network, average, optimizer) if options.resume else 0
    for epoch in range(begun, options.epochs):
        _epoch(options, corpus, network, average, optimizer, epoch, len(MODES), teacher)
        row = {"epoch": epoch, **{name: validate(average.network, e, len(MODES)) for name, e in checks.items()}}
        with (options.out / "log.jsonl").open("a") as log:
            log.write(json.dumps(row) + "\n")
        print("\n".join(f"  {k} {v}" for k, v in row.items()), flush=True)
        _save(options.out, network, average, optimizer, epoch, options)


def trained(path: Path) -> Network:
    """The network of a run, or of exported weights."""
    return recover(path) if (path / "encoder.onnx").is_file() else load_network(path)


def _vocabulary(options: argparse.Namespace, source: Pretrained) -> tuple[Tokenizer, list[int]]:
    """The vocabulary cut to the corpus, or that of the run started from or taken up (its rows are in its weights)."""
    begun = options.teacher or options.start or (options.out if options.resume else None)
    if begun and (begun / "tokenizer.json").is_file():
        tokenizer = Tokenizer.from_file(str(begun / "tokenizer.json"))
        return tokenizer, list(range(tokenizer.get_vocab_size()))
    return cut(source, corpus_texts(options.corpus))


def _epoch(options: argparse.Namespace, corpus: Corpus, network: Network, average: Average,
           optimizer: torch.optim.Optimizer, epoch: int, modes: int, teacher: Network | None) -> None:  # fmt: skip
    shuffle = random.Random(options.seed * 1000 + epoch)
    groups = batches(corpus.examples(shuffle), shuffle)
    begun, total = time.time(), dict.fromkeys(SHARE, 0.0)
    bases = [g["lr"] if "base" not in g else g["base"] for g in optimizer.param_groups]
    for n, group in enumerate(groups):
        progress = (epoch + n / len(groups)) / options.epochs
        factor = min(1.0, progress * options.epochs / 0.7) * max(0.03, 1 - progress)
        for param_group, base in zip(optimizer.param_groups, bases, strict=True):
            param_group["base"], param_group["lr"] = base, base * factor
        batch = collate(group, modes)
        seen = network.read(batch.ids, batch.mask)
        parts = losses(network, batch, 0.5, seen)
        loss = sum((SHARE[k] * v for k, v in parts.items()), start=torch.zeros(()))
        if teacher is not None:
            lessons = taught(network, teacher, batch, seen)
            loss = loss + sum((LESSONS[k] * v for k, v in lessons.items()), start=torch.zeros(()))
            parts |= {f"taught {k}": v.detach() for k, v in lessons.items()}
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        average.update(network)
        for k, v in parts.items():
            total[k] = total.get(k, 0.0) + v.item() / len(groups)
    print(f"epoch {epoch}: {len(groups)} batches in {time.time() - begun:.0f} s,",
          {k: round(v, 3) for k, v in total.items()}, flush=True)  # fmt: skip


def _save(out: Path, network: Network, average: Average, optimizer: torch.optim.Optimizer, epoch: int,
          options: argparse.Namespace) -> None:  # fmt: skip
    torch.save(
        {"network": network.state_dict(), "average": average.network.state_dict(), "steps": average.steps,
         "optimizer": optimizer.state_dict(), "epoch": epoch, "layers": len(network.encoder.layers),
         "refine": options.refine, "vocabulary": network.encoder.words.num_embeddings},
        out / "last.part",
    )  # fmt: skip
    (out / "last.part").replace(out / "last.pt")


def _resume(out: Path, network: Network, average: Average, optimizer: torch.optim.Optimizer) -> int:
    stored = torch.load(out / "last.pt")
    network.load_state_dict(stored["network"])
    average.network.load_state_dict(stored["average"])
    average.steps = stored["steps"]
    optimizer.load_state_dict(stored["optimizer"])
    for group in optimizer.param_groups:
        group["fused"] = True
    return int(stored["epoch"]) + 1


if __name__ == "__main__":
    main()
