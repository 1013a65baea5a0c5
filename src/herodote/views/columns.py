"""The columns of every question's answer, by name."""

from collections.abc import Mapping
from typing import Any

from herodote.views.archive import REPORTS
from herodote.views.claims import CONTRADICTIONS, DISPUTES, EVENTS, SOURCES
from herodote.views.deeds import DYADS, HAPPENINGS
from herodote.views.parties import ACTORS, PLACES, TIES
from herodote.views.treaties import BOUND, TREATIES

#: From a question to its columns, name and polars type; ``bound`` is that of treaties if one were attacked.
COLUMNS: Mapping[str, Mapping[str, Any]] = {
    "events": EVENTS, "disputes": DISPUTES, "sources": SOURCES, "contradictions": CONTRADICTIONS, "dyads": DYADS,
    "treaties": TREATIES, "bound": BOUND, "reports": REPORTS, "actors": ACTORS, "network": TIES, "places": PLACES,
    **dict.fromkeys(("happenings", "timeline", "deployments", "transfers", "territory"), HAPPENINGS),
}  # fmt: skip
