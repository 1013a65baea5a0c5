"""What one core does of each step of coding a crawl in a second, and what a crawl would cost in core hours.

    .venv/bin/python bench/rates.py [TEXTS.jsonl…] [--pages 140e6] [--read 0.45] [--copies 0.25] [--characters 2500]

Pages are invented: an article of 2,000 characters among menus, teasers and scripts, 120 kB in all. Texts to code are,
by default, those of the project's corpus, which are dense in events. ``--read`` is the share of pages in a language
that is read, ``--copies`` that of duplicates among those, ``--characters`` the length of an article.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
COUNT = 60


def pages(language: str, sentences: list[str] | None = None) -> list[bytes]:
    """Pages of the size that newspapers' have, each with another article."""
    import crawl

    dice = random.Random(language)
    menu = "".join(
        f"<li class='item-{n}'><a href='/{n}/page.html' title='{n}'>Section number {n}</a></li>" for n in range(500)
    )
    script = f"<script>var a=[{','.join(map(str, range(9000)))}];</script>"
    made = []
    for _ in range(COUNT):
        lines = sentences * 15 if sentences else "\n".join(crawl.text(dice) for _ in range(4)).split("\n")
        cards = (
            f"<a href='/a/{n}'><img src='/i/{n}.jpg'><h3>{n}</h3><p>{dice.choice(lines)}</p></a>" for n in range(80)
        )
        page = crawl.page("\n".join(lines), language=language)
        page = page.replace("<nav>", f"{script}<nav><ul>{menu}</ul>")
        made.append(page.replace("</article>", f"</article><aside>{''.join(cards)}</aside>").encode())
    return made


def milliseconds(work: Callable[[Any], object], items: Iterable[Any]) -> float:
    """Processor time an item, after one that warms up."""
    first, *rest = items
    work(first)
    begun = time.process_time()
    for one in rest:
        work(one)
    return 1000 * (time.process_time() - begun) / len(rest)


def measure(texts: list[dict[str, Any]]) -> dict[str, float]:
    """Milliseconds of one core for each step."""
    import crawl
    from herodote.reading import Capture, Given, gather
    from herodote.records import Document
    from herodote.runners.job import coded
    from herodote.runners.processes import one_thread
    from herodote.sifting import Examined, Examiner, Sieve

    examiner = Examiner()
    known = [Capture(f"https://a.example/{n}", "", page) for n, page in enumerate(pages("fr"))]
    foreign = [Capture(f"https://a.example/{n}", "", page) for n, page in enumerate(pages("de", [crawl.OTHERS["de"]]))]
    with tempfile.TemporaryDirectory() as folder:
        records = [crawl.response(one.id, one.body) for one in known * 10]
        path = crawl.write(Path(folder) / "a.warc.gz", crawl.with_company(records))
        begun = time.process_time()
        count = sum(1 for _ in gather([str(path)], Given()))
        archive = 1000 * (time.process_time() - begun) / count
    documents = [Document(id=str(n), text=row["text"], published=row.get("published")) for n, row in enumerate(texts)]
    examined = [one for one in map(examiner, documents) if isinstance(one, Examined)]
    coder = one_thread()
    letters = sum(len(one.document.text) for one in examined[1:]) / (len(examined) - 1)
    sieve = Sieve()
    return {
        "archive": archive,
        "skipped": milliseconds(examiner, foreign),
        "extracted": milliseconds(examiner, known),
        "compared": milliseconds(lambda one: list(sieve([one])), examined),
        "coded": milliseconds(lambda one: coded(coder, one, 0.0), examined) / letters * 1000,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path, nargs="*")
    parser.add_argument("--pages", type=float, default=140e6)
    parser.add_argument("--read", type=float, default=0.45)
    parser.add_argument("--copies", type=float, default=0.25)
    parser.add_argument("--characters", type=float, default=2500)
    options = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    paths = options.texts or sorted((ROOT / "training" / "corpus").glob("*.jsonl"))
    rows = [json.loads(line) for path in paths for line in path.open(encoding="utf8")]
    random.Random(1).shuffle(rows)
    cost = measure(rows[:150])
    read, kept = options.read, options.read * (1 - options.copies)
    steps = (
        ("a response taken out of the archive", cost["archive"], 1.0),
        ("a page in another language skipped", cost["skipped"], 1 - read),
        ("an article found in its page", cost["extracted"], read),
        ("a text compared with those before", cost["compared"], read),
        (f"an article of {options.characters:.0f} characters coded", cost["coded"] * options.characters / 1000, kept),
    )
    total = 0.0
    for words, each, share in steps:
        hours = each * share * options.pages / 3.6e6
        total += hours
        print(f"{words:45s} {each:8.2f} ms × {share:.2f} × {options.pages:,.0f} = {hours:7,.0f} core hours")
    print(f"{'in all':45s} {total:7,.0f} core hours")


if __name__ == "__main__":
    main()
