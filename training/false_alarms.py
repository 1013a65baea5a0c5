"""How many events are found in prose that holds none, a thousand sentences, at several least confidences.

    python -m training.false_alarms [FILE.jsonl…] [--show]

Without files: ``training/prose``, magazine copy, manuals, reviews and the like, written to hold no political event, a
fifth of it with words of war and politics in their everyday sense.
"""

import argparse
import json
from collections import Counter
from pathlib import Path

from herodote.coder import EventCoder
from herodote.frames.sentences import sentences
from herodote.records import Document, Refusal

PROSE = Path(__file__).with_name("prose")
LEAST = (0.0, 0.35, 0.5, 0.6, 0.8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--show", action="store_true", help="print what was found")
    options = parser.parse_args()
    total: Counter[str] = Counter()
    found: dict[str, list[float]] = {}
    for path in options.files or sorted(PROSE.glob("*.jsonl")):
        documents = [
            Document(**{n: row.get(n) for n in ("id", "text", "title", "published", "language")})
            for row in map(json.loads, path.read_text(encoding="utf8").splitlines())
        ]
        for document, events in zip(documents, EventCoder().code(documents), strict=True):
            assert not isinstance(events, Refusal)
            language = document.language or ""
            total[language] += len(sentences(document.text, language))
            found.setdefault(language, []).extend(e.confidence for e in events)
            for event in events if options.show else ():
                print(f"{event.confidence:.2f} {event.event} {event.event_text!r} | {event.text}")
    for language, count in sorted(total.items()):
        rates = {least: 1000 * sum(c >= least for c in found[language]) / count for least in LEAST}
        told = ", ".join(f"{rate:.1f} at {least:g}" for least, rate in rates.items())
        print(f"{language}: {count} sentences, events a thousand: {told}")


if __name__ == "__main__":
    main()
