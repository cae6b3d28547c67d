"""What a run of tests came to, for machines: `mws schema test` publishes its shape."""

from __future__ import annotations

from dataclasses import dataclass, field

from runtime.authoring.cases.result import CaseFacts
from runtime.authoring.coverage.model import CoverageFacts


@dataclass(slots=True)
class TestResult:
    """One test that is over. `case` is what a case's run came to, null for a test in Python.

    `outcome` is "passed", "failed" or "skipped"; `text` is what there is to say of it, and of a case a
    failure in words. `id` is pytest's, which selects it. `recordings` are those of all its runs.
    """

    id: str
    name: str
    file: str
    line: int
    outcome: str
    seconds: float
    text: str = ""
    case: CaseFacts | None = None
    recordings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class RefusedFile:
    """A file whose tests couldn't be read, and why."""

    file: str
    text: str


@dataclass(slots=True)
class TestRun:
    """All of them. `exit_code` is the command's: 0 if all passed, 1 if some failed, 2 if a file is bad.

    `coverage` is there if it was asked for; `too_little` says why it isn't enough.
    """

    __test__ = False  # of pytest's classes it is none

    exit_code: int
    passed: int
    failed: int
    skipped: int
    seconds: float
    tests: list[TestResult]
    refused: list[RefusedFile]
    coverage: CoverageFacts | None = None
    too_little: str = ""
