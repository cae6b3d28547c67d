"""Windows: a job object that limits a child's CPU and memory, and ends it with the pool.

https://learn.microsoft.com/windows/win32/procthread/job-objects
"""

from __future__ import annotations

import ctypes
import os
import subprocess
from typing import Any

from runtime.cage.child_protocol import MEMORY_GRACE, Bounds

_EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation
_PROCESS_TIME, _ACTIVE_PROCESS, _PROCESS_MEMORY = 0x2, 0x8, 0x100
_DIE_ON_EXCEPTION, _KILL_ON_CLOSE = 0x400, 0x2000
_TICKS = 10_000_000  # a second, in units of 100 ns
_BASE_MEMORY = 128 << 20  # a Python with its engine, before a script
_START_CPU = 1.0  # seconds that it needs to get ready


class _IoCounters(ctypes.Structure):
    _fields_ = [(f"counter{number}", ctypes.c_uint64) for number in range(6)]


class _BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = [
        ("per_process_user_time", ctypes.c_int64),
        ("per_job_user_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("minimum_working_set", ctypes.c_size_t),
        ("maximum_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority_class", ctypes.c_uint32),
        ("scheduling_class", ctypes.c_uint32),
    ]


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = [
        ("basic", _BasicLimits),
        ("io", _IoCounters),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    ]


class Job:
    """A job with one process. While this object lives the job is open; with it the process ends."""

    def __init__(self, kernel: Any, handle: int) -> None:
        self._kernel, self._handle = kernel, handle

    def __del__(self) -> None:
        self._kernel.CloseHandle(ctypes.c_void_p(self._handle))


def hold(process: subprocess.Popen[bytes], bounds: Bounds, kernel: Any = None) -> Job | None:
    """Put a process into a job of its own; None if there are no jobs (not on Windows), or it is refused.

    `kernel` replaces kernel32 in tests; its calls return 0 if they failed.
    """
    calls = kernel or _kernel()
    if calls is None:
        return None
    handle = calls.CreateJobObjectW(None, None)
    if not handle:
        return None
    job, extended = Job(calls, handle), limits(bounds)
    done = calls.SetInformationJobObject(
        ctypes.c_void_p(handle), _EXTENDED_LIMITS, ctypes.byref(extended), ctypes.sizeof(extended)
    ) and calls.AssignProcessToJobObject(ctypes.c_void_p(handle), ctypes.c_void_p(_handle_of(process)))
    return job if done else None


def limits(bounds: Bounds) -> ExtendedLimits:
    """The job's limits: one process, its CPU and memory, and its end when the last handle is closed."""
    extended = ExtendedLimits()
    extended.basic.flags = (
        _KILL_ON_CLOSE | _DIE_ON_EXCEPTION | _ACTIVE_PROCESS | _PROCESS_MEMORY | _PROCESS_TIME
    )
    extended.basic.active_processes = 1
    extended.basic.per_process_user_time = int((bounds.cpu_seconds + _START_CPU) * _TICKS)
    extended.process_memory = bounds.memory + MEMORY_GRACE + _BASE_MEMORY
    return extended


def _handle_of(process: subprocess.Popen[bytes]) -> int:
    return int(getattr(process, "_handle"))  # noqa: B009 - Popen has it on Windows alone


def _kernel() -> Any:
    if os.name != "nt":
        return None
    kernel = getattr(ctypes, "WinDLL")("kernel32", use_last_error=True)  # noqa: B009 - on Windows alone
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    return kernel
