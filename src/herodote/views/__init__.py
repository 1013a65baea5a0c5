"""Questions asked of a ledger, each a function that returns a polars frame; the commands and pages ask the same.

>>> from herodote import open_ledger, views
>>> with open_ledger("ledger.db") as ledger:  # doctest: +SKIP
...     views.transfers(ledger, recipient="RUS", since="2024-01-01")
"""

from herodote.views.claims import contradictions, disputes, events, sources
from herodote.views.deeds import deployments, dyads, happenings, territory, timeline, transfers
from herodote.views.treaties import treaties

__all__ = [
    "contradictions", "deployments", "disputes", "dyads", "events", "happenings", "sources", "territory", "timeline",
    "transfers", "treaties",
]  # fmt: skip
