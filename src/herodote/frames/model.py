"""The neural reader: ONNX Runtime over the encoder and the heads that ``training/export.py`` writes."""

import json
import os
from collections.abc import Iterator
from functools import cache, cached_property, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from herodote.errors import WeightsError
from herodote.frames.decode import Array, Candidate, Excerpt, Settings, candidates, frame
from herodote.frames.frame import Frame, Reading, Utterance
from herodote.frames.hearing import utterance
from herodote.frames.labels import TYPES
from herodote.frames.pairing import as_probabilities, weights
from herodote.frames.referring import Floats, Referring, Tokens, load_weights
from herodote.frames.sentences import sentences
from herodote.frames.windows import Window, tokenise, windows
from herodote.records import Document

_FILES = ("encoder.onnx", "heads.onnx", "tokenizer.json", "reader.json")
_SAYINGS, _REFERENTS = "sayings.onnx", "referents.npz"
#: Triggers this faint are weighed where a pair is given that must stand in some event.
_FAINT = 0.02


class NeuralReader:
    """Reads documents with the weights of a folder; loaded once, used from one thread at a time."""

    def __init__(self, folder: Path | None = None, threads: int | None = None) -> None:
        """Load the network, its tokenizer and its settings; WeightsError if a file of theirs lacks."""
        import onnxruntime
        from tokenizers import Tokenizer

        self.folder = folder = folder or weights_folder()
        missing = [n for n in _FILES if not (folder / n).is_file()]
        if missing:
            raise WeightsError(
                f"no {', '.join(missing)} in {folder}: reinstall herodote, or train as docs/reader.md says"
            )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or 0
        options.log_severity_level = 3
        stored = json.loads((folder / "reader.json").read_text(encoding="utf8"))
        self.name: str = stored["name"]
        self.settings = Settings.of(stored["settings"])
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        providers = ["CPUExecutionProvider"]
        self._encoder = onnxruntime.InferenceSession(str(folder / "encoder.onnx"), options, providers=providers)
        self._heads = onnxruntime.InferenceSession(str(folder / "heads.onnx"), options, providers=providers)
        path = folder / _REFERENTS
        self._referents = load_weights(path) if path.is_file() else None
        self._load = partial(onnxruntime.InferenceSession, str(folder / _SAYINGS), options, providers=providers)

    def read(self, documents: list[Document]) -> list[Reading]:
        """Frames of each document, in order.

        Windows go through the network one by one: int8 activations are scaled over all that is read
        together, so a text in company would not be read quite as it is alone.
        """
        return [self._read(document) for document in documents]

    def _read(self, document: Document) -> Reading:
        *_, whole = self.unfold(document)
        return whole

    def unfold(self, document: Document) -> Iterator[Reading]:
        """What is read of a document so far, window by window; the last is the whole."""
        spans = tuple(sentences(document.text, document.language or ""))
        found: list[Frame] = []
        memory = _Memory(self._referents)
        each = windows(tokenise(document.text, spans, self.tokenizer))
        for window in each:
            found += self._frames(Excerpt(window, document.text, document.language or "", self.settings), memory)
            yield Reading(spans, tuple(sorted(found, key=lambda f: (f.start, f.end))), (), memory.referring())
        if not each:
            yield Reading(spans, ())

    def _frames(self, excerpt: Excerpt, memory: "_Memory") -> Iterator[Frame]:
        window = excerpt.window
        ids = np.array([window.ids], dtype=np.int64)
        mask = np.ones(ids.shape, dtype=np.bool_)
        states, logits = self._encoder.run(["states", "logits"], {"ids": ids})
        memory.keep(window, states[0])
        some = candidates(window, logits[0], excerpt.text, self.settings.trigger)
        if not some:
            return
        looked = _look(self._heads, states, mask, some)
        for candidate, types, rest, roles, places in zip(some, *looked, strict=True):
            one = frame(excerpt, candidate, types, rest, roles, places)
            if one is not None:
                yield one

    @cached_property
    def _sayings(self) -> Any:
        """The heads of statements, loaded only when somebody asks for them."""
        if not (self.folder / _SAYINGS).is_file():
            raise WeightsError(f"the weights in {self.folder} know no statements: reinstall herodote")
        return self._load()

    def hear(self, documents: list[Document]) -> list[Reading]:
        """Utterances of each document, in order; no frames. WeightsError if the weights know none."""
        assert self._sayings is not None
        return [self._heard(document) for document in documents]

    def _heard(self, document: Document) -> Reading:
        spans = sentences(document.text, document.language or "")
        found: list[Utterance] = []
        memory = _Memory(self._referents)
        for window in windows(tokenise(document.text, spans, self.tokenizer)):
            excerpt = Excerpt(window, document.text, document.language or "", self.settings)
            found += self._utterances(excerpt, spans, memory)
        return Reading(tuple(spans), (), tuple(sorted(found, key=lambda u: (u.start, u.end))), memory.referring())

    def _utterances(self, excerpt: Excerpt, spans: list[tuple[int, int]], memory: "_Memory") -> Iterator[Utterance]:
        ids = np.array([excerpt.window.ids], dtype=np.int64)
        states, logits = self._encoder.run(["states", "cues"], {"ids": ids})
        memory.keep(excerpt.window, states[0])
        some = candidates(excerpt.window, logits[0], excerpt.text, self.settings.cue)
        if not some:
            return
        looked = _look(self._sayings, states, np.ones(ids.shape, dtype=np.bool_), some)
        for cue, manner, words, places in zip(some, *looked, strict=True):
            one = utterance(excerpt, spans, cue, manner, words, places)
            if one is not None:
                yield one

    def relate(self, document: Document, actor: tuple[int, int], recipient: tuple[int, int]) -> dict[str, float]:
        """Probability of each type of what the actor at a place does to the recipient at another."""
        spans = sentences(document.text, document.language or "")
        weight = np.zeros(len(TYPES), dtype=np.float32)
        for window in windows(tokenise(document.text, spans, self.tokenizer)):
            ids = np.array([window.ids], dtype=np.int64)
            states, logits = self._encoder.run(["states", "logits"], {"ids": ids})
            some = candidates(window, logits[0], document.text, _FAINT)
            if not some:
                continue
            looked = _look(self._heads, states, np.ones(ids.shape, dtype=np.bool_), some)
            for one, types, _, roles, places in zip(some, *looked, strict=True):
                weight += weights(window, one, types, roles, places, (actor, recipient))
        return as_probabilities(weight)


def _look(session: Any, states: Array, mask: NDArray[np.bool_], some: list[Candidate]) -> list[Any]:
    feed = {"home": [0] * len(some), "start": [c.start for c in some], "end": [c.end for c in some]}
    numbers = {k: np.array(v, dtype=np.int64) for k, v in feed.items()}
    return list(session.run(None, {"states": states, "mask": mask} | numbers))


class _Memory:
    """The states of a text's tokens, kept as its windows are read."""

    def __init__(self, weights: dict[str, Floats] | None) -> None:
        self._weights = weights
        self._offsets: list[tuple[int, int]] = []
        self._states: list[Floats] = []

    def keep(self, window: Window, states: Floats) -> None:
        """Keep a window's tokens, those that only give context left aside."""
        if self._weights is not None:
            self._offsets += window.offsets[window.focus : len(window.ids) - 1]
            self._states.append(states[window.focus : len(window.ids) - 1])

    def referring(self) -> Referring | None:
        """The ranker of mentions over what was read so far, if the weights have one."""
        if self._weights is None or not self._offsets:
            return None
        return Referring(self._weights, Tokens(np.array(self._offsets), np.concatenate(self._states)))


def weights_folder() -> Path:
    """Where the weights lie: a folder that ``HERODOTE_WEIGHTS`` names, or the package's own, whole or ``fast``."""
    named = os.environ.get("HERODOTE_WEIGHTS") or "whole"
    own = {"whole": "weights", "fast": "weights_fast"}
    return Path(str(files("herodote"))) / "frames" / own[named] if named in own else Path(named)


def default_reader() -> NeuralReader:
    """The reader with the weights of ``HERODOTE_WEIGHTS``, by default the package's own, loaded once."""
    return _loaded(weights_folder())


@cache
def _loaded(folder: Path) -> NeuralReader:
    return NeuralReader(folder)
