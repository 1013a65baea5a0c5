"""The network of exported weights, made trainable again: int8 matrices become floats, names those of its modules.

What quantising cost is lost (less than a point of F1), the run it came from is not needed: training goes on
from what the repository holds.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from .encoder import Encoder
from .export import FEED_FORWARD, HEADS, HIDDEN
from .network import Network

#: Files of a weights folder, and where their parameters stand in the network.
_PARTS = {"encoder": "", "heads": "heads.", "sayings": "sayings."}


def recover(folder: Path) -> Network:
    """The network whose weights a folder holds; ValueError where a parameter is missing."""
    state: dict[str, Tensor] = {}
    for name, prefix in _PARTS.items():
        for parameter, value in _parameters(folder / f"{name}.onnx").items():
            state[prefix + parameter.removeprefix("network.")] = value
    rows, scale = state.pop("encoder.words.rows"), state.pop("encoder.words.scale")
    state["encoder.words.weight"] = rows * scale[:, None]
    layers = 1 + max(int(n.split(".")[2]) for n in state if n.startswith("encoder.layers."))
    refine = 1 + max(int(n.split(".")[2]) for n in state if n.startswith("heads.refine."))
    vocabulary = state["encoder.words.weight"].shape[0]
    network = Network(Encoder(vocabulary, HIDDEN, layers, HEADS, FEED_FORWARD), refine)
    lacking, unknown = network.load_state_dict(state, strict=False)
    if lacking or unknown:
        raise ValueError(f"{folder} lacks {lacking}, has {unknown} besides: it was exported by another version")
    return network.eval()


def _parameters(path: Path) -> dict[str, Tensor]:
    graph = onnx.load(str(path)).graph
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    named = {n: v for n, v in stored.items() if n.endswith((".bias", ".weight", ".rows", ".scale"))}
    found = {name: torch.from_numpy(value.astype(np.float32)) for name, value in named.items()}
    for node in graph.node:
        matrix = next((i for i in node.input if i.endswith("_quantized") and i in stored), None)
        if node.op_type == "MatMulInteger" and matrix:
            base = matrix.removesuffix("_quantized")
            whole = stored[matrix].astype(np.float32) - stored[f"{base}_zero_point"].astype(np.float32)
            found[_module(node) + ".weight"] = torch.from_numpy((whole * stored[f"{base}_scale"]).T.copy())
    return found


def _module(node: Any) -> str:
    """The module a matrix belongs to, from its node's scope: ``/layers.0/out/MatMul_quant``, ``/cue/cue.1/MatMul``."""
    parts = [part for part in node.name.split("/")[:-1] if part]
    return ".".join(b for a, b in zip([*parts[1:], ""], parts, strict=True) if not a.startswith(f"{b}."))
