"""The protocol between pool and child: a child's bounds, its lines, and the meaning of its exit status.

Both sides import this module; it imports nothing large. Lines of JSON go both ways: the child's first line
says that it is ready, and which locks hold it. The first line to the child is the script, each further line
is an event; the child answers each with a turn. A line can have several events, which a replay knows in
advance: then the answer has a turn for each. A child that sends a line without being asked breaks the
protocol.
"""

from __future__ import annotations

import json
import signal
from dataclasses import dataclass
from typing import Any, NamedTuple

from runtime.model.limits import Limits

# Separates the events of a line, and the turns of an answer: in JSON this byte is always escaped.
PART = b"\x1e"

EXIT_CPU = 81
EXIT_MEMORY = 82

# What the kernel allows beyond the engine's own limits.
CPU_GRACE = 0.25
MEMORY_GRACE = 256 << 20
_WALL_GRACE = 1.0

# The signals with which the kernel ends a child that has used up its CPU.
_CPU_SIGNALS = {
    int(getattr(signal, name)) for name in ("SIGPROF", "SIGXCPU", "SIGVTALRM") if hasattr(signal, name)
}
_JOB_TIME = 1816  # ERROR_NOT_ENOUGH_QUOTA: the status of a process that used up its job's CPU on Windows
_TIME_SIGNAL = int(getattr(signal, "SIGALRM", 0))
# A child that claims to have used up its CPU must have used at least this part of it.
_CREDIBLE = 0.9


class Bounds(NamedTuple):
    """What one child may use: seconds of CPU, bytes of engine memory, seconds of wall clock for one turn."""

    cpu: float
    memory: int
    wall: float

    @classmethod
    def of(cls, limits: Limits) -> Bounds:
        """The bounds for a run with these limits."""
        return cls(limits.cpu, limits.memory, limits.deadline + limits.after_done + _WALL_GRACE)

    @property
    def cpu_seconds(self) -> float:
        """Seconds of CPU after which the kernel ends the process, if the engine could not stop it."""
        return self.cpu + CPU_GRACE


# The child was ended because one line was too long: the script causes that, it is not a fault of the engine.
TOO_MUCH = "too much"


@dataclass(frozen=True, slots=True)
class Exit:
    """How a child ended: `stop` is "cpu", "memory", "broken", TOO_MUCH or "" (a normal end).

    `cpu` (seconds) and `peak` (bytes resident) are the kernel's counters; None if it has none.
    """

    stop: str
    detail: str = ""
    cpu: float | None = None
    peak: int | None = None


def ready_line(layers: list[str]) -> bytes:
    """A child's first line, with the locks that hold it."""
    return json.dumps({"layers": layers}).encode() + b"\n"


def read_ready(line: bytes) -> tuple[str, ...]:
    """The layers in a child's first line. Raises ValueError if it is another line."""
    raw: Any = json.loads(line)
    layers = raw.get("layers") if isinstance(raw, dict) else None
    if not isinstance(layers, list) or not all(isinstance(layer, str) for layer in layers):
        raise ValueError("not a child's first line")
    return tuple(layers)


def explain(
    status: int,
    bounds: Bounds | None = None,
    cpu: float | None = None,
    peak: int | None = None,
    *,
    process: str = "child process",
) -> Exit:
    """The meaning of a child's exit status; negative numbers are signals, as in `subprocess`.

    `process` is its name in messages. A status is only a claim of the child: if the kernel's counters
    contradict it, they are used.
    """
    stop, detail = _meaning(status, process)
    if status == EXIT_CPU and bounds and cpu is not None and cpu < bounds.cpu * _CREDIBLE:
        stop, detail = "broken", f"the {process} said that its CPU is used up, after {cpu:.3f} s of it"
    return Exit(stop, detail, cpu, peak)


def _meaning(status: int, process: str) -> tuple[str, str]:
    if status == 0:
        return "", ""
    if status in {EXIT_CPU, _JOB_TIME} or -status in _CPU_SIGNALS:
        return "cpu", ""
    if status == EXIT_MEMORY:
        return "memory", ""
    if status == -_TIME_SIGNAL:
        return "broken", f"the {process} took longer for one turn than its run may take"
    if status < 0:
        return "broken", f"the {process} was ended by {_signal_name(-status)}"
    return "broken", f"the {process} ended with status {status}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
