"""Windows' job object, at the layer of its calls: Windows itself is not at hand."""

from __future__ import annotations

import ctypes
import subprocess
from typing import Any

from runtime.cage.child_protocol import Bounds
from runtime.cage.windows_job import ExtendedLimits, hold

BOUNDS = Bounds(cpu=2.0, memory=64 << 20, wall=32.0)


class Kernel:
    """Writes down what it is asked for; `failing` names the calls that fail."""

    def __init__(self, failing: str = "") -> None:
        self.failing = failing
        self.calls: list[str] = []
        self.limits = ExtendedLimits()
        self.assigned: list[int | None] = []

    def _record_call(self, name: str) -> int:
        self.calls.append(name)
        return 0 if name in self.failing else 77

    def CreateJobObjectW(self, *_: Any) -> int:  # noqa: N802 - as Windows names it
        return self._record_call("create")

    def SetInformationJobObject(self, _job: Any, kind: int, told: Any, size: int) -> int:  # noqa: N802
        assert (kind, size) == (9, ctypes.sizeof(ExtendedLimits))
        ctypes.memmove(ctypes.byref(self.limits), told, size)
        return self._record_call("limit")

    def AssignProcessToJobObject(self, _job: Any, process: ctypes.c_void_p) -> int:  # noqa: N802
        self.assigned.append(process.value)
        return self._record_call("assign")

    def CloseHandle(self, _job: Any) -> int:  # noqa: N802
        """With the last handle the job ends, and with it its process."""
        return self._record_call("close")


def process() -> subprocess.Popen[bytes]:
    """A process as Windows' Popen is: with a handle."""
    made: subprocess.Popen[bytes] = object.__new__(subprocess.Popen)
    vars(made).update(_handle=55, returncode=0, _child_created=False)
    return made


def test_a_job_holds_one_process_and_ends_it_with_its_last_handle() -> None:
    """Its CPU in units of 100 ns, its memory in bytes."""
    kernel = Kernel()
    job = hold(process(), BOUNDS, kernel)
    assert kernel.calls == ["create", "limit", "assign"]
    assert kernel.assigned == [55]
    assert kernel.limits.basic.flags & 0x2000, "kill on close"
    assert kernel.limits.basic.active_processes == 1
    assert 2 * 10_000_000 < kernel.limits.basic.per_process_user_time < 5 * 10_000_000
    assert kernel.limits.process_memory > BOUNDS.memory
    del job
    assert kernel.calls[-1] == "close"


def test_a_job_that_is_refused_is_no_layer_and_leaves_no_handle() -> None:
    """The report must not name what doesn't hold."""
    for failing in ("limit", "assign"):
        kernel = Kernel(failing)
        assert hold(process(), BOUNDS, kernel) is None
        assert kernel.calls[-1] == "close"
    assert hold(process(), BOUNDS, Kernel("create")) is None


def test_the_limits_have_the_layout_that_windows_reads() -> None:
    """144 bytes on a 64-bit system, the memory limit behind the counters."""
    assert ctypes.sizeof(ExtendedLimits) == 144
    assert ExtendedLimits.process_memory.offset == 112
