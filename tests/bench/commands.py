"""What whole commands cost, from start to end. Everything is measured in one loop, so that it compares.

CPU is user and system time of the process and of all that it started; memory is the largest of these.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from runtime.guest import prelude
from runtime.guest.engine import Engine
from runtime.inputs import samples
from runtime.inputs.files import read_context, read_script
from runtime.model.kind import infer_kind
from runtime.runs.launch import Order, launch_alone

ROUNDS = 21
# As it is for whoever has installed it: compiled once, and not each time.
INSTALLED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
MWS = (str(Path(sys.executable).with_name("mws")),)
RUN = (*MWS, "run", "@goto-provision", "--context", "@assigned-new", "--no-record")


class Cost(NamedTuple):
    """Wall clock and CPU in milliseconds, memory in megabytes."""

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True)
class Command:
    """A whole process, from its start to its end."""

    name: str
    words: tuple[str, ...]
    target: float | None = None  # at most so many times the floor

    def run_once(self) -> Cost:
        began = time.perf_counter()
        process = subprocess.Popen(self.words, stdout=subprocess.DEVNULL, env=INSTALLED)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{' '.join(self.words)} ended with {process.returncode}")
        return Cost(wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024)


FLOOR = Command('python -c "import typer"', (sys.executable, "-c", "import typer"))
COMMANDS = (
    FLOOR,
    Command("mws run (provisioning, fake)", RUN, target=4.0),
    Command("mws --version", (*MWS, "--version"), target=1.3),
    Command("mws --help", (*MWS, "--help")),
)


def measure() -> None:
    costs: dict[str, list[Cost]] = {command.name: [] for command in COMMANDS}
    for number in range(ROUNDS + 1):
        for command in COMMANDS:
            cost = command.run_once()
            if number:  # the first round warms the caches
                costs[command.name].append(cost)
    floor = _median(costs[FLOOR.name])
    print(f"median of {ROUNDS}:{'':24}{'wall':>9}{'CPU':>9}{'memory':>9}   against the floor")
    for command in COMMANDS:
        median = _median(costs[command.name])
        ratio = median.wall / floor.wall
        target = f" (at most {command.target:g})" if command.target else ""
        print(f"{command.name:36}{_cost(median)}   {ratio:.2f}x{target}")
    _print_prelude()


def _print_prelude() -> None:
    """What the JavaScript that a script meets costs, alone and as a part of a run."""
    run, prelude_ = _in_turn(_one_run, _one_prelude)
    share = f"{100 * prelude_.cpu / run.cpu:.0f} % of a run's CPU"
    print()
    print(f"{'a run, its zygote started for it':36}{_cost(run)}   zygote and child included")
    print(f"{'the prelude, evaluated':36}{_cost(prelude_)}   in each zygote, once: {share}")


def _cost(cost: Cost) -> str:
    return f"{cost.wall:6.1f} ms{cost.cpu:6.1f} ms{cost.memory:6.1f} MB"


def _median(costs: list[Cost]) -> Cost:
    return Cost(*(statistics.median(column) for column in zip(*costs, strict=True)))


def _in_turn(*works: Callable[[], float]) -> list[Cost]:
    """What pieces of work cost in this process and its children, each in every round; they answer with MB."""
    costs: list[list[Cost]] = [[] for _ in works]
    for number in range(ROUNDS + 1):
        for work, its_costs in zip(works, costs, strict=True):
            began, before = time.perf_counter(), _cpu_seconds()
            memory = work()
            cpu = _cpu_seconds() - before
            if number:
                its_costs.append(Cost((time.perf_counter() - began) * 1000, cpu * 1000, memory))
    return list(map(_median, costs))


def _cpu_seconds() -> float:
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _one_run() -> float:
    script = read_script(str(samples.scripts()["goto-provision"]))
    order = Order(script=script, context=read_context("@assigned-new"), kind=infer_kind(script), record=None)
    report, _ = launch_alone(order)
    if report.outcome != "done":
        sys.exit(f"the run ended as {report.outcome}")
    return report.usage.memory_bytes / (1 << 20)


def _one_prelude() -> float:
    engine = Engine(cpu=5.0, memory=64 << 20, prelude_source=prelude.source())
    return engine.memory_used / (1 << 20)
