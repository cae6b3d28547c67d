"""What a case's run is told as: a value that crosses processes as text, and one for tests in Python."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from runtime.authoring.cases.model import Case, CaseFailure, CaseRun
from runtime.authoring.faults.model import FaultTrials
from runtime.model.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import TypeAdapter

    from runtime.runs.report import Report
    from runtime.session.transcript import Exchange


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case that has run: whether all of it held, how the run ended, and what didn't hold.

    `ended` is the run's outcome, "" if nothing could be run: then `refused` says why. `seconds` is the time
    that it took; `recording` the file to look into. `faults` tells what came of failing requests, if that
    was asked for.
    """

    name: str
    file: str
    line: int
    passed: bool
    ended: str
    seconds: float
    recording: str
    failures: tuple[CaseFailure, ...] = ()
    refused: tuple[str, str, str, str] | None = None  # where, problem, way out, excerpt
    faults: FaultTrials | None = None


def facts(run: CaseRun, faults: FaultTrials | None = None) -> CaseFacts:
    """Of a case that has run, and of what came of its requests' failing."""
    case, passed = run.case, run.passed and (faults is None or faults.passed)
    return CaseFacts(
        case.name,
        str(case.file),
        case.line,
        passed,
        str(run.report.outcome),
        round(run.seconds, 4),
        str(run.recording),
        run.failures,
        faults=faults,
    )


def refusal(case: Case, error: BadInput) -> CaseFacts:
    """Of a case that couldn't be run."""
    why = (error.where, error.problem, error.way_out, error.excerpt)
    return CaseFacts(
        case.name, str(case.file), case.line, passed=False, ended="", seconds=0.0, recording="", refused=why
    )


def as_ascii(case_result: CaseFacts) -> str:
    """As text, in ASCII."""
    return json.dumps(dataclasses.asdict(case_result))


def read(text: str) -> CaseFacts:
    """From that text."""
    return _reader().validate_json(text)


@cache
def _reader() -> TypeAdapter[CaseFacts]:
    from pydantic import TypeAdapter

    return TypeAdapter(CaseFacts)


@dataclass(frozen=True, slots=True)
class RequestResult:
    """A request of the script's, as it went out: unmasked, for assertions. What pytest shows of it is not."""

    method: str
    url: str = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    status: int | None  # of the answer; None without one

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        """The body as JSON. Raises ValueError if it is none."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A run for assertions in Python: its outcome, requests, context and findings; `report` has the rest.

    `context` is what the script gave back, `state` the fake's afterwards; both unmasked, None without one.
    Pytest shows a run whenever an assertion about it fails, also to a pipeline: neither is in what it shows.
    """

    report: Report
    recording: Path
    outcome: str
    requests: tuple[RequestResult, ...]
    context: Any = field(repr=False)
    findings: tuple[str, ...]  # their codes
    state: dict[str, Any] | None = field(repr=False)


def case_result(run: CaseRun) -> CaseResult:
    """What a run's test may ask for."""
    requests = tuple(_request_result(exchange) for exchange in run.observation.exchanges)
    codes = tuple(finding.code for finding in run.report.findings)
    return CaseResult(
        run.report, run.recording, str(run.report.outcome), requests, run.result, codes, run.state
    )


def _request_result(exchange: Exchange) -> RequestResult:
    request = exchange.request
    status = exchange.response.status if exchange.response else None
    return RequestResult(request.method, request.url, dict(request.headers), request.body, status)
