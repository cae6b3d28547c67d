"""Who is shown a run while it goes on, and who is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from runtime.model.http import Request
from runtime.runs.result import Setting
from runtime.session.transcript import Entry, Transcript

Confirm = Callable[[Request], bool]  # whether this write may go to a live service


class RunObserver(Protocol):
    """Is shown a run while it goes on: masked, like all that is shown."""

    def begin(self, setting: Setting, transcript: Transcript) -> None:
        """The run is about to start. Its transcript grows with it, and is not to be added to."""
        ...

    def take(self, entry: Entry) -> None:
        """This was said or happened; it stands in the transcript already."""
        ...

    def end(self) -> None:
        """The run is over."""
        ...


def never(_request: Request) -> bool:
    """The answer to "may this write go out?" where nobody can be asked."""
    return False
