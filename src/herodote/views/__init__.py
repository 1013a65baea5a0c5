"""Questions asked of a ledger, each a function that returns a polars frame; the commands and pages ask the same.

>>> from herodote import open_ledger, views
>>> with open_ledger("ledger.db") as ledger:  # doctest: +SKIP
...     views.transfers(ledger, recipient="RUS", since="2024-01-01")
"""

from herodote.views.archive import report, reports
from herodote.views.claims import contradictions, disputes, events, sources
from herodote.views.deeds import deployments, dyads, happenings, territory, timeline, transfers
from herodote.views.overview import due, news, stamp, totals, weeks
from herodote.views.parties import actors, network, places
from herodote.views.treaties import treaties, treaty

__all__ = [
    "actors", "contradictions", "deployments", "disputes", "due", "dyads", "events", "happenings", "network", "news",
    "places", "report", "reports", "sources", "stamp", "territory", "timeline", "totals", "transfers", "treaties",
    "treaty", "weeks",
]  # fmt: skip
