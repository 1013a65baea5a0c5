"""What ``--min-confidence`` trades: precision and recall of events on the corpus's test part, as a picture.

    python -m training.curve docs/confidence.svg [--weights FOLDER]

Prints the points, too.
"""

import argparse
from pathlib import Path
from typing import Any

from herodote.coder import EventCoder
from herodote.evaluation import score
from herodote.frames.model import NeuralReader
from herodote.records import Document

from .build import load
from .split import part

FIELDS = ("id", "text", "title", "published", "language", "url", "publication")
STEPS = [n / 20 for n in range(20)]
WIDTH, HEIGHT, EDGE = 560, 380, 48

Point = tuple[float, float, float, float]


def points(documents: list[dict[str, Any]], folder: Path | None) -> list[Point]:
    """Least confidence, precision, recall and F1 of events with their type."""
    coder = EventCoder(NeuralReader(folder))
    coded = list(coder.code([Document(**{k: d.get(k) for k in FIELDS}) for d in documents]))
    records = [e.model_dump(mode="json") for each in coded if isinstance(each, list) for e in each]
    out = []
    for least in STEPS:
        tally = score(documents, [r for r in records if r["confidence"] >= least]).tallies["event"]
        out.append((least, tally.precision, tally.recall, tally.f1))
    return out


def picture(found: list[Point]) -> str:
    """Recall to the right, precision upwards; a dot for each least confidence."""

    def at(precision: float, recall: float) -> tuple[float, float]:
        return EDGE + recall * (WIDTH - 2 * EDGE), HEIGHT - EDGE - (precision - 0.5) * 2 * (HEIGHT - 2 * EDGE)

    places = [(*at(p, r), least) for least, p, r, _ in found if p >= 0.5]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in places)
    dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="#14506e"/>' for x, y, _ in places]
    names = [
        _text(x + 7, y - 5, f"{least:.1f}", "start")
        for x, y, least in places
        if least >= 0.2 and round(least * 20) % 2 == 0
    ]
    axes = [f'<path d="M{EDGE} {EDGE / 2}V{HEIGHT - EDGE}H{WIDTH - EDGE / 2}" fill="none" stroke="#5a646c"/>']
    axes += [_text(at(0.5, n / 5)[0], HEIGHT - EDGE + 16, f"{n / 5:.1f}") for n in range(6)]
    axes += [_text(EDGE - 6, at(0.5 + n / 10, 0)[1] + 4, f"{0.5 + n / 10:.1f}", "end") for n in range(6)]
    axes += [_text(WIDTH / 2, HEIGHT - 10, "recall"), _text(EDGE, EDGE / 2 - 8, "precision")]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="12" fill="#1d2327"><rect width="{WIDTH}" height="{HEIGHT}" fill="#fbfaf6"/>{"".join(axes)}'
        f'<polyline points="{line}" fill="none" stroke="#14506e" stroke-width="1.5"/>{"".join(dots)}{"".join(names)}'
        "</svg>\n"
    )


def _text(x: float, y: float, words: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{words}</text>'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--corpus", type=Path, default=Path("training/corpus"))
    parser.add_argument("--weights", type=Path)
    options = parser.parse_args()
    documents = [d for d in load(sorted(options.corpus.glob("*.jsonl"))) if part(d["id"]) == "test"]
    found = points(documents, options.weights)
    options.out.write_text(picture(found), encoding="utf8")
    print("least  precision  recall   F1")
    for least, precision, recall, f1 in found:
        print(f"{least:.2f}   {precision:.3f}      {recall:.3f}    {f1:.3f}")


if __name__ == "__main__":
    main()
