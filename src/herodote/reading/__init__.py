"""Stage one: files, pages, tables and addresses become documents, or refusals that say why not."""

import io
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from herodote.errors import RefusedError
from herodote.reading.html import extract, is_html
from herodote.reading.table import is_csv, is_jsonl, read_csv, read_jsonl
from herodote.reading.text import check_format, check_text, decode, read_bytes
from herodote.records import Document, Refusal

if TYPE_CHECKING:
    from herodote.reading.url import Fetched

__all__ = ["is_url", "page", "read"]

_SUFFIXES = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv",
    ".html": "html", ".htm": "html", ".xhtml": "html",
}  # fmt: skip
#: Bytes that tell a format.
_HEAD = 4096


@dataclass(frozen=True, slots=True)
class _Given:
    """What the caller says of documents that do not say it themselves."""

    published: Date | None
    language: str | None
    title: str | None

    def fill(self, document: Document) -> Document:
        said = {"published": self.published, "language": self.language, "title": self.title}
        return document.model_copy(update={k: v for k, v in said.items() if v and not getattr(document, k)})


def read(
    inputs: Iterable[str],
    *,
    published: Date | None = None,
    language: str | None = None,
    title: str | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Document | Refusal]:
    """The documents of files, folders, web addresses and, for ``-``, of ``stdin``, one at a time.

    What cannot be read comes as a Refusal in its place. ``published``, ``language`` and ``title`` hold for
    documents that do not state their own; for a web page, whose date and title are guesses, they come first.
    """
    given = _Given(published, language, title)
    for one in itertools.chain.from_iterable(_read_input(each, given, stdin) for each in inputs):
        yield given.fill(one) if isinstance(one, Document) else one


def is_url(text: str) -> bool:
    """Whether an input is a web address rather than a file."""
    return "://" in text[:12]


def _read_input(each: str, given: _Given, stdin: BinaryIO | None) -> Iterator[Document | Refusal]:
    if is_url(each):
        yield from _refusing(each, each, lambda: _from_url(each, given))
    elif each == "-":
        yield from _refusing("stdin", "stdin", lambda: _from_stream(stdin or io.BytesIO(), "stdin", "stdin", given))
    elif Path(each).is_dir():
        for path in sorted(Path(each).rglob("*")):
            inside = path.relative_to(each)
            if path.is_file() and not any(part.startswith(".") for part in inside.parts):
                yield from _read_file(path, inside.with_suffix("").as_posix(), given)
    else:
        yield from _read_file(Path(each), Path(each).stem, given)


def _read_file(path: Path, own: str, given: _Given) -> Iterator[Document | Refusal]:
    try:
        with path.open("rb") as stream:
            yield from _refusing(own, str(path), lambda: _from_stream(stream, own, str(path), given))
    except OSError as error:
        message = f"cannot be read ({error.strerror}): check the path and its permissions"
        yield Refusal(id=own, source=str(path), reason="unreadable", message=message)


def _refusing(
    own: str, source: str, reading: Callable[[], Iterable[Document | Refusal]]
) -> Iterator[Document | Refusal]:
    """What an input holds; the refusal that reading it ended in comes last."""
    try:
        yield from reading()
    except RefusedError as error:
        yield Refusal(id=own, source=source, reason=error.reason, message=str(error))


def _from_stream(stream: BinaryIO, own: str, source: str, given: _Given) -> Iterable[Document | Refusal]:
    """The documents of an open stream, whatever its format; ``own`` is the id of a single one."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))
    kind = _kind(buffered.peek(_HEAD)[:_HEAD], source)
    if kind == "jsonl":
        return _at_least_one(read_jsonl(buffered, source))
    if kind == "csv":
        return _at_least_one(read_csv(buffered, source))
    if kind == "html":
        return [_from_page(read_bytes(buffered), own, None, given)]
    return [Document(id=own, text=check_text(decode(read_bytes(buffered), source)))]


def _kind(head: bytes, source: str) -> str:
    """What a stream holds by its first bytes and its suffix; RefusedError if it is nothing that can be read."""
    if not head:
        raise RefusedError("empty", "has no text: check the file, or what wrote it")
    check_format(head, source)
    if b"\0" in head:
        raise RefusedError("binary", "is binary, not text: give a text, HTML, JSONL or CSV file")
    suffix = Path(source).suffix.lower()
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    if is_jsonl(head):
        return "jsonl"
    if suffix == ".json" or head.lstrip()[:1] == b"{" or head.lstrip().startswith(b"[{"):
        raise RefusedError("json", f"is not one JSON object a line: convert with 'jq -c \".[]?\" {source}'")
    return "html" if is_html(head) else "csv" if is_csv(head) else "text"


def _from_url(url: str, given: _Given) -> Iterable[Document]:
    from herodote.reading.url import fetch

    return _from_fetched(url, fetch(url), given)


def page(url: str, found: "Fetched", *, published: Date | None, language: str | None, title: str | None) -> Document:
    """The document of a page that was fetched; what is given comes before what the page says of itself."""
    given = _Given(published, language, title)
    return given.fill(next(iter(_from_fetched(url, found, given))))


def _from_fetched(url: str, found: "Fetched", given: _Given) -> Iterable[Document]:
    if found.media == "text/plain":
        body = found.body if isinstance(found.body, str) else decode(found.body, url)
        return [Document(id=url, text=check_text(body), url=found.url)]
    return [_from_page(found.body, url, found.url, given)]


def _from_page(body: bytes | str, own: str, url: str | None, given: _Given) -> Document:
    page = extract(body, url)
    return Document(
        id=own, text=check_text(page.text), title=given.title or page.title,
        published=given.published or page.published, url=page.url, publication=page.publication,
    )  # fmt: skip


def _at_least_one(rows: Iterator[Document | Refusal]) -> Iterator[Document | Refusal]:
    """The rows of a table; RefusedError if there are none."""
    first = next(rows, None)
    if first is None:
        raise RefusedError("empty", "has no documents: check the file, or what wrote it")
    yield first
    yield from rows
