"""A recorded run up to some answer, and from there on another: a new recording that knows its parent."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from runtime.cage.pool import Keeper
from runtime.model.commands import AbortRequest, Command, SendRequest, Throw
from runtime.model.errors import BadInput
from runtime.model.events import Failed, HeldBack, Received, Responded
from runtime.model.kind import Inferred
from runtime.model.limits import Limits
from runtime.model.outcome import Outcome
from runtime.recording import Parent, Recording
from runtime.recording.history.verbatim import Verbatim
from runtime.runs.interrupts import Interrupts
from runtime.runs.launch import Face, place_for, versions
from runtime.runs.plan import Confirm
from runtime.runs.recorder import Recorder
from runtime.runs.replay.continuation import Tell, learn_given, onward, untold, warnings
from runtime.runs.replay.result import Replayed
from runtime.runs.replay.run import Scene, perform
from runtime.runs.replay.setup import Allowed, notes, plan_of
from runtime.runs.replay.unmask import PutBack
from runtime.runs.report import Setting
from runtime.runs.world_choice import Choice, Surroundings, surroundings
from runtime.world import World

_STOPPED = {Outcome.CPU_LIMIT, Outcome.MEMORY_LIMIT, Outcome.ENGINE_FAULT}
_WAY_OUT = "mws show tells the numbers; an answer is what a run can be forked at."


@dataclass(frozen=True, slots=True)
class Answer:
    """Another answer: the world that gives it, and what it is in words. A failure can come after the head."""

    world: World
    text: str
    fails: bool = False


@dataclass(frozen=True, slots=True)
class Fork:
    """What is wanted: to leave the recording at line `at`, get `answer`, and go on with `choice`.

    Without an answer its worlds give it. `deadline` is in seconds, since the run began. `record` is a file
    or folder; None with `recorded` is .mws/runs/. `around` makes the worlds instead of `choice`. `used` says
    that the recording was made with these worlds: answers that it has had are used up. One that `hurries`
    waits for no clock (see Onward).
    """

    recording: Recording
    at: int
    answer: Answer | None
    choice: Choice
    recorded: bool = True
    record: Path | None = None
    deadline: float | None = None
    marked: tuple[str, ...] = field(default=(), repr=False)  # secrets put into the run
    secrets: PutBack = field(default_factory=lambda: PutBack({}), repr=False)
    allowed: Allowed = field(default_factory=Allowed)
    around: Callable[[], Surroundings] | None = None
    used: bool = False
    hurries: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """Where a recording is left: before the entry with this index, at the answer to this request."""

    index: int
    request: int


def point(recording: Recording, at: int, answer: Answer | None) -> Point:
    """The point that a line's number means: an answer, or a request for its answer. Raises BadInput."""
    where = f"--at {at}"
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
            where, "is the body of an answer whose head has come before", f"Fork at {head}: --at {head}"
        )
    raise BadInput(where, "is no answer", f"{_nearest(recording, at)}{_WAY_OUT}")


def _answer_to(recording: Recording, request: int, where: str) -> Point:
    """The first that was heard of it; if nothing was, the last moment at which an answer could have come.

    That is the end of the recording, or before the turn that gave the request up or ended the run.
    Raises BadInput if there was none.
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
        problem = "is a request to which no answer could come: it was given up, or the run ended, at once"
        raise BadInput(where, problem, _WAY_OUT)
    return Point(turn, request)


def _ends_in_turn(recording: Recording) -> bool:
    """Whether it was while the guest was at work that the run ended."""
    end, requests = recording.end, len(recording.transcript.exchanges)
    too_many = requests > recording.head.limits.requests
    return end is not None and (end.in_turn or too_many or end.outcome in _STOPPED)


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
    wanted: Fork, keeper: Keeper, face: Face | None, confirm: Confirm,
    interrupts: Interrupts | None = None, *, tell: Tell = untold,
) -> Replayed:  # fmt: skip
    """Fork. Raises BadInput before anything has run, CageBroke if no child can be had.

    What came before the point is held against the recording; if it differs, or if somebody stops it before
    that, no new one is left.
    """
    began = time.monotonic()
    leaving = point(wanted.recording, wanted.at, wanted.answer)
    recording = wanted.secrets.revealed(_limited(wanted))
    around = _surroundings(wanted, recording.head.limits)
    known = notes(recording) + warnings(wanted.recording, recording, around)
    tell(known)
    secrets = wanted.secrets.masking()
    if wanted.marked:
        learn_given(secrets, wanted.recording, lambda: secrets.learn_value([*wanted.marked], secret=True))
    plan = plan_of(recording, policy=around.policy)
    answer = wanted.answer.world if wanted.answer else None
    scene = Scene(
        recording, plan, Verbatim(recording, leaving.index), secrets, Inferred(plan.kind, "as recorded"),
        around, onward(
            wanted.recording, secrets, around, leaving.request, answer, used=wanted.used,
            hurries=wanted.hurries,
        ), allowed=wanted.allowed, world=_world(wanted, around.text),
        record=lambda setting: _recorder(wanted, leaving, setting),
    )  # fmt: skip
    done = await perform(scene, keeper, face, confirm, interrupts)
    report = done.report()
    if (done.divergence is not None or done.broken_off) and done.ledger.recorder is not None:
        done.ledger.recorder.discard()
        report.recording = None
    ending = done.ran.ending
    return Replayed(
        recording.name, done.divergence is None and not done.broken_off, ending.outcome,
        recording.ending.outcome, ending.exit_code, 1, time.monotonic() - began, known,
        divergence=done.diverged(), report=report,
    )  # fmt: skip


def _surroundings(wanted: Fork, limits: Limits) -> Surroundings:
    return wanted.around() if wanted.around else surroundings(wanted.choice, limits, time.time)


def _limited(wanted: Fork) -> Recording:
    """The recording with the deadline that is wanted: nothing before the point depends on it."""
    if wanted.deadline is None:
        return wanted.recording
    head = wanted.recording.head
    return replace(
        wanted.recording, head=replace(head, limits=replace(head.limits, deadline=wanted.deadline))
    )


def _world(wanted: Fork, then: str) -> str:
    answer = f"{wanted.answer.text}, " if wanted.answer else ""
    return f"recording {wanted.recording.name} up to line {wanted.at}, {answer}then {then}"


def _recorder(wanted: Fork, leaving: Point, setting: Setting) -> Recorder | None:
    """The new recording: the old one's head, which is masked already, with its parent."""
    if not wanted.recorded:
        return None
    recording = _limited(wanted)
    shared = recording.entries[leaving.index - 1].seq if leaving.index else 0
    parent = Parent(Path(recording.name).name, shared, recording.seals[leaving.index])
    head = replace(
        recording.head, world=setting.world, cage=setting.cage, layers=setting.layers, versions=versions(),
        parent=parent,
    )  # fmt: skip
    recorder = Recorder(place_for(head.script.name, wanted.record), head.limits.recording)
    recorder.begin(head)
    return recorder
