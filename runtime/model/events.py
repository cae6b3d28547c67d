"""What happens to a guest: the answers of a world, the passing of time. All past participles.

Each is delivered in a turn of its own, in one order, which the recording keeps: the order decides. Only
`HeldBack` is not told to the guest: to it a dry run is like any other.
"""

from __future__ import annotations

from dataclasses import dataclass

from runtime.model.http import Failure, Header


@dataclass(frozen=True, slots=True)
class Begun:
    """The script was started. Its inputs are the recording's head."""


@dataclass(frozen=True, slots=True)
class Responded:
    """The head of an answer arrived (the last one: 1xx answers are the world's affair).

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
    """The answer's body arrived whole.

    `body` is as the wire had it, de-chunked; `decoded` is the same after gzip or deflate, and None
    where nothing had to be decoded; `undecodable` is why that failed. `surplus` is what Node says first when
    more than the answer came in the same packet. `pieces` are the sizes of the parts in which the body came,
    without the last one's.
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
    """The request came to nothing: no connection, a cut, an answer that isn't HTTP, a denial.

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

    `detail` says so in a sentence. The guest never hears of it, and no recording has it.
    """

    request: int
    detail: str


@dataclass(frozen=True, slots=True)
class HeldBack:
    """The request did not leave the machine: the run is a dry one, and what answers is not the service."""

    request: int


@dataclass(frozen=True, slots=True)
class Cut:
    """Nothing more will come of the request, whose answer isn't whole: Node tells that to nobody who doesn't
    listen to the response itself.
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
    """A transformation script has come to rest: its context is asked for."""


WorldEvent = Responded | Received | Failed | Cut | Exceeded
Event = Begun | Responded | Received | Failed | HeldBack | Cut | Aborted | Fired | Collected
