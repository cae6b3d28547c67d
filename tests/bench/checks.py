"""What `mws check` costs over very many scripts, beside a Python that does nothing.

No two files are the same. CPU is that of the command and its processes; memory is the largest of these.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.commands import INSTALLED, MWS, Cost
from tests.paths import ROOT

COUNT = 1000
ROUNDS = 5
TARGET = 5.0  # seconds
SCRIPTS = (
    "scripts/goto-provision.js",
    "scripts/goto-deprovision.js",
    "scripts/repaired/goto-provision.js",
    "tests/authoring/check/corpus/correct/promises.js",
)
FOUND = 1  # the exit code: there are errors in the published scripts


def measure() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        _make(folder)
        check, null = (*MWS, "check", str(folder)), (sys.executable, "-c", "pass")
        costs = [(_time_command(null, 0), _time_command(check, FOUND)) for _ in range(ROUNDS + 1)][1:]
    nothing, checked = (
        Cost(*(statistics.median(column) for column in zip(*one, strict=True)))
        for one in zip(*costs, strict=True)
    )
    print(f"mws check, {COUNT:,} scripts, {os.cpu_count()} processors, median of {ROUNDS}:")
    print(f"{'python -c pass':36}{_format_cost(nothing)}")
    speed = f"{1000 * COUNT / checked.wall:.0f} files/s (at most {TARGET:g} s)"
    print(f"{'mws check':36}{_format_cost(checked)}   {speed}")


def _make(folder: Path) -> None:
    texts = [(ROOT / name).read_text("utf-8") for name in SCRIPTS]
    for number in range(COUNT):
        text = f"{texts[number % len(texts)]}\n// {number}\n"
        (folder / f"{number:04}.js").write_text(text, "utf-8")


def _time_command(words: tuple[str, ...], code: int) -> Cost:
    began = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=INSTALLED)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != code:
        sys.exit(f"{' '.join(words)} ended with {process.returncode}")
    return Cost(1000 * wall, 1000 * (usage.ru_utime + usage.ru_stime), usage.ru_maxrss / 1024)


def _format_cost(cost: Cost) -> str:
    return f"{cost.wall / 1000:6.2f} s {cost.cpu / 1000:6.2f} s CPU{cost.memory:6.1f} MB"
