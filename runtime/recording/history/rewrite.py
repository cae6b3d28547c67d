"""A recording whose run happens once more with other values: the same events in the same order.

What the run says takes the place of what was recorded, as long as it is of the same kind. It may not ask for
more, for less, or in another order: then the script has branched on a value that was changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from runtime.model.commands import Command, Finish, Log, SendRequest, SetTimer, Settle, Throw
from runtime.model.events import Event
from runtime.model.outcome import Ending
from runtime.recording.divergence import Divergence, DivergenceKind, describe
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
class RewriteAgreement:
    """What is said counts only by its kind, and takes the place of that line: `entries` are the run's own."""

    entries: list[Entry] = field(default_factory=list)

    def agrees(self, entry: Entry, recorded: Entry) -> bool:
        """It is of the same kind; then it has the number and the time of that line."""
        if _kind(recorded.what) != _kind(entry.what):
            return False
        self.entries.append(Entry(recorded.seq, recorded.t, entry.what))
        return True

    def explain(self, entry: Entry, recorded: Entry | None) -> Divergence:
        """The script has branched on a value that was changed."""
        was = recorded.what if recorded else None
        return Divergence(
            DivergenceKind.SAID,
            "with pseudonyms the script does something else",
            seq=recorded.seq if recorded else None,
            at=getattr(entry.what, "at", None),
            recorded_at=getattr(was, "at", None),
            got=describe(entry.what),
            recorded=describe(was) if was else "its end",
        )

    def ends_alike(self, ending: Ending, recorded: Ending) -> bool:
        """The outcome and the place."""
        return (ending.outcome, ending.at) == (recorded.outcome, recorded.at)


def _kind(what: Command | Event) -> tuple[object, ...]:
    """What must be the same: what it is, where in the script it comes from, and which request it is about."""
    if isinstance(what, SendRequest):
        request = what.request
        return SendRequest, request.id, request.method, request.host, request.port, what.at, what.because
    free = _FREE.get(type(what), ())
    return type(what), *(getattr(what, one.name) for one in fields(what) if one.name not in free)
