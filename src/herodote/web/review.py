"""A person's verdict on a claim, from the API or the page: kept as a row that supersedes."""

from collections.abc import Mapping
from typing import Any

from herodote.errors import UsageError
from herodote.ledger.doubtful import amended
from herodote.ledger.grouping.settling import settle
from herodote.ledger.reader import find_claim
from herodote.ledger.writer import Verdict, correct
from herodote.web.state import Site


def judge(site: Site, key: str, verdict: Verdict, who: str, why: str, changes: Mapping[str, str]) -> dict[str, Any]:
    """Keep a verdict and bring happenings up to date; UsageError for a change that cannot be meant."""
    engine = site.writer.engine
    one = find_claim(engine, key)
    event = None
    if verdict == "corrected":
        event = one.event
        for name, value in changes.items():
            event = amended(event, name, value)
        if event == one.event:
            raise UsageError("nothing was changed: accept the claim, or give a field another value")
    elif changes:
        raise UsageError("fields are changed with the verdict 'corrected'")
    new = correct(engine, one.key, verdict, who=who, why=why, event=event)
    settle(engine)
    return {"claim": one.key, "verdict": verdict, "replaced_by": new}
