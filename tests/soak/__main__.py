"""Good and hostile scripts, many at once and for long: `make soak`.

    python -m tests.soak [--minutes 10] [--in-flight 50]

Every outcome must be right, this process's memory flat, and nothing may be left: no process, no zombie, no
descriptor. One line each half minute; exit status 1 if anything of that is not so.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, cycle
from pathlib import Path

from runtime.cage.pool import ChildPool
from runtime.inputs.files import read_context, read_script
from runtime.model.errors import BadInput
from runtime.model.kind import infer_kind
from runtime.model.limits import Limits
from runtime.runs.launch import Order, launch
from tests.bench.cage import cpu_of_all
from tests.hostile import traces
from tests.hostile.case import Case, folder
from tests.paths import ROOT

HOSTILE = ROOT / "tests" / "hostile" / "scripts"
# So many are waiting for a processor that the clock ends what CPU time would have ended.
LIMITS = Limits(deadline=20.0, cpu=1.0, memory=64 << 20)
PATIENT = Limits(deadline=300.0)
GOOD_FOR_EACH_HOSTILE = 9
WARM_UP = 0.2  # of the whole time: until then memory may grow
MOST_GROWTH = 1.15
TICK = 30.0  # seconds

GOOD = {
    ("@goto-provision", "@assigned-new"): ["GET", "POST"],
    ("@goto-provision", "@provisioning-disabled"): [],
    ("@goto-deprovision", "@unassigned"): ["GET"],
}


@dataclass
class Soak:
    """What has been so far."""

    home: Path
    runs: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    resident: list[tuple[float, int]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    async def one(self, pool: ChildPool, work: Case | tuple[str, str]) -> None:
        """A run, and whether it ended as it must."""
        self.runs += 1
        recording = self.home / f"{self.runs}.jsonl"
        if isinstance(work, Case):
            await self._hostile(pool, work, recording)
        else:
            await self._good(pool, work, recording)
        recording.unlink(missing_ok=True)

    async def _good(self, pool: ChildPool, work: tuple[str, str], recording: Path) -> None:
        began = time.perf_counter()
        script = read_script(work[0])
        order = Order(
            script=script,
            context=read_context(work[1]),
            kind=infer_kind(script),
            limits=PATIENT,
            record=recording,
        )
        report, _ = await launch(order, pool)
        self.seconds.append(time.perf_counter() - began)
        self.outcomes[report.outcome] += 1
        asked = [request.method for request in report.requests]
        if report.outcome != "done" or asked != GOOD[work] or report.findings:
            self.wrong.append(f"{work}: {report.outcome} ({report.detail}) after {asked}")

    async def _hostile(self, pool: ChildPool, case: Case, recording: Path) -> None:
        try:
            report, _ = await launch(case.order(LIMITS, recording), pool)
        except BadInput:
            outcome, detail = "bad-input", ""
        else:
            outcome, detail = str(report.outcome), report.detail
        self.outcomes[outcome] += 1
        if outcome not in {*case.expects, "deadline", "bad-input"}:
            self.wrong.append(f"{case.name}: {outcome} ({detail})")

    def look(self, elapsed: float) -> None:
        gc.collect()
        self.resident.append((elapsed, traces.resident()))
        print(
            f"{elapsed:6.0f} s {self.runs:7} runs {self.resident[-1][1] / (1 << 20):7.1f} MB "
            f"{descriptors():5} descriptors {len(traces.descendants()):4} processes {zombies():3} zombies "
            f"{len(self.wrong)} wrong",
            flush=True,
        )


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def zombies() -> int:
    """Processes below this one that have ended and that nobody has reaped."""
    return sum(is_zombie(pid) for pid in traces.descendants())


def is_zombie(pid: int) -> bool:
    """Whether it has ended and is not reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("latin-1").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


def works() -> Iterator[Case | tuple[str, str]]:
    """One hostile script, then some good ones, without end."""
    good = cycle(GOOD)
    for case in cycle(folder(HOSTILE)):
        yield from chain([case], (next(good) for _ in range(GOOD_FOR_EACH_HOSTILE)))


async def soak(minutes: float, in_flight: int, home: Path) -> bool:
    """Run for so long; whether all was well."""
    traces.measure_what_is_held()
    state, todo = Soak(home), works()
    began, cpu = time.monotonic(), cpu_of_all()
    end = began + minutes * 60
    before = descriptors()

    async def worker(pool: ChildPool) -> None:
        while time.monotonic() < end:
            await state.one(pool, next(todo))

    async def watch() -> None:
        while True:
            state.look(time.monotonic() - began)
            await asyncio.sleep(min(TICK, minutes * 6))

    async with ChildPool(ahead=8) as pool:
        watching = asyncio.create_task(watch())
        await asyncio.gather(*(worker(pool) for _ in range(in_flight)))
        watching.cancel()
        used = cpu_of_all() - cpu
    state.look(time.monotonic() - began)
    return verdict(state, minutes * 60, used, before)


def verdict(state: Soak, seconds: float, used: float, before: int) -> bool:
    early = [memory for at, memory in state.resident if WARM_UP * seconds <= at <= 2 * WARM_UP * seconds]
    late = [memory for at, memory in state.resident if at >= (1 - WARM_UP) * seconds]
    growth = statistics.median(late) / statistics.median(early) if early else 1.0
    faults = list(dict.fromkeys(state.wrong))
    if growth > MOST_GROWTH:
        faults.append(f"memory has grown to {growth:.2f} times what it was")
    if descriptors() > before + 2:  # the event loop's own come and go
        faults.append(f"{descriptors()} descriptors instead of {before}")
    if traces.descendants():
        faults.append(f"{len(traces.descendants())} processes are left")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{state.runs} runs, {state.runs / seconds:.1f} a second, {used * 1000 / state.runs:.1f} ms CPU each"
    )
    print(f"good runs: median {statistics.median(state.seconds):.2f} s; outcomes: {dict(state.outcomes)}")
    print(f"memory: {growth:.2f} times, at most {peak:.0f} MB")
    for fault in faults:
        print(f"WRONG: {fault}")
    print("all was well" if not faults else f"{len(faults)} faults")
    return not faults


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--in-flight", type=int, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mws-soak-") as home:
        return 0 if asyncio.run(soak(options.minutes, options.in_flight, Path(home))) else 1


if __name__ == "__main__":
    sys.exit(main())
