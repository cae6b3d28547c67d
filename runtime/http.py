"""The words for HTTP that guest, session and world share. No I/O, and no opinion on what is valid:
a request is what restler would have written, byte for byte.
"""

from __future__ import annotations

from dataclasses import dataclass, field

# Header names and values are text in which each character is one byte on the wire (latin-1), because
# that is what Node writes and reads; their order and case are restler's.
Header = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP/1.1 request exactly as it goes out, and where it goes to.

    `target` and `headers` are latin-1 text; `body` is what follows the head before any chunking. When the
    headers say `Transfer-Encoding: chunked` it goes out in chunks of the sizes `chunks`, or in a single one.
    `host` is the name to connect to (an IPv6 address without brackets); the Host header may differ.
    `apart_from` is the request whose connection this one can't have: in Node it was not free again yet.
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

    @property
    def url(self) -> str:
        """The address for people and reports; what is sent is `target` and the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.scheme == "https" else 80
        port = "" if self.port == usual else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.target}"

    @property
    def writes(self) -> bool:
        """Whether a service may change something because of it: everything but GET and HEAD.

        A body without framing counts too, whatever the method: the service takes it for a further
        request, which restler lets a script send (a Buffer on a GET).
        """
        framed = self.header("content-length") is not None or self.header("transfer-encoding") is not None
        return self.method not in {"GET", "HEAD"} or (bool(self.body) and not framed)

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


# Node's parser hands on the first thousand headers only: what stands behind them decides nothing.
SHOWN_HEADERS = 1000


def first_header(headers: tuple[Header, ...], name: str) -> str | None:
    """The first value under `name` in a list of pairs, whatever its case; None without one."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)
