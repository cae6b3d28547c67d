"""Each request of a recorded run failing in each way, one at a time: a plain loop over forks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from runtime.authoring.faults.allow import Allowance
from runtime.authoring.faults.faults import FAULTS, RequestFault
from runtime.authoring.faults.judge import Judgement, judge
from runtime.authoring.faults.model import FaultTrials, Target, Trial, Verdict
from runtime.authoring.faults.targets import find_targets, first_answers
from runtime.cage.pool import ChildPool
from runtime.model.errors import BadInput
from runtime.model.limits import Limits
from runtime.model.outcome import Outcome
from runtime.recording import Recording
from runtime.runs.interrupts import Interrupts
from runtime.runs.replay.batch import in_order
from runtime.runs.replay.child_limits import ChildLimits
from runtime.runs.replay.fork import Fork, fork
from runtime.runs.replay.replay_result import ReplayResult
from runtime.runs.replay.unmask import Unmasking
from runtime.runs.result import Setting
from runtime.runs.world_choice import RunWorlds, WorldChoice, build_worlds
from runtime.session.transcript import Entry, Transcript

_MOST_REQUESTS = 50
_LONGEST = 5.0  # seconds for one trial: they take milliseconds
_MOST_CPU = 2.0  # seconds of the script's
_LONGEST_ALL = 300.0  # seconds for all trials of one recording: a bound for hostile ones


@dataclass(frozen=True, slots=True)
class TrialOptions:
    """What to try: a recording, and the world that it was made with, for what comes after a fault.

    `make_worlds` makes that world as it was before the run, new for each trial.
    Trials that complain are recorded in `folder`, the case's own, as REQUEST-FAULT.jsonl; what an earlier
    test has left there under such a name goes. `allowed` is what the case allows. `secrets` are put back
    into the run, for scripts that compute with them.
    """

    recording: Recording
    make_worlds: Callable[[], RunWorlds]
    folder: Path
    allowed: Sequence[Allowance] = ()
    jobs: int = 2
    secrets: Unmasking = field(default_factory=lambda: Unmasking({}), repr=False)


def worlds_for(choice: WorldChoice, limits: Limits) -> Callable[[], RunWorlds]:
    """What makes the worlds of a choice. A state that it keeps in a file is neither read nor written."""
    return partial(build_worlds, replace(choice, state=None), limits, time.time)


async def try_faults(
    options: TrialOptions,
    pool: ChildPool,
    interrupts: Interrupts | None = None,
    tell: Callable[[Trial], None] = lambda _trial: None,
) -> FaultTrials:
    """Try all faults on all requests, and say what came of it. `tell` hears of each trial as it comes.

    Raises BadInput before anything has run if the world can't be had, or is a live one.
    """
    began, hand = time.monotonic(), interrupts or Interrupts()
    requests = find_targets(options.recording)
    every: list[Trial] = []
    async with aclosing(trials(options, pool, hand)) as coming:
        async for trial in coming:
            every.append(trial)
            tell(trial)
    notes = _notes(options.recording, requests, len(every), stopped=hand.came)
    complete = len(every) == len(requests[:_MOST_REQUESTS]) * len(FAULTS)
    return FaultTrials(
        options.recording.name,
        options.recording.plan.script.name,
        complete and not any(trial.complains for trial in every),
        requests[:_MOST_REQUESTS],
        {name: fault.text for name, fault in FAULTS.items()},
        every,
        _unused_allowances(options, requests, every) if complete else [],
        notes,
        round(time.monotonic() - began, 3),
    )


async def trials(
    options: TrialOptions, pool: ChildPool, interrupts: Interrupts
) -> AsyncGenerator[Trial, None]:
    """Each trial, request by request and fault by fault, until time is up or somebody interrupts.

    Whoever doesn't want all of them closes it (`aclosing`): no file and no process is left of one that
    was on its way. Raises as `tried`.
    """
    if options.make_worlds().live:
        raise BadInput(
            options.recording.name,
            "can't be tried with faults: its world is a live service",
            "Give it a fake, canned answers or a recording.",
        )
    stage = _TrialRunner(options, pool, interrupts, options.recording.transcript)
    works = [
        (one, fault) for one in find_targets(options.recording)[:_MOST_REQUESTS] for fault in FAULTS.values()
    ]
    try:
        async with aclosing(in_order(works, stage.trial, options.jobs, interrupts)) as every:
            async for trial in every:
                if trial is None:
                    return
                if trial.recording is not None:
                    stage.untold.discard(Path(trial.recording))
                yield trial
    finally:
        stage.clear()


@dataclass(slots=True)
class _TrialRunner:
    """What all trials of a recording have in common."""

    options: TrialOptions
    pool: ChildPool
    interrupts: Interrupts
    before: Transcript
    until: float = field(default_factory=lambda: time.monotonic() + _LONGEST_ALL)
    lines: dict[int, int] = field(init=False)
    untold: set[Path] = field(default_factory=set)  # the recordings of trials that nobody knows of yet

    def __post_init__(self) -> None:
        self.lines = first_answers(self.options.recording)

    def clear(self) -> None:
        """Take away what nobody was told of."""
        for path in self.untold:
            path.unlink(missing_ok=True)

    async def trial(self, of: tuple[Target, RequestFault]) -> Trial | None:
        """One of them; None if there is no time left."""
        if time.monotonic() > self.until:
            return None
        began, (one, fault) = time.monotonic(), of
        path = self.options.folder / f"{one.number}-{fault.name}.jsonl"
        path.unlink(missing_ok=True)  # an earlier trial's, which may have come out otherwise
        keeps = False
        try:
            trial = await self._judge(one, fault, path)
            trial.seconds = round(time.monotonic() - began, 4)
            keeps = trial.complains and path.exists() and not self.interrupts.came
            if keeps:
                trial.recording = str(path)
                self.untold.add(path)
            return trial
        finally:
            if not keeps:
                path.unlink(missing_ok=True)

    async def _judge(self, one: Target, fault: RequestFault, path: Path) -> Trial:
        watcher = _Watcher()
        with self._end_in_time() as patience:
            result = await fork(self._fork(one, fault, path), self.pool, watcher, interrupts=patience)
        judgement = self._judgement(result, watcher.run, one)
        trial = Trial(
            one.number,
            fault.name,
            judgement.verdict,
            str(result.outcome),
            judgement.text,
            judgement.at,
            judgement.source,
            [*judgement.why],
        )
        fitting = (allowed.text for allowed in self.options.allowed if allowed.fits(trial, one))
        trial.allowed = next(fitting, "") if judgement.verdict is not Verdict.OK else ""
        return trial

    @contextmanager
    def _end_in_time(self) -> Iterator[Interrupts]:
        """What ends a trial that takes too long. To cancel it wouldn't do: a busy one may not notice."""
        patience = Interrupts()
        timer = asyncio.get_running_loop().call_later(_LONGEST, patience.interrupt)
        with self.interrupts.notify(patience.interrupt):
            yield patience
        timer.cancel()

    def _fork(self, one: Target, fault: RequestFault, path: Path) -> Fork:
        recording = self.options.recording
        return Fork(
            recording=recording,
            at=self.lines[one.number],
            answer=fault.answer,
            record=path,
            limits=ChildLimits(cpu=min(recording.plan.limits.cpu, _MOST_CPU)),
            worlds=self.options.make_worlds,
            used=True,
            secrets=self.options.secrets,
            hurries=True,
        )

    def _judgement(self, result: ReplayResult, run: Transcript, one: Target) -> Judgement:
        if result.divergence is not None:
            text = f"did not come as far as this again: {result.divergence.text}"
            return Judgement(Verdict.BROKE, text, result.divergence.at)
        if result.outcome is Outcome.INTERRUPTED:
            return Judgement(Verdict.HUNG, f"was still busy after {_LONGEST:g} s")
        assert result.report is not None  # noqa: S101 - every fork has one
        return judge(result.report, run, one.number, self.before, self.options.recording.ending.outcome)


class _Watcher:
    """An observer that shows nothing, and has the transcript of the run, however it ends."""

    run: Transcript

    def begin(self, _setting: Setting, transcript: Transcript) -> None:
        self.run = transcript

    def take(self, _entry: Entry) -> None:
        pass

    def end(self) -> None:
        pass


def _unused_allowances(options: TrialOptions, requests: list[Target], every: list[Trial]) -> list[str]:
    by_number = {one.number: one for one in requests}
    failing = [trial for trial in every if trial.verdict is not Verdict.OK]
    return [
        allowed.text
        for allowed in options.allowed
        if not any(allowed.fits(trial, by_number[trial.request]) for trial in failing)
    ]


def _notes(recording: Recording, requests: list[Target], count: int, *, stopped: bool) -> list[str]:
    found = []
    if not requests:
        found.append("no request of it was answered: there is nothing to try")
    if len(requests) > _MOST_REQUESTS:
        found.append(f"only its first {_MOST_REQUESTS} requests are tried, of {len(requests)}")
    rest = min(len(requests), _MOST_REQUESTS) * len(FAULTS) - count
    if rest:
        why = "it was stopped by hand" if stopped else f"it took longer than {_LONGEST_ALL:g} s"
        found.append(f"{rest} trials were left out: {why}")
    if recording.cut:
        found.append(f"the recording {recording.cut}: what comes after that is not tried")
    return found
