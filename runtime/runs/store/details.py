"""The JSON of `mws show`: a recording's report, its facts, and its lines, as one value.

`mws schema show` publishes its shape; fields are added, never renamed.
"""

from __future__ import annotations

from dataclasses import dataclass

from runtime.model.limits import Limits
from runtime.model.script import Place, Script
from runtime.recording import Parent, Recording
from runtime.recording.timeline import Moment, timeline
from runtime.runs.report import At, HandlerFacts, Report


@dataclass(slots=True, eq=False, repr=False)
class RecordingFacts:
    """Facts about the recording. `started` is milliseconds since 1970, UTC.

    `cut` says what is missing, "" if nothing is. `edited` are the numbers of the file's lines that were
    changed by hand. `parent` is the recording from which this one was forked, after its line `at`.
    """

    name: str
    started: int
    seed: tuple[int, int, int, int]
    time_zone: str
    timers: bool
    versions: dict[str, str]
    limits: Limits
    cut: str
    edited: list[int]
    parent: Parent | None


@dataclass(slots=True, eq=False, repr=False)
class EntryFacts:
    """One entry: `kind` is the recording's word for it, `t` milliseconds since the run began.

    `text` describes it, cut off after 2,000 characters: headers and bodies are in the report's requests.
    `request` is null if it is not about a request. `handlers` are the script's handlers that were called.
    """

    seq: int
    t: float
    kind: str
    text: str
    at: At | None
    request: int | None
    handlers: list[HandlerFacts]


@dataclass(slots=True, eq=False, repr=False)
class RunDetails:
    """A recorded run: the report as `mws run --json` printed it, the recording's facts, and its lines."""

    report: Report
    recording: RecordingFacts
    entries: list[EntryFacts]


def show(recording: Recording, report: Report) -> RunDetails:
    """All details of a recording; only bodies are cut off, as in the report."""
    script = recording.plan.script
    return RunDetails(report, _facts(recording), [_entry(script, one) for one in timeline(recording.entries)])


def _facts(recording: Recording) -> RecordingFacts:
    head = recording.head
    plan = head.plan
    return RecordingFacts(
        name=recording.name,
        started=plan.started,
        seed=plan.seed,
        time_zone=head.time_zone,
        timers=plan.timers,
        versions=head.versions,
        limits=plan.limits,
        cut=recording.cut,
        edited=list(recording.edited),
        parent=head.parent,
    )


def _entry(script: Script, moment: Moment) -> EntryFacts:
    told = [HandlerFacts(handler.event, _at(script, handler.at)) for handler in moment.handlers]
    return EntryFacts(
        moment.seq, moment.t, moment.kind, moment.text, _at(script, moment.at), moment.request or None, told
    )


def _at(script: Script, place: Place | None) -> At | None:
    return None if place is None else At(script.name, place.line, place.column)
