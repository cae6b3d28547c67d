"""The values of the HTTP client: a request, its destination, and an answer's head."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.model.egress.networks import Network
from runtime.model.http import Header


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The destination of a connection. Two requests can share a connection only if their origins are equal.

    `host` is a name or an IP address without brackets. `server_name` is the name that the certificate must
    have, '' for plain HTTP; without `verify` any certificate is accepted. `private` are networks that are
    open only to this origin.
    """

    scheme: str  # "http" or "https"
    host: str
    port: int
    server_name: str = ""
    verify: bool = True
    private: tuple[Network, ...] = ()

    @property
    def authority(self) -> str:
        """Host and port as a proxy expects them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WireRequest:
    """One request. It is sent byte for byte, with nothing added; its text is latin-1.

    The body is sent as it is, or in chunks of the sizes `chunks` (one chunk if empty) if a header says
    `Transfer-Encoding: chunked`. An `unfinished` body has no end, only the size of a further chunk of
    `torn_chunk` bytes; no other request can use its connection. `number` is the request's number,
    `apart_from` that of a request whose connection it must not use; with `alone` no other request uses its
    connection.
    """

    origin: Origin
    method: str
    target: str
    headers: tuple[Header, ...] = ()
    body: bytes = b""
    chunks: tuple[int, ...] = ()
    number: int = 0
    apart_from: int = 0
    alone: bool = False
    unfinished: bool = False
    torn_chunk: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseHead:
    """An answer's status line and headers; `keep_alive` is llhttp's verdict on the connection."""

    status: int
    reason: str
    headers: tuple[Header, ...]
    version: str  # "1.1"
    keep_alive: bool
