"""The child process: one engine, one script, one pipe. It owns nothing else, and knows nothing else.

It is started with an empty environment and runs until its standard input ends.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import sys
import time
from pathlib import Path
from typing import Any

from runtime.cage.protocol import EXIT_CPU, EXIT_MEMORY, READY
from runtime.guest.engine import CPU, Engine, Turn
from runtime.guest.prelude import source

# What the process may use beyond the engine's own limits, before the kernel ends it.
_CPU_GRACE = 0.25
_MEMORY_GRACE = 256 << 20
_UNTIL_ORDERED = 60.0  # seconds of CPU for the engine's own start


def main(prelude: str | None = None) -> None:
    """Read what to run, run it, and answer each event with a turn. `prelude` stands for the usual one."""
    # The host still loads what it needs: the engine gets ready meanwhile, its limits come with the order.
    engine = Engine(cpu=_UNTIL_ORDERED, memory=_MEMORY_GRACE, prelude_source=prelude or source())
    _let_go()
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()
    order = sys.stdin.buffer.readline()
    if not order:
        return
    try:
        _serve(engine, json.loads(order))
    except MemoryError:
        os._exit(EXIT_MEMORY)


def _serve(engine: Engine, order: dict[str, Any]) -> None:
    _lock(float(order["cpu"]), int(order["memory"]))
    engine.limit(cpu=order["cpu"], memory=order["memory"])
    _answer(engine, engine.run(order["begun"], order["script"]))
    for line in sys.stdin.buffer:
        _answer(engine, engine.deliver(line.decode()))


def _answer(engine: Engine, turn: Turn) -> None:
    counters = f'"cpu":{engine.used_cpu:.6f},"memory":{engine.used_memory},"stopped":"{turn.stopped}"'
    line = f'{{"commands":[{turn.commands}],{counters}}}\n'
    sys.stdout.buffer.write(line.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    if turn.stopped:
        # The status is what counts for the keeper; not even an atexit hook runs after a stop.
        os._exit(EXIT_CPU if turn.stopped == CPU else EXIT_MEMORY)


def _let_go() -> None:
    """No working folder, no standard error, one time zone for everybody."""
    os.chdir(Path.cwd().anchor)
    with contextlib.suppress(OSError):
        os.close(2)
    os.environ.clear()
    os.environ["TZ"] = "UTC"
    if hasattr(time, "tzset"):
        time.tzset()


def _lock(cpu: float, memory: int) -> None:
    """The kernel's own limits behind the engine's: these hold where the engine can't interrupt itself.

    Windows has none of these; there the keeper's deadline ends what hangs.
    """
    try:
        import resource  # noqa: PLC0415 - POSIX only
        import signal  # noqa: PLC0415
    except ImportError:
        return
    seconds = cpu + _CPU_GRACE
    signal.setitimer(signal.ITIMER_PROF, seconds)  # SIGPROF's default action ends the process
    _limit(resource, "RLIMIT_CPU", math.ceil(seconds) + 1)
    _limit(resource, "RLIMIT_AS", _address_space() + memory + _MEMORY_GRACE)
    for nothing in ("RLIMIT_FSIZE", "RLIMIT_NPROC", "RLIMIT_CORE"):
        _limit(resource, nothing, 0)
    # Descriptors: no new one can be opened, the two that are open stay.
    _limit(resource, "RLIMIT_NOFILE", 0)


def _limit(resource: Any, name: str, value: int) -> None:
    # Best effort: macOS knows RLIMIT_AS but refuses most values.
    with contextlib.suppress(AttributeError, ValueError, OSError):
        resource.setrlimit(getattr(resource, name), (value, value))


def _address_space() -> int:
    """Bytes of address space in use; 0 where there is no /proc to say so (then the grace covers it)."""
    with contextlib.suppress(OSError), Path("/proc/self/statm").open("rb") as statm:
        return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return 4 << 30


if __name__ == "__main__":
    main()
