"""The rows of the time line: which entries of a recording a reader wants to see, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from runtime.model.commands import AbortRequest, ClearTimer, Finish, Log, SendRequest, SetTimer, Throw
from runtime.model.events import Begun, Cut, Failed, Fired, Received, Responded
from runtime.model.script import Place
from runtime.recording import Recording

# What happened, to which request, timer or console line, in a word more, and where.
RowContent = tuple[str, int, str, Place | None]
# The same with the entry's number before it, and the time in milliseconds.
Row = tuple[int, float, str, int, str, Place | None]


def rows(recording: Recording) -> Iterator[Row]:
    """What happened, without what only the machinery needs: listeners, verdicts, closed connections."""
    lines = count()
    timers: dict[int, Place | None] = {}
    complete = {entry.what.request for entry in recording.entries if isinstance(entry.what, Received)}
    for entry in recording.entries:
        match entry.what:
            case Log():
                content: RowContent | None = "console", next(lines), "", entry.what.at
            case Responded(number, whole=at_once):
                # An answer that came at once is shown when its body is there: then the handlers hear of it.
                content = None if at_once and number in complete else ("head", number, "", None)
            case SetTimer() | Fired() | ClearTimer() as timer:
                content = _timer(timer, timers)
            case what:
                describe = _CONTENTS.get(type(what))
                content = describe and describe(what)
        if content is not None:
            yield entry.seq, entry.t, *content


def _timer(what: SetTimer | Fired | ClearTimer, places: dict[int, Place | None]) -> RowContent:
    """A timer that ran out is shown with the place that set it."""
    match what:
        case SetTimer(number, delay, at):
            places[number] = at
            return "timer", number, f"{delay:g}", at
        case Fired(number):
            return "fired", number, "", places.get(number)
        case ClearTimer(number, at):
            return "cleared", number, "", at


_CONTENTS: dict[type, Callable[[Any], RowContent]] = {
    Begun: lambda _: ("begun", 0, "", None),
    SendRequest: lambda what: ("request", what.request.id, "", what.at),
    Received: lambda what: ("answer", what.request, "", None),
    Failed: lambda what: ("failed", what.request, what.failure.message, None),
    Cut: lambda what: ("cut", what.request, "", None),
    AbortRequest: lambda what: ("abort", what.request, "", what.at),
    Finish: lambda what: ("done", 0, "", what.at),
    Throw: lambda what: ("threw", 0, what.message, what.at),
}
