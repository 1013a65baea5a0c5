"""Tables of documents, JSONL and CSV: one document a row, read row by row; a bad row costs only itself."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date as Date
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from herodote.errors import RefusedError
from herodote.reading.text import LARGEST, check_text, check_unicode
from herodote.records import Document, Refusal

#: Columns that are read; others are ignored.
COLUMNS = ("id", "text", "title", "published", "language", "url", "publication")
_DELIMITERS = (",", ";", "\t", "|")


def read_jsonl(stream: BinaryIO, source: str) -> Iterator[Document | Refusal]:
    """The documents of a JSONL stream; ``source`` is its path, for messages and for ids where there are none."""
    for number, line in _lines(stream):
        if line is not None and not line.strip():
            continue
        row: dict[str, Any] = {}
        try:
            row = _object(line)
            yield document(row, f"{source}:{number}")
        except RefusedError as error:
            yield refusal(row, f"{source}:{number}", error)


def read_csv(stream: BinaryIO, source: str) -> Iterator[Document | Refusal]:
    """The documents of a CSV stream with a header line; comma, semicolon, tab or bar between columns."""
    csv.field_size_limit(LARGEST)
    # Bytes that are not UTF-8 pass as surrogates, so that only the rows that hold them are refused.
    lines = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    first = lines.readline(LARGEST)
    delimiter = max(_DELIMITERS, key=first.count)
    header = [cell.strip().lower() for cell in next(csv.reader([first], delimiter=delimiter), [])]
    if "text" in header:
        yield from _rows(csv.reader(lines, delimiter=delimiter), header, source)
    else:
        columns = ascii(", ".join(header)[:200])
        message = f"there is no column 'text', only {columns}: name the columns {','.join(COLUMNS)} in the first line"
        yield refusal({}, f"{source}:1", RefusedError("columns", message))
    lines.detach()


def is_jsonl(head: bytes) -> bool:
    """Whether these first bytes look like a JSON object on a line of its own."""
    first, cut, _ = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    opened = first.startswith(b"{") and first[1:].lstrip()[:1] in (b'"', b"}")
    return opened and (not cut or first.rstrip().endswith(b"}"))


def is_csv(head: bytes) -> bool:
    """Whether these first bytes look like a header line with the columns id and text."""
    first = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].decode("utf8", "replace").lower()
    cells = {cell.strip(' "\r') for delimiter in _DELIMITERS for cell in first.split(delimiter)}
    return {"id", "text"} <= cells


def day(written: object) -> Date | None:
    """An ISO date, or the date of an ISO time; None for an empty cell, RefusedError for anything else."""
    if written is None or written == "":
        return None
    try:
        return datetime.fromisoformat(str(written).strip()).date()
    except ValueError:
        message = f"published is {str(written)[:40]!r}: write it as YYYY-MM-DD, or leave it out"
        raise RefusedError("date", message) from None


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None in the place of one that is longer than LARGEST."""
    number = 0
    while line := stream.readline(LARGEST):
        number += 1
        whole = line.endswith(b"\n") or len(line) < LARGEST
        while not whole:
            rest = stream.readline(LARGEST)
            whole = rest.endswith(b"\n") or len(rest) < LARGEST
        yield number, line if len(line) < LARGEST else None


def _object(line: bytes | None) -> dict[str, Any]:
    if line is None:
        raise RefusedError("too-long", f"the line has more than {LARGEST:,} bytes: split the text into reports")
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise RefusedError("encoding", "is not UTF-8: convert with 'iconv -f WINDOWS-1252 -t UTF-8 FILE'") from None
    except json.JSONDecodeError as error:
        message = f"is not JSON ({error.msg}, column {error.colno}): write one object a line"
        raise RefusedError("json", message) from None
    except (ValueError, RecursionError):
        raise RefusedError("json", "is not JSON that can be read: write one object a line") from None
    if not isinstance(row, dict):
        raise RefusedError("json", 'is not an object: write {"id": …, "text": …} on one line')
    return row


def _rows(rows: Any, header: list[str], source: str) -> Iterator[Document | Refusal]:
    cells: list[str] | None = []
    while cells is not None:
        place = f"{source}:{rows.line_num + 2}"  # the row's first line; the header was read apart
        row: dict[str, Any] = {}
        try:
            cells = next(rows, None)
            if not cells or not any(cells):
                continue
            row = dict(zip(header, cells, strict=False))
            _check_decoded(cells)
            yield document(row, place)
        except csv.Error as error:
            message = f"is not CSV ({error}): put quotation marks around texts, or write JSONL"
            yield refusal({}, place, RefusedError("csv", message))
        except RefusedError as error:
            yield refusal(row, place, error)


def _check_decoded(cells: list[str]) -> None:
    if any("\udc80" <= c <= "\udcff" for cell in cells if not cell.isascii() for c in cell):
        raise RefusedError("encoding", "is not UTF-8: convert with 'iconv -f WINDOWS-1252 -t UTF-8 FILE'")


def document(row: Mapping[str, Any], place: str) -> Document:
    """The document of a row that was read at a place (file and line); RefusedError if it is none."""
    if "event_text" in row and "text_info" in row:
        told = "convert it, or take it into a ledger with herodote import --from herodote"
        raise RefusedError("records", f"is no report but a record that herodote code wrote: {told}")
    text = row.get("text")
    if text is None:
        raise RefusedError("columns", "there is no 'text': give every document its text under that name")
    if not isinstance(text, str):
        raise RefusedError("columns", f"'text' is a {type(text).__name__}, not a string: give the text itself")
    fields = {key: _cell(row.get(key)) for key in ("title", "language", "url", "publication")}
    check_text(text)
    check_unicode("".join(filter(None, (_own_id(row, place), *fields.values()))))
    return Document(id=_own_id(row, place), text=text, published=day(row.get("published")), **fields)


def _own_id(row: Mapping[str, Any], place: str) -> str:
    """The row's id; the file's name and the line where it has none."""
    return _cell(row.get("id")) or Path(place).name


def _cell(value: object) -> str | None:
    """A cell as written, numbers as their digits; None for an empty one."""
    return str(value) if isinstance(value, (str, int, float)) and value != "" else None


def refusal(row: Mapping[str, Any], place: str, error: RefusedError) -> Refusal:
    """What becomes of a row that is no document."""
    own = _own_id(row, place).encode("utf8", "replace").decode("utf8")
    return Refusal(id=own, source=place, reason=error.reason, message=str(error))
