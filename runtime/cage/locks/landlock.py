"""Landlock: the kernel's restriction of files, TCP ports and, in newer kernels, sockets and signals.

Best effort: an older kernel restricts what it knows; one without Landlock raises an error.
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

# The number of file rights in each version of the interface, from version 1 on.
_FILE_RIGHTS = (13, 14, 15, 15, 16)
_TCP_BIND_AND_CONNECT = 0b11  # from version 4
_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11  # from version 6
_NETWORK_FROM, _SCOPES_FROM = 4, 6


def version() -> int:
    """The version of the interface in this kernel. Raises OSError if it has none, or it is off."""
    return libc.syscall(_CREATE_RULESET, None, 0, _VERSION)


def ruleset(abi: int) -> bytes:
    """A ruleset that refuses all rights, without rules that allow any (struct landlock_ruleset_attr)."""
    rights = (1 << _FILE_RIGHTS[min(abi, len(_FILE_RIGHTS)) - 1]) - 1
    words = [rights]
    if abi >= _NETWORK_FROM:
        words.append(_TCP_BIND_AND_CONNECT)
    if abi >= _SCOPES_FROM:
        words.append(_ABSTRACT_SOCKETS_AND_SIGNALS)
    return struct.pack(f"={len(words)}Q", *words)


def close() -> None:
    """Forbid all files and ports, for this process and all that it forks. Raises OSError."""
    rules = ruleset(version())
    buffer = ctypes.create_string_buffer(rules, len(rules))
    fence = libc.syscall(_CREATE_RULESET, ctypes.cast(buffer, ctypes.c_void_p), len(rules), 0)
    try:
        libc.syscall(_RESTRICT_SELF, fence, 0)
    finally:
        os.close(fence)
