"""Pages of the public web, fetched from checked addresses only.

The address a name resolves to is checked and the connection is made to that very address, so that neither a
redirect nor a second look-up can lead into a private network. Proxies of the environment are therefore not used.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from herodote.errors import RefusedError

#: Bytes a page may have, redirects that are followed, seconds that one step and the whole may take.
LARGEST_PAGE = 8_000_000
REDIRECTS = 5
PATIENCE = 10.0
DEADLINE = 30.0
#: Content types that can hold a report.
READABLE = ("text/html", "application/xhtml+xml", "text/plain")
AGENT = "herodote (reads single news reports)"
_LEFT_AS_WRITTEN = "/%:=&?~#+!$,;'@()*[]"

#: From host and port to the address to connect to; RefusedError if there is none that may be.
Resolver = Callable[[str, int], str]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came: where from in the end, its media type and its body, decoded if the server said how.

    ``etag`` and ``modified`` are what the server says of this version; ``unchanged`` that it is the one asked about.
    """

    url: str
    media: str
    body: bytes | str
    etag: str | None = None
    modified: str | None = None
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a server: media types that can be read, and the version that is known already."""

    media: tuple[str, ...] = READABLE
    etag: str | None = None
    modified: str | None = None

    def headers(self) -> dict[str, str]:
        """The request's headers."""
        known = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        own = {"User-Agent": AGENT, "Accept": ", ".join(self.media), "Accept-Encoding": "identity"}
        return own | {name: value for name, value in known.items() if value}


def fetch(url: str, resolve: Resolver | None = None, wanted: Wanted | None = None) -> Fetched:
    """The page at an http or https address; RefusedError says why it was not fetched.

    ``resolve`` finds the address of a host and by default is ``public_address``.
    """
    wanted = wanted or Wanted()
    until = time.monotonic() + DEADLINE
    for _ in range(REDIRECTS + 1):
        try:
            found = _get(url, resolve or public_address, until, wanted)
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            message = (
                f"could not be fetched ({str(error) or type(error).__name__}): check the address, or save the page"
            )
            raise RefusedError("fetch", message) from None
        if isinstance(found, Fetched):
            return found
        url = found
    raise RefusedError("fetch", f"redirects more than {REDIRECTS} times: give the page's own address")


def public_address(host: str, port: int) -> str:
    """The first address of a host, if all of its addresses are public; RefusedError otherwise."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    inside = [address for address in found if not is_public(address)]
    if inside or not found:
        message = (
            f"{host} is at {inside[0] if inside else 'no address'}, which is not public: save the page, give the file"
        )
        raise RefusedError("address", message)
    return found[0]


def is_public(address: str) -> bool:
    """Whether an IP address can be reached by everybody: not private, loopback, link-local, reserved or multicast."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(one.is_global and not one.is_multicast and not one.is_reserved for one in (ip, *_carried(ip)))


def _carried(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses that an IPv6 address stands for: mapped, 6to4, Teredo, NAT64, IPv4-compatible."""
    if isinstance(ip, ipaddress.IPv4Address):
        return []
    carried = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in ipaddress.ip_network("64:ff9b::/96") or ip in ipaddress.ip_network("::/96"):
        carried.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return [one for one in carried if one is not None]


class _Pinned(http.client.HTTPConnection):
    """A connection to a given address that speaks to the named host, over TLS if asked."""

    def __init__(self, host: str, port: int, address: str, tls: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=PATIENCE)
        self._address, self._tls = address, tls
        self.default_port = 443 if tls else 80

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), timeout=PATIENCE)
        if self._tls:
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=self.host)


def _get(url: str, resolve: Resolver, until: float, wanted: Wanted) -> Fetched | str:
    """The page, or the address that it redirects to."""
    parts, port = _checked(url)
    host = str(parts.hostname)
    tls = ssl.create_default_context() if parts.scheme == "https" else None
    connection = _Pinned(host, port, resolve(host, port), tls)
    try:
        target = quote(parts.path or "/", safe=_LEFT_AS_WRITTEN)
        if parts.query:
            target += "?" + quote(parts.query, safe=_LEFT_AS_WRITTEN)
        connection.request("GET", target, headers=wanted.headers())
        response = connection.getresponse()
        if response.status in (301, 302, 303, 307, 308) and response.headers["Location"]:
            return str(urljoin(url, response.headers["Location"]))
        return _page(url, response, until, wanted)
    finally:
        connection.close()


def _checked(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii") if parts.hostname else ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except (ValueError, UnicodeError):
        raise RefusedError("address", "is not a web address: check its spelling") from None
    if parts.scheme not in ("http", "https") or not host:
        raise RefusedError("address", "only http and https addresses are fetched: save the page and give the file")
    return parts._replace(netloc=f"[{host}]:{port}" if ":" in host else f"{host}:{port}"), port


def _page(url: str, response: http.client.HTTPResponse, until: float, wanted: Wanted) -> Fetched:
    etag, modified = response.headers["ETag"], response.headers["Last-Modified"]
    if response.status == 304:
        return Fetched(url, "", b"", wanted.etag, wanted.modified, unchanged=True)
    if response.status != 200:
        message = f"the server answered {response.status} {response.reason}: check the address, or save the page"
        raise RefusedError("fetch", message)
    media = response.headers.get_content_type()
    if media not in wanted.media:
        message = f"is of type {media}: only {', '.join(wanted.media)} are read; save it as text first"
        raise RefusedError("content-type", message)
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise RefusedError("content-type", "comes compressed though it was not asked to: save the page, give the file")
    body = _decoded(_body(response, until), response.headers.get_content_charset())
    return Fetched(url, media, body, etag, modified)


def _body(response: http.client.HTTPResponse, until: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while chunk := response.read1(65536):
        parts.append(chunk)
        size += len(chunk)
        if size > LARGEST_PAGE:
            raise RefusedError("too-long", f"has more than {LARGEST_PAGE:,} bytes: save the article itself as text")
        if time.monotonic() > until:
            raise RefusedError("fetch", f"takes longer than {DEADLINE:.0f} seconds: try again later, or save the page")
    return b"".join(parts)


def _decoded(body: bytes, charset: str | None) -> bytes | str:
    """The body as text where the server names its charset rightly; the bytes otherwise."""
    try:
        return body.decode(charset) if charset else body
    except (LookupError, UnicodeDecodeError):
        return body
