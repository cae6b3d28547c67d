"""Handles Ctrl-C and similar signals: they are reported to runs, which end in good order."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

# The signals that ask a program to end, as far as the platform has them.
_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
]


class Interrupts:
    """Reports an interrupt to every current listener, and to later ones at once."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []
        self._times = 0

    @property
    def came(self) -> bool:
        """Whether there has been one."""
        return self._times > 0

    @contextmanager
    def notify(self, listener: Callable[[], None]) -> Iterator[None]:
        """While this context is open, an interrupt calls `listener`, in the main thread at any point."""
        self._listeners.append(listener)
        try:
            if self._times:
                listener()
            yield
        finally:
            self._listeners.remove(listener)

    @contextmanager
    def listen(self) -> Iterator[None]:
        """While this context is open, the first interrupt is reported; a second one raises KeyboardInterrupt.

        Outside the main thread, where Python allows no handlers, nothing changes. Signals that are ignored
        from the start (`nohup`, a shell's `&`) stay ignored.
        """
        numbers = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
        with _handle_with(self._handle, numbers):
            yield

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        self._times += 1
        if self._times > 1:
            raise KeyboardInterrupt
        self._tell()

    def interrupt(self) -> None:
        """Report an interrupt without a signal; it can be called several times."""
        self._times = max(self._times, 1)
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


@contextmanager
def raise_at_once() -> Iterator[None]:
    """While this context is open, Ctrl-C raises KeyboardInterrupt at once: a person is being asked."""
    with _handle_with(signal.default_int_handler, [signal.SIGINT]):
        yield


@contextmanager
def _handle_with(handler: Callable[[int, FrameType | None], Any], numbers: list[int]) -> Iterator[None]:
    """While this context is open, these signals call `handler`; outside the main thread nothing changes."""
    before = {}
    try:
        for number in numbers:
            before[number] = signal.signal(number, handler)
    except ValueError:
        yield
        return
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)
