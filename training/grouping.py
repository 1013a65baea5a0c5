"""Measure how well a ledger brings claims of one deed together: B-cubed against annotated groups.

    python -m training.grouping GOLD.jsonl… [--reader] [--wrong]

Without ``--reader`` the claims are those of the gold spans, so that grouping alone is measured; with it those the
reader finds, judged where they meet a gold event. ``--wrong`` prints pairs that are wrongly together or apart.
"""

import argparse
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from herodote.coder import EventCoder
from herodote.evaluation import paired
from herodote.ledger.claims import fingerprint
from herodote.ledger.engine import connect
from herodote.ledger.grouping.features import Features, day, from_list
from herodote.ledger.grouping.resemblance import evidence
from herodote.ledger.grouping.settling import settle
from herodote.ledger.tables import facts
from herodote.ledger.writer import Read, add
from herodote.records import Coder, Document, Event

from .build import load
from .oracle import code

FIELDS = ("id", "text", "title", "published", "language", "publication")


@dataclass(frozen=True)
class Grouped:
    """A claim with the group it belongs to and the happening it was put in."""

    gold: str
    found: int
    features: Features


def b_cubed(claims: list[Grouped]) -> tuple[float, float, float]:
    """Precision, recall and F1, each claim counting once."""
    precision = recall = 0.0
    for one in claims:
        together = [c for c in claims if c.found == one.found]
        alike = [c for c in claims if c.gold == one.gold]
        both = sum(c.gold == one.gold for c in together)
        precision += both / len(together) / len(claims)
        recall += both / len(alike) / len(claims)
    return precision, recall, 2 * precision * recall / (precision + recall)


def grouped(documents: list[dict[str, Any]], events: Mapping[str, list[Event]]) -> list[Grouped]:
    """Claims of a ledger that all documents were put in, with their gold groups."""
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(f"{folder}/ledger.db", create=True)
        for document in documents:
            given = Document(**{k: document.get(k) for k in FIELDS})
            coder = Coder(program="herodote", version="0", weights="gold", language_pack=document["language"])
            add(engine, [Read(given, events[given.id], coder, fingerprint(given))])
        settle(engine)
        with engine.connect() as connection:
            rows = connection.execute(select(facts.c.happening_id, facts.c.features)).all()
        engine.dispose()
    placed = {(f.name, f.order): (row.happening_id, f) for row in rows for f in [from_list(row.features)]}
    by_start = {(name, int(order.split("\x1f")[2])): where for (name, order), where in placed.items()}
    out = []
    for document in documents:
        coded = [e.model_dump(mode="json") for e in events[document["id"]]]
        for gold, one in paired(document, coded, typed=False):
            happening, features = by_start[document["id"], one["text_info"]["event_start"]]
            if gold.get("group"):
                out.append(Grouped(gold["group"], happening, features))
    return out


def wrong(claims: list[Grouped]) -> Iterator[str]:
    """Pairs that are together and should not be, or the other way about, with the evidence."""
    for at, one in enumerate(claims):
        for other in claims[at + 1 :]:
            if (one.gold == other.gold) != (one.found == other.found):
                pieces = [(r, w) for r, w in evidence(one.features, other.features) if w]
                fault = "JOINED" if one.found == other.found else "APART"
                yield f"{fault} {one.gold} {other.gold} {sum(w for _, w in pieces):.1f}"
                yield from (f"   {_in_short(f.features)}" for f in (one, other))
                yield f"   {pieces}"


def _in_short(f: Features) -> str:
    return f"{f.name} {f.act}/{f.status} {f.actors}>{f.recipients} {day(f.date and f.date[0])} {f.place} {f.figures}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--reader", action="store_true")
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    documents = load(options.gold)
    if options.reader:
        given = [Document(**{k: d.get(k) for k in FIELDS}) for d in documents]
        events = {d.id: e for d, e in zip(given, EventCoder().code(given), strict=True) if isinstance(e, list)}
    else:
        events = {d["id"]: code(d) for d in documents}
    claims = grouped(documents, events)
    if options.wrong:
        print("\n".join(wrong(claims)))
    print(f"{len(claims)} claims, {len({c.gold for c in claims})} groups, {len({c.found for c in claims})} happenings")
    print("B-cubed precision {:.3f}, recall {:.3f}, F1 {:.3f}".format(*b_cubed(claims)))


if __name__ == "__main__":
    main()
