"""The limits for the child of a replay: a recording can come from anybody."""

from __future__ import annotations

from dataclasses import dataclass, replace

from runtime.model.limits import Limits

# The most, whatever the recorded run was allowed: a recording can come from anybody.
_MOST_CPU = 60.0  # seconds
_MOST_MEMORY = 1 << 30
# The least: with less than this a child doesn't get ready.
_LEAST_CPU = 0.01  # seconds
_LEAST_MEMORY = 2 << 20
_LEAST_MESSAGE = 64 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildLimits:
    """The limits of a replay; None is the limit of the recorded run, within a range."""

    cpu: float | None = None
    memory: int | None = None

    def of(self, limits: Limits) -> Limits:
        """The limits for the child of a run with these limits."""
        cpu = min(limits.cpu, _MOST_CPU) if self.cpu is None else self.cpu
        memory = min(limits.memory, _MOST_MEMORY) if self.memory is None else self.memory
        return replace(
            limits,
            cpu=max(cpu, _LEAST_CPU),
            memory=max(memory, _LEAST_MEMORY),
            message=max(limits.message, _LEAST_MESSAGE),
        )
