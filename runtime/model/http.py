"""The words for HTTP that guest, session and world share. No I/O, and no opinion on what is valid:
a request is what restler would have written, byte for byte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# Header names and values are text in which each character is one byte on the wire (latin-1), because
# that is what Node writes and reads; their order and case are restler's.
Header = tuple[str, str]

SAFE_METHODS = frozenset({"GET", "HEAD"})
# By these many frameworks let a request be of another method than its first line says.
_OVERRIDES = {"x-http-method-override", "x-http-method", "x-method-override"}
_OVERRIDE = re.compile(r"(?:^|[?&;])_method=([^&;#]*)")
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP/1.1 request exactly as it goes out, and where it goes to.

    `target` and `headers` are latin-1 text; `body` is what follows the head before any chunking. When the
    headers say `Transfer-Encoding: chunked` it goes out in chunks of the sizes `chunks`, or in a single one.
    `host` is the name to connect to (an IPv6 address without brackets); the Host header may differ.
    Of an `unfinished` one an exception of the script's broke off the writing: no end follows what there is of
    the body, and of a piece of `torn` bytes nothing but the line with its size.
    `apart_from` is the request whose connection this one can't have: in Node it was not free again yet;
    `alone` shares its connection with no other at all (restler's `agent: false`).
    """

    id: int
    method: str
    scheme: str  # "http" or "https"; restler speaks plain HTTP for every other scheme
    host: str
    port: int
    target: str
    headers: tuple[Header, ...]
    body: bytes = b""
    verify_tls: bool = True
    chunks: tuple[int, ...] = ()
    apart_from: int = 0
    unfinished: bool = False
    torn: int = 0
    alone: bool = False

    @property
    def url(self) -> str:
        """The address for people and reports; what is sent is `target` and the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.scheme == "https" else 80
        port = "" if self.port == usual else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.target}"

    @property
    def writes(self) -> bool:
        """Whether a service may change something because of it: everything but GET and HEAD."""
        return not self.methods <= SAFE_METHODS or self.ambiguous

    @property
    def methods(self) -> frozenset[str]:
        """The methods that a service may take it for: its own, and those that a header, or `_method` in the
        query or a form, puts in its place.
        """
        told = [value for name, value in self.headers if name.lower().replace("_", "-") in _OVERRIDES]
        told += _OVERRIDE.findall(_unescape(self.target))
        if (self.header("content-type") or "").lower().startswith(_FORM):
            told += _OVERRIDE.findall(_unescape(self.body.decode("latin-1")))
        return frozenset({self.method, *(method.strip().upper() for method in told if method.strip())})

    @property
    def ambiguous(self) -> bool:
        """Whether its body is not exactly as long as its head says, or without framing: restler lets a script
        send that, and the service takes what is left over for a further request.
        """
        return self.unfinished or not self._ends_clearly

    @property
    def _ends_clearly(self) -> bool:
        """Whether every service sees the same end of the body."""
        lengths = [value for name, value in self.headers if name.lower() == "content-length"]
        codings = [value for name, value in self.headers if name.lower() == "transfer-encoding"]
        if codings:
            return codings == ["chunked"] and not lengths
        return lengths == [str(len(self.body))] or not (lengths or self.body)

    def header(self, name: str) -> str | None:
        """The first value under `name`, whatever its case; None without one."""
        return first_header(self.headers, name)


@dataclass(frozen=True, slots=True)
class Response:
    """A whole answer as the wire gave it: `body` is de-chunked but still content-encoded."""

    status: int
    reason: str = ""
    headers: tuple[Header, ...] = ()
    body: bytes = b""
    version: str = "1.1"
    trailers: tuple[Header, ...] = ()

    def header(self, name: str) -> str | None:
        """The first value under `name`, whatever its case; None without one."""
        return first_header(self.headers, name)


@dataclass(frozen=True, slots=True)
class Failure:
    """A network failure as Node words it; the guest makes an `Error` of it, with just the fields set.

    Examples (restler 3.4.0 on Node 20): `connect ECONNREFUSED 127.0.0.1:80` with errno -111, code,
    syscall `connect`, address, port; `getaddrinfo ENOTFOUND h` with errno -3008, code, syscall
    `getaddrinfo`, hostname; `socket hang up` with code ECONNRESET alone.
    """

    message: str
    code: str | None = None
    errno: int | None = None
    syscall: str | None = None
    address: str | None = None
    port: int | None = None
    hostname: str | None = None
    extra: dict[str, str | int] = field(default_factory=dict)  # llhttp's `reason`, `bytesParsed`


def not_found(host: str) -> Failure:
    """What Node says of a name that nobody knows. To a script, a host that isn't open is one."""
    return Failure(f"getaddrinfo ENOTFOUND {host}", "ENOTFOUND", -3008, "getaddrinfo", hostname=host)


def _unescape(text: str) -> str:
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)


# Node's parser hands on the first thousand headers only: what stands behind them decides nothing.
NODE_HEADER_LIMIT = 1000


def first_header(headers: tuple[Header, ...], name: str) -> str | None:
    """The first value under `name` in a list of pairs, whatever its case; None without one."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)
