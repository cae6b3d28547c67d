"""Tests of scripts as values: a case, its run, and what didn't hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from runtime.authoring.cases.schema import CaseTable
from runtime.formats.json_diff import Change
from runtime.runs.report import At, Report
from runtime.secrets import Secrets

FOLDER = Path(".mws", "tests")


@dataclass(frozen=True, slots=True)
class Case:
    """One case: the file in which it stands and its line there, what it is called, and what it says.

    Paths in `table` are as they stand in files of `folder`. `files` are those that it was read from.
    `index` is its place among the file's [[case]] tables, None without any.
    """

    file: Path
    line: int
    name: str
    table: CaseTable
    files: tuple[Path, ...]
    index: int | None = None
    combined: bool = False  # by a matrix: it shares its tables with others

    @property
    def folder(self) -> Path:
        """Where its paths begin."""
        return self.file.parent


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that is not as expected: both in words, None where there is nothing.

    Of JSON, `changes` tells the places: `before` is what was expected there, `after` what there was.
    """

    field: str
    expected: str | None
    got: str | None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseFailure:
    """One expectation that didn't hold. Masked.

    `what` names it: "outcome", "requests", "context". `request` is the number of the request concerned, 0 for
    none, and `expectation` the place of an expected request among `expect.requests`, from 1 on, 0 for none.
    `near` says of a request that wasn't made which came nearest. `source` is the script's line at `at`, with
    a marker.
    """

    what: str
    text: str
    unmet: tuple[Mismatch, ...] = ()
    at: At | None = None
    source: str = ""
    request: int = 0
    near: str = ""
    expectation: int = 0


@dataclass(frozen=True, slots=True)
class CaseRun:
    """A case that has run. `recording` is the file of its recording; `failures` are empty if all of it held.

    `result` is the context that the script gave back and `state` the fake's state afterwards, as they are:
    unmasked, None where there is none.
    """

    case: Case
    report: Report
    recording: Path
    failures: tuple[CaseFailure, ...]
    seconds: float
    result: Any = field(default=None, repr=False)
    state: dict[str, Any] | None = field(default=None, repr=False)
    secrets: Secrets | None = field(default=None, repr=False)  # those of its context and script
    observation: Any = field(
        default=None, repr=False
    )  # what it did, unmasked: runtime.authoring.cases.observation.Observation

    @property
    def passed(self) -> bool:
        """Whether all that was expected held."""
        return not self.failures
