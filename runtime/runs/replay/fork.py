"""Forks a recorded run: up to some answer it is the same, then it goes on differently, in a new recording."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from runtime.cage.pool import ChildPool
from runtime.model.commands import AbortRequest, Command, SendRequest, Throw
from runtime.model.errors import BadInput
from runtime.model.events import Failed, HeldBack, Received, Responded
from runtime.model.kind import InferredKind
from runtime.model.limits import Limits
from runtime.model.option import Option
from runtime.model.outcome import Outcome
from runtime.recording import Parent, Recording
from runtime.recording.history.verbatim import ExactHistory
from runtime.recording.open_requests import OpenRequest, find_open, find_unanswered
from runtime.runs.execute import Execution, execute
from runtime.runs.interrupts import Interrupts
from runtime.runs.observer import Confirm, RunObserver, never
from runtime.runs.recorder import FOLDER, Recorder, file_for, versions
from runtime.runs.replay.child_limits import ChildLimits
from runtime.runs.replay.continuation import NoteListener, continuation, ignore_notes, learn_given, warnings
from runtime.runs.replay.notes import notes
from runtime.runs.replay.recording_source import ContinuedSource, RecordingSource
from runtime.runs.replay.replay_result import ReplayResult, describe
from runtime.runs.replay.unmask import Unmasking
from runtime.runs.report import report
from runtime.runs.result import Setting
from runtime.runs.source import WorldSource
from runtime.runs.world_choice import RunWorlds, WorldChoice, build_worlds
from runtime.secrets import RecordedSecrets
from runtime.session.effects import STOPS
from runtime.world import World

_WAY_OUT = "mws show lists the lines; a run can be forked at an answer."


@dataclass(frozen=True, slots=True)
class ForkAnswer:
    """Another answer: the world that gives it, and its description; `fails` is for a failure."""

    world: World
    text: str
    fails: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fork:
    """A fork: leave the recording at line `at`, take `answer`, and continue with the worlds of `choice`.

    Without `at` it is left at the answer to its open request, or at its end if it breaks off. Without an
    answer the worlds answer; a request that was sent and has no answer in the recording is sent again only
    with `send`. `deadline` is in seconds since the run began. `record` is a file or folder; None records
    nothing. `worlds` makes the worlds in place of `choice`. `used` says that the recording was made with
    these worlds: the answers that it had are used up. For `hurries` see WorldSource. `marked` are secrets
    that were put into the run.
    """

    recording: Recording
    at: int | None = None
    answer: ForkAnswer | None = None
    send: bool = False
    choice: WorldChoice = field(default_factory=WorldChoice)
    record: Path | None = FOLDER
    deadline: float | None = None
    marked: tuple[str, ...] = field(default=(), repr=False)
    secrets: Unmasking = field(default_factory=lambda: Unmasking({}), repr=False)
    limits: ChildLimits = field(default_factory=ChildLimits)
    worlds: Callable[[], RunWorlds] | None = None
    used: bool = False
    hurries: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """The point of a fork: before the entry with this index, at the answer to this request if there is
    one.
    """

    index: int
    request: int | None


def point(recording: Recording, at: int | None, answer: ForkAnswer | None, *, send: bool = False) -> Point:
    """Find the point of a fork: `at`, `answer` and `send` are as in Fork.

    Raises BadInput, also for an open request without `answer` and `send`.
    """
    recording = _without_interrupt(recording)
    found = _end_of(recording, answer, send=send) if at is None else _point_at(recording, at, answer)
    if found.request is not None:
        _check_open(recording, found.request, answer, send=send)
    return found


def _without_interrupt(recording: Recording) -> Recording:
    """The recording without its end if a person stopped it: then its last turn is run again."""
    stopped = recording.end is not None and recording.end.outcome is Outcome.INTERRUPTED
    return replace(recording, end=None, cut="ends with an interrupt") if stopped else recording


def _end_of(recording: Recording, answer: ForkAnswer | None, *, send: bool) -> Point:
    """The point at the answer to the open request; else at the end of a recording that breaks off."""
    still_open = find_open(recording)
    if len(still_open) > 1:
        named = "; ".join(f"line {one.line}: {_name(recording, one)}" for one in still_open)
        raise BadInput(
            recording.name,
            f"has {len(still_open)} open requests ({named})",
            f"Name the line of one: {Option.AT.spell('N')}.",
        )
    if still_open:
        return _answer_to(recording, still_open[0].number, recording.name)
    if recording.end is not None:
        raise BadInput(
            recording.name,
            "has an end and no open request",
            f"Say where to fork it: {Option.AT.spell('N')}. {_WAY_OUT}",
        )
    if answer is not None or send:
        way_out = (
            f"Leave the answer and {Option.SEND.spell()} out to go on from its end, or name a line: "
            f"{Option.AT.spell('N')}."
        )
        raise BadInput(recording.name, "has no open request", way_out)
    return Point(len(recording.entries), None)


def _check_open(recording: Recording, request: int, answer: ForkAnswer | None, *, send: bool) -> None:
    """Raise BadInput if it is not clear whether to send the request."""
    one = next((one for one in find_unanswered(recording) if one.number == request), None)
    if send and answer is not None:
        raise BadInput(Option.SEND.spell(), "is given together with an answer", "Leave one of them out.")
    if send and one is None:
        raise BadInput(
            Option.SEND.spell(),
            f"is for a request without an answer, and request {request} has one",
            _WAY_OUT,
        )
    if one is not None and answer is None and not send:
        raise BadInput(
            recording.plan.script.where(one.at),
            f"request {_name(recording, one)} is open: it was sent, and {recording.name} has no answer to it",
            _say_what_came(),
        )


def _name(recording: Recording, one: OpenRequest) -> str:
    at = f", {recording.plan.script.where(one.at)}" if one.at else ""
    return f"{one.number} ({one.method} {one.url}{at})"


def _point_at(recording: Recording, at: int, answer: ForkAnswer | None) -> Point:
    """The point for a line's number: an answer, or the answer to a request."""
    where = Option.AT.spell(at)
    entry = next((entry for entry in recording.entries if entry.seq == at), None)
    if entry is None:
        last = recording.entries[-1].seq if recording.entries else 0
        raise BadInput(where, f"{recording.name} has the lines 1 to {last}", _WAY_OUT)
    what = entry.what
    if isinstance(what, SendRequest):
        return _answer_to(recording, what.request.id, where)
    if isinstance(what, Responded | Failed):
        return Point(recording.entries.index(entry), what.request)
    if isinstance(what, Received) and answer is not None and answer.fails:
        return Point(recording.entries.index(entry), what.request)
    if isinstance(what, Received):
        head = _head_of(recording, what.request)
        raise BadInput(
            where,
            "is the body of an answer whose head came earlier",
            f"Fork at {head}: {Option.AT.spell(head)}",
        )
    raise BadInput(where, "is not an answer", f"{_nearest(recording, at)}{_WAY_OUT}")


def _answer_to(recording: Recording, request: int, where: str) -> Point:
    """The point at the first event of a request; without one, the last point at which an answer could come.

    That is the end of the recording, or before the turn that gave up the request or ended the run. Raises
    BadInput if there is none.
    """
    turn = sent = 0
    for index, entry in enumerate(recording.entries):
        match entry.what:
            case Responded(number) | Failed(number) if number == request:
                return Point(index, request)
            case SendRequest(asked) if asked.id == request:
                sent = turn
            case Throw():
                break
            case AbortRequest(number) if number == request:
                break
            case what if not isinstance(what, Command | HeldBack):
                turn = index
            case _:
                pass
    else:
        if not _ends_in_turn(recording):
            return Point(len(recording.entries), request)
    if sent == turn:
        problem = "is a request that could get no answer: it was given up, or the run ended, at once"
        raise BadInput(where, problem, _WAY_OUT)
    return Point(turn, request)


def _ends_in_turn(recording: Recording) -> bool:
    """Whether the run ended while the guest was busy."""
    end, requests = recording.end, len(recording.transcript.exchanges)
    too_many = requests > recording.plan.limits.requests
    return end is not None and (end.in_turn or too_many or end.outcome in STOPS)


def _head_of(recording: Recording, request: int) -> int:
    heads = (
        entry.seq
        for entry in recording.entries
        if isinstance(entry.what, Responded) and entry.what.request == request
    )
    return next(heads, 0)


def _nearest(recording: Recording, at: int) -> str:
    answers = [e.seq for e in recording.entries if isinstance(e.what, Responded | Failed)]
    if not answers:
        return "This recording has none. "
    return f"The nearest is {min(answers, key=lambda seq: abs(seq - at))}. "


async def fork(
    options: Fork,
    pool: ChildPool,
    observer: RunObserver | None = None,
    confirm: Confirm = never,
    interrupts: Interrupts | None = None,
    *,
    tell: NoteListener = ignore_notes,
) -> ReplayResult:
    """Fork a run. Raises BadInput before anything has run, CageBroke if no child can be started.

    Until the point the run is compared with the recording. If it differs, or a person stops it before the
    point, no new recording is left.
    """
    began = time.monotonic()
    leaving = point(options.recording, options.at, options.answer, send=options.send)
    recording = options.secrets.reveal(_with_deadline(options))
    worlds = _worlds(options, recording.plan.limits)
    known = (
        notes(recording) + warnings(options.recording, recording, worlds) + _still_open(recording, leaving)
    )
    tell(known)
    secrets = options.secrets.mask()
    if options.marked:
        learn_given(secrets, options.recording, lambda: secrets.learn_value([*options.marked], secret=True))
    source = _source(options, recording, leaving, secrets, worlds)
    execution = Execution(
        plan=recording.plan,
        source=source,
        secrets=secrets,
        setting=_setting(options, recording, worlds),
        record=lambda setting: _record(options, leaving, setting),
        confirm=confirm,
        child_limits=options.limits.of(recording.plan.limits),
    )
    run = await execute(execution, pool, observer=observer, interrupts=interrupts)
    arrived = source.divergence is None and not source.was_interrupted
    if not arrived and run.file is not None:
        run.file.unlink(missing_ok=True)
        run = replace(run, file=None)
    return ReplayResult(
        recording=recording.name,
        identical=arrived,
        outcome=run.ending.outcome,
        recorded_outcome=recording.ending.outcome,
        exit_code=run.ending.exit_code,
        seconds=time.monotonic() - began,
        notes=known,
        divergence=describe(source.divergence, run, recording.plan.script),
        report=report(run),
    )


def _still_open(recording: Recording, leaving: Point) -> list[str]:
    """Notes about other requests that are open at the end of a recording."""
    if leaving.index < len(recording.entries):
        return []
    return [
        f"request {_name(recording, one)} stays open: it gets no answer in this run"
        for one in find_open(recording)
        if one.number != leaving.request
    ]


def _source(
    options: Fork, recording: Recording, leaving: Point, secrets: RecordedSecrets, worlds: RunWorlds
) -> ContinuedSource:
    return ContinuedSource(
        recording=RecordingSource.of(recording, ExactHistory(_without_interrupt(recording), leaving.index)),
        world=WorldSource(worlds=worlds.worlds, policy=worlds.policy, hurries=options.hurries),
        continuation=continuation(
            options.recording,
            secrets,
            worlds,
            fork=leaving.request,
            answer=options.answer.world if options.answer else None,
            used=options.used,
        ),
    )


def _setting(options: Fork, recording: Recording, worlds: RunWorlds) -> Setting:
    answer = f"{options.answer.text}, " if options.answer else ""
    place = "its end" if options.at is None else f"line {options.at}"
    return Setting(
        kind=InferredKind(recording.plan.kind, "as recorded"),
        world=f"recording {recording.name} up to {place}, {answer}then {worlds.text}",
        live=worlds.live,
    )


def _worlds(options: Fork, limits: Limits) -> RunWorlds:
    return options.worlds() if options.worlds else build_worlds(options.choice, limits, time.time)


def _with_deadline(options: Fork) -> Recording:
    """The recording with the fork's deadline, on which nothing before the point depends."""
    if options.deadline is None:
        return options.recording
    plan = options.recording.plan
    return options.recording.with_plan(replace(plan, limits=replace(plan.limits, deadline=options.deadline)))


def _record(options: Fork, leaving: Point, setting: Setting) -> Recorder | None:
    """Start the new recording, with the old head, which is masked already, and its parent."""
    if options.record is None:
        return None
    recording = _with_deadline(options)
    shared = recording.entries[leaving.index - 1].seq if leaving.index else 0
    head = replace(
        recording.head,
        world=setting.world,
        cage=setting.cage,
        layers=setting.layers,
        versions=versions(),
        parent=Parent(Path(recording.name).name, shared, recording.seals[leaving.index]),
    )
    plan = recording.plan
    recorder = Recorder(file_for(plan.script.name, options.record), plan.limits.recording)
    recorder.begin(head)
    return recorder


def _say_what_came() -> str:
    answers = [one.spell() for one in (Option.STATUS, Option.ANSWER, Option.FAIL)]
    given = f"{', '.join(answers[:-1])} or {answers[-1]}"
    return f"If the service got it, say what came back: {given}. If it did not: {Option.SEND.spell()}."
