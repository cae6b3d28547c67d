"""A run's inputs, and what comes of it, as values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from runtime.model.http import Request
from runtime.model.kind import Kind
from runtime.model.limits import Limits
from runtime.model.outcome import Ending
from runtime.model.script import Script
from runtime.session.findings import Finding
from runtime.session.routing import Policy

Confirm = Callable[[Request], bool]


@dataclass(frozen=True, slots=True)
class Plan:
    """A run's inputs; with these and the same events the same run happens again.

    `context` is JSON text as the author gave it; `started` is milliseconds since the epoch.
    """

    script: Script
    context: str
    kind: Kind
    policy: Policy
    limits: Limits
    timers: bool
    seed: tuple[int, int, int, int]
    started: int


@dataclass(frozen=True, slots=True)
class Usage:
    """What a run took: wall clock and the guest's CPU in seconds, the guest's memory in bytes."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    memory_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Ran:
    """A run that is over. All but `result` is masked; `result` is the author's own context as JSON text."""

    ending: Ending
    findings: list[Finding]
    usage: Usage
    result: str | None
