"""Crawls as archives keep them: the responses of a WARC file, one at a time, by fastwarc."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from herodote.errors import RefusedError
from herodote.reading.capture import Capture
from herodote.reading.text import LARGEST

_SUFFIXES = (".warc", ".warc.gz", ".warc.zst")


def is_warc(head: bytes, source: str) -> bool:
    """Whether a file is an archive by its first bytes, those inside its compression, or its name."""
    return head.startswith(b"WARC/") or source.lower().endswith(_SUFFIXES)


def read_warc(stream: BinaryIO, source: str) -> Iterator[Capture]:
    """The responses that a stream holds, gzip or Zstandard or neither; RefusedError where the rest cannot be read."""
    from fastwarc.warc import ArchiveIterator, conversion, response

    number = 0
    kinds = response | conversion
    try:
        # Bodies are unwrapped later: one that is not wrapped as its headers say would end the whole file here.
        for record in ArchiveIterator(stream, record_types=kinds, parse_http=True, auto_decode="none"):
            number += 1
            yield _capture(record, f"{source}:{number}", record.record_type == response)
    except (OSError, ValueError) as error:
        message = f"cannot be read after {number:,} responses ({error}): fetch the archive again; what was read stands"
        raise RefusedError("damaged", message) from None


def _capture(record: Any, place: str, from_http: bool) -> Capture:
    """One record; a body longer than LARGEST is cut there, and refused for its length when it is read."""
    expected = int(record.content_length)
    body = bytes(record.reader.read(min(expected, LARGEST + 1)))
    url = _plain(record.headers.get("WARC-Target-URI", "")).strip("<> ") or place
    headers = record.http_headers
    if not from_http:
        return Capture(url, place, body, url, media="text/plain", short=len(body) < min(expected, LARGEST))
    if headers is None:
        return Capture(url, place, b"", url, short=True)
    return Capture(
        url, place, body, url,
        media=_plain(record.http_content_type).lower() or None,
        charset=_plain(record.http_charset) or None,
        encoding=_plain(headers.get("Content-Encoding")).strip().lower() or None,
        chunked=_plain(headers.get("Transfer-Encoding")).strip().lower() == "chunked",
        short=len(body) < min(expected, LARGEST),
        status=headers.status_code or 0,
    )  # fmt: skip


def _plain(written: object) -> str:
    """A header as characters that can be encoded: those of old servers hold anything."""
    return str(written or "").encode("utf8", "replace").decode("utf8")
