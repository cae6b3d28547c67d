"""The kernel's limits: they hold where the engine can't interrupt itself. POSIX.

Windows doesn't have them; there a job object limits the process (see `runtime.cage.windows_job`).
"""

from __future__ import annotations

import contextlib
import math
import os
import signal
from functools import cache
from pathlib import Path

if os.name == "posix":
    import resource

from runtime.cage.child_protocol import MEMORY_GRACE, Bounds

# Limits that become 0: file size, core files, locked memory, message queues, processes, descriptors.
_NOTHING = (
    "RLIMIT_FSIZE",
    "RLIMIT_CORE",
    "RLIMIT_MEMLOCK",
    "RLIMIT_MSGQUEUE",
    "RLIMIT_NPROC",
    "RLIMIT_NOFILE",
)


def limit_resources(bounds: Bounds) -> None:
    """Set the limits. Raises LookupError on Windows; limits that another platform refuses are left out."""
    if os.name != "posix":
        raise LookupError("no such limits")

    def set_limit(name: str, soft: int, hard: int) -> None:
        # Best effort: macOS knows RLIMIT_AS but refuses most values.
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (soft, hard))

    for name in _NOTHING:
        set_limit(name, 0, 0)
    most = address_space() + bounds.memory + MEMORY_GRACE
    set_limit("RLIMIT_AS", most, most)
    seconds = math.ceil(bounds.cpu_seconds) + 1
    set_limit("RLIMIT_CPU", seconds, seconds + 1)


def start_cpu_timer(bounds: Bounds) -> None:
    """Start the timer whose SIGPROF ends the process. Raises AttributeError on Windows."""
    signal.setitimer(signal.ITIMER_PROF, bounds.cpu_seconds)


def set_turn_timer(seconds: float) -> None:
    """Start the wall clock timer whose SIGALRM ends the process; 0 stops the timer."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


@cache
def address_space() -> int:
    """Bytes of address space in use at the first call; a guess on systems without /proc.

    A child can't open /proc: its zygote makes the first call.
    """
    with contextlib.suppress(OSError), Path("/proc/self/statm").open("rb") as statm:
        return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return 4 << 30
