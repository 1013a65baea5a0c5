"""Measure statements: on a part of the corpus, and as predictions for a scorer of attributions.

    python -m training.statements [--part test]            F1 of statements, loose and strict
    python -m training.statements --predict TEXTS.jsonl    one line a document, as attribution scorers read it

Loose: half the gold content's words are found, and a word of its source. Strict: half of what was said to be
content is the gold's, too. Words are runs of letters and digits; each statement counts once.
"""

import argparse
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from herodote.coder import EventCoder
from herodote.frames.labels import MANNERS
from herodote.records import Document, Refusal, Statement

from .build import Span, gold_statements, load
from .split import part

WORD = re.compile(r"\w+(?:['’]\w+)*")
Said = tuple[set[int], set[int]]


def tokens(text: str, spans: Iterable[Span]) -> set[int]:
    """Numbers of the words that spans touch."""
    words = [m.span() for m in WORD.finditer(text)]
    return {n for a, b in spans for n, (start, end) in enumerate(words) if start < b and end > a}


def heard(documents: Sequence[dict[str, Any]], coder: EventCoder) -> list[list[Statement]]:
    """The statements read in each document."""
    given = [Document(id=d["id"], text=d["text"], language=d["language"]) for d in documents]
    return [[] if isinstance(found, Refusal) else found for found in coder.statements(given)]


def matched(gold: list[Said], mine: list[Said], strict: bool) -> int:
    """How many gold statements are found, each by one of mine, the best fitting first."""

    def fits(true: Said, one: Said) -> bool:
        shared = len(true[1] & one[1])
        source = not true[0] or bool(true[0] & one[0])
        return source and shared >= len(true[1]) / 2 > 0 and (not strict or shared >= len(one[1]) / 2)

    pairs = sorted(
        (
            (len(t[1] & o[1]) / len(t[1] | o[1]), g, n)
            for g, t in enumerate(gold)
            for n, o in enumerate(mine)
            if fits(t, o)
        ),
        reverse=True,
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, g, n in pairs:
        if g not in taken[0] and n not in taken[1]:
            taken[0].add(g)
            taken[1].add(n)
    return len(taken[0])


def figures(documents: Sequence[dict[str, Any]], found: Sequence[Sequence[Statement]]) -> dict[str, float]:
    """Loose and strict F1, and the share of found cues whose certainty is right."""
    hit = {"loose": 0, "strict": 0}
    said = gold = right = same = 0
    for document, statements in zip(documents, found, strict=True):
        text = document["text"]
        true = list(gold_statements(document))
        mine = [_said(text, one) for one in statements]
        gold_sets = [(tokens(text, t.words["source"]), tokens(text, t.words["content"])) for t in true]
        for name in hit:
            hit[name] += matched(gold_sets, mine, name == "strict")
        said, gold = said + len(mine), gold + len(true)
        for t in true:
            for one in statements:
                if one.cue.start < t.cue[1] and t.cue[0] < one.cue.end:
                    same += 1
                    right += MANNERS[t.manner] == one.certainty
    out = {name: 2 * n / max(1, said + gold) for name, n in hit.items()}
    return out | {"certainty": right / max(1, same), "said": said, "gold": gold}


def _said(text: str, one: Statement) -> Said:
    return (
        tokens(text, [(s.start, s.end) for s in one.source]),
        tokens(text, [(c.start, c.end) for c in one.content]),
    )


def predictions(documents: Sequence[dict[str, Any]], found: Sequence[Sequence[Statement]]) -> Iterable[str]:
    """Lines that the scorer of attributions reads."""
    for document, statements in zip(documents, found, strict=True):
        rows = [
            {"source": [[s.start, s.end] for s in one.source] or None, "cue": [one.cue.start, one.cue.end],
             "content": [[c.start, c.end] for c in one.content]}
            for one in statements
        ]  # fmt: skip
        yield json.dumps({"doc": document["id"], "attributions": rows})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("training/corpus"))
    parser.add_argument("--part", default="test")
    parser.add_argument("--predict", type=Path)
    parser.add_argument("--weights", type=Path, help="a folder of weights; those of the package by default")
    options = parser.parse_args()
    coder = _coder(options.weights)
    if options.predict:
        documents = load([options.predict])
        print("\n".join(predictions(documents, heard(documents, coder))))
        return
    every = load(sorted(options.corpus.glob("*.jsonl")))
    for language in ("fr", "en"):
        documents = [
            d for d in every if part(d["id"]) == options.part and "statements" in d and d["language"] == language
        ]
        found = figures(documents, heard(documents, coder))
        print(language, {k: round(v, 3) for k, v in found.items()})


def _coder(folder: Path | None) -> EventCoder:
    from herodote.frames.model import NeuralReader

    return EventCoder(NeuralReader(folder) if folder else None)


if __name__ == "__main__":
    main()
