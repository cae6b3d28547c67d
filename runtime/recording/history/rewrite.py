"""A recording whose run happens once more with other values: the same events in the same order.

What the run says takes the place of what was recorded, as long as it is of the same kind. It may not ask for
more, for less, or in another order: then the script has branched on a value that was changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from runtime.model.commands import Command, Finish, Log, SendRequest, SetTimer, Settle, Throw
from runtime.model.events import Event
from runtime.recording.divergence import Divergence, Kind, describe
from runtime.recording.history.verbatim import Verbatim
from runtime.session.transcript import Entry

# What a command may say otherwise.
_FREE = {
    Settle: ("problem",),
    SetTimer: ("delay",),
    Log: ("text",),
    Finish: ("context", "unchanged_since"),
    Throw: ("message",),
}


@dataclass(slots=True)
class Rewriting(Verbatim):
    """As Verbatim, but what is said counts only by its kind; `rewritten` are the run's own lines."""

    rewritten: list[Entry] = field(default_factory=list)

    def _agrees(self, entry: Entry, expected: Entry) -> bool:
        return _kind(expected.what) == _kind(entry.what)

    def _difference(self, entry: Entry, expected: Entry | None) -> Divergence:
        return _otherwise(entry, expected)

    def _took(self, entry: Entry, expected: Entry) -> None:
        """It takes the place of that line, and has its number and time."""
        self.rewritten.append(Entry(expected.seq, expected.t, entry.what))


def _kind(what: Command | Event) -> tuple[object, ...]:
    """What must be the same: what it is, where in the script it comes from, and which request it is about."""
    if isinstance(what, SendRequest):
        request = what.request
        return SendRequest, request.id, request.method, request.host, request.port, what.at, what.because
    free = _FREE.get(type(what), ())
    return type(what), *(getattr(what, one.name) for one in fields(what) if one.name not in free)


def _otherwise(entry: Entry, expected: Entry | None) -> Divergence:
    was = expected.what if expected else None
    return Divergence(
        Kind.SAID,
        "with pseudonyms the script does something else",
        seq=expected.seq if expected else None,
        at=getattr(entry.what, "at", None),
        recorded_at=getattr(was, "at", None),
        got=describe(entry.what),
        instead=describe(was) if was else "its end",
    )
