"""Memory that is code can't be written, and what can be written is no code. Linux.

The engine's tracker of rejections is a callback, for which libffi makes a page of code that stays writable.
No other callback is ever made after it, so that page can be closed like the others.
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
    """What of this process's memory can be both written and run. Raises OSError where there is no /proc."""
    for line in Path("/proc/self/maps").read_bytes().splitlines():
        addresses, rights = line.split()[:2]
        if b"w" in rights and b"x" in rights:
            start, end = addresses.split(b"-")
            yield Region(int(start, 16), int(end, 16))


def close() -> None:
    """Take the right to write from all code. Raises OSError, or LookupError on a machine not known here."""
    for region in writable_code():
        rights = mmap.PROT_READ | mmap.PROT_EXEC
        libc.syscall(_MPROTECT[libc.MACHINE], region.start, region.end - region.start, rights)
