"""Stage one: files, pages, tables and addresses become documents, or refusals that say why not."""

import glob
import io
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar, cast

from herodote.errors import RefusedError
from herodote.reading.capture import Capture, Given
from herodote.reading.compression import bare, first_bytes, inflated, is_compressed
from herodote.reading.html import extract, is_html
from herodote.reading.parquet import MAGIC, read_parquet
from herodote.reading.table import is_csv, is_jsonl, read_csv, read_jsonl
from herodote.reading.text import check_format, check_text, decode, read_bytes
from herodote.reading.warc import is_warc, read_warc
from herodote.records import Document, Refusal

if TYPE_CHECKING:
    from herodote.reading.url import Fetched

__all__ = ["Capture", "Given", "Item", "files", "gather", "gather_file", "is_url", "opened", "page", "read", "spread"]

T = TypeVar("T")
#: What reading gives: a document, a page that is yet to be opened, or why there is neither.
Item = Document | Refusal | Capture

_SUFFIXES = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv",
    ".html": "html", ".htm": "html", ".xhtml": "html",
}  # fmt: skip
#: Bytes that tell a format.
_HEAD = 4096


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
    given = Given(published, language, title)
    return (opened(one, given) for one in gather(inputs, given, stdin))


def gather(inputs: Iterable[str], given: Given, stdin: BinaryIO | None = None) -> Iterator[Item]:
    """What ``read`` gives, the pages not yet opened: many processes can share that work."""
    each_input = list(spread(inputs))
    ids = _ids(each_input)
    return itertools.chain.from_iterable(_read_input(each, given, stdin, ids) for each in each_input)


def opened(one: Item, given: Given) -> Document | Refusal:
    """The document that something gathered is, or why it is none."""
    if isinstance(one, Capture):
        return one.document(given)
    return given.fill(one) if isinstance(one, Document) else one


def spread(inputs: Iterable[str]) -> Iterator[str]:
    """The inputs, patterns such as ``crawl/*.warc.gz`` replaced by the files that they match, in alphabetical order."""
    for one in inputs:
        if one == "-" or is_url(one) or Path(one).exists() or not glob.has_magic(one):
            yield one
        else:
            yield from sorted(glob.glob(one, recursive=True))


def files(inputs: Iterable[str]) -> Iterator[tuple[Path, str]]:
    """The files that the inputs name, folders and patterns searched, in the order in which they are read.

    Each comes with the id that a single report in it has: its name, behind the folder's where one was given, or the
    whole path where two files would otherwise have the same.
    """
    each_input = list(spread(inputs))
    ids = _ids(each_input)
    return ((path, ids[path]) for one in each_input if one != "-" and not is_url(one) for path, _ in _files(Path(one)))


def _ids(inputs: Iterable[str]) -> dict[Path, str]:
    """The id of a single report in each file."""
    short = {path: own for one in inputs if one != "-" and not is_url(one) for path, own in _files(Path(one))}
    several = {own for own, count in Counter(short.values()).items() if count > 1}
    return {path: _whole(path) if own in several else own for path, own in short.items()}


def _whole(path: Path) -> str:
    return Path(bare(str(path))).with_suffix("").as_posix().lstrip("./")


def is_url(text: str) -> bool:
    """Whether an input is a web address rather than a file."""
    return "://" in text[:12]


def _read_input(each: str, given: Given, stdin: BinaryIO | None, ids: dict[Path, str]) -> Iterator[Item]:
    if is_url(each):
        yield from _refusing(each, each, lambda: _from_url(each, given))
    elif each == "-":
        yield from _refusing("stdin", "stdin", lambda: _from_stream(stdin or io.BytesIO(), "stdin", "stdin"))
    else:
        for path, _ in _files(Path(each)):
            yield from gather_file(path, ids[path])


def _files(path: Path) -> Iterator[tuple[Path, str]]:
    """A file, or those of a folder, hidden ones apart, each with the id that a single report in it has."""
    if not path.is_dir():
        yield path, Path(bare(path.name)).stem
        return
    for each in sorted(path.rglob("*")):
        inside = each.relative_to(path)
        if each.is_file() and not any(part.startswith(".") for part in inside.parts):
            yield each, Path(path.name, bare(str(inside))).with_suffix("").as_posix()


def gather_file(path: Path, own: str) -> Iterator[Item]:
    """What ``gather`` finds in one of the ``files``."""
    try:
        with path.open("rb") as stream:
            if path.is_file() and stream.peek(4)[:4] == MAGIC:
                yield from _refusing(own, str(path), lambda: _at_least_one(read_parquet(path)))
                return
            yield from _refusing(own, str(path), lambda: _from_stream(stream, own, str(path)))
    except OSError as error:
        message = f"cannot be read ({error.strerror}): check the path and its permissions"
        yield Refusal(id=own, source=str(path), reason="unreadable", message=message)


def _refusing(own: str, source: str, reading: Callable[[], Iterable[Item]]) -> Iterator[Item]:
    """What an input holds; the refusal that reading it ended in comes last."""
    try:
        yield from reading()
    except RefusedError as error:
        yield Refusal(id=own, source=source, reason=error.reason, message=str(error))


def _from_stream(stream: BinaryIO, own: str, source: str) -> Iterable[Item]:
    """The documents of an open stream, whatever its format; ``own`` is the id of a single one."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))
    head = buffered.peek(_HEAD)[:_HEAD]
    if head and is_warc(first_bytes(head), source):
        return _at_least_one(read_warc(buffered, source))
    if is_compressed(head):
        buffered = inflated(buffered, head)
        head = buffered.peek(_HEAD)[:_HEAD]
    kind = _kind(head, source)
    if kind == "jsonl":
        return _at_least_one(read_jsonl(buffered, source))
    if kind == "csv":
        return _at_least_one(read_csv(buffered, source))
    if kind == "html":
        return [Capture(own, source, read_bytes(buffered), media="text/html")]
    return [Document(id=own, text=check_text(decode(read_bytes(buffered), source)))]


def _kind(head: bytes, source: str) -> str:
    """What a stream holds by its first bytes and its suffix; RefusedError if it is nothing that can be read."""
    if not head:
        raise RefusedError("empty", "has no text: check the file, or what wrote it")
    check_format(head, source)
    if head.startswith(MAGIC):
        raise RefusedError("binary", "is Parquet, which is read from its end: give the file itself, not compressed")
    if b"\0" in head:
        raise RefusedError("binary", "is binary, not text: give a text, HTML, JSONL, CSV, Parquet or WARC file")
    suffix = Path(bare(source)).suffix.lower()
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    if is_jsonl(head):
        return "jsonl"
    if suffix == ".json" or head.lstrip()[:1] == b"{" or head.lstrip().startswith(b"[{"):
        raise RefusedError("json", f"is not one JSON object a line: convert with 'jq -c \".[]?\" {source}'")
    return "html" if is_html(head) else "csv" if is_csv(head) else "text"


def _from_url(url: str, given: Given) -> Iterable[Document]:
    from herodote.reading.url import fetch

    return _from_fetched(url, fetch(url), given)


def page(url: str, found: "Fetched", *, published: Date | None, language: str | None, title: str | None) -> Document:
    """The document of a page that was fetched; what is given comes before what the page says of itself."""
    given = Given(published, language, title)
    return given.fill(next(iter(_from_fetched(url, found, given))))


def _from_fetched(url: str, found: "Fetched", given: Given) -> Iterable[Document]:
    if found.media == "text/plain":
        body = found.body if isinstance(found.body, str) else decode(found.body, url)
        return [Document(id=url, text=check_text(body), url=found.url)]
    return [_from_page(found.body, url, found.url, given)]


def _from_page(body: bytes | str, own: str, url: str | None, given: Given) -> Document:
    page = extract(body, url)
    return Document(
        id=own, text=check_text(page.text), title=given.title or page.title,
        published=given.published or page.published, url=page.url, publication=page.publication,
    )  # fmt: skip


def _at_least_one(rows: Iterator[T]) -> Iterator[T]:
    """The rows of a table; RefusedError if there are none."""
    first = next(rows, None)
    if first is None:
        raise RefusedError("empty", "has no documents: check the file, or what wrote it")
    yield first
    yield from rows
