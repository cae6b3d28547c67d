"""Describes the entries of a recording in words, and the state of the run after each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

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
from runtime.model.errors import BadInput
from runtime.model.events import (
    Aborted,
    Begun,
    Collected,
    Cut,
    Event,
    Failed,
    Fired,
    HeldBack,
    Received,
    Responded,
)
from runtime.model.option import Option
from runtime.model.script import Place
from runtime.recording import Recording
from runtime.session.transcript import Entry, Exchange, Transcript

_LONGEST = 2000  # characters of a text from a script or a service
_VERDICTS = {
    "success": "a success",
    "fail": "a failure",
    "error": "an error",
    "redirect": "a redirect, and follows it itself",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a recording in words.

    `t` is milliseconds since the run began. `kind` is the recording's own word (`SendRequest`, `Responded`).
    `request` is 0 if it is not about a request, and `took` the milliseconds since that was sent. `handlers`
    are the script's handlers that were called. `tone` is "good", "odd", "bad" or "". An entry that is `aside`
    is a detail that an overview leaves out.
    """

    seq: int
    t: float
    kind: str
    text: str
    at: Place | None = None
    request: int = 0
    took: float | None = None
    handlers: tuple[Listen, ...] = ()
    tone: str = ""
    aside: bool = False


@dataclass(frozen=True, slots=True)
class PendingTimer:
    """A running timer, and when it is due, in milliseconds since the run began."""

    timer: int
    due: float
    at: Place | None


@dataclass(frozen=True, slots=True)
class RunState:
    """The state of a run after one entry: the entries until then, what was open, and the next entry."""

    so_far: tuple[Moment, ...]
    entry: Entry
    transcript: Transcript
    timers: tuple[PendingTimer, ...]
    next: Moment | None

    @property
    def open(self) -> list[Exchange]:
        """The requests for whose answer the script still waited."""
        return [exchange for exchange in self.transcript.exchanges.values() if exchange.open]


@dataclass(slots=True)
class TimelineBuilder:
    """Describes entries one by one."""

    transcript: Transcript = field(default_factory=Transcript)
    timers: dict[int, PendingTimer] = field(default_factory=dict)

    def follow(self, entry: Entry) -> Moment:
        """Describe the next entry."""
        number = self._request(entry.what)
        before = self._handler_count(number)
        self.transcript.add(entry)
        self._keep_time(entry)
        exchange = self.transcript.exchanges.get(number)
        handlers = tuple(exchange.fired[before:]) if exchange else ()
        return Moment(
            entry.seq,
            entry.t,
            type(entry.what).__name__,
            _cut(self._text(entry.what, exchange)) + _unheard(entry.what, handlers),
            getattr(entry.what, "at", None),
            number,
            took=self._took(entry, exchange),
            handlers=handlers,
            tone=_tone(entry.what),
            aside=_is_aside(entry.what),
        )

    def _request(self, what: Command | Event) -> int:
        if isinstance(what, SendRequest):
            return what.request.id
        number: int = getattr(what, "request", 0)
        return number

    def _handler_count(self, number: int) -> int:
        exchange = self.transcript.exchanges.get(number)
        return len(exchange.fired) if exchange else 0

    def _keep_time(self, entry: Entry) -> None:
        match entry.what:
            case SetTimer(timer, delay, at):
                self.timers[timer] = PendingTimer(timer, entry.t + delay, at)
            case ClearTimer(timer) | Fired(timer):
                self.timers.pop(timer, None)
            case _:
                pass

    def _took(self, entry: Entry, exchange: Exchange | None) -> float | None:
        answers = isinstance(entry.what, Responded | Received | Failed)
        return entry.t - exchange.sent if exchange and answers else None

    def _text(self, what: Command | Event, exchange: Exchange | None) -> str:
        match what:
            case SendRequest(request, _, because):
                why = f" ({because} of #{exchange.origin})" if exchange and because != "call" else ""
                return f"{request.method} {request.url}{why}"
            case Finish():
                return self._describe_finish(what)
            case AbortRequest(_, None) if exchange and exchange.verdict:
                return "its connection is dropped"
            case AbortRequest(_, None):
                return "given up: rest's own time-out"
            case _:
                return _words(what)

    def _describe_finish(self, finish: Finish) -> str:
        if len(self.transcript.finishes) > 1:
            return "done, again: the first call counts"
        if finish.at is None:
            return "the context as the script leaves it"
        return "done(context)" if finish.own else "done, with something other than the context"


def timeline(entries: Iterable[Entry]) -> Iterator[Moment]:
    """The entries in words, in their order."""
    follower = TimelineBuilder()
    for entry in entries:
        yield follower.follow(entry)


def state_after(recording: Recording, seq: int) -> RunState:
    """The state after the line `seq`. Raises BadInput if the recording has no such line."""
    follower = TimelineBuilder()
    so_far = tuple(follower.follow(entry) for entry in recording.entries if entry.seq <= seq)
    if not so_far or so_far[-1].seq != seq:
        raise BadInput(Option.AT.spell(), f"{recording.name} has no line {seq}", _lines(recording))
    entry = recording.entries[len(so_far) - 1]
    coming = next((moment for moment in timeline(recording.entries) if moment.seq > seq), None)
    return RunState(so_far, entry, follower.transcript, tuple(follower.timers.values()), coming)


def _lines(recording: Recording) -> str:
    if not recording.entries:
        return "It has only its head."
    if len(recording.entries) == 1:
        return f"It has only line {recording.entries[0].seq}."
    return f"Its lines are {recording.entries[0].seq} to {recording.entries[-1].seq}."


def _words(what: Command | Event) -> str:
    """An entry in words that doesn't depend on other entries."""
    return _WORDS[type(what)](what)


def _verdict(what: Settle) -> str:
    problem = f": {what.problem}" if what.problem else ""
    return f"rest takes it for {_VERDICTS.get(what.verdict, what.verdict)}{problem}"


def _unheard(what: Command | Event, handlers: tuple[Listen, ...]) -> str:
    settled = isinstance(what, Settle) and what.verdict != "redirect"
    return ", and no handler is told" if settled and not handlers else ""


def _body(what: Received) -> str:
    spoilt = f", which can't be decoded: {what.undecodable.message}" if what.undecodable else ""
    size = len(what.body if what.decoded is None else what.decoded)
    return f"the body, {size:,} byte{'' if size == 1 else 's'}{spoilt}"


_WORDS: dict[type, Callable[[Any], str]] = {
    Begun: lambda _: "the script starts",
    Listen: lambda what: f"listens for '{what.event}'",
    Settle: _verdict,
    AbortRequest: lambda _: "given up by the script",
    Aborted: lambda _: "its connection is closed",
    HeldBack: lambda _: "held back: it didn't leave the machine",
    Responded: lambda what: f"{what.status} {what.reason}".rstrip(),
    Received: _body,
    Failed: lambda what: f"denied: {what.denied}" if what.denied else f"failed: {what.failure.message}",
    Cut: lambda _: "nothing more comes of the answer",
    SetTimer: lambda what: f"sets timer {what.timer}: {what.delay:g} ms",
    ClearTimer: lambda what: f"takes timer {what.timer} back",
    Fired: lambda what: f"timer {what.timer} runs out",
    Log: lambda what: f"console.{what.level}: {what.text}",
    Throw: lambda what: f"throws {what.message}",
    Collected: lambda _: "the script has come to rest: its context is asked for",
}
_TONES: dict[type, str] = {
    **dict.fromkeys((Failed, Throw, Cut), "bad"),
    **dict.fromkeys((AbortRequest, HeldBack, Log), "odd"),
    Finish: "good",
}


def _tone(what: Command | Event) -> str:
    if isinstance(what, Responded):
        if what.status >= HTTPStatus.BAD_REQUEST:
            return "bad"
        return "odd" if what.status >= HTTPStatus.MULTIPLE_CHOICES else "good"
    if isinstance(what, Settle):
        return "bad" if what.verdict in {"fail", "error"} else ""
    return _TONES.get(type(what), "")


def _is_aside(what: Command | Event) -> bool:
    """Whether an overview leaves it out: listeners appear again when they are called; restler's own timers
    are its time-outs.
    """
    return isinstance(what, Listen) or (isinstance(what, SetTimer | ClearTimer) and what.at is None)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
