"""Which events restler emits for a request, in their order: the script's handlers of these are called.

The recording has the listeners of a script, and how restler classified an answer. The events follow from that
(restler 3.4.0, lib/restler.js: _fireSuccess, _fireError, _fireTimeout, abort; see docs/restler.md).
"""

from __future__ import annotations

from runtime.model.commands import AbortRequest, Settle
from runtime.model.events import Aborted, Responded

_HUNDRED = 100


def event_names(what: object, status: int) -> tuple[str, ...]:
    """The names of the events that restler emits for a command or event; `status` is that of the answer."""
    match what:
        case Responded():
            return ("response",)
        case Settle(_, "error"):
            return "error", "complete"
        case Settle(_, "success" | "fail" as verdict):
            return verdict, f"{status // _HUNDRED}XX", str(status), "complete"
        case AbortRequest(_, at):  # without a place in the script it is restler's own time-out
            return ("abort",) if at else ("timeout",)
        case Aborted():
            return ("complete",)
        case _:
            return ()
