"""Ctrl-C and its kin, as something a run hears about instead of something that breaks it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

# What asks a program to end, on the platforms that have it.
_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
]


class Interrupts:
    """Who is told of an interrupt: every run that goes on, and at once whoever comes later."""

    def __init__(self) -> None:
        """Nothing has happened yet."""
        self._listeners: list[Callable[[], None]] = []
        self._times = 0

    @property
    def came(self) -> bool:
        """Whether there has been one."""
        return self._times > 0

    @contextmanager
    def notify(self, listener: Callable[[], None]) -> Iterator[None]:
        """Meanwhile an interrupt calls `listener`, in the main thread and between any two steps of it."""
        self._listeners.append(listener)
        try:
            if self._times:
                listener()
            yield
        finally:
            self._listeners.remove(listener)

    @contextmanager
    def listen(self) -> Iterator[None]:
        """Meanwhile the first interrupt is told; a second Ctrl-C is a KeyboardInterrupt as ever.

        Outside the main thread, where Python allows no handlers, nothing changes. What whoever started this
        process has it ignore (`nohup`, a shell's `&`) stays ignored.
        """
        heeded = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
        with _handle_with(self._handle, heeded):
            yield

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        self._times += 1
        if self._times > 1:
            raise KeyboardInterrupt
        self._tell()

    def interrupt(self) -> None:
        """The same without a signal, as often as one likes."""
        self._times = max(self._times, 1)
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


@contextmanager
def raise_at_once() -> Iterator[None]:
    """Meanwhile Ctrl-C is a KeyboardInterrupt at once: a person is being asked something."""
    with _handle_with(signal.default_int_handler, [signal.SIGINT]):
        yield


@contextmanager
def _handle_with(handler: Callable[[int, FrameType | None], Any], numbers: list[int]) -> Iterator[None]:
    """Meanwhile these signals call `handler`; outside the main thread nothing changes."""
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
        for number, its_own in before.items():
            signal.signal(number, its_own)
