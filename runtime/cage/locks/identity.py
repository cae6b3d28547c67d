"""The identity of the process: the user nobody, in namespaces of its own, without capabilities. Linux."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import struct
from pathlib import Path

from runtime.cage.locks import libc

_NOBODY = 65534
_USER, _NETWORK, _IPC, _UTS = 0x10000000, 0x40000000, 0x08000000, 0x04000000  # CLONE_NEW...
_CAPSET = {"x86_64": 126, "aarch64": 91}
_CAPABILITY_VERSION_3 = 0x20080522


def become_nobody() -> None:
    """Change from root to the user nobody.

    Raises PermissionError for other users: see `enter_user_namespace`.
    """
    os.setgroups([])
    os.setresgid(_NOBODY, _NOBODY, _NOBODY)
    os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    # The kernel makes /proc/self unreadable when a process changes its user; it is needed once more.
    libc.prctl(libc.PR_SET_DUMPABLE, 1)


def enter_user_namespace() -> None:
    """Enter a user namespace in which it is the user nobody. Raises OSError if the host forbids it."""
    user, group = os.geteuid(), os.getegid()
    libc.unshare(_USER)
    _write("setgroups", b"deny")
    _write("uid_map", b"%d %d 1" % (_NOBODY, user))
    _write("gid_map", b"%d %d 1" % (_NOBODY, group))


def enter_namespaces() -> None:
    """Enter empty namespaces: no network, not even the host's loopback; no shared memory, no host name."""
    libc.unshare(_NETWORK | _IPC | _UTS)


def drop_capabilities() -> None:
    """Drop all capabilities: those of root, and those that a user namespace gives. Raises OSError."""
    header = ctypes.create_string_buffer(struct.pack("=Ii", _CAPABILITY_VERSION_3, 0))
    none = ctypes.create_string_buffer(struct.pack("=6I", *[0] * 6))
    libc.syscall(
        _CAPSET[libc.MACHINE], ctypes.cast(header, ctypes.c_void_p), ctypes.cast(none, ctypes.c_void_p)
    )


def forbid_new_privileges() -> None:
    """Forbid programs that it starts to gain more rights."""
    libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)


def forbid_inspection() -> None:
    """Forbid other processes of the same user to read its memory or trace it."""
    libc.prctl(libc.PR_SET_DUMPABLE, 0)


def die_with(parent: int) -> None:
    """Let the kernel kill this process when its parent ends; at once if the parent has ended already."""
    libc.prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def _write(name: str, text: bytes) -> None:
    with contextlib.suppress(FileNotFoundError):  # setgroups came later than the maps
        Path("/proc/self", name).write_bytes(text)
