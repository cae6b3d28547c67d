"""What a session wants done: its effects, which a driver performs, and how a guest can come to its end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from runtime.model.events import Event
from runtime.model.http import Request
from runtime.model.outcome import Outcome
from runtime.session.transcript import Entry


@dataclass(slots=True)
class Deliver:
    """Hand this event to the guest, whose next turn answers it; `t` as its entry in the recording has it."""

    event: Event
    t: float


@dataclass(slots=True)
class Send:
    """Give this request to the world of that name."""

    request: Request
    world: str


@dataclass(slots=True)
class Ask:
    """Ask a person whether this write may go to a live service; `receive_consent` takes the answer."""

    request: Request


@dataclass(slots=True)
class Cancel:
    """Break off a request that was sent."""

    request: int


@dataclass(slots=True)
class Record:
    """Write this entry down."""

    entry: Entry


Effect = Deliver | Send | Ask | Cancel | Record


class Stop(StrEnum):
    """How a child came to its end, by its exit status and the pool's own counters."""

    CPU = "cpu"
    MEMORY = "memory"
    BROKEN = "broken"  # it crashed, or said what isn't in the protocol


# The outcome of a run that was ended in each of these ways.
STOPS = {
    Outcome.CPU_LIMIT: Stop.CPU,
    Outcome.MEMORY_LIMIT: Stop.MEMORY,
    Outcome.ENGINE_FAULT: Stop.BROKEN,
}
