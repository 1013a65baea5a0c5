"""How fast a ledger takes claims in and answers, on SQLite; reading is left out, the claims are invented.

    python bench/ledger.py [--claims 100000] [--asked 1000000] [--plans] [--json]

Prints claims a second for keeping and for grouping, the memory of ingest over the first and the last tenth, then
the median time of each question over the large ledger, with ``--plans`` the database's plan for each.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from sqlalchemy import Engine, event

from herodote import views
from herodote.ledger.engine import connect
from herodote.ledger.grouping.settling import settle
from herodote.ledger.opening import Ledger
from herodote.ledger.writer import Read, add
from invented_claims import invented

#: What is asked: the question and what it is narrowed to.
QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    ("events", {}),
    ("events", {"actor": "RUS", "recipient": "UKR", "since": "2020-01-01", "until": "2020-06-30"}),
    ("events", {"text": "barad", "type": "AID"}),
    ("events", {"source": "USA", "certainty": "hedged"}),
    ("events", {"dyad": "RUS-UKR", "status": "negated"}),
    ("happenings", {"actor": "FRA"}),
    ("happenings", {"place": "SYR", "type": "ASSAULT"}),
    ("happenings", {"text": "barad"}),
    ("timeline", {"dyad": "ISR-IRN"}),
    ("dyads", {"dyad": "RUS-UKR"}),
    ("dyads", {"since": "2024-01-01"}),
    ("deployments", {"actor": "RUS"}),
    ("transfers", {"recipient": "UKR"}),
    ("territory", {}),
    ("disputes", {}),
    ("disputes", {"actor": "RUS"}),
    ("sources", {}),
    ("sources", {"since": "2024-01-01"}),
    ("treaties", {}),
    ("contradictions", {"since": "2024-01-01"}),
]


def megabytes() -> float:
    """Memory of this process's own, in MB: pages of the ledger's file, which the system lends, are not counted."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


def batches(claims: int, size: int) -> Iterator[list[Read]]:
    reads = invented(claims)
    while batch := list(islice(reads, size)):
        yield batch


def fill(path: str, claims: int, size: int = 64) -> dict[str, float]:
    """Put claims into a new ledger; seconds of making them up are not counted."""
    engine = connect(path, create=True)
    kept = grouped = 0.0
    memory: list[float] = []
    for batch in batches(claims, size):
        begun = time.perf_counter()
        added = add(engine, batch)
        done = time.perf_counter()
        settle(engine, added.fresh)
        grouped += time.perf_counter() - done
        kept += done - begun
        memory.append(megabytes())
    engine.dispose()
    tenth = max(1, len(memory) // 10)
    return {
        "claims": claims, "claims_per_s": claims / (kept + grouped), "kept_per_s": claims / kept,
        "grouped_per_s": claims / grouped, "mb_first_tenth": max(memory[:tenth]), "mb_last_tenth": max(memory[-tenth:]),
    }  # fmt: skip


def ask(path: str, rounds: int = 7) -> list[dict[str, Any]]:
    """Median milliseconds of each question, the frame made, the ledger open."""
    ledger = Ledger(connect(path))
    out = []
    for name, given in QUESTIONS:
        question = getattr(views, name)
        took = []
        for _ in range(rounds):
            begun = time.perf_counter()
            rows = question(ledger, **given).height
            took.append(1000 * (time.perf_counter() - begun))
        out.append({"question": name, "given": given, "rows": rows, "median_ms": statistics.median(took)})
    return out


def plans(path: str) -> dict[str, list[str]]:
    """The database's plan for each statement of each question."""
    engine = connect(path)
    said: list[tuple[str, Any]] = []
    event.listen(
        engine, "before_cursor_execute", lambda c, cursor, statement, given, *rest: said.append((statement, given))
    )
    out = {}
    for name, narrowed in QUESTIONS:
        said.clear()
        getattr(views, name)(Ledger(engine), **narrowed)
        asked = [s for s in said if s[0].lstrip().upper().startswith(("SELECT", "WITH"))]
        out[f"{name} {narrowed}"] = [line for one in asked for line in _plan(engine, *one)]
    return out


def _plan(engine: Engine, statement: str, given: Any) -> list[str]:
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()
    return [str(row[3]) for row in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--asked", type=int, default=0, help="size of the ledger that questions are asked of")
    parser.add_argument("--ledger", help="keep the large ledger here, or ask one that is there")
    parser.add_argument("--plans", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out: dict[str, Any] = {}
        if options.claims:
            out["ingest"] = fill(f"{folder}/ledger.db", options.claims)
        path = options.ledger or f"{folder}/large.db"
        if options.asked and not Path(path).exists():
            out["large"] = fill(path, options.asked, 512)
        if options.asked:
            out["questions"] = ask(path)
            out["plans"] = plans(path) if options.plans else {}
    print(json.dumps(out, default=str) if options.json else shown(out))


def shown(out: dict[str, Any]) -> str:
    """The measurements as lines of text."""
    parts = [part for part in ("ingest", "large") if part in out]
    lines = [f"{part}: " + ", ".join(f"{k} {v:,.0f}" for k, v in out[part].items()) for part in parts]
    for q in out.get("questions", []):
        lines.append(f"{q['median_ms']:8.1f} ms {q['rows']:6d} rows  {q['question']} {q['given'] or ''}")
    for name, plan in out.get("plans", {}).items():
        lines += ["", name, *(f"    {line}" for line in plan)]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
