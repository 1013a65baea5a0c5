"""Records written in a format: a stream of events in, a file out, with a count of what the format cannot hold."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from herodote.interchange import factbank, gdelt, geojson, icews, plover
from herodote.records import Event


@dataclass(slots=True)
class Written:
    """How many records were written, and how many left out for which reason."""

    records: int = 0
    rows: int = 0
    left_out: dict[str, int] = field(default_factory=dict)

    def sentence(self) -> str:
        """The count in words."""
        left = "".join(f", {n:,} left out: {why}" for why, n in self.left_out.items())
        rows = f" in {self.rows:,} rows" if self.rows > self.records else ""
        return f"{self.records:,} records written{rows}{left}"


@dataclass(frozen=True, slots=True)
class Format:
    """A format of lines: what comes before and after, what stands between, and an event's lines.

    ``lacks`` says what keeps an event out, None where nothing does.
    """

    rows: Callable[[Event], Iterator[str]]
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    between: str = "\n"
    lacks: Callable[[Event], str | None] = lambda event: None


def _happened(event: Event) -> str | None:
    """What keeps an event out of formats of deeds that happened on a day."""
    if event.status != "actual":
        return "not said to have happened, which the format cannot say"
    return None if event.date or event.cite_info.published else "neither the deed nor the report has a day"


def _has_point(event: Event) -> str | None:
    place = event.event_loc
    return None if place and place.lat is not None and place.lon is not None else "no place with coordinates"


_LINES = {
    "jsonl": Format(lambda event: iter((event.model_dump_json(),))),
    "plover": Format(plover.rows),
    "gdelt": Format(gdelt.rows, lacks=_happened),
    "icews": Format(icews.rows, tuple(icews.header()), lacks=_happened),
    "factbank": Format(factbank.rows, tuple(factbank.header())),
    "geojson": Format(geojson.rows, (geojson.OPENING,), (geojson.CLOSING,), ",\n", _has_point),
}
#: All formats that records are written in.
FORMATS = (*_LINES, "parquet", "ical")


def write(events: Iterable[Event], name: str, out: BinaryIO) -> Written:
    """Write events in the format of this name, one of ``FORMATS``; lines go out as they come."""
    if name == "parquet":
        return _parquet(events, out)
    if name == "ical":
        return _calendar(list(events), out)
    form, written = _LINES[name], Written()
    for line in form.opening:
        out.write(f"{line}\n".encode())
    first = True
    for event in events:
        if lack := form.lacks(event):
            written.left_out[lack] = written.left_out.get(lack, 0) + 1
            continue
        written.records += 1
        for line in form.rows(event):
            out.write(("" if first else form.between).encode() + line.encode("utf8", "surrogatepass"))
            written.rows += 1
            first = False
    if not first:
        out.write(b"\n")
    for line in form.closing:
        out.write(f"{line}\n".encode())
    return written


def _parquet(events: Iterable[Event], out: BinaryIO) -> Written:
    from herodote.interchange.tables import frame

    table = frame(events)
    table.write_parquet(out)
    return Written(len(table))


def _calendar(events: list[Event], out: BinaryIO) -> Written:
    from herodote.interchange.agenda import of_events

    calendar = of_events(events)
    out.write(calendar)
    dated = calendar.count(b"BEGIN:VEVENT")
    rest = len(events) - dated
    return Written(dated, dated, {"not to come, or without a day": rest} if rest else {})
