"""Which points of its script a recorded run reached: it is replayed with a copy that counts.

Every command of that replay is held against the recording. Where one differs, or the run can't be replayed to
its end, there is no number: what such a copy reached says nothing of what the script did.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from runtime.authoring.coverage.history import Linewise
from runtime.authoring.coverage.instrument import Copy, NoCopy, instrument
from runtime.authoring.coverage.move_places import move_places
from runtime.authoring.coverage.points import Point
from runtime.cage.pool import ChildPool
from runtime.model.commands import Command, Log
from runtime.model.errors import BadInput
from runtime.model.limits import Limits
from runtime.model.script import Script
from runtime.recording import Recording
from runtime.recording.divergence import Divergence
from runtime.recording.history.verbatim import ExactHistory
from runtime.runs.execute import Execution, execute
from runtime.runs.interrupts import Interrupts
from runtime.runs.replay.child_limits import ChildLimits
from runtime.runs.replay.recording_source import RecordingSource
from runtime.runs.replay.replay import Replay, replay, replay_setting
from runtime.runs.replay.unmask import Unmasking

NOTHING = Unmasking({})
# What the copy may use beyond the script: it does more, and says more.
_CPU_TIMES, _CPU_MORE, _MEMORY_TIMES, _MEMORY_MORE = 5.0, 5.0, 2, 64 << 20
_MOST_CPU, _MOST_MEMORY = 60.0, 1 << 30
_COUNTED = 200  # bytes in which a point tells of itself


@dataclass(frozen=True, slots=True)
class MeasuredRun:
    """A run that was measured: its script, masked as its recording is, and which of the points it reached."""

    recording: str
    script: Script
    points: tuple[Point, ...] = field(repr=False)
    numbers: frozenset[int] = field(repr=False)


@dataclass(frozen=True, slots=True)
class UnmeasuredRun:
    """A run of which nothing is known; `why` is a sentence without its full stop. `script` if it was read."""

    recording: str
    why: str
    script: Script | None = None


class Copies:
    """The copies of the scripts that are measured: each is made once."""

    def __init__(self) -> None:
        """Have none yet."""
        self._made: dict[str, Copy | NoCopy] = {}

    def of(self, text: str) -> Copy:
        """The copy of the script with this text. Raises NoCopy."""
        if text not in self._made:
            try:
                self._made[text] = instrument(text)
            except NoCopy as error:
                self._made[text] = error
        found = self._made[text]
        if isinstance(found, NoCopy):
            raise found
        return found


async def measure_coverage(
    recording: Recording,
    pool: ChildPool,
    secrets: Unmasking = NOTHING,
    copies: Copies | None = None,
    interrupts: Interrupts | None = None,
) -> MeasuredRun | UnmeasuredRun:
    """What a recorded run reached. Raises CageBroke if no child can be had.

    `secrets` are put back for the replay, as `mws replay --secrets-from` does.
    """
    script = recording.plan.script
    revealed = secrets.reveal(recording)
    try:
        _check_whole(revealed)
        copy = (copies or Copies()).of(revealed.plan.script.text)
        source, counting = await _replay(revealed, copy, pool, secrets, interrupts)
    except NoCopy as error:
        return UnmeasuredRun(recording.name, str(error), script)
    except BadInput as error:
        return UnmeasuredRun(
            recording.name, f"the engine can't read the copy with counters: {error.problem}", script
        )
    if source.was_interrupted:
        return UnmeasuredRun(recording.name, "measuring it was interrupted", script)
    if source.divergence is not None:
        why = await _why(recording, pool, secrets, source.divergence)
        return UnmeasuredRun(recording.name, why, script)
    if not counting.reached <= set(range(len(copy.points))):
        return UnmeasuredRun(recording.name, "the copy counted what isn't there", script)
    return MeasuredRun(recording.name, script, copy.points, frozenset(counting.reached))


def _check_whole(recording: Recording) -> None:
    """Whether all that the run did happens again. Raises NoCopy."""
    if recording.end is None:
        raise NoCopy(f"the recording {recording.cut or 'has no end'}")
    if ExactHistory(recording, len(recording.entries)).breaks_off:
        how = recording.ending.outcome
        raise NoCopy(
            f"the run was ended in the middle of its work ({how}): what it reached until then isn't known"
        )


async def _replay(
    recording: Recording,
    copy: Copy,
    pool: ChildPool,
    secrets: Unmasking,
    interrupts: Interrupts | None,
) -> tuple[RecordingSource, CountingScript]:
    """The recorded run with the copy. Raises BadInput if the engine can't compile that."""
    plan = replace(recording.plan, limits=_talkative(recording.plan.limits, copy))
    source = RecordingSource.of(recording, ExactHistory(recording, len(recording.entries), Linewise()))
    counting = CountingScript(copy)
    execution = Execution(
        plan=plan,
        source=source,
        secrets=secrets.mask(),
        setting=replay_setting(recording),
        child_limits=_generous(plan.limits),
        copy=counting,
    )
    await execute(execution, pool, interrupts=interrupts)
    return source, counting


def _talkative(limits: Limits, copy: Copy) -> Limits:
    """Each point tells of itself once, beside all that the script says."""
    more = len(copy.points)
    return replace(
        limits,
        commands=limits.commands + more,
        message=limits.message + more * _COUNTED,
        recording=limits.recording + more * _COUNTED,
    )


def _generous(limits: Limits) -> Limits:
    """What the copy's child may use."""
    cpu = min(limits.cpu * _CPU_TIMES + _CPU_MORE, _MOST_CPU)
    memory = min(limits.memory * _MEMORY_TIMES + _MEMORY_MORE, _MOST_MEMORY)
    return ChildLimits(cpu=cpu, memory=memory).of(limits)


async def _why(recording: Recording, pool: ChildPool, secrets: Unmasking, found: Divergence) -> str:
    """Whether it is the copy's fault, or the recorded run doesn't happen again anyway."""
    plain = await replay(Replay(recording=recording, secrets=secrets), pool)
    if not plain.identical:
        because = f": {plain.because}" if plain.because else ""
        return f"the recorded run doesn't happen again as it was{because}"
    where = f" at line {found.at.line}" if found.at is not None else ""
    return f"with counters the script does something else{where}: it may look at its own text"


@dataclass(slots=True)
class CountingScript:
    """A copy that counts; to everybody else it is the script's."""

    copy: Copy
    reached: set[int] = field(default_factory=set)

    @property
    def text(self) -> str:
        """The copy."""
        return self.copy.text

    def translate(self, commands: tuple[Command, ...]) -> tuple[Command, ...]:
        """What the script says; what a point says of itself is taken in."""
        return tuple(move_places(one, self.copy.back) for one in commands if not self._counts(one))

    def _counts(self, command: Command) -> bool:
        if not isinstance(command, Log) or not command.text.startswith(self.copy.mark):
            return False
        number = command.text.removeprefix(self.copy.mark)
        self.reached.add(int(number) if number.isdecimal() else -1)
        return True
