"""HTTP requests and answers as values. No I/O, and no validation: a request is what restler would have sent,
byte for byte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# Header names and values are text in which each character is one byte on the wire (latin-1), because
# that is what Node writes and reads; their order and case are restler's.
Header = tuple[str, str]

SAFE_METHODS = frozenset({"GET", "HEAD"})
# Many web frameworks take the method from one of these headers, and not from the request's first line.
_OVERRIDES = {"x-http-method-override", "x-http-method", "x-method-override"}
_OVERRIDE = re.compile(r"(?:^|[?&;])_method=([^&;#]*)")
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP/1.1 request exactly as it is sent, and where it is sent to.

    `target` and `headers` are latin-1 text; `body` is what follows the head before any chunking. If the
    headers say `Transfer-Encoding: chunked`, it is sent in chunks of the sizes `chunks`, or as one chunk.
    `host` is the name to connect to (an IPv6 address without brackets); the Host header may differ.
    `unfinished` says that an exception in the script stopped the writing: the end of the body is missing, and
    of a chunk of `torn` bytes only the line with its size is sent.
    `apart_from` is the number of a request whose connection this one can't use, because in Node it is not
    free yet; with `alone` no other request uses the connection (restler's `agent: false`).
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
        """The address for reports. What is sent is `target` and the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.scheme == "https" else 80
        port = "" if self.port == usual else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.target}"

    @property
    def writes(self) -> bool:
        """Whether a service may change something because of it: true for everything but GET and HEAD."""
        return not self.methods <= SAFE_METHODS or self.ambiguous

    @property
    def methods(self) -> frozenset[str]:
        """All methods that a service may use for it: its own, and those in an override header or in `_method`
        of the query or a form.
        """
        overrides = [value for name, value in self.headers if name.lower().replace("_", "-") in _OVERRIDES]
        overrides += _OVERRIDE.findall(_unescape(self.target))
        if (self.header("content-type") or "").lower().startswith(_FORM):
            overrides += _OVERRIDE.findall(_unescape(self.body.decode("latin-1")))
        return frozenset({self.method, *(method.strip().upper() for method in overrides if method.strip())})

    @property
    def ambiguous(self) -> bool:
        """Whether its head doesn't say exactly how long its body is. restler lets a script send that, and a
        service may read the rest of the body as a further request.
        """
        return self.unfinished or not self._ends_clearly

    @property
    def _ends_clearly(self) -> bool:
        """Whether every service finds the same end of the body."""
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
    """A complete answer: `body` is without chunking, but still encoded as its Content-Encoding says."""

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
    """A network failure in Node's words; the guest makes an `Error` with the fields that are set.

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
    """Node's failure for an unknown host name. A script gets it also for a host that is not open."""
    return Failure(f"getaddrinfo ENOTFOUND {host}", "ENOTFOUND", -3008, "getaddrinfo", hostname=host)


def _unescape(text: str) -> str:
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)


# Node's parser passes on only the first thousand headers: the ones after them have no effect.
NODE_HEADER_LIMIT = 1000


def first_header(headers: tuple[Header, ...], name: str) -> str | None:
    """The first value under `name` in a list of pairs, whatever its case; None without one."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)
