"""The result of a replay, as values for every face. Everything is masked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from runtime.formats.json_diff import Change
from runtime.formats.request_diff import Difference, beside
from runtime.model.outcome import BAD_INPUT, Outcome
from runtime.model.script import Place, Script
from runtime.recording.compare import RunComparison
from runtime.recording.divergence import Divergence
from runtime.recording.history.by_request import RequestHistory
from runtime.runs.report import At, Report, mask_change
from runtime.runs.result import RunResult
from runtime.secrets import Secrets
from runtime.secrets.keys import is_secret
from runtime.secrets.redact import redact


@dataclass(slots=True)
class DifferenceFacts:
    """One field of a request that differs: the recorded text, and that of the run; null where it is missing.

    `same_meaning` says that it means the same for every service; `changes` are the places in a JSON body.
    """

    field: str
    recorded: str | None
    asked: str | None
    same_meaning: bool
    changes: list[Change]


@dataclass(slots=True)
class AlikeFacts:
    """A difference in a request that has no meaning."""

    request: int
    difference: DifferenceFacts


@dataclass(slots=True)
class DivergenceFacts:
    """The first place at which the run differs from its recording.

    `kind` is changed, additional, missing, swapped, said, open or ended. `recorded_at` is in the recorded
    script.
    """

    kind: str
    text: str
    request: int
    line: int | None  # of the recording: its `seq`
    at: At | None
    recorded_at: At | None
    differences: list[DifferenceFacts]
    got: str
    recorded: str
    next: str


@dataclass(slots=True, kw_only=True)
class ReplayResult:
    """The result of the replay of one recording.

    `identical` says that everything was the same; `because` is the reason if it was not, where it is known.
    `notes` are known before: the recording breaks off, was edited, comes from another engine. `alike` are
    differences that mean the same for every service. `comparison` compares a changed run with the recorded
    one, and `report` is its report.
    """

    recording: str
    identical: bool
    outcome: Outcome
    recorded_outcome: Outcome
    exit_code: int
    times: int = 1
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    because: str = ""
    divergence: DivergenceFacts | None = None
    alike: list[AlikeFacts] = field(default_factory=list)
    comparison: RunComparison | None = None
    report: Report | None = None


@dataclass(slots=True)
class Replays:
    """The JSON of `mws replay` and `mws fork`; `identical` says that all replays are."""

    identical: bool
    replays: list[ReplayResult]


def describe(divergence: Divergence | None, result: RunResult, recorded: Script) -> DivergenceFacts | None:
    """A divergence, masked, with places that terminals can link; None if there is none."""
    if divergence is None:
        return None
    differences = tuple(mask_difference(one, result.secrets) for one in divergence.differences)
    shown = redact(replace(divergence, differences=()), result.secrets)
    return DivergenceFacts(
        kind=shown.kind,
        text=shown.text,
        request=shown.request,
        line=shown.seq,
        at=_at(result.plan.script, shown.at),
        recorded_at=_at(recorded, shown.recorded_at),
        differences=[difference(one) for one in differences],
        got=shown.got,
        recorded=shown.recorded,
        next=shown.next_,
    )


def alike(history: RequestHistory, secrets: Secrets) -> list[AlikeFacts]:
    """The differences that have no meaning."""
    return [AlikeFacts(request, difference(mask_difference(one, secrets))) for request, one in history.alike]


def mask_difference(one: Difference, secrets: Secrets) -> Difference:
    """A difference, masked; short secrets are found by the name of a header, parameter or key."""
    mask = secrets.mask_value if is_secret(one.field.rpartition(" ")[2]) else secrets.mask_text
    recorded, asked = (None if text is None else mask(text) for text in (one.recorded, one.asked))
    changes = tuple(mask_change(change, secrets) for change in one.changes)
    return replace(one, field=secrets.mask_text(one.field), recorded=recorded, asked=asked, changes=changes)


def difference(one: Difference) -> DifferenceFacts:
    """A field's difference for every face."""
    recorded, asked = beside(one.recorded, one.asked)
    return DifferenceFacts(one.field, recorded, asked, one.same_meaning, list(one.changes))


def refuse(recording: str, problem: str) -> ReplayResult:
    """The result for a recording that can't be replayed."""
    return ReplayResult(
        recording=recording,
        identical=False,
        outcome=Outcome.DIVERGED,
        recorded_outcome=Outcome.DIVERGED,
        exit_code=BAD_INPUT,
        times=0,
        because=problem,
    )


def _at(script: Script, place: Place | None) -> At | None:
    return None if place is None else At(script.name, place.line, place.column)
