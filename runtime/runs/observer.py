"""The interfaces to observe a run while it goes on, and to ask a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from runtime.model.http import Request
from runtime.runs.result import Setting
from runtime.session.transcript import Entry, Transcript

Confirm = Callable[[Request], bool]  # whether this write may go to a live service


class RunObserver(Protocol):
    """Observes a run while it goes on. Everything is masked."""

    def begin(self, setting: Setting, transcript: Transcript) -> None:
        """The run is about to start. Its transcript grows with it; don't change it."""
        ...

    def take(self, entry: Entry) -> None:
        """An entry, which is in the transcript already."""
        ...

    def end(self) -> None:
        """The run is over."""
        ...


def never(_request: Request) -> bool:
    """Refuse a write: nobody can be asked."""
    return False
