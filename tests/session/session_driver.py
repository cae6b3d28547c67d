"""Drives a session by hand: what the guest says and the world answers goes in, what comes out is compared."""

from __future__ import annotations

from dataclasses import dataclass, field

from runtime.model.commands import Command, Finish, Listen, SendRequest, Settle
from runtime.model.events import Begun, Event, Received, Responded, WorldEvent
from runtime.model.http import Request
from runtime.model.limits import Limits
from runtime.model.outcome import Outcome
from runtime.model.script import Place
from runtime.session.effects import Deliver, Effect, Record
from runtime.session.routing import Policy
from runtime.session.session import Session

HOST = "api.example.com"
FAKED = Policy(fakes={"fake": frozenset({HOST})})


def request(number: int = 1, method: str = "GET", host: str = HOST) -> Request:
    """A request that a script might send."""
    return Request(number, method, "https", host, 443, "/users", (("Host", host),))


def send(number: int = 1, method: str = "GET", host: str = HOST, line: int = 3) -> SendRequest:
    """The wish to send it, from a line of the script."""
    return SendRequest(request(number, method, host), Place(line, 1))


def listen(number: int = 1, event: str = "complete") -> Listen:
    return Listen(number, event, Place(3, 9))


def finish(context: str = "{}", line: int = 9, unchanged_since: tuple[int, ...] = ()) -> Finish:
    return Finish(context, own=True, unchanged_since=unchanged_since, at=Place(line, 5))


def answer(number: int = 1, status: int = 200) -> tuple[Responded, Received]:
    return Responded(number, status, "", ()), Received(number, b"{}")


def settle(number: int = 1, verdict: str = "success") -> Settle:
    return Settle(number, verdict)


@dataclass
class SessionDriver:
    """A session under test; `now` is in milliseconds and only moves by hand."""

    session: Session = field(default_factory=lambda: Session(FAKED, Limits()))
    now: float = 0.0
    recorded: list[Command | Event] = field(default_factory=list)

    def begin(self, *commands: Command) -> list[Effect]:
        self.session.begin(self.now)
        assert self.take() == [Deliver(Begun(), self.now)]
        return self.say(*commands)

    def say(self, *commands: Command) -> list[Effect]:
        """The guest answers the event that it was given."""
        self.session.receive_turn(commands, self.now)
        return self.take()

    def happen(self, *events: WorldEvent) -> list[Effect]:
        for event in events:
            self.session.receive_event(event, self.now)
        return self.take()

    def advance(self, milliseconds: float) -> list[Effect]:
        self.now += milliseconds
        self.session.tick(self.now)
        return self.take()

    def take(self) -> list[Effect]:
        """What came out, without what is merely written down (that is kept in `recorded`)."""
        effects = self.session.take()
        self.recorded += [effect.entry.what for effect in effects if isinstance(effect, Record)]
        return [effect for effect in effects if not isinstance(effect, Record)]

    @property
    def outcome(self) -> Outcome | None:
        return self.session.ending.outcome if self.session.ending else None
