"""For each lock, an attempt that must fail behind it, and what it means if it doesn't fail."""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from runtime.cage.locks import libc, pages

_ROOT = 0
_LONG = 5.0  # seconds of CPU, far beyond what the timer allows
_GET_DUMPABLE, _GET_NO_NEW_PRIVS = 3, 39


class Attempt(NamedTuple):
    """`do` raises OSError (or ends the process) if it is refused; `before` names the locks that it needs.

    `setting` is called in the host before the lock is closed; `do` gets its result.
    """

    tried: str
    means: str
    do: Callable[[str], object]
    before: tuple[str, ...] = ()
    setting: Callable[[], str] = str


def _refuse_unless(done: bool) -> None:  # noqa: FBT001 - it is the answer
    if not done:
        raise PermissionError


def _find_namespace(namespace: str) -> None:
    _refuse_unless(namespace == _namespace(namespace.partition(":")[0]))


def _namespace(kind: str) -> str:
    """The namespace of this process, as `kind:[number]`."""
    return str(Path("/proc/self/ns", kind).readlink())


def _look_in() -> None:
    _refuse_unless(libc.prctl(_GET_DUMPABLE) != 0)


def _use_cpu() -> None:
    end = time.process_time() + _LONG
    while time.process_time() < end:
        pass


def _find_session(session: str) -> None:
    _refuse_unless(session == str(os.getsid(0)))


def _make_callback() -> str:
    """Make a callback, as the engine's tracker is one: libffi may use a page that is writable and
    executable.
    """
    _callbacks.append(ctypes.CFUNCTYPE(None)(lambda: None))
    return ""


_callbacks: list[object] = []


ATTEMPTS = {
    "no writable code": Attempt(
        "find code that can be written",
        "A script that breaks out could write machine code and run it.",
        lambda _: _refuse_unless(any(True for _ in pages.writable_code())),
        setting=_make_callback,
    ),
    "nobody's user id": Attempt(
        "become root again",
        "A script that breaks out has access to root's files.",
        lambda _: os.setuid(_ROOT),
    ),
    "user namespace": Attempt(
        "find the host's users",
        "Rights that a script that breaks out gains are rights on this machine.",
        _find_namespace,
        setting=lambda: _namespace("user"),
    ),
    "no network": Attempt(
        "find the host's network",
        "Only the other locks keep a script that breaks out from the network.",
        _find_namespace,
        before=("user namespace",),
        setting=lambda: _namespace("net"),
    ),
    "no new privileges": Attempt(
        "find it unset",
        "A script that breaks out could use programs with rights of their own (set-user-id).",
        lambda _: _refuse_unless(libc.prctl(_GET_NO_NEW_PRIVS) == 0),
    ),
    "Landlock": Attempt(
        "open the root folder",
        "Only the other locks keep a script that breaks out from your files.",
        lambda _: os.close(os.open("/", os.O_RDONLY)),
        before=("no new privileges",),
    ),
    "no capabilities": Attempt(
        "change the root folder",
        "A script that breaks out keeps the rights of root in its namespace.",
        lambda _: os.chroot("/"),
        before=("user namespace",),
    ),
    "not inspectable": Attempt(
        "be inspected",
        "Another process of the same user could read a script's memory.",
        lambda _: _look_in(),
    ),
    "own session": Attempt(
        "find your session",
        "A script that breaks out could write to your terminal.",
        _find_session,
        setting=lambda: str(os.getsid(0)),
    ),
    "rlimits": Attempt(
        "open one more descriptor",
        "Only the engine's own limits apply to a script's memory and files.",
        lambda _: os.dup(0),
    ),
    "CPU timer": Attempt(
        f"use {_LONG:g} s of CPU",
        "Work that the engine can't interrupt lasts until the deadline.",
        lambda _: _use_cpu(),
    ),
    "seccomp": Attempt(
        "ask for the system's name",
        "A script that breaks out can make every system call that its user can make.",
        lambda _: os.uname(),
        before=("no new privileges",),
    ),
}
