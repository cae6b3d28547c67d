"""Landlock: the kernel's own fence around files, TCP ports and, where it is new enough, sockets and signals.

Best effort: a kernel without it says so, an older one fences what it knows.
https://docs.kernel.org/userspace-api/landlock.html
"""

from __future__ import annotations

import ctypes
import os
import struct

from runtime.cage.locks import libc

# The same numbers on every architecture.
_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_VERSION = 1

# How many rights over files each version of the interface knows, from its first on.
_FILE_RIGHTS = (13, 14, 15, 15, 16)
_TCP_BIND_AND_CONNECT = 0b11  # from version 4
_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11  # from version 6
_NETWORK_FROM, _SCOPES_FROM = 4, 6


def version() -> int:
    """Which version of the interface this kernel has. Raises OSError if it has none, or it is off."""
    return libc.syscall(_CREATE_RULESET, None, 0, _VERSION)


def ruleset(abi: int) -> bytes:
    """All that is refused unless a rule allows it, and none does (struct landlock_ruleset_attr)."""
    rights = (1 << _FILE_RIGHTS[min(abi, len(_FILE_RIGHTS)) - 1]) - 1
    words = [rights]
    if abi >= _NETWORK_FROM:
        words.append(_TCP_BIND_AND_CONNECT)
    if abi >= _SCOPES_FROM:
        words.append(_ABSTRACT_SOCKETS_AND_SIGNALS)
    return struct.pack(f"={len(words)}Q", *words)


def close() -> None:
    """No file, no port from now on, for this process and all that it forks. Raises OSError."""
    told = ruleset(version())
    buffer = ctypes.create_string_buffer(told, len(told))
    fence = libc.syscall(_CREATE_RULESET, ctypes.cast(buffer, ctypes.c_void_p), len(told), 0)
    try:
        libc.syscall(_RESTRICT_SELF, fence, 0)
    finally:
        os.close(fence)
