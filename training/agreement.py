"""How far two annotators agree: a second, blind annotation of 40 articles against the corpus's.

    python -m training.agreement [--errors FILE]

``training/blind.jsonl`` holds the events that annotators found who had the text and the guide alone; figures are those
of ``herodote evaluate``, the corpus's annotation as gold.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from herodote.evaluation import disagreements, score

from .build import load

BLIND = Path(__file__).with_name("blind.jsonl")
FIGURES = ("found", "event", "triple", "whole", "actor", "recipient", "source")


def as_coded(events: list[dict[str, Any]], document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Annotated events as records of the document, as far as figures are made of them."""
    text = document["text"]
    for number, event in enumerate(events, 1):
        start = text.find(event["sentence"])
        at = start + event["sentence"].find(event["trigger"])
        place = event.get("place")
        sides = {
            side: [e | {"entity_text": e["text"], "start": 0, "end": 0} for e in event[side]]
            for side in ("actor", "recipient", "attribution")
        }
        yield event | sides | {
            "id": f"{document['id']}#{number}", "document": document["id"], "text": event["sentence"],
            "event_text": event["trigger"],
            "text_info": {"sequence": 0, "start": start, "end": start + len(event["sentence"]), "event_start": at,
                          "event_end": at + len(event["trigger"])},
            "event_loc": place and {"extracted_place": place["text"], "country_code": place["country_code"],
                                    "resolution": "city"},
        }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("training/corpus"))
    parser.add_argument("--errors", type=Path, help="write where they part to FILE")
    options = parser.parse_args()
    corpus = {document["id"]: document for document in load(sorted(options.corpus.glob("*.jsonl")))}
    blind = [json.loads(line) for line in BLIND.read_text(encoding="utf8").splitlines()]
    lines: list[str] = []
    for language in ("fr", "en"):
        own = [one for one in blind if corpus[one["id"]]["language"] == language]
        gold = [corpus[one["id"]] for one in own]
        coded = [event for one in own for event in as_coded(one["events"], corpus[one["id"]])]
        scores = score(gold, coded)
        print(language, len(own), "articles", {name: round(scores.tallies[name].f1, 3) for name in FIGURES},
              {name: value if value is None else round(value, 3) for name, value in scores.single.items()})  # fmt: skip
        lines += disagreements(gold, coded)
    if options.errors:
        options.errors.write_text("\n".join(lines) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
