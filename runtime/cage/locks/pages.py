"""Makes memory with code read-only, so that no memory is both writable and executable. Linux.

The engine's tracker of rejections is a callback, for which libffi makes a page of code that stays writable.
No callback is made after it, so this page can be made read-only too.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from runtime.cage.locks import libc

_MPROTECT = {"x86_64": 10, "aarch64": 226}


class Region(NamedTuple):
    """Addresses from `start` to before `end`."""

    start: int
    end: int


def writable_code() -> Iterator[Region]:
    """The memory of this process that is writable and executable. Raises OSError if there is no /proc."""
    for line in Path("/proc/self/maps").read_bytes().splitlines():
        addresses, rights = line.split()[:2]
        if b"w" in rights and b"x" in rights:
            start, end = addresses.split(b"-")
            yield Region(int(start, 16), int(end, 16))


def close() -> None:
    """Make all code read-only. Raises OSError, or LookupError on an unknown architecture."""
    for region in writable_code():
        rights = mmap.PROT_READ | mmap.PROT_EXEC
        libc.syscall(_MPROTECT[libc.MACHINE], region.start, region.end - region.start, rights)
