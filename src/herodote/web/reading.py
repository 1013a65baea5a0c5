"""A text or a page coded on the spot, within limits of time and company."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLongError
from datetime import date as Date
from functools import cache
from queue import Empty, Queue

from herodote.errors import RefusedError, UsageError
from herodote.reading import page
from herodote.reading.text import check_text
from herodote.reading.url import fetch
from herodote.records import Document, Event, Refusal
from herodote.web.state import Site

#: Texts that are coded at once; who comes after waits for a moment and is then asked to come again.
_AT_ONCE = threading.BoundedSemaphore(2)
_PATIENCE = 5.0


def document_of(
    text: str | None, url: str | None, title: str | None, published: Date | None, language: str | None
) -> Document:
    """The document that a text or a public address gives; RefusedError if it cannot be had, UsageError for both."""
    if bool(text and text.strip()) == bool(url and url.strip()):
        raise UsageError("give a text or the address of a page, one of the two")
    if text and text.strip():
        return Document(id="pasted", text=check_text(text), title=title, published=published, language=language)
    address = (url or "").strip()
    return page(address, fetch(address), published=published, language=language, title=title)


def coded(site: Site, document: Document) -> list[Event]:
    """The events of a document; RefusedError if it cannot be coded, or not in the time that the settings allow."""
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        raise RefusedError("busy", "other texts are being read: try again in a few seconds")
    waiting = _readers().submit(_code, site, document)
    try:
        result = waiting.result(site.settings.longest_coding)
    except TooLongError:
        limit = site.settings.longest_coding
        raise RefusedError(
            "too-slow", f"the text took longer than {limit:.0f} s to read: paste a shorter one"
        ) from None
    if isinstance(result, Refusal):
        raise RefusedError(result.reason, result.message)
    return result


def unfolded(site: Site, document: Document) -> Iterator[list[Event]]:
    """The events of a document as it is read, each time more; errors and limits are those of ``coded``."""
    told: Queue[list[Event] | Refusal | Exception | None] = Queue()
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        raise RefusedError("busy", "other texts are being read: try again in a few seconds")
    _readers().submit(_tell, site, document, told)
    until = time.monotonic() + site.settings.longest_coding
    while True:
        try:
            result = told.get(timeout=max(0.01, until - time.monotonic()))
        except Empty:
            limit = site.settings.longest_coding
            raise RefusedError("too-slow", f"the text took longer than {limit:.0f} s to read: paste less") from None
        if result is None:
            return
        if isinstance(result, Exception):
            raise result
        if isinstance(result, Refusal):
            raise RefusedError(result.reason, result.message)
        yield result


def _tell(site: Site, document: Document, told: "Queue[list[Event] | Refusal | Exception | None]") -> None:
    try:
        for result in site.coder.unfold(document):
            told.put(result)
        told.put(None)
    except Exception as error:
        told.put(error)
    finally:
        _AT_ONCE.release()


def _code(site: Site, document: Document) -> list[Event] | Refusal:
    try:
        (result,) = site.coder.code([document])
        return result
    finally:
        _AT_ONCE.release()


@cache
def _readers() -> ThreadPoolExecutor:
    # One thread: a reader is used from one thread at a time.
    return ThreadPoolExecutor(1, "herodote-reader")
