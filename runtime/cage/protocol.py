"""What keeper and child agree on: how a child is told its script, and what its exit status means.

Both sides import this; it imports nothing heavy. One line of JSON each way: the first line to the
child says what to run, each further one is an event; each line from the child is a turn, but for its first,
which says that it is READY: only then does a run's time begin.
"""

from __future__ import annotations

import signal
from dataclasses import dataclass

READY = b"\n"
EXIT_CPU = 81
EXIT_MEMORY = 82

# Signals by which the kernel ends a child that has used up its CPU, on the platforms that have them.
_CPU_SIGNALS = {
    int(getattr(signal, name)) for name in ("SIGPROF", "SIGXCPU", "SIGVTALRM") if hasattr(signal, name)
}


@dataclass(frozen=True, slots=True)
class Exit:
    """How a child ended: `stop` is "cpu", "memory", "broken" or "" (it came to its end)."""

    stop: str
    detail: str = ""


def explain(status: int) -> Exit:
    """What a child's exit status says; negative numbers are signals, as `subprocess` has them."""
    if status == 0:
        return Exit("")
    if status == EXIT_CPU or -status in _CPU_SIGNALS:
        return Exit("cpu")
    if status == EXIT_MEMORY:
        return Exit("memory")
    if status < 0:
        return Exit("broken", f"the child process was ended by {_signal_name(-status)}")
    return Exit("broken", f"the child process ended with status {status}")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
