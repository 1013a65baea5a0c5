"""Records that ``herodote code`` wrote, back as documents with their events: nothing is lost but the rest of the texts.

A document's text is its records' sentences, each at its place, with blanks for what no record holds.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from pydantic import ValidationError

from herodote.interchange.rows import Rejected, lay
from herodote.records import Document, Event


def read(lines: Iterable[str]) -> Iterator[tuple[Document, list[Event]] | Rejected]:
    """Documents with their events; records of one document stand together, as ``code`` writes them."""
    parsed = (_parsed(at, line) for at, line in enumerate(lines, 1) if line.strip())
    for name, group in groupby(parsed, key=lambda one: one.id if isinstance(one, Rejected) else one.document):
        given = list(group)
        yield from (one for one in given if isinstance(one, Rejected))
        events = [one for one in given if isinstance(one, Event)]
        if events:
            text = ""
            for event in events:
                text = lay(text, event.text_info.start, event.text)
            yield Document(id=name, text=text, **events[0].cite_info.model_dump()), events


def _parsed(at: int, line: str) -> Event | Rejected:
    try:
        return Event.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return Rejected(f"line {at}", f"no record: {'.'.join(map(str, first['loc'])) or 'line'}: {first['msg']}")
