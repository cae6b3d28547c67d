"""Checks the locks of this machine: each is closed alone, and then an attempt is made to break it."""

from __future__ import annotations

import gc
import os
import signal
from dataclasses import dataclass
from typing import NoReturn

from runtime.cage import locks
from runtime.cage.child_protocol import Bounds
from runtime.cage.lock_probes import ATTEMPTS, Attempt
from runtime.cage.locks import Lock
from runtime.cage.pool import has_zygote

_BOUNDS = Bounds(cpu=0.0, memory=64 << 20, wall=10.0)
_HOLDS, _OPEN = 0, 1
_MOST_ERROR = 200


@dataclass(frozen=True, slots=True)
class LockCheck:
    """One lock: whether it holds, else why not; what was tried, and what its absence means."""

    name: str
    holds: bool
    problem: str
    tried: str
    means: str


def check_locks() -> list[LockCheck]:
    """The locks of this platform's strongest cage, in their order. On Windows there are none."""
    if not hasattr(os, "fork"):
        return []
    every = (*locks.ZYGOTE, *locks.CHILD) if has_zygote() else locks.PORTABLE
    by_name = {lock.name: lock for lock in every}
    return [_check(lock, by_name) for lock in by_name.values() if _matters(lock)]


def _matters(lock: Lock) -> bool:
    """Whether the lock is needed here: only root must change its user; the user namespace does it for
    others.
    """
    return lock.name != "nobody's user id" or os.geteuid() == 0


def _check(lock: Lock, by_name: dict[str, Lock]) -> LockCheck:
    attempt = ATTEMPTS[lock.name]
    setting = attempt.setting()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _try(lock, [by_name[name] for name in attempt.before], attempt, setting, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        problem = pipe.read(_MOST_ERROR).decode("utf-8", "replace")
    _, status = os.waitpid(child, 0)
    if not problem and not _was_refused(os.waitstatus_to_exitcode(status)):
        problem = "it exists, and does not hold"
    return LockCheck(lock.name, not problem, problem, attempt.tried, attempt.means)


def _was_refused(status: int) -> bool:
    return status == _HOLDS or status == -getattr(signal, "SIGPROF", 0)


def _try(lock: Lock, before: list[Lock], attempt: Attempt, setting: str, writing: int) -> NoReturn:
    """Close the lock and attempt to break it, in a process of its own whose exit status is the result."""
    status = _HOLDS
    gc.disable()  # a callback can't be freed after its page is closed: see the zygote
    try:
        locks.close(before, _BOUNDS)
        lock.close(_BOUNDS)
    except Exception as error:  # noqa: BLE001 - a host without a lock can raise anything
        os.write(writing, (getattr(error, "strerror", None) or f"{type(error).__name__} {error}").encode())
        os._exit(status)
    try:
        attempt.do(setting)
        status = _OPEN
    except OSError:
        pass
    finally:
        os._exit(status)
