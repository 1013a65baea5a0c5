"""Measure ``relate``: the type of what one actor does to another, both given, on a part of the corpus.

python -m training.relating [--part test] [--weights FOLDER]
"""

import argparse
from collections import Counter
from pathlib import Path

from herodote.frames.labels import TYPES
from herodote.frames.model import NeuralReader, default_reader
from herodote.records import Document

from .build import gold_events, load
from .split import part


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("training/corpus"))
    parser.add_argument("--part", default="test")
    parser.add_argument("--weights", type=Path)
    options = parser.parse_args()
    reader = NeuralReader(options.weights) if options.weights else default_reader()
    right: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for document in load(sorted(options.corpus.glob("*.jsonl"))):
        if part(document["id"]) != options.part:
            continue
        for event in gold_events(document):
            actors, recipients = event.roles.get("actor"), event.roles.get("recipient")
            if not actors or not recipients or actors[0] == recipients[0]:
                continue
            # A pair is judged in its sentence, as published relation classifiers are.
            start = max(0, document["text"].rfind("\n", 0, min(event.trigger[0], actors[0][0], recipients[0][0])) + 1)
            end = document["text"].find("\n", max(event.trigger[1], actors[0][1], recipients[0][1]))
            text = document["text"][start : end if end > 0 else None]
            one = Document(id=document["id"], text=text, language=document["language"])
            pair = [(a - start, b - start) for a, b in (actors[0], recipients[0])]
            shares = reader.relate(one, pair[0], pair[1])
            seen[document["language"]] += 1
            right[document["language"]] += max(shares, key=lambda name: shares[name]) == TYPES[event.type]
    for language, count in seen.items():
        print(f"{language}: {right[language] / count:.3f} of {count} pairs")


if __name__ == "__main__":
    main()
