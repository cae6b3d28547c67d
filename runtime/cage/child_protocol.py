"""What pool and child agree on: what a child may use, how it speaks, and what its end means.

Both sides import this; it imports nothing heavy. One line of JSON each way: the child's first line says that
it is ready, and what holds it; the first line to the child says what to run, each further one is an event;
each answer is a turn. A line to the child may go on with further events, which a replay knows in advance: its
answer has a turn for each then. A child that speaks without being asked has left the protocol.
"""

from __future__ import annotations

import json
import signal
from dataclasses import dataclass
from typing import Any, NamedTuple

from runtime.model.limits import Limits

# Between the events of a line, and the turns of its answer: in JSON it never stands as it is.
PART = b"\x1e"

EXIT_CPU = 81
EXIT_MEMORY = 82

# Beyond the engine's own limits, before the kernel ends the process.
CPU_GRACE = 0.25
MEMORY_GRACE = 256 << 20
_WALL_GRACE = 1.0

# Signals by which the kernel ends a child that has used up its CPU, on the platforms that have them.
_CPU_SIGNALS = {
    int(getattr(signal, name)) for name in ("SIGPROF", "SIGXCPU", "SIGVTALRM") if hasattr(signal, name)
}
_JOB_TIME = 1816  # ERROR_NOT_ENOUGH_QUOTA: with it Windows ends what has used up its job's CPU
_TIME_SIGNAL = int(getattr(signal, "SIGALRM", 0))
# A child that says it has used up its CPU has used at least this part of it: else it lies.
_CREDIBLE = 0.9


class Bounds(NamedTuple):
    """What one child may use: seconds of CPU, bytes of engine memory, seconds of one turn by the clock."""

    cpu: float
    memory: int
    wall: float

    @classmethod
    def of(cls, limits: Limits) -> Bounds:
        """The part of a run's limits that holds for its child."""
        return cls(limits.cpu, limits.memory, limits.deadline + limits.after_done + _WALL_GRACE)

    @property
    def cpu_seconds(self) -> float:
        """When the kernel's timer ends the process, which the engine could not."""
        return self.cpu + CPU_GRACE


# The child was ended because of what it said at once: the script's doing, and not an engine at fault.
TOO_MUCH = "too much"


@dataclass(frozen=True, slots=True)
class Exit:
    """How a child ended: `stop` is "cpu", "memory", "broken", TOO_MUCH or "" (it came to its end).

    `cpu` (seconds) and `peak` (bytes resident) are the kernel's own counters; None where it tells none.
    """

    stop: str
    detail: str = ""
    cpu: float | None = None
    peak: int | None = None


def ready_line(layers: list[str]) -> bytes:
    """What a child says first: it is locked, by these."""
    return json.dumps({"layers": layers}).encode() + b"\n"


def read_ready(line: bytes) -> tuple[str, ...]:
    """The layers in a child's first line. Raises ValueError if it is none."""
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
    """What a child's exit status says; negative numbers are signals, as `subprocess` has them.

    `process` is what messages call it. A status is a claim of the child; where the kernel's counters speak
    against it, they are believed.
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
