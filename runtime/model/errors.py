"""Errors outside the guest, as one small tree. `runtime.render` shows them.

MwsError
 ├── BadInput             the author's file, option or environment is at fault (exit 2)
 ├── CageBroke            no process could be started to run a script in (exit 2)
 ├── Fault                the product itself is at fault (exit 1)
 ├── GuestLimitExceeded   the script asked for too much at once (outcome `limit`)
 └── GuestProtocolError   the child process broke the protocol (outcome `engine-fault`)
"""

from __future__ import annotations

from runtime.model.option import Option


class MwsError(Exception):
    """Every error that the product raises on purpose."""


class BadInput(MwsError):
    """Input that can't be used: where it is, what is wrong, and what to do.

    `where` is a file, `FILE:LINE:COL`, `FILE: $.json.path` or an option; `way_out` is one
    sentence that the reader can act on; `excerpt` is the offending line with its marker.
    """

    def __init__(self, where: str, problem: str, way_out: str = "", excerpt: str = "") -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem
        self.way_out = way_out
        self.excerpt = excerpt


class CageBroke(MwsError):
    """No process could be started for the script: nothing has run. The message says why."""

    def __init__(self, problem: str) -> None:
        """`problem` is a sentence about the script's process."""
        super().__init__(
            f"{problem} (mws doctor tells what holds here; {Option.CAGE.spell('spawn')} needs less of the "
            "system)"
        )


class Fault(MwsError):
    """An unexpected exception. Its text is the traceback, without secrets."""


class GuestLimitExceeded(MwsError):
    """The guest asked for more in one turn than a run is allowed."""


class GuestProtocolError(MwsError):
    """The child process sent something that the protocol doesn't allow."""
