"""Ctrl-C and its kin, as something a run hears about instead of something that breaks it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

# What asks a program to end, on the platforms that have it.
_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
]


@contextmanager
def heard(tell: Callable[[], None]) -> Iterator[None]:
    """Meanwhile the first interrupt calls `tell`; a second Ctrl-C is a KeyboardInterrupt as ever.

    Outside the main thread, where Python allows no handlers, nothing changes.
    """
    times = 0

    def handle(_number: int, _frame: FrameType | None) -> None:
        nonlocal times
        times += 1
        if times > 1:
            raise KeyboardInterrupt
        tell()

    before = {}
    try:
        for number in _SIGNALS:
            before[number] = signal.signal(number, handle)
    except ValueError:
        yield
        return
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def raised() -> Iterator[None]:
    """Meanwhile Ctrl-C is a KeyboardInterrupt at once: a person is being asked something."""
    try:
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
    except ValueError:
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
