"""What came of trying faults on a recorded run, as values for every face. All of it is masked."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from runtime.runs.report import At


class Verdict(StrEnum):
    """What a run came to with a fault. All but OK are complaints, unless a case allows them."""

    OK = "ok"
    HUNG = "hung"  # `done` was not called before its time or its CPU was used up, if ever
    THREW = "threw"
    UNSEEN = "unseen"  # it called `done` as if nothing had happened
    BROKE = "broke"  # it came to no end that could be judged


@dataclass(slots=True)
class Target:
    """A request of the recorded run, on which faults were tried."""

    number: int
    method: str
    url: str
    at: At | None


@dataclass(slots=True)
class Trial:
    """The recorded run once more, with one request failing in one way.

    `text` says in a few words what the run came to, `at` where, `why` what else is known. `outcome` is the
    run's word. `allowed` is what allows it in the case, "" for nothing; `recording` is the run's file if
    that was worth keeping.
    """

    request: int
    fault: str
    verdict: Verdict
    outcome: str
    text: str
    at: At | None = None
    source: str = ""
    why: list[str] = field(default_factory=list)
    allowed: str = ""
    recording: str | None = None
    seconds: float = 0.0

    @property
    def complains(self) -> bool:
        """Whether it is held against the script."""
        return self.verdict is not Verdict.OK and not self.allowed


@dataclass(slots=True)
class FaultTrials:
    """All trials of one recorded run. `passed` says that nothing is held against the script.

    `faults` has each fault's name, and what it is in words. `unused` are the allowances that nothing needed;
    `notes` say what was left out, and why.
    """

    recording: str
    script: str
    passed: bool
    requests: list[Target]
    faults: dict[str, str]
    trials: list[Trial]
    unused: list[str]
    notes: list[str]
    seconds: float
