"""System calls that Python doesn't have, by ctypes. Only used on Linux."""

from __future__ import annotations

import ctypes
import os
import platform

# The two architectures with known numbers; on others the calls by number are not made.
MACHINE = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}.get(
    platform.machine().lower(), ""
)

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38

_libc = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None


def prctl(option: int, value: int | ctypes.c_void_p = 0, more: int | ctypes.c_void_p = 0) -> int:
    """Set or get an attribute of this process. Raises OSError, AttributeError."""
    words = [ctypes.c_ulong(word) if isinstance(word, int) else word for word in (value, more)]
    return _check(_function("prctl")(option, *words, ctypes.c_ulong(0), ctypes.c_ulong(0)))


def unshare(flags: int) -> None:
    """Enter new namespaces. Raises OSError, AttributeError."""
    _check(_function("unshare")(flags))


def syscall(number: int, *arguments: int | ctypes.c_void_p | None) -> int:
    """A system call by its number. Raises OSError, AttributeError."""
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    return _check(_function("syscall")(ctypes.c_long(number), *words))


def _function(name: str) -> ctypes._NamedFuncPointer:
    function: ctypes._NamedFuncPointer = getattr(_libc, name)
    return function


def _check(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
