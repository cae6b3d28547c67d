"""The effects of a session, which a driver performs, and the ways in which a child can be stopped."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from runtime.model.events import Event
from runtime.model.http import Request
from runtime.model.outcome import Outcome
from runtime.session.transcript import Entry


@dataclass(slots=True)
class Deliver:
    """Send this event to the guest; its next turn is the answer. `t` is the time of the event's entry."""

    event: Event
    t: float


@dataclass(slots=True)
class Send:
    """Send this request to the world of that name."""

    request: Request
    world: str


@dataclass(slots=True)
class Ask:
    """Ask a person whether this write may be sent to a live service; `receive_consent` takes the answer."""

    request: Request


@dataclass(slots=True)
class Cancel:
    """Abort a request that was sent."""

    request: int


@dataclass(slots=True)
class Record:
    """Record this entry."""

    entry: Entry


Effect = Deliver | Send | Ask | Cancel | Record


class Stop(StrEnum):
    """Why a child was stopped, by its exit status and the pool's counters."""

    CPU = "cpu"
    MEMORY = "memory"
    BROKEN = "broken"  # it crashed, or broke the protocol


# The outcomes of stopped runs, and why each was stopped.
STOPS = {
    Outcome.CPU_LIMIT: Stop.CPU,
    Outcome.MEMORY_LIMIT: Stop.MEMORY,
    Outcome.ENGINE_FAULT: Stop.BROKEN,
}
