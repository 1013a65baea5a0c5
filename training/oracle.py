"""Measure grounding alone: gold spans in place of the reader's, grounded and scored.

    python -m training.oracle GOLD.jsonl… [--sides N]

What is lost here is lost by the grounders, whatever the reader does. ``--sides`` prints that many
mentions whose code came out wrong, the commonest words first.
"""

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

from herodote.frames.frame import Frame, Mention, Reading
from herodote.frames.labels import CERTAINTIES, MODES, STATUSES, STEPS, TYPES
from herodote.frames.sentences import sentences
from herodote.grounding.events import ground
from herodote.records import Coder, Document, Event

from .build import gold_events, load

CODER = Coder(program="herodote", version="oracle", weights="gold", language_pack="")


def gold_reading(document: dict[str, Any]) -> Reading:
    """The annotated events of a document as if a perfect reader had found them."""
    spans = sentences(document["text"], document["language"])
    frames = []
    for event in gold_events(document):
        number = next((n for n, (a, b) in enumerate(spans) if a <= event.trigger[0] < b), 0)
        frames.append(Frame(
            *event.trigger, number, TYPES[event.type], TYPES[event.type],
            tuple(MODES[m].partition("/")[2] for m in event.modes), STATUSES[event.status],
            CERTAINTIES[event.certainty], STEPS[event.step] or None,
            {role: tuple(Mention(a, b, 1.0) for a, b in places) for role, places in event.roles.items()}, 1.0,
        ))  # fmt: skip
    return Reading(tuple(spans), tuple(sorted(frames, key=lambda f: (f.start, f.end))))


def code(document: dict[str, Any]) -> list[Event]:
    """Events of a gold document from its gold spans."""
    fields = ("id", "text", "title", "published", "language", "publication")
    return ground(Document(**{k: document.get(k) for k in fields}), gold_reading(document), CODER)


def wrong_sides(document: dict[str, Any], events: list[Event]) -> list[tuple[str, str, str, str]]:
    """Gold mentions of a side whose code came out otherwise: words, gold code, coded, sentence."""
    out = []
    coded = {(e.event_text, e.text_info.start): e for e in events}
    for gold in document["events"]:
        start = document["text"].find(gold["sentence"])
        event = coded.get((gold["trigger"], start))
        for side in ("actor", "recipient", "attribution") if event else ():
            said = {e.entity_text: e.code for e in getattr(event, side)}
            for entity in gold[side]:
                if entity["text"] in said and said[entity["text"]] != entity["code"]:
                    out.append((entity["text"], str(entity["code"]), str(said[entity["text"]]), gold["sentence"][:150]))
    return out


def main() -> None:
    from herodote.evaluation import report, score

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--sides", type=int, default=0)
    options = parser.parse_args()
    documents = load(options.gold)
    events = {d["id"]: code(d) for d in documents}
    print(report(score(documents, [e.model_dump(mode="json") for found in events.values() for e in found])))
    wrong = [w for d in documents for w in wrong_sides(d, events[d["id"]])]
    for (words, gold, said), count in Counter(w[:3] for w in wrong).most_common(options.sides):
        print(f"{count:3d}  {words!r} is {gold}, coded {said}")


if __name__ == "__main__":
    main()
