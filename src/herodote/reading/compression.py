"""Streams as gzip or Zstandard wrote them, read as what is inside; bytes tell which, not the file's name."""

import gzip
import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from herodote.errors import RefusedError

SUFFIXES = (".gz", ".zst")
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


def is_compressed(head: bytes) -> bool:
    """Whether these first bytes are those of gzip or Zstandard."""
    return head.startswith((_GZIP, _ZSTD))


def bare(source: str) -> str:
    """A file's name without the suffix of its compression."""
    return next((source[: -len(s)] for s in SUFFIXES if source.lower().endswith(s)), source)


def inflated(stream: io.BufferedReader, head: bytes) -> io.BufferedReader:
    """What a compressed stream holds; reading on raises RefusedError where it is damaged or breaks off."""
    return io.BufferedReader(_Inflated(_opened(stream, head)), 1 << 16)


def unpacked(path: Path) -> io.BufferedReader:
    """A file opened for reading, compressed or not; whoever opens it closes it."""
    stream = path.open("rb")
    head = stream.peek(4)[:4]
    return inflated(stream, head) if is_compressed(head) else stream


def first_bytes(head: bytes, enough: int = 64) -> bytes:
    """The first bytes inside, as far as the given head of a gzip stream tells; the head itself otherwise."""
    if not head.startswith(_GZIP):
        return head
    try:
        return zlib.decompressobj(31).decompress(head, enough)
    except zlib.error:
        return b""


def _opened(stream: BinaryIO, head: bytes) -> Callable[[int], bytes]:
    if head.startswith(_GZIP):
        return gzip.GzipFile(fileobj=stream).read
    from fastwarc.stream_io import ZstdReader

    read: Callable[[int], bytes] = ZstdReader(stream).read
    return read


class _Inflated(io.RawIOBase):
    """The bytes of a decompressor as a raw stream, its many kinds of errors as refusals."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._read(len(buffer))
        except (OSError, EOFError, zlib.error) as error:
            message = f"is compressed, and damaged or broken off ({error}): fetch it again; what was read before stands"
            raise RefusedError("damaged", message) from None
        buffer[: len(data)] = data
        return len(data)
