"""Drives guest and session again from a recording: the proof that a recording is the run.

The order decides: each recorded event is delivered in its turn, nothing is searched for, and no world
is there to be asked.
"""

from __future__ import annotations

import json
from typing import TypeGuard

from runtime.commands import Command
from runtime.events import (
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
    WorldEvent,
)
from runtime.guest.engine import Engine
from runtime.guest.messages import begun_text, event_line, read_turn
from runtime.http import SHOWN_HEADERS, first_header
from runtime.places import Places
from runtime.recording import Recording
from runtime.routing import Policy
from runtime.session import Deliver, Record, Session

# Every request is let through, and none is sent: what came of it stands in the recording.
_EVERYWHERE = Policy(answers=True)


class Redrive:
    """One recording that happens again."""

    def __init__(self, recording: Recording, engine: Engine | None = None) -> None:
        """Get ready."""
        self.head = recording.head
        self.recorded = [(entry.what, entry.t) for entry in recording.entries if _is_event(entry.what)]
        limits = self.head.limits
        self.session = Session(_EVERYWHERE, limits, transformation=self.head.kind == "transformation")
        self.engine = engine or Engine(cpu=limits.cpu, memory=limits.memory)
        self.places = Places(self.head.script)
        self.said: list[Command | Event] = []
        self.delivered = 0
        self.fed = 0

    def run(self) -> list[Command | Event]:
        """All commands and events, in their order."""
        if self.recorded:
            self.session.begin(self.recorded[0][1])
        self._perform()
        while self._feed():
            self._perform()
        return self.said

    def _feed(self) -> bool:
        """Let the next recorded event happen, unless it is the session's own doing, or too early."""
        following = max(self.delivered, self.fed)
        if following >= len(self.recorded):
            return False
        what, t = self.recorded[following]
        if not _comes_from_outside(what) or not self.session.expects(what):
            return False
        self.fed = following + 1
        if isinstance(what, Fired):
            self.session.fire(what.timer, t)
        else:
            self.session.happened(what, t)
        return True

    def _perform(self) -> None:
        while effects := self.session.take():
            for effect in effects:
                if isinstance(effect, Record):
                    self.said.append(effect.entry.what)
                    # It is noted in its turn, but the guest isn't told.
                    self.delivered += isinstance(effect.entry.what, HeldBack)
                elif isinstance(effect, Deliver):
                    self.delivered += 1
                    self._deliver(effect)

    def _deliver(self, effect: Deliver) -> None:
        now = self.head.started + int(effect.t)
        if isinstance(effect.event, Begun):
            begun = begun_text(
                context=self.head.context, kind=self.head.kind, timers=self.head.timers,
                seed=self.head.seed, now=now,
            )  # fmt: skip
            turn = self.engine.run(begun, self.head.script.text)
        else:
            turn = self.engine.deliver(
                event_line(effect.event, now, self._content_type(effect.event)).decode()
            )
        line = f'{{"commands":[{turn.commands}],"cpu":0,"memory":0}}'.encode("utf-8", "replace")
        commands = read_turn(line, most_commands=self.head.limits.commands).commands
        # What came next may have come while the guest was still busy, before what this turn leads to.
        while self._feed():
            pass
        t = self.recorded[self.delivered][1] if self.delivered < len(self.recorded) else effect.t
        self.session.turned(tuple(map(self.places.in_author_terms, commands)), t)

    def _content_type(self, event: Event) -> str | None:
        if not isinstance(event, Received):
            return None
        response = self.session.transcript.exchanges[event.request].response
        return first_header(response.headers[:SHOWN_HEADERS], "content-type") if response else None


def _comes_from_outside(event: Event) -> TypeGuard[WorldEvent | HeldBack | Fired]:
    return isinstance(event, Responded | Received | Failed | HeldBack | Cut | Fired)


def _is_event(what: Command | Event) -> TypeGuard[Event]:
    return isinstance(
        what, Begun | Responded | Received | Failed | HeldBack | Cut | Aborted | Fired | Collected
    )


def lines(text: str) -> list[str]:
    """A recording's lines: only a line feed ends one, whatever Unicode thinks."""
    return text.rstrip("\n").split("\n")


def outcome(recording: Recording) -> str:
    """The word in its last line."""
    assert recording.end is not None
    return str(json.loads(json.dumps(recording.end))["outcome"])
