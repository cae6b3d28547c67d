"""What a run may leave behind on this machine: memory of this process, processes, files."""

from __future__ import annotations

import ctypes
import gc
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_MMAP_THRESHOLD = -3  # malloc.h's M_MMAP_THRESHOLD; to set it keeps it from growing
_PATIENCE = 60.0  # seconds in which a process that is already dead must be gone, on the slowest machine


def measure_what_is_held() -> None:
    """Have the C library give large pieces of memory back when they are freed.

    Otherwise it learns from the first ones to keep up to 64 MB for the next, each thread's for itself, and
    `resident` would tell what it has learnt.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, 128 << 10)


def resident() -> int:
    """Bytes of memory that this process holds, when it has let go of what it can; 0 where nothing tells.

    What the C library keeps for later isn't held: it is given back first, so that the number doesn't depend
    on which run needed most.
    """
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
    with suppress(OSError), (_PROC / "self" / "statm").open("rb") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def descendants() -> frozenset[int]:
    """All processes that this one has started, and theirs, with dead ones that nobody has reaped."""
    parents = {}
    for entry in _PROC.glob("[0-9]*"):
        with suppress(OSError, ValueError):
            # The name is in parentheses, and may hold anything.
            parents[int(entry.name)] = int(
                (entry / "stat").read_text("latin-1").rpartition(")")[2].split()[1]
            )
    found: set[int] = set()
    fresh = {os.getpid()}
    while fresh:
        fresh = {pid for pid, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return frozenset(found)


def find_leftovers(pid: int, before: frozenset[int]) -> list[str]:
    """Which processes a run has left: its child `pid`, or more than there were `before`, if they don't go."""
    until = time.monotonic() + _PATIENCE
    while found := _list_leftovers(pid, before):
        if time.monotonic() > until:
            return found
        time.sleep(0.01)
    return []


def _list_leftovers(pid: int, before: frozenset[int]) -> list[str]:
    now = descendants()
    found = [f"the child {pid} is still there"] if pid in now or _exists(pid) else []
    # A cage that keeps children ready has others afterwards, but not more.
    if len(now) > len(before):
        found.append(f"{len(now)} processes instead of {len(before)}")
    return found


def _exists(pid: int) -> bool:
    if not pid:  # there was none
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def files(folders: Iterable[Path]) -> frozenset[Path]:
    """All files and folders in these; of the root only what is in it itself."""
    found: set[Path] = set()
    for folder in folders:
        found |= set(folder.iterdir() if folder == Path(folder.anchor) else folder.rglob("*"))
    return frozenset(found)
