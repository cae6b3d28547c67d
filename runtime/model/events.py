"""What happens to a guest: answers of a world, timers. Their names are past participles.

Each event is delivered in a turn of its own. The recording keeps their order. Only `HeldBack` is not
delivered to the guest: for the script a dry run is like any other.
"""

from __future__ import annotations

from dataclasses import dataclass

from runtime.model.http import Failure, Header


@dataclass(frozen=True, slots=True)
class Begun:
    """The script was started. Its inputs are the recording's head."""


@dataclass(frozen=True, slots=True)
class Responded:
    """The head of the final answer arrived (the world handles 1xx answers itself).

    `whole` says that the rest of the answer arrived in the same packet.
    """

    request: int
    status: int
    reason: str
    headers: tuple[Header, ...]
    version: str = "1.1"
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Received:
    """The complete body of the answer arrived.

    `body` is as it was sent, without chunking; `decoded` is the body after gzip or deflate was decoded, None
    if there was nothing to decode; `undecodable` is the reason if that failed. `surplus` is the error that
    Node reports first if more than the answer came in the same packet. `pieces` are the sizes in bytes of the
    parts in which the body came, without the last one.
    """

    request: int
    body: bytes
    trailers: tuple[Header, ...] = ()
    decoded: bytes | None = None
    undecodable: Failure | None = None
    surplus: Failure | None = None
    pieces: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """The request failed: no connection, a broken connection, an answer that is not HTTP, a denial.

    `denied` is the policy's reason, for reports; the guest sees a network failure like any other. `remedy` is
    `writes` where only the permission to write was missing, and "" elsewhere.
    """

    request: int
    failure: Failure
    denied: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Exceeded:
    """The answer is larger than the run allows, and the world has stopped reading it: the run ends here.

    `detail` is a sentence about it. It is neither delivered to the guest nor recorded.
    """

    request: int
    detail: str


@dataclass(frozen=True, slots=True)
class HeldBack:
    """The request did not leave the machine: it is a dry run, and something else answers for the service."""

    request: int


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection ended before the answer was complete. In Node only a listener of the response itself
    notices that.
    """

    request: int


@dataclass(frozen=True, slots=True)
class Aborted:
    """The connection of an aborted request was closed."""

    request: int


@dataclass(frozen=True, slots=True)
class Fired:
    """A timer ran out."""

    timer: int


@dataclass(frozen=True, slots=True)
class Collected:
    """A transformation script has nothing left to do: the runtime asks for its context."""


WorldEvent = Responded | Received | Failed | Cut | Exceeded
Event = Begun | Responded | Received | Failed | HeldBack | Cut | Aborted | Fired | Collected
