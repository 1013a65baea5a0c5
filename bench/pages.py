"""How fast the site answers over a large ledger, how much a page weighs, and how it bears many readers.

    python bench/pages.py --ledger big.db [--claims 1000000] [--readers 50] [--seconds 60] [--json]

The ledger is made of invented claims if it is not there. Prints the median time of each page at the server (asked
in one process, nothing kept by the client), what a first visit transfers without charts (gzip), and what readers
in processes of their own met.
"""

import argparse
import gzip
import json
import os
import random
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from fastapi.testclient import TestClient

from herodote import views
from herodote.ledger.opening import open_ledger
from herodote.web.app import create_app
from herodote.web.settings import Settings

PLAIN = (
    "/", "/happenings", "/happenings?actor=FRA", "/happenings?place=SYR&type=ASSAULT", "/timeline?dyad=ISR-IRN",
    "/deployments?actor=RUS", "/transfers?recipient=UKR", "/territory", "/disputes",
    "/events?source=USA&certainty=hedged",
    "/dyads?dyad=RUS-UKR", "/dyad/RUS-UKR", "/actors", "/actor/RUS", "/network", "/map", "/sources?since=2024-01-01",
    "/treaties", "/documents", "/search?q=barad+type:AID", "/contradictions?since=2024-06-01",
)  # fmt: skip


def pages(address: str) -> list[str]:
    """The addresses that are measured: lists, and one of each kind of thing."""
    with open_ledger(address) as ledger:
        deed = views.happenings(ledger, limit=1)["happening"][0]
        claim = views.events(ledger, limit=1)["key"][0]
        report = views.reports(ledger, limit=1)["document"][0]
    return [*PLAIN, f"/happening/{deed}", f"/claim/{claim}", f"/document/{report}"]


def at_the_server(address: str, rounds: int = 7) -> list[dict[str, Any]]:
    """Median milliseconds and weight of each page."""
    settings = Settings(ledger=address, reads_a_minute=10**9)
    out = []
    with TestClient(create_app(settings)) as client:
        for path in pages(address):
            took = []
            for number in range(rounds):
                # A query of its own, so that each answer is made anew.
                once = f"{path}{'&' if '?' in path else '?'}round={number}"
                begun = time.perf_counter()
                answer = client.get(once)
                took.append(1000 * (time.perf_counter() - begun))
                assert answer.status_code == 200, (path, answer.text[:300])
            weight = len(gzip.compress(answer.content, 6)) / 1000
            out.append({"path": path, "median_ms": statistics.median(took), "kb": weight})
        style = sum(
            len(gzip.compress(client.get(f"/static/{n}").content, 6)) for n in ("style.css", "marks.js", "charts.js")
        )
    return [{**row, "first_visit_kb": row["kb"] + style / 1000} for row in out]


def readers(address: str, many: int, seconds: float) -> dict[str, Any]:
    """Readers that ask one page after another, as fast as they are answered, of a server in a process of its own."""
    port = 8765
    command = [sys.executable, "-c", SERVER, address, str(port)]
    with subprocess.Popen(command, env=os.environ) as server:
        try:
            root = f"http://127.0.0.1:{port}"
            _wait(root)
            paths = pages(address)
            until = time.monotonic() + seconds
            with ThreadPoolExecutor(many) as pool:
                met = list(pool.map(lambda n: _read(root, paths, n, until), range(many)))
        finally:
            server.terminate()
    took = sorted(t for times, _ in met for t in times)
    return {
        "readers": many, "seconds": seconds, "pages": len(took), "errors": sum(e for _, e in met),
        "median_ms": 1000 * statistics.median(took), "p95_ms": 1000 * took[int(0.95 * len(took))],
    }  # fmt: skip


SERVER = """
import sys, uvicorn
from herodote.web.app import create_app
from herodote.web.settings import Settings
uvicorn.run(create_app(Settings(ledger=sys.argv[1], reads_a_minute=10**9)), port=int(sys.argv[2]), log_level="error")
"""


def _wait(root: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(root, timeout=5).read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def _read(root: str, paths: list[str], number: int, until: float) -> tuple[list[float], int]:
    dice, took, errors = random.Random(number), [], 0
    while time.monotonic() < until:
        begun = time.perf_counter()
        try:
            request = urllib.request.Request(root + dice.choice(paths), headers={"Accept-Encoding": "gzip"})
            urllib.request.urlopen(request, timeout=60).read()
        except (urllib.error.URLError, OSError):
            errors += 1
        took.append(time.perf_counter() - begun)
        time.sleep(dice.uniform(0.5, 1.5))  # a reader reads
    return took, errors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledger", required=True)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not Path(options.ledger).exists():
        from ledger import fill

        fill(options.ledger, options.claims, 512)
    out: dict[str, Any] = {"pages": at_the_server(options.ledger)}
    if options.readers:
        out["readers"] = readers(options.ledger, options.readers, options.seconds)
    print(json.dumps(out) if options.json else shown(out))


def shown(out: dict[str, Any]) -> str:
    """The measurements as lines of text."""
    rows = sorted(out["pages"], key=lambda r: -r["median_ms"])
    lines = [f"{r['median_ms']:8.1f} ms {r['kb']:7.1f} kB  {r['path']}" for r in rows]
    middle, most = statistics.median(r["median_ms"] for r in rows), max(r["first_visit_kb"] for r in rows)
    lines.append(f"median page {middle:.0f} ms; a first visit transfers at most {most:.0f} kB without charts")
    if "readers" in out:
        lines.append(", ".join(f"{k} {v:,.0f}" for k, v in out["readers"].items()))
    return "\n".join(lines)


if __name__ == "__main__":
    main()
