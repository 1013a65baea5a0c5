"""Write the trained network as int8 ONNX with its tokenizer and settings.

    python -m training.export training/runs/first src/herodote/frames/weights --name herodote-0.1

Weight matrices become int8 by channel; embeddings int8 by row with a half-precision scale each.
"""

import argparse
import json
import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn

from .encoder import Encoder
from .network import Network

#: Sizes of multilingual-e5-small.
HIDDEN, HEADS, FEED_FORWARD = 384, 12, 1536


class RowScaled(nn.Module):
    """An embedding kept as int8 with one scale a row."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        scale = weight.abs().amax(1).clamp(min=1e-8) / 127
        self.register_buffer("rows", (weight / scale[:, None]).round().to(torch.int8))
        self.register_buffer("scale", scale)
        self.embedding_dim = weight.shape[1]

    def forward(self, ids: Tensor) -> Tensor:
        return self.rows[ids].to(torch.float32) * self.scale[ids][..., None]  # type: ignore[index]


class FusedAttention(torch.autograd.Function):
    """ONNX Runtime's own attention node, several times faster than its parts; it takes no mask."""

    @staticmethod
    def forward(context: Any, query: Tensor, key: Tensor, value: Tensor, heads: int) -> Tensor:
        return query

    @staticmethod
    def symbolic(graph: Any, query: Any, key: Any, value: Any, heads: int) -> Any:
        out = graph.op("com.microsoft::MultiHeadAttention", query, key, value, num_heads_i=heads)
        out.setType(query.type())
        return out


class EncoderPart(nn.Module):
    """ids → states, trigger logits, cue logits; for windows without padding, which need no mask."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        for layer in network.encoder.layers:
            layer.attend = partial(_fused, layer.heads)

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        return self.network.read(ids, torch.ones_like(ids))


def _fused(heads: int, query: Tensor, key: Tensor, value: Tensor, _: Tensor) -> Tensor:
    return FusedAttention.apply(query, key, value, heads)  # type: ignore[no-any-return, no-untyped-call]


def load_network(run: Path) -> Network:
    """The averaged network of a training run."""
    stored = torch.load(run / "last.pt")
    encoder = Encoder(stored["vocabulary"], HIDDEN, stored["layers"], HEADS, FEED_FORWARD)
    network = Network(encoder, stored["refine"])
    network.load_state_dict(stored["average"])
    return network.eval()


def export(network: Network, folder: Path, quantise: bool = True) -> None:
    """Write encoder.onnx, heads.onnx and sayings.onnx into the folder."""
    ids = torch.randint(4, 400, (3, 40))
    mask = torch.ones_like(ids, dtype=torch.bool)
    mask[0, 30:] = False
    home, start = torch.tensor([0, 1, 1, 2]), torch.tensor([3, 5, 9, 20])
    with torch.no_grad():
        states, _, _ = network.read(ids, mask)
        network.encoder.words = RowScaled(network.encoder.words.weight)  # type: ignore[assignment]
        parts = {
            "encoder": (EncoderPart(network), (ids,), ["ids"], ["states", "logits", "cues"],
                        {n: {0: "windows", 1: "tokens"} for n in ("ids", "states", "logits", "cues")}),
            "heads": (network.heads, (states, mask, home, start, start + 1),
                      ["states", "mask", "home", "start", "end"], ["types", "rest", "roles", "places"],
                      {n: {0: "windows", 1: "tokens"} for n in ("states", "mask")}
                      | {n: {0: "triggers"} for n in ("home", "start", "end", "types", "rest", "roles", "places")}),
            "sayings": (network.sayings, (states, mask, home, start, start + 1),
                        ["states", "mask", "home", "start", "end"], ["manner", "words", "places"],
                        {n: {0: "windows", 1: "tokens"} for n in ("states", "mask")}
                        | {n: {0: "cues"} for n in ("home", "start", "end", "manner", "words", "places")}),
        }  # fmt: skip
        for name, (module, inputs, names, outputs, axes) in parts.items():
            _write(module, inputs, names, outputs, axes, folder / f"{name}.onnx", quantise)


def _write(module: nn.Module, inputs: tuple[Tensor, ...], names: list[str], outputs: list[str],
           axes: dict[str, dict[int, str]], path: Path, quantise: bool) -> None:  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        plain = Path(place) / "plain.onnx"
        torch.onnx.export(module, inputs, str(plain), input_names=names, output_names=outputs, dynamic_axes=axes,
                          opset_version=20, dynamo=False, custom_opsets={"com.microsoft": 1})  # fmt: skip
        if quantise:
            quantize_dynamic(
                plain, path, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"],
                extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
            )  # fmt: skip
        else:
            shutil.copy(plain, path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--name", default="herodote-0.1")
    parser.add_argument("--float", action="store_true", help="keep 32-bit weights, to measure what int8 costs")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    export(load_network(options.run), options.folder, not options.float)
    Tokenizer.from_file(str(options.run / "tokenizer.json")).save(str(options.folder / "tokenizer.json"), pretty=False)
    path = options.folder / "reader.json"
    stored = json.loads(path.read_text()) if path.exists() else {"settings": {}}
    path.write_text(json.dumps(stored | {"name": options.name}, indent=1) + "\n")
    for file in sorted(options.folder.iterdir()):
        print(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
