"""Drives guest and session again from a recording: the proof that a recording is the run.

The order decides: each recorded event is delivered in its turn, nothing is searched for, and no world
is there to be asked.
"""

from __future__ import annotations

import json

from runtime.commands import Command
from runtime.egress import Policy
from runtime.events import Aborted, Begun, Collected, Event, Failed, Fired, Received, Responded
from runtime.guest.engine import Engine
from runtime.guest.messages import begun_text, event_text, read_turn
from runtime.places import Places
from runtime.recording import Recording
from runtime.session import Deliver, Record, Session
from runtime.transcript import Entry

# Every request is let through, and none is sent: what came of it stands in the recording.
_EVERYWHERE = Policy(answers=True)


class Redrive:
    """One recording that happens again."""

    def __init__(self, recording: Recording) -> None:
        """Get ready."""
        self.head = recording.head
        self.recorded = [entry for entry in recording.entries if _is_event(entry.what)]
        limits = self.head.limits
        self.session = Session(_EVERYWHERE, limits, transformation=self.head.kind == "transformation")
        self.engine = Engine(cpu=limits.cpu, memory=limits.memory)
        self.places = Places(self.head.script)
        self.said: list[Command | Event] = []

    def run(self) -> list[Command | Event]:
        """All commands and events, in their order."""
        for entry in self.recorded:
            self._happens(entry)
            self._perform()
        return self.said

    def _happens(self, entry: Entry) -> None:
        match entry.what:
            case Begun():
                self.session.begin(entry.t)
            case Responded() | Received() | Failed():
                self.session.happened(entry.what, entry.t)
            case Fired():
                self.session.tick(max(entry.t, self.session.due or 0.0))
            case Aborted() | Collected():
                pass  # the session's own doing: it comes to it by itself

    def _perform(self) -> None:
        while effects := self.session.take():
            for effect in effects:
                if isinstance(effect, Record):
                    self.said.append(effect.entry.what)
                elif isinstance(effect, Deliver):
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
            turn = self.engine.deliver(event_text(effect.event, now, self._content_type(effect.event)))
        line = f'{{"commands":[{turn.commands}],"cpu":0,"memory":0}}'.encode("utf-8", "replace")
        commands = read_turn(line, most_commands=self.head.limits.commands).commands
        self.session.turned(tuple(map(self.places.in_author_terms, commands)), effect.t)

    def _content_type(self, event: Event) -> str | None:
        if not isinstance(event, Received):
            return None
        response = self.session.transcript.exchanges[event.request].response
        return response.header("content-type") if response else None


def _is_event(what: Command | Event) -> bool:
    return isinstance(what, Begun | Responded | Received | Failed | Aborted | Fired | Collected)


def lines(text: str) -> list[str]:
    """A recording's lines: only a line feed ends one, whatever Unicode thinks."""
    return text.rstrip("\n").split("\n")


def outcome(recording: Recording) -> str:
    """The word in its last line."""
    assert recording.end is not None
    return str(json.loads(json.dumps(recording.end))["outcome"])
