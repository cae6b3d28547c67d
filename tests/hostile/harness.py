"""One hostile script's run, the healthy run after it, and what is wrong with either."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from runtime.model.errors import BadInput
from runtime.model.limits import Limits
from runtime.runs.report import Report
from tests import running
from tests.hostile import traces, truth
from tests.hostile.case import Case
from tests.hostile.observer import ChildObserver

LIMITS = Limits(deadline=5.0, cpu=1.0, memory=64 << 20)
LATE = 0.5  # seconds after its deadline in which a run has to be over, on a machine that does nothing else
GROWTH = 10 << 20  # bytes by which one run may let this process grow
BAD_INPUT = "bad-input"
BROKEN_HOST = "broken-host"
_SHOWN = 300  # of a sentence that a script may have written

_HEALTHY = Case(Path("@goto-provision"))
_ANSWERED = [("GET", 200), ("POST", 201)]


@dataclass(frozen=True, slots=True)
class ScriptResult:
    """What became of a script: times in seconds, memory in bytes. Without `problems` it was bounded."""

    name: str
    outcome: str
    detail: str
    wall: float
    cpu: float
    peak: int
    grown: int
    problems: tuple[str, ...] = ()

    @property
    def bounded(self) -> bool:
        """Whether the script could hurt nobody, and its outcome is true."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class _Run:
    """A run that is over: its report, or the one word and sentence of how it came to none."""

    report: Report | None
    outcome: str
    detail: str
    wall: float
    observer: ChildObserver

    @property
    def cpu(self) -> float:
        """What the kernel says of CPU, or else what the child itself did."""
        told = 0.0 if self.report is None else self.report.usage.cpu_seconds
        return told if self.observer.counters.cpu is None else self.observer.counters.cpu

    @property
    def peak(self) -> int:
        """What the kernel says of memory, or else what the child itself did."""
        told = 0 if self.report is None else self.report.usage.memory_bytes
        return told if self.observer.counters.peak is None else self.observer.counters.peak


@dataclass(frozen=True, slots=True)
class Harness:
    """Tries scripts one after the other. `home` is a folder where nobody else writes; recordings go there.

    `late` is how many seconds after its deadline a run has to be over.
    """

    home: Path
    limits: Limits = LIMITS
    watched: tuple[Path, ...] = ()
    late: float = LATE

    @property
    def cage(self) -> str:
        return self._run(_HEALTHY, Limits()).observer.cage

    def open(self) -> None:
        """Warm up: what the first runs load is nobody's growth. Raises RuntimeError if one isn't healthy."""
        traces.measure_what_is_held()
        self._fill_memory()
        for _ in range(3):
            if problems := list(self._find_unhealthy()):
                raise RuntimeError(f"even before the first script, {problems[0]}")

    def _fill_memory(self) -> None:
        """As many small objects as a turn may make, of many megabytes: what there was for such is kept."""
        script = self.home / "loud.js"
        script.write_text(
            f"for (let n = 0; n < {Limits().commands - 100}; n++) console.log('x'.repeat(1500) + n);", "utf-8"
        )
        self._run(Case(script), Limits())
        script.unlink()

    def run_case(self, case: Case) -> ScriptResult:
        """Run a script, look at what it has left, and run a healthy one."""
        folders = (self.home, Path(self.home.anchor), *self.watched)
        files, processes, resident = traces.files(folders), traces.descendants(), traces.resident()
        run = self._run(case, self.limits)
        problems = list(_find_problems(run, self.limits, self.late))
        problems += traces.find_leftovers(run.observer.pid, processes)
        problems += [f"there is a new file: {path}" for path in sorted(traces.files(folders) - files)]
        told = (run.outcome, run.detail, run.wall, run.cpu, run.peak)
        del run  # what a report holds isn't growth
        problems += [f"afterwards, {problem}" for problem in self._find_unhealthy()]
        grown = self._growth(case, resident)
        if grown >= GROWTH:
            problems.append(f"this process has grown by {grown / (1 << 20):.1f} MB")
        return ScriptResult(case.name, *told, grown, tuple(problems))

    def _growth(self, case: Case, before: int) -> int:
        """By how many bytes this process has grown since then.

        What it needs once, to have room for so much, is not held: then the same run doesn't add it again.
        """
        grown = traces.resident() - before
        if grown < GROWTH:
            return grown
        before = traces.resident()
        self._run(case, self.limits)
        return traces.resident() - before

    def _find_unhealthy(self) -> Iterator[str]:
        """What is wrong with a run of the shipped provisioning script against the fake."""
        run = self._run(_HEALTHY, Limits())
        if run.report is None:
            yield f"a healthy run came to nothing: {run.outcome}: {run.detail}"
            return
        answers = [(r.method, r.response.status if r.response else 0) for r in run.report.requests]
        if (run.outcome, answers) != ("done", _ANSWERED) or run.report.findings:
            yield f"a healthy run ended as {run.outcome} with {answers}"

    def _run(self, case: Case, limits: Limits) -> _Run:
        recording = self.home / "recording.jsonl"
        observer, began = ChildObserver(), time.monotonic()
        report, outcome, detail = None, "", ""
        try:
            report, _ = running.run_order(case.order(limits, recording), watch=observer.watch)
            outcome, detail = report.outcome, report.detail[:_SHOWN]
        except BadInput as error:
            outcome, detail = BAD_INPUT, f"{error.where}: {error.problem}"
        except Exception as error:  # noqa: BLE001 - nothing that a script does may lead to one
            outcome, detail = BROKEN_HOST, repr(error)[:_SHOWN]
        wall = time.monotonic() - max(began, observer.ready)
        recording.unlink(missing_ok=True)
        return _Run(report, outcome, detail, wall, observer)


def _find_problems(run: _Run, limits: Limits, late: float) -> Iterator[str]:
    if run.wall > limits.deadline + late:
        yield f"it took {run.wall:.2f} s"
    if run.outcome == BROKEN_HOST:
        yield f"the host broke: {run.detail}"
    elif run.report is not None:
        yield from truth.find_doubts(run.report, run.observer.notes, run.observer.counters, limits, run.wall)
    elif run.observer.notes.finished:
        yield "it was refused as bad input, but had run"
