"""Why claims stand together, shown piece by piece."""

import json
from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from herodote.ledger.claims import Claim
from herodote.ledger.reader import History, Link, Why
from herodote.rendering.articles import printable


def as_json(past: History, told: Why | None) -> str:
    """The explanation as one JSON object."""
    out: dict[str, Any] = {
        "claim": past.claim.key, "record": past.claim.event.model_dump(mode="json"),
        "verdicts": [_plain(v) for v in past.verdicts],
        "superseded": _plain(past.superseded) if past.superseded else None,
    }  # fmt: skip
    if told:
        out["happening"] = {k: v for k, v in _plain(told.happening).items() if k != "id"}
        out["threshold"] = told.threshold
        out["links"] = [
            {"claim": link.claim.key, "to": link.to, "sum": round(link.total, 2),
             "evidence": [{"reason": r, "weight": w} for r, w in link.evidence]}
            for link in told.links
        ]  # fmt: skip
    return json.dumps(out, ensure_ascii=False, default=str)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in row.items() if k not in ("claim_id", "replacement_id", "reading_id", "correction_id")}


def explained(past: History, told: Why | None) -> RenderableType:
    """The explanation for a terminal."""
    parts: list[RenderableType] = [_claim(past.claim, "")]
    parts += [Text(printable(line)) for line in _past(past)]
    if told:
        row = told.happening
        claims = f"{row['claims']} claim{'s' if row['claims'] != 1 else ''}"
        head = f"{row['key']}: {claims}, {row['life']}, support {row['support']:g}"
        parts = [Text(head, style="bold"), *([Text("")] if told.links else []), _claim(told.lead, "first report")]
        parts += [_link(link, told.threshold) for link in told.links]
        parts += [Text(printable(line)) for line in _past(past)]
    return Group(*parts)


def _past(past: History) -> Iterator[str]:
    for verdict in past.verdicts:
        reason = verdict["why"] or "no reason given"
        yield f"{verdict['verdict']} by {verdict['who']} on {verdict['at']:%Y-%m-%d}: {reason}"
    if past.superseded:
        yield f"superseded on {past.superseded['at']:%Y-%m-%d}: {past.superseded['why']}"


def _claim(one: Claim, role: str) -> RenderableType:
    event = one.event
    cite = event.cite_info
    about = " · ".join(filter(None, (one.key, cite.publication or event.document, str(cite.published or ""), role)))
    return Panel(printable(event.text), title=printable(about), title_align="left", border_style="dim")


def _link(link: Link, threshold: float) -> RenderableType:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 2))
    for reason, weight in sorted(link.evidence, key=lambda piece: -piece[1]):
        table.add_row(Text(f"{weight:+.1f}", style="green" if weight > 0 else "red"), printable(reason))
    style = "bold green" if link.total >= threshold else "bold yellow"
    table.add_row(Text(f"{link.total:+.1f}", style=style), f"with {link.to} (together from {threshold:+.1f})")
    return Group(_claim(link.claim, ""), table)
