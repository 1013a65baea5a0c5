"""Print the corpus's table of contents: types, modes, status, certainty, sources, regions, lengths.

python -m training.contents [training/corpus/*.jsonl]
"""

import statistics
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from .build import load
from .split import part


def shares(title: str, counts: Counter[str], total: int) -> Table:
    """A table of counts with their share of a total, the commonest first."""
    table = Table(title=title, title_justify="left")
    for name, side in (("", "left"), ("count", "right"), ("share", "right")):
        table.add_column(name, justify=side)  # type: ignore[arg-type]
    for name, count in counts.most_common():
        table.add_row(name, f"{count:,}", f"{count / max(1, total):.1%}")
    return table


def tables(documents: list[dict[str, Any]]) -> list[Table]:
    """The table of contents of documents in gold format."""
    events = [e for d in documents for e in d["events"]]
    words = [len(d["text"].split()) for d in documents]
    size = Counter({
        "articles": len(documents), "events": len(events), "words": sum(words), "shortest": min(words),
        "median length": int(statistics.median(words)), "longest": max(words),
        "articles without an event": sum(not d["events"] for d in documents),
        "articles with a nested or unnamed source": sum(_layered(d) for d in documents),
        "statements": sum(len(d.get("statements", ())) for d in documents),
        "articles whose statements are annotated": sum("statements" in d for d in documents),
    })  # fmt: skip
    whole = Table("", "", title="size", title_justify="left", show_header=False)
    for name, count in size.items():
        whole.add_row(name, f"{count:,}")
    per_event = {
        "type": Counter(e["event"] for e in events),
        "mode": Counter(f"{e['event']}/{m}" for e in events for m in e["mode"]),
        "status": Counter(e["status"] for e in events),
        "certainty": Counter(e["certainty"] for e in events),
        "fields": Counter(f for e in events for f in _fields(e)),
        "step": Counter(e["step"] for e in events if e.get("step")),
    }
    said = [s for d in documents for s in d.get("statements", ())]
    per_article = {
        "language": Counter(d["language"] for d in documents),
        "part": Counter(part(d["id"]) for d in documents),
        "region": Counter(d.get("region", "-") for d in documents),
        "genre": Counter(d.get("genre", "-") for d in documents),
        "decade": Counter(f"{d['published'][:3]}0s" for d in documents),
    }
    return [
        whole,
        *(shares(f"articles by {k}", v, len(documents)) for k, v in per_article.items()),
        *(shares(f"events by {k}", v, len(events)) for k, v in per_event.items()),
        shares("statements by certainty", Counter(s["certainty"] for s in said), len(said)),
    ]


def _layered(document: dict[str, Any]) -> bool:
    """Whether an article has a source that another relays, or one that is not named."""
    chains = [e["attribution"] for e in document["events"]] + [s["source"] for s in document.get("statements", ())]
    return any(len(chain) > 1 or any(not s["named"] for s in chain) for chain in chains)


def _fields(event: dict[str, Any]) -> list[str]:
    names = {
        "actor": "actor", "recipient": "recipient", "attribution": "source", "cue": "cue", "object": "object",
        "date": "date", "place": "place", "amounts": "amounts", "size": "casualties", "instrument": "instrument",
    }  # fmt: skip
    unnamed = any(not s["named"] for s in event["attribution"])
    chain = len(event["attribution"]) > 1
    return (
        [n for k, n in names.items() if event.get(k)] + ["unnamed source"] * unnamed + ["two sources or more"] * chain
    )


def main() -> None:
    paths = [Path(p) for p in sys.argv[1:]] or sorted(Path("training/corpus").glob("*.jsonl"))
    console = Console()
    for table in tables(load(paths)):
        console.print(table)


if __name__ == "__main__":
    main()
