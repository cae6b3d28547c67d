"""What the cage costs: caged runs beside the same in this process and beside children that do nothing.

Everything is measured in one loop, so that it compares. CPU is user and system time of all processes.
"""

from __future__ import annotations

import asyncio
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from runtime.cage.child import Child
from runtime.cage.pool import Cage, ChildPool
from runtime.inputs.files import read_context, read_script
from runtime.model.kind import infer_kind
from runtime.model.limits import Limits
from runtime.model.plan import Plan
from runtime.runs.execute import Execution, execute
from runtime.runs.launch import Order, launch
from runtime.runs.result import Setting
from runtime.runs.source import WorldSource
from runtime.runs.world_choice import WorldChoice
from runtime.secrets import Secrets
from runtime.session.routing import Policy
from runtime.world.fake import FakeWorld
from runtime.world.services import find
from tests.bench.in_process import InProcess

ROUNDS = 200
WARM_UP = 20
TARGET_CAGED, TARGET_POOLED = 1.5, 0.7  # times the null child, beyond the run in process
TARGET_PSS = 2.0  # MB
IN_FLIGHT, RUNS = 50, 500
WAITING = 1000


@dataclass
class Times:
    """Wall-clock milliseconds of one kind of work."""

    name: str
    work: Callable[[], Awaitable[object]]
    taken: list[float] = field(default_factory=list)

    async def run_once(self, *, counts: bool) -> None:
        began = time.perf_counter()
        await self.work()
        if counts:
            self.taken.append((time.perf_counter() - began) * 1000)

    @property
    def p50(self) -> float:
        return statistics.median(self.taken)

    def __str__(self) -> str:
        p95 = statistics.quantiles(self.taken, n=20)[-1]
        return f"{self.name:36}{self.p50:6.2f} ms{p95:8.2f} ms"


class Only(ChildPool):
    """Gives out this one child."""

    def __init__(self, child: Child) -> None:
        self._child = child

    async def child(self, limits: Limits) -> Child:
        del limits
        return self._child


class Runs:
    """The published provisioning script, again and again, against a fake in this process."""

    def __init__(self) -> None:
        script = read_script("@goto-provision")
        context = read_context("@assigned-new")
        self.limits = Limits()
        self.context = context
        self.order = Order(
            script=script, context=context, kind=infer_kind(script), limits=self.limits, record=None
        )
        self.service = find("goto")
        self.state = self.service.read("", {})

    async def with_child(self, child: Child) -> None:
        """One run, which must come to its end."""
        plan = Plan(
            script=self.order.script,
            context=self.context.text,
            kind=self.order.kind.kind,
            timers=False,
            seed=(1, 2, 3, 4),
            started=0,
            limits=self.limits,
        )
        world = FakeWorld(self.service, self.state, lambda: 0.0, "")
        execution = Execution(
            plan=plan,
            source=WorldSource(worlds={"fake": world}, policy=Policy({"fake": self.service.HOSTS})),
            secrets=Secrets.of_context(self.context.value),
            setting=Setting(kind=self.order.kind, world="fake"),
        )
        ran = await execute(execution, Only(child))
        assert ran.ending.outcome == "done", ran.ending


async def measure() -> None:
    runs = Runs()

    async def run_in_process() -> None:
        child = InProcess(runs.limits)
        await child.open()
        await runs.with_child(child)

    async with (
        ChildPool(Cage.ZYGOTE) as cold,
        ChildPool(Cage.ZYGOTE, ahead=4) as pool,
        ChildPool(Cage.ZYGOTE, program="tests.bench.null") as nulls,
    ):

        async def run_caged() -> None:
            await runs.with_child(await cold.child(runs.limits))

        async def run_pooled() -> None:
            await runs.with_child(await pool.child(runs.limits))

        async def null() -> None:
            child = await nulls.child(runs.limits)
            over = asyncio.Event()
            child.attend(lambda _: over.set())
            await over.wait()

        works = [
            Times("a run in this process", run_in_process),
            Times("a child that does nothing", null),
            Times("a run, caged", run_caged),
            Times("a run, caged, from the pool", run_pooled),
        ]
        for number in range(ROUNDS + WARM_UP):
            for work in works:
                await work.run_once(counts=number >= WARM_UP)
                await asyncio.sleep(0.003)  # what forks in advance does so between runs, not in them
        print(f"median of {ROUNDS}:{'':23}{'p50':>9}{'p95':>11}")
        for work in works:
            print(work)
        free, floor, plain, from_pool = (work.p50 for work in works)
        print(f"  caged: in process + {(plain - free) / floor:.2f} null children (at most {TARGET_CAGED})")
        print(f"  from the pool: in process + {(from_pool - free) / floor:.2f} (at most {TARGET_POOLED})")
        await _memory(cold, runs.limits)
    await _in_flight(runs)


async def _memory(pool: ChildPool, limits: Limits) -> None:
    for many in (IN_FLIGHT, WAITING):
        children = await asyncio.gather(*(pool.child(limits) for _ in range(many)))
        each = sum(pss(child.pid) for child in children) / many
        print(f"{many:4} children that wait at once     {each:6.2f} MB PSS each{_at_most(many)}")
        await asyncio.gather(*(child.aclose() for child in children))
    print(f"{'their pool, afterwards':36}{pss(os.getpid()):6.2f} MB PSS")


def _at_most(many: int) -> str:
    return f" (at most {TARGET_PSS:g})" if many == IN_FLIGHT else ""


async def _in_flight(runs: Runs) -> None:
    """Runs at once, over real sockets to a fake service in a process of its own."""
    with serve_fake() as port:
        choice = WorldChoice(maps=(f"api.getgo.com=http://127.0.0.1:{port}",), allow_writes=True)
        order = replace(runs.order, choice=choice)
        async with ChildPool(Cage.ZYGOTE, ahead=IN_FLIGHT) as pool:
            left = iter(range(RUNS))

            async def one_after_the_other() -> None:
                for _ in left:
                    report, _ = await launch(order, pool)
                    assert report.outcome == "done", report.detail

            began, before = time.perf_counter(), cpu_of_all()
            await asyncio.gather(*(one_after_the_other() for _ in range(IN_FLIGHT)))
            seconds, cpu = time.perf_counter() - began, cpu_of_all() - before
    rate, each = RUNS / seconds, cpu * 1000 / RUNS
    print(f"{f'{IN_FLIGHT} runs in flight, served fake':36}{rate:6.1f} runs/s, {each:.1f} ms CPU a run")


@contextmanager
def serve_fake() -> Iterator[int]:
    """The fake service's port; it is served as long as the block lasts."""
    command = [str(Path(sys.executable).with_name("mws")), "fake", "goto", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        found = re.search(r":(\d+)", said)
        assert found, said
        yield int(found[1])
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def cpu_of_all() -> float:
    """Seconds of CPU of this process, its zygotes, and all that these have forked and reaped."""
    ticks = 0
    for zygote in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text("ascii").split():
        if b"inside.zygote" in Path(f"/proc/{zygote}/cmdline").read_bytes():
            fields = Path(f"/proc/{zygote}/stat").read_text("ascii").rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def pss(pid: int) -> float:
    """A process's memory in megabytes: what it shares counts in parts."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
