"""Whether an outcome is true: it has to follow from the child's exit status and the host's own counters."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from runtime.cage.child_protocol import TOO_MUCH
from runtime.model.limits import Limits
from runtime.model.outcome import Outcome
from runtime.runs.report import Report
from tests.hostile.observer import Counters, Notes

# The engine looks at its clock now and then, and the kernel counts in ticks.
_CPU_SHARE = 0.95
# Out of memory is thrown at what can't be had: with one large allocation long before all is used up.
_MEMORY_SHARE = 0.25


def find_doubts(
    report: Report, notes: Notes, counters: Counters, limits: Limits, wall: float
) -> Iterator[str]:
    """What speaks against the outcome of this report, a sentence each."""
    outcome = Outcome(report.outcome)
    claim = _CLAIMS.get(outcome)
    if claim is None:
        yield f"it ended as {outcome}, which nothing here can lead to"
    elif not claim(report, notes, limits, wall):
        yield f"it ended as {outcome}, which doesn't follow from what the host has heard ({report.detail})"
    cpu = limits.cpu if counters.cpu is None else counters.cpu
    if outcome is Outcome.CPU_LIMIT and cpu < limits.cpu * _CPU_SHARE:
        yield f"it ended as cpu-limit, but the kernel counted {cpu:.2f} s"
    # What is allocated and never touched is the engine's to count: no page of it is there for the kernel.
    peak = limits.memory if counters.peak is None else max(counters.peak, report.usage.memory_bytes)
    if outcome is Outcome.MEMORY_LIMIT and peak < limits.memory * _MEMORY_SHARE:
        yield f"it ended as memory-limit, but no more than {peak} bytes were counted"


def _proves_done(report: Report, notes: Notes, _limits: Limits, _wall: float) -> bool:
    # When the result is there, only a run's time is counted: whatever ends the child then ends the run.
    return notes.finished and not any(request.denied for request in report.requests)


def _proves_denied(report: Report, notes: Notes, _limits: Limits, _wall: float) -> bool:
    return notes.finished and any(request.denied for request in report.requests)


def _proves_throw(_report: Report, notes: Notes, _limits: Limits, _wall: float) -> bool:
    return notes.threw and notes.stop == ""


def _proves_never_done(_report: Report, notes: Notes, limits: Limits, wall: float) -> bool:
    return not notes.finished and not notes.threw and notes.stop == "" and wall < limits.deadline


def _proves_deadline(_report: Report, notes: Notes, limits: Limits, wall: float) -> bool:
    # By then its CPU may be used up as well, which nobody has heard: the host was busy writing.
    return notes.stop in {"", "cpu"} and wall >= limits.deadline


def _proves_limit(report: Report, notes: Notes, _limits: Limits, _wall: float) -> bool:
    return (notes.lines > 0 or notes.stop == TOO_MUCH) and any(
        words in report.detail for words in ("more than", "larger than")
    )


def _proves_cpu_limit(_report: Report, notes: Notes, _limits: Limits, _wall: float) -> bool:
    return notes.stop == "cpu"


def _proves_memory_limit(_report: Report, notes: Notes, _limits: Limits, _wall: float) -> bool:
    return notes.stop == "memory"


def _proves_engine_fault(_report: Report, notes: Notes, _limits: Limits, _wall: float) -> bool:
    return notes.stop == "broken"


_CLAIMS: dict[Outcome, Callable[[Report, Notes, Limits, float], bool]] = {
    Outcome.DONE: _proves_done,
    Outcome.DENIED: _proves_denied,
    Outcome.THREW: _proves_throw,
    Outcome.NEVER_DONE: _proves_never_done,
    Outcome.DEADLINE: _proves_deadline,
    Outcome.LIMIT: _proves_limit,
    Outcome.CPU_LIMIT: _proves_cpu_limit,
    Outcome.MEMORY_LIMIT: _proves_memory_limit,
    Outcome.ENGINE_FAULT: _proves_engine_fault,
}
