"""A recorded run held against that of its script's copy: all is the same but for columns."""

from __future__ import annotations

import re
from dataclasses import replace

from runtime.authoring.coverage.move_places import move_places
from runtime.model.commands import Command, Finish, Log, Throw
from runtime.model.events import Event
from runtime.model.outcome import Ending
from runtime.model.script import Place
from runtime.recording.divergence import Divergence
from runtime.recording.history.verbatim import explain
from runtime.session.transcript import Entry

# A frame in the text of a stack.
_COLUMN = re.compile(r"(<input>:\d+):\d+")


class Linewise:
    """A place counts by its line, also in the text of a stack that the script shows."""

    def agrees(self, entry: Entry, other: Entry) -> bool:
        """At the same time, the same but for columns."""
        if entry.t != other.t:
            return False
        return entry.what == other.what or _by_line(entry.what) == _by_line(other.what)

    def explain(self, entry: Entry, recorded: Entry | None) -> Divergence:
        """As of a run that isn't a copy's."""
        return explain(entry, recorded)

    def ends_alike(self, ending: Ending, recorded: Ending) -> bool:
        """The outcome and the line."""
        at = (place and place.line for place in (ending.at, recorded.at))
        return ending.outcome == recorded.outcome and len(set(at)) == 1


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
    return move_places(what, _line)


def _line(at: Place) -> Place:
    return Place(at.line, 0)


def _texts(text: str) -> str:
    return _COLUMN.sub(r"\1", text)
