"""Ingest invented reports into a ledger, as a process of its own: python ingesting.py ADDRESS FIRST LAST."""

import sys
from datetime import date, timedelta

from herodote.ledger.ingest import ingest
from herodote.ledger.opening import open_ledger
from herodote.records import Document
from small_ledger import coder

PLACES = ("Moldavie", "Bolivie", "Norvège", "Zambie", "Thaïlande")


def report(number: int) -> Document:
    """The same report for the same number: every fifth tells of the same deed, with another figure."""
    text = f"Selon Oslo, la France a livré {number % 7 + 10} chars à la {PLACES[number % 5]} lundi. Le Pérou a expulsé deux diplomates chiliens."
    day = date(2024, 5, 7) + timedelta(days=7 * (number // 40))
    return Document(id=f"r{number}", text=text, language="fr", published=day, publication=f"Outlet {number % 11}")


def main() -> None:
    address, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with open_ledger(address, create=True) as ledger:
        ingest(ledger.engine, (report(n) for n in range(first, last)), coder=coder())


if __name__ == "__main__":
    main()
