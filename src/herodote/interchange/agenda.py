"""iCalendar (RFC 5545): what is announced, and the steps of treaties that are due, as days in a calendar."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from datetime import date as Date
from typing import TYPE_CHECKING

from icalendar import Calendar
from icalendar import Event as Entry

from herodote.records import Event

if TYPE_CHECKING:
    from herodote.ledger.opening import Ledger


def of_ledger(ledger: "Ledger", *, as_of: Date | None = None) -> bytes:
    """What a ledger knows to be due on ``as_of`` (by default the day of its last report) or later.

    Steps of treaties without a day are left out: a calendar has no place for them.
    """
    from herodote.views import due

    entries = [
        _entry(row["key"], row["due"], row["until"] or row["due"], f"{row['what']}: {row['who']}", row["text"] or "")
        for row in due(ledger, as_of=as_of, limit=10_000).iter_rows(named=True)
        if row["due"] is not None
    ]
    return _calendar(entries)


def of_events(events: Iterable[Event]) -> bytes:
    """Of records, those that are still to come when they are reported and have a day."""
    return _calendar([
        _entry(e.id, e.date, e.enddate or e.date, _summary(e), e.text)
        for e in events
        if e.date is not None and _to_come(e)
    ])  # fmt: skip


def _to_come(event: Event) -> bool:
    promised = event.act != event.event and event.status == "actual"
    reported = event.cite_info.published
    return (event.status == "future" or promised) and (reported is None or (event.date or Date.min) >= reported)


def _summary(event: Event) -> str:
    sides = " → ".join(", ".join(e.entity_text for e in side) for side in (event.actor, event.recipient) if side)
    doubt = "?" if event.certainty == "hedged" else ""
    return f"{event.act}{doubt}: {sides or event.event_text}"


def _entry(key: str, first: Date, last: Date, summary: str, description: str) -> Entry:
    entry = Entry()
    entry.add("uid", f"{key}@herodote")
    entry.add("dtstamp", datetime.now(UTC))
    entry.add("dtstart", first)
    entry.add("dtend", last + timedelta(days=1))  # whole days end where the next begins
    entry.add("summary", summary)
    entry.add("description", description)
    return entry


def _calendar(entries: Iterable[Entry]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//herodote//due//EN")
    calendar.add("version", "2.0")
    for entry in entries:
        calendar.add_component(entry)
    return bytes(calendar.to_ical())
