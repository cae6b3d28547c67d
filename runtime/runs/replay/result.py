"""What came of a replay, as values for every face. All of it is masked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from runtime.formats.json_diff import Change
from runtime.formats.request_diff import Difference, beside
from runtime.model.outcome import BAD_INPUT, Outcome
from runtime.model.script import Place, Script
from runtime.recording.compare import Comparison
from runtime.recording.divergence import Divergence
from runtime.recording.history.by_request import Requests
from runtime.runs.report import At, Report, masked_change
from runtime.secrets import Secrets
from runtime.secrets.keys import is_secret


@dataclass(slots=True)
class DifferenceFacts:
    """One field of a request: what the recording has, and what was asked; null where there is none.

    `same_meaning` says that no service minds; `changes` are the places of a body that is JSON.
    """

    field: str
    recorded: str | None
    asked: str | None
    same_meaning: bool
    changes: list[Change]


@dataclass(slots=True)
class AlikeFacts:
    """A difference in a request that means nothing."""

    request: int
    difference: DifferenceFacts


@dataclass(slots=True)
class DivergenceFacts:
    """The first place where the run asked for something that its recording doesn't have there.

    `kind` is changed, additional, missing, swapped, said or ended. `recorded_at` is in the recorded script.
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


@dataclass(slots=True)
class Replayed:
    """One recording, replayed.

    `identical` says that everything happened again as it was; `because` is the reason where that is known and
    it didn't. `notes` are what there is to know before: the recording breaks off, was edited, comes from
    another engine. `alike` are differences that no service minds. `comparison` puts a changed run beside the
    recorded one, and `report` tells it.
    """

    recording: str
    identical: bool
    outcome: Outcome
    recorded_outcome: Outcome
    exit_code: int
    times: int
    seconds: float
    notes: list[str] = field(default_factory=list)
    because: str = ""
    divergence: DivergenceFacts | None = None
    alike: list[AlikeFacts] = field(default_factory=list)
    comparison: Comparison | None = None
    report: Report | None = None


@dataclass(slots=True)
class Replays:
    """What `mws replay` and `mws fork` print for machines; `identical` says that all of them are."""

    identical: bool
    replays: list[Replayed]


def told(divergence: Divergence, script: Script, recorded: Script) -> DivergenceFacts:
    """A divergence with places that can be clicked."""
    return DivergenceFacts(
        divergence.kind, divergence.text, divergence.request, divergence.seq,
        _at(script, divergence.at), _at(recorded, divergence.recorded_at),
        [difference(one) for one in divergence.differences],
        divergence.got, divergence.instead, divergence.next_,
    )  # fmt: skip


def alike(history: Requests, secrets: Secrets) -> list[AlikeFacts]:
    """What differed without meaning anything."""
    return [AlikeFacts(request, difference(masked(one, secrets))) for request, one in history.alike]


def masked(one: Difference, secrets: Secrets) -> Difference:
    """A difference without secrets: short ones are known by the name of a header, parameter or key."""
    mask = secrets.mask_value if is_secret(one.field.rpartition(" ")[2]) else secrets.mask_text
    recorded, asked = (None if text is None else mask(text) for text in (one.recorded, one.asked))
    changes = tuple(masked_change(change, secrets) for change in one.changes)
    return replace(one, field=secrets.mask_text(one.field), recorded=recorded, asked=asked, changes=changes)


def difference(one: Difference) -> DifferenceFacts:
    """A field's difference, as a face shows it."""
    recorded, asked = beside(one.recorded, one.asked)
    return DifferenceFacts(one.field, recorded, asked, one.same_meaning, list(one.changes))


def refused(recording: str, problem: str) -> Replayed:
    """A recording, one of several, that can't be replayed."""
    return Replayed(
        recording, identical=False, outcome=Outcome.DIVERGED, recorded_outcome=Outcome.DIVERGED,
        exit_code=BAD_INPUT, times=0, seconds=0.0, because=problem,
    )  # fmt: skip


def _at(script: Script, place: Place | None) -> At | None:
    return None if place is None else At(script.name, place.line, place.column)
