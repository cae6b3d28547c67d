"""All that `mws show` knows of a recording, as one value for machines: its report, its facts, its lines.

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
    """What the recording itself is. `started` is milliseconds since 1970, UTC.

    `cut` says what is missing, "" if nothing is. `edited` are the numbers of the file's lines that are not as
    they were written. `parent` is the recording that this one goes on from, up to its line `at`.
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
    """One line of the conversation: `kind` is the recording's word for it, `t` milliseconds since it began.

    `text` says it in words, cut off after 2,000 characters: headers and bodies stand in the report's
    requests. `request` is null where none is concerned. `handlers` are the script's that heard of it.
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
    """The whole of it; as long as the recording, but for the bodies, which the report cuts off."""
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
