"""What goes onto the wire and what comes back: a request, the place it goes to, an answer's head."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.model.egress.networks import Network
from runtime.model.http import Header


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a connection leads. Two requests can share a connection only if their origins are equal.

    `host` is a name or an IP without brackets. `server_name` is the name that TLS must prove, '' for plain
    HTTP; without `verify` any certificate will do. `private` are networks that are open to this origin alone.
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
    """One request: it goes out byte for byte, with nothing added, and its text is latin-1.

    The body follows as it is, or in chunks of the sizes `chunks` (one chunk without any) if a header says
    `Transfer-Encoding: chunked`. An `unfinished` body has no end, only the size of a further chunk of
    `torn_chunk` bytes; no other request gets its connection. `number` names the request on its connection,
    `apart_from` is the number of one whose connection it must not get, and `alone` shares one with no other.
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
