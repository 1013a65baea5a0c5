"""Whether the numbers of a bulk of documents add up, and what memory it takes beside that of a few.

    .venv/bin/python bench/bulk.py [--documents 50000] [--few 1000] [--runner serial|processes] [--reader none|neural]

Writes JSONL of invented reports, 15 in 100 exact copies and 15 near ones, and codes it in a process of its own, after
the few. Without a reader (the default) it is the reading, the sifting and the writing that are measured, and memory
that the reader would take hides no growth. Exits with 1 if a count is wrong or the peak is more than 1.5 times that of
the few.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from herodote.coder import EventCoder
from herodote.frames.frame import Reading
from herodote.records import Document

MOST = 1.5
USUAL = ("the", "of", "and", "to", "in", "that", "is", "was", "for", "on", "with", "as", "by", "at", "from", "has")


class NoReader:
    """Finds nothing, at no cost."""

    name = "none"

    def read(self, documents: list[Document]) -> list[Reading]:
        """No frames."""
        return [Reading(((0, len(d.text)),), ()) for d in documents]

    def hear(self, documents: list[Document]) -> list[Reading]:
        """No utterances."""
        return self.read(documents)


def no_reader() -> EventCoder:
    return EventCoder(NoReader())


def write(path: Path, documents: int) -> Counter[str]:
    """Write the documents; what must become of them."""
    dice = random.Random(7)
    vocabulary = [f"w{number}" for number in range(5000)]
    expected: Counter[str] = Counter()
    kept: list[str] = []
    with path.open("w", encoding="utf8") as file:
        for number in range(documents):
            chance = dice.random() if kept else 1.0
            text = dice.choice(kept) if chance < 0.3 else report(dice, vocabulary)
            if chance < 0.15:
                kind, text = "near", f"Wire, day {number}. {text}"
            else:
                kind = "exact" if chance < 0.3 else "coded"
            if kind == "coded" and len(kept) < 2000:
                kept.append(text)
            expected[kind] += 1
            file.write(json.dumps({"id": f"d{number}", "text": text, "published": "2024-03-05"}) + "\n")
    return expected


def report(dice: random.Random, vocabulary: list[str]) -> str:
    """A text of some 300 words, half of them usual ones."""
    words = [dice.choice(USUAL if number % 2 else vocabulary) for number in range(dice.randrange(200, 400))]
    return " ".join(words) + "."


def code(path: Path, runner: str, workers: int, reader: str) -> dict[str, Any]:
    """Code a file in this process, and what that came to."""
    import resource

    from herodote.runners import Job
    from herodote.runners.processes import Processes, one_thread
    from herodote.runners.serial import Serial

    make = no_reader if reader == "none" else one_thread
    chosen = Serial(make) if runner == "serial" else Processes(workers, make)
    begun = time.perf_counter()
    tally = chosen.run(Job((str(path),)), path.with_suffix(".out"))
    took = time.perf_counter() - begun
    usage = {w: resource.getrusage(getattr(resource, f"RUSAGE_{w}")).ru_maxrss / 1024 for w in ("SELF", "CHILDREN")}
    peaks = {"peak_mb": usage["SELF"], "worker_peak_mb": usage["CHILDREN"] if runner == "processes" else 0.0}
    return {"tally": tally.as_dict(), "seconds": took, **peaks}


def apart(path: Path, options: argparse.Namespace) -> dict[str, Any]:
    command = [sys.executable, __file__, "--one", str(path), "--runner", options.runner]
    command += ["--workers", str(options.workers), "--reader", options.reader]
    return dict(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))


def wrong(tally: dict[str, Any], expected: Counter[str]) -> str | None:
    """What is wrong with the counts, if anything is."""
    parts = {name: sum(tally[name].values()) for name in ("duplicates", "refused", "skipped")}
    if tally["read"] != expected.total() or tally["read"] != tally["coded"] + sum(parts.values()):
        return f"they do not add up: {tally}"
    found = Counter({"coded": tally["coded"], **tally["duplicates"]})
    return None if found == expected else f"found {dict(found)}, wrote {dict(expected)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=50_000)
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--runner", choices=("serial", "processes"), default="serial")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--reader", choices=("none", "neural"), default="none")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(code(options.one, options.runner, options.workers, options.reader)))
        return
    peaks, bad = [], []
    with tempfile.TemporaryDirectory() as folder:
        for count in (options.few, options.documents):
            expected = write(path := Path(folder) / f"{count}.jsonl", count)
            done = apart(path, options)
            rate, tally = count / done["seconds"], done["tally"]
            memory = f"{done['peak_mb']:.0f} MB" + (
                f", largest worker {done['worker_peak_mb']:.0f} MB" if done["worker_peak_mb"] else ""
            )
            print(
                f"{tally['read']:,} read = {tally['coded']:,} coded + {tally['duplicates']} duplicates + "
                f"{tally['refused']} refused + {tally['skipped']} skipped: {rate:.0f} a second, peak {memory}"
            )
            bad += [problem] if (problem := wrong(tally, expected)) else []
            peaks.append(done["peak_mb"] + options.workers * done["worker_peak_mb"])
    ratio = peaks[1] / peaks[0]
    print(f"peak memory {ratio:.2f} times that of {options.few:,} documents (at most {MOST})")
    for problem in bad:
        print(f"WRONG: {problem}")
    sys.exit(1 if bad or ratio > MOST else 0)


if __name__ == "__main__":
    main()
