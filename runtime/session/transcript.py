"""The model of one run that every face shows: the sum of its commands and events.

It is built entry by entry, during a run or from a recording.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from runtime.model.commands import (
    AbortRequest,
    ClearTimer,
    Command,
    Finish,
    Listen,
    Log,
    SendRequest,
    SetTimer,
    Settle,
    Throw,
)
from runtime.model.events import Aborted, Event, Failed, Fired, HeldBack, Received, Responded
from runtime.model.http import Failure, Request, Response
from runtime.model.script import Place
from runtime.session.handlers import event_names

# The most calls of handlers that are counted: a recording can come from anybody, and claim that a hundred
# thousand handlers were called for a hundred thousand answers.
MOST_CALLS = 1_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One command or event; `t` is milliseconds since the run began."""

    seq: int
    t: float
    what: Command | Event


def weight(what: Command | Event) -> int:
    """The approximate size of its texts and bodies, in bytes."""
    match what:
        case SendRequest(request):
            return len(request.body) + len(request.target)
        case Log(_, text) | Throw(text) | Finish(text):
            return len(text)
        case Received(_, body, _, decoded):
            return len(body) + len(decoded or b"")
        case _:
            return 0


@dataclass(slots=True)
class Exchange:
    """One request and what became of it. Times are milliseconds since the run began."""

    request: Request
    at: Place | None
    because: str
    sent: float
    after_done: bool
    response: Response | None = None
    whole: bool = False  # whether the response came to its end
    ended: float | None = None  # the time of its last event
    failure: Failure | None = None
    denied: str = ""
    remedy: str = ""  # as in Failed
    held_back: bool = False  # it never left the machine: something else answered in place of the service
    verdict: str = ""  # restler's: success, fail, error, redirect; "" while it is open
    problem: str = ""
    aborted: bool = False
    given_up: bool = False  # aborted by the script; restler itself aborts at a time-out or a redirect
    origin: int = 0  # the script's own request: this one, or the one that led to this redirect or retry
    handlers: list[Listen] = field(default_factory=list)  # those that the script attached to it
    fired: list[Listen] = field(default_factory=list)  # those that were called, in order

    @property
    def listeners(self) -> list[str]:
        """The names of the events that the script listens to."""
        return [handler.event for handler in self.handlers]

    @property
    def open(self) -> bool:
        """Whether the script still waits for an answer."""
        return not self.verdict and not self.aborted

    @property
    def has_failed(self) -> bool:
        """Whether restler reported a failure: a status of 400 or more, a network error, or an unreadable
        answer.
        """
        return self.verdict in {"fail", "error"}


@dataclass(slots=True)
class Transcript:
    """All commands and events of a run, by kind, in their order."""

    exchanges: dict[int, Exchange] = field(default_factory=dict)
    logs: list[tuple[Log, bool]] = field(default_factory=list)  # with whether it was after done
    finishes: list[Finish] = field(default_factory=list)
    throws: list[Throw] = field(default_factory=list)
    timers: dict[int, Place | None] = field(default_factory=dict)
    timers_used: list[Place | None] = field(default_factory=list)
    _left: int = 0  # the request before a redirect or a retry
    _listening: dict[tuple[int, str], list[Listen]] = field(default_factory=dict)
    _calls: int = 0

    @property
    def is_finished(self) -> bool:
        """Whether done was called."""
        return bool(self.finishes)

    def add(self, entry: Entry) -> None:
        """Add the next entry. One about an unknown request changes nothing."""
        match entry.what:
            case SendRequest(request, at, because):
                origin = request.id if because == "call" else self._origin_of(self._left) or request.id
                self.exchanges[request.id] = Exchange(
                    request, at, because, entry.t, self.is_finished, origin=origin
                )
            case Log() as log:
                self.logs.append((log, self.is_finished))
            case Finish() as finish:
                self.finishes.append(finish)
            case Throw() as throw:
                self.throws.append(throw)
            case SetTimer(timer, _, at):
                self.timers[timer] = at
                self.timers_used.append(at)
            case ClearTimer(timer) | Fired(timer):
                self.timers.pop(timer, None)
            case _:
                self._add_to_exchange(entry)

    def _add_to_exchange(self, entry: Entry) -> None:
        exchange = self.exchanges.get(getattr(entry.what, "request", 0))
        if exchange is None:
            return
        match entry.what:
            case Responded(_, status, reason, headers, version):
                exchange.response = Response(status, reason, headers, b"", version)
                exchange.ended = entry.t
            case Received(_, body, trailers, decoded):
                response = exchange.response or Response(0)
                whole = body if decoded is None else decoded
                exchange.response = Response(
                    response.status, response.reason, response.headers, whole, response.version, trailers
                )
                exchange.whole = True
                exchange.ended = entry.t
            case Failed(_, failure, denied, remedy):
                exchange.failure, exchange.denied, exchange.remedy = failure, denied, remedy
                exchange.ended = entry.t
            case HeldBack():
                exchange.held_back = True
            case Listen() as handler:
                exchange.handlers.append(handler)
                self._listening.setdefault((handler.request, handler.event), []).append(handler)
            case Settle(number, verdict, problem):
                exchange.verdict, exchange.problem = verdict, problem
                self._left = number
            case AbortRequest(number, at):
                self._left = number
                # restler closes a redirect's connection when it has the new address: that is not an abort.
                exchange.aborted = exchange.aborted or not exchange.verdict
                exchange.given_up = exchange.aborted and at is not None
            case _:
                pass
        self._fire(entry.what, exchange)

    def _fire(self, what: Command | Event, exchange: Exchange) -> None:
        if isinstance(what, AbortRequest) and exchange.verdict:
            return  # restler follows a redirect
        if isinstance(what, Aborted) and not exchange.given_up:
            return
        for name in event_names(what, exchange.response.status if exchange.response else 0):
            handlers = self._listening.get((exchange.origin, name), [])
            self._calls += len(handlers)
            if self._calls <= MOST_CALLS:
                exchange.fired += handlers

    def _origin_of(self, request: int) -> int:
        return self.exchanges[request].origin if request in self.exchanges else 0
