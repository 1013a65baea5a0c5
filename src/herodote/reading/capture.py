"""Pages that are yet to be opened: kept as bytes until somebody needs their text, for that is what takes time."""

import io
import re
from dataclasses import dataclass
from datetime import date as Date
from html import unescape

from herodote.errors import RefusedError
from herodote.languages import available
from herodote.reading.html import extract, is_html
from herodote.reading.language import PRESS, identify
from herodote.reading.text import LARGEST, check_format, check_text, decode
from herodote.records import Document, Refusal

#: Bytes looked at for the format; some pages begin with a screen of comments.
_HEAD = 4096
_STATED = re.compile(rb"<html\b[^>]*?\blang\s*=\s*[\"']?([a-z]{2})", re.I)
_PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.S | re.I)
_TAG = re.compile(r"<[^>]*>")
#: Characters in paragraphs that a language is told by.
_PLENTY = 200
_WRAPPED = ("gzip", "x-gzip", "br", "deflate")
#: Types that pages come under; None where the server said nothing.
_PAGES = ("text/html", "application/xhtml+xml", None)
#: Beginnings of what is no page, whatever the server called it.
_MEDIA = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"ID3", b"\x1aE\xdf\xa3", b"OggS", b"wOFF")


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller says of documents that do not say it themselves."""

    published: Date | None = None
    language: str | None = None
    title: str | None = None

    def fill(self, document: Document) -> Document:
        """The document with what it does not say of itself."""
        said = {"published": self.published, "language": self.language, "title": self.title}
        lacking = {k: v for k, v in said.items() if v and not getattr(document, k)}
        return document.model_copy(update=lacking) if lacking else document


@dataclass(frozen=True, slots=True)
class Capture:
    """A page, or what a server called one: its id, where it lies, its body and what was said of that."""

    id: str
    source: str
    body: bytes
    url: str | None = None
    media: str | None = None
    charset: str | None = None
    encoding: str | None = None
    chunked: bool = False
    short: bool = False
    status: int = 200

    def document(self, given: Given) -> Document | Refusal:
        """The report on the page, or why there is none. Title and date that are given come before the page's own."""
        try:
            return self._document(given)
        except RefusedError as error:
            return Refusal(id=self.id, source=self.source, reason=error.reason, message=str(error))

    def foreign(self) -> str | None:
        """The language of a page that says it is in one that is not read, and whose paragraphs are; else None.

        It is what most of a crawl is, and telling it so costs a twentieth of finding the article.
        """
        stated = _STATED.search(self.body[:_HEAD])
        code = stated[1].decode().lower() if stated and self.status == 200 and not self.short else ""
        if code not in PRESS or code in available() or self.chunked or self.encoding in _WRAPPED:
            return None
        page = self._characters(self.body)
        text = page if isinstance(page, str) else page.decode("utf8", "replace")
        words = unescape(_TAG.sub(" ", " ".join(_PARAGRAPH.findall(text))))
        try:
            return code if len(words) >= _PLENTY and identify(words) == code else None
        except RefusedError:
            return None

    def _document(self, given: Given) -> Document:
        if self.short:
            raise RefusedError("truncated", "breaks off before its end: fetch the archive again")
        if self.status != 200:
            raise RefusedError("status", f"the server answered {self.status}: only pages that were there are read")
        body = self._characters(self._decoded())
        if not self._is_page(body):
            return given.fill(Document(id=self.id, text=self._plain(body), url=self.url))
        page = extract(body, self.url)
        document = Document(
            id=self.id, text=check_text(page.text), title=given.title or page.title,
            published=given.published or page.published, url=page.url, publication=page.publication,
        )  # fmt: skip
        return given.fill(document)

    def _is_page(self, body: bytes | str) -> bool:
        """Whether it is markup, by its first bytes; what the server calls a page may be one with another beginning."""
        head = body[:_HEAD].encode("utf8", "replace") if isinstance(body, str) else body[:_HEAD]
        return is_html(head) or (self.media in _PAGES and b"<" in head and b"\0" not in head)

    def _plain(self, body: bytes | str) -> str:
        """The text of what is no page: plain text, if the server says so and the bytes do not say otherwise."""
        start = self.body[:16]
        if start.startswith(_MEDIA) or b"ftyp" in start[4:12]:
            raise RefusedError("content-type", "is a picture, a sound or a film: only pages and plain text are read")
        check_format(start, self.id)
        if self.media == "text/plain":
            return check_text(body if isinstance(body, str) else decode(body, self.id))
        if self.media in _PAGES:
            message = "no article text was found: it is called a page and has no markup"
            raise RefusedError("no-text" if body.strip() else "empty", message)
        raise RefusedError("content-type", f"is of type {self.media}: only pages and plain text are read")

    def _characters(self, body: bytes) -> bytes | str:
        """The body as text where the server names its charset rightly; the bytes, to be guessed, otherwise."""
        try:
            return body.decode(self.charset) if self.charset else body
        except (LookupError, UnicodeDecodeError):
            return body

    def _decoded(self) -> bytes:
        """The body without the transfer's wrappings, where it has those that its headers tell of."""
        from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader

        body = self.body
        wrappings = {"gzip": GzipReader, "x-gzip": GzipReader, "br": BrotliReader}
        for reader in (ChunkedReader if self.chunked else None, wrappings.get(self.encoding or "")):
            try:
                body = bytes(reader(io.BytesIO(body)).read(LARGEST + 1)) or body if reader else body
            except OSError:  # crawlers unwrap bodies and leave the headers as they came
                continue
        if len(body) > LARGEST:
            raise RefusedError("too-long", f"has more than {LARGEST:,} bytes: no news page has")
        return body
