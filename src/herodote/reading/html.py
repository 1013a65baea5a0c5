"""Web pages: the article's text, title, date and outlet, taken out of the markup by trafilatura."""

import logging
import re
from dataclasses import dataclass
from datetime import date as Date

from herodote.errors import RefusedError

_MARKUP = re.compile(
    rb"^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|article|div)\b", re.I | re.S
)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds: only ``text`` is sure to be there."""

    text: str
    title: str | None
    published: Date | None
    publication: str | None
    url: str | None


def is_html(head: bytes) -> bool:
    """Whether these first bytes of a file are markup."""
    return _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def extract(page: bytes | str, url: str | None = None) -> Page:
    """The article of a page; RefusedError if there is none. ``url`` is where it was fetched, if it was."""
    import trafilatura

    # Its complaints about hollow pages come back as refusals; on the error stream they would be noise.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    found = trafilatura.bare_extraction(page, url=url, include_comments=False, with_metadata=True)
    text = (getattr(found, "text", None) or "").strip()
    if found is None or isinstance(found, dict) or not text:
        message = "no article text was found in the page: save the article itself, or paste its text into a .txt file"
        raise RefusedError("no-text", message)
    outlet = found.sitename or found.hostname
    return Page(text, found.title or None, _day(found.date), outlet or None, url or found.url or None)


def _day(written: str | None) -> Date | None:
    """The page's own date; a malformed one is as good as none, for the page is not the user's to correct."""
    try:
        return Date.fromisoformat((written or "")[:10])
    except ValueError:
        return None
