"""Which of a script's handlers are told of what happens to a request: restler's events, in their order.

The recording says which listeners a script attached, and what restler made of an answer. What it emits then
follows (restler 3.4.0, lib/restler.js: _fireSuccess, _fireError, _fireTimeout, abort; docs/restler.md tells
the same).
"""

from __future__ import annotations

from runtime.model.commands import AbortRequest, Settle
from runtime.model.events import Aborted, Responded

_HUNDRED = 100


def event_names(what: object, status: int) -> tuple[str, ...]:
    """The names of the events that a command or event about a request leads to; `status` is its answer's."""
    match what:
        case Responded():
            return ("response",)
        case Settle(_, "error"):
            return "error", "complete"
        case Settle(_, "success" | "fail" as verdict):
            return verdict, f"{status // _HUNDRED}XX", str(status), "complete"
        case AbortRequest(_, at):  # without a place of the script's it is restler's own time-out
            return ("abort",) if at else ("timeout",)
        case Aborted():
            return ("complete",)
        case _:
            return ()
