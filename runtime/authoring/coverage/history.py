"""A recorded run held against that of its script's copy: all is the same but for columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from runtime.authoring.coverage.moved import moved
from runtime.model.commands import Command, Finish, Log, Throw
from runtime.model.events import Event
from runtime.model.outcome import Ending
from runtime.model.script import Place
from runtime.recording.divergence import Divergence
from runtime.recording.history.verbatim import Verbatim
from runtime.session.transcript import Entry

# A frame in the text of a stack.
_COLUMN = re.compile(r"(<input>:\d+):\d+")


@dataclass(slots=True)
class Linewise(Verbatim):
    """As Verbatim, but a place counts by its line, also in the text of a stack that the script shows."""

    def _agrees(self, entry: Entry, expected: Entry) -> bool:
        if entry.t != expected.t:
            return False
        return entry.what == expected.what or _by_line(entry.what) == _by_line(expected.what)

    def ended(self, ending: Ending) -> Divergence | None:
        """As Verbatim's."""
        was = self.recording.ending.at
        if was is not None and ending.at is not None and ending.at.line == was.line:
            ending = replace(ending, at=was)
        return Verbatim.ended(self, ending)  # a class with slots has no super() of its own


def _by_line(what: Command | Event) -> Command | Event:
    """The same without columns; an event has none."""
    if not isinstance(what, Command):
        return what
    match what:
        case Throw(message):
            what = replace(what, message=_texts(message))
        case Log(_, text):
            what = replace(what, text=_texts(text))
        case Finish(context):
            what = replace(what, context=_texts(context))
        case _:
            pass
    return moved(what, _line)


def _line(at: Place) -> Place:
    return Place(at.line, 0)


def _texts(text: str) -> str:
    return _COLUMN.sub(r"\1", text)
