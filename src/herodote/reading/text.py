"""Plain text: bytes to a document, or the reason why not. Apart from decoding the text is never altered."""

from typing import BinaryIO

from herodote.errors import RefusedError

#: Characters a document may have; longer ones are no news report.
LONGEST = 1_000_000
#: Bytes a file of one document may have: no more are ever read of it.
LARGEST = 16_000_000

#: First bytes that give a format away, and what to do with it.
_SIGNATURES = (
    (b"%PDF-", "pdf", "is a PDF: take the text out first, for instance with 'pdftotext {name} -'"),
    (b"PK\x03\x04", "binary", "is an archive or an office document: save it as plain text or HTML"),
    (b"\xd0\xcf\x11\xe0", "binary", "is an office document: save it as plain text or HTML"),
    (b"\x1f\x8b", "binary", "is compressed twice: run 'gunzip {name}' first"),
    (b"BZh", "binary", "is compressed: run 'bunzip2 {name}' first"),
    (b"\x28\xb5\x2f\xfd", "binary", "is compressed twice: run 'unzstd {name}' first"),
    (b"{\\rtf", "binary", "is rich text: save it as plain text or HTML"),
    (b"\xff\xfe", "encoding", "is not UTF-8: convert with 'iconv -f UTF-16 -t UTF-8 {name}'"),
    (b"\xfe\xff", "encoding", "is not UTF-8: convert with 'iconv -f UTF-16 -t UTF-8 {name}'"),
)
_BLANK = b"\t\n\r\f\x1b"


def check_format(head: bytes, name: str) -> None:
    """RefusedError if the first bytes are those of a format that is not text; ``name`` is for the message."""
    for signature, reason, message in _SIGNATURES:
        if head.startswith(signature):
            raise RefusedError(reason, message.format(name=name))


def decode(data: bytes, name: str) -> str:
    """The text of UTF-8 bytes, a byte order mark dropped; RefusedError if they are anything else."""
    check_format(data[:8], name)
    if b"\0" in data:
        raise RefusedError("binary", "is binary, not text: give a text, HTML, JSONL, CSV, Parquet or WARC file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _undecodable(data, name, error.start) from None


def check_text(text: str) -> str:
    """The text itself; RefusedError if it is none, blank, too long or not Unicode."""
    if not isinstance(text, str):
        raise RefusedError("no-text", f"is no text but {type(text).__name__}: give a str, bytes decoded")
    if not text.strip():
        raise RefusedError("empty", "has no text: check the file, or what wrote it")
    if len(text) > LONGEST:
        found = f"the text has {len(text):,} characters, at most {LONGEST:,} are read"
        raise RefusedError("too-long", f"{found}: split it into reports, or write one report a line as JSONL")
    check_unicode(text)
    return text


def check_unicode(text: str) -> None:
    """RefusedError if there are lone surrogates in the text, which JSON can spell but nothing can encode."""
    try:
        text.encode("utf8")
    except UnicodeEncodeError:
        message = "holds half a surrogate pair, which is no character: write the text as UTF-8"
        raise RefusedError("encoding", message) from None


def read_bytes(stream: BinaryIO) -> bytes:
    """All bytes of a stream; RefusedError if there are more than LARGEST."""
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        message = f"has more than {LARGEST:,} bytes: split it into reports, or write one report a line as JSONL"
        raise RefusedError("too-long", message)
    return data


def _undecodable(data: bytes, name: str, at: int) -> RefusedError:
    control = sum(byte < 32 and byte not in _BLANK for byte in data[:4096])
    if control > len(data[:4096]) / 100:
        return RefusedError("binary", "is binary, not text: give a text, HTML, JSONL, CSV, Parquet or WARC file")
    where = f"is not UTF-8 (byte {at + 1})"
    return RefusedError("encoding", f"{where}: convert with 'iconv -f WINDOWS-1252 -t UTF-8 {name}'")
