"""Rewrites a recording: its run happens again with other values, and the same events in the same order.

Each command replaces the recorded one, which must be of the same kind. More or fewer commands, or another
order, mean that the script has branched on a changed value.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from runtime.model.commands import Command, Finish, Log, SendRequest, SetTimer, Settle, Throw
from runtime.model.events import Event
from runtime.model.outcome import Ending
from runtime.recording.divergence import Divergence, DivergenceKind, describe
from runtime.session.transcript import Entry

# The fields in which a command may differ.
_FREE = {
    Settle: ("problem",),
    SetTimer: ("delay",),
    Log: ("text",),
    Finish: ("context", "unchanged_since"),
    Throw: ("message",),
}


@dataclass(slots=True)
class RewriteAgreement:
    """Accepts commands of the same kind; `entries` are those of the run, with the recorded numbers and
    times.
    """

    entries: list[Entry] = field(default_factory=list)

    def agrees(self, entry: Entry, recorded: Entry) -> bool:
        """Whether it is of the same kind; then it is kept with the number and the time of the recorded
        one.
        """
        if _kind(recorded.what) != _kind(entry.what):
            return False
        self.entries.append(Entry(recorded.seq, recorded.t, entry.what))
        return True

    def explain(self, entry: Entry, recorded: Entry | None) -> Divergence:
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
        """Whether outcome and place are the same."""
        return (ending.outcome, ending.at) == (recorded.outcome, recorded.at)


def _kind(what: Command | Event) -> tuple[object, ...]:
    """The fields that must be the same: the type, the place in the script, the request, and so on."""
    if isinstance(what, SendRequest):
        request = what.request
        return SendRequest, request.id, request.method, request.host, request.port, what.at, what.because
    free = _FREE.get(type(what), ())
    return type(what), *(getattr(what, one.name) for one in fields(what) if one.name not in free)
