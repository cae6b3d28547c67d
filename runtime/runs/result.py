"""The result of a run as one value: its ending, its entries, and its usage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from runtime.model.kind import InferredKind
from runtime.model.outcome import Ending
from runtime.model.plan import Plan
from runtime.recording import End, Head, Recording
from runtime.secrets import Secrets
from runtime.session.findings import Finding
from runtime.session.transcript import Entry, Transcript


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The surroundings of a run, for people. `live` has the real hosts that are open to it.

    `cage` and `layers` are those of its child; they are known when it is ready.
    """

    kind: InferredKind
    world: str
    live: tuple[str, ...] = ()
    strict: bool = False
    cage: str = ""
    layers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """What a run used: wall clock and the guest's CPU in seconds, the guest's memory in bytes."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    memory_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """The result of a run.

    `plan`, `context` (the result as JSON text, None if the script gave none) and the transcript `unmasked`
    have their secrets. Everything else is masked: `ending`, `findings`, `entries` and the `transcript` of the
    entries. There are two transcripts because the session needs the real values, and the masked ones depend
    on the secrets that were known at the time of each entry. `file` is the recording's file.
    """

    plan: Plan = field(repr=False)
    setting: Setting
    ending: Ending
    findings: Sequence[Finding]
    usage: Usage
    transcript: Transcript = field(repr=False)
    secrets: Secrets = field(repr=False)
    context: str | None = field(default=None, repr=False)
    unmasked: Transcript = field(default_factory=Transcript, repr=False)
    entries: Sequence[Entry] = field(default=(), repr=False)
    file: Path | None = None

    def recording(self, name: str, head: Head) -> Recording:
        """The run as a masked recording. The surroundings come from `head`, the inputs from the plan."""
        plan, mask = self.plan, self.secrets
        script = replace(plan.script, text=mask.mask_source(plan.script.text))
        masked = replace(plan, script=script, context=mask.mask_text(plan.context))
        head = replace(head, plan=masked, world=self.setting.world)
        found = Recording(name, head, tuple(self.entries), end_of(self, 0.0))
        return found.with_transcript(self.transcript)


def end_of(result: RunResult, t: float, *, in_turn: bool = False, unrecorded: int = 0) -> End:
    """The last line of a recording; `t` is the time of the end, in milliseconds since the run began."""
    finishes, ending = result.transcript.finishes, result.ending
    return End(
        outcome=ending.outcome,
        detail=ending.detail,
        at=ending.at,
        stack=ending.stack,
        pending=ending.pending,
        findings=tuple(result.findings),
        context=finishes[0].context if finishes else None,
        masked=result.secrets.masked,
        cpu_seconds=round(result.usage.cpu_seconds, 6),
        memory_bytes=result.usage.memory_bytes,
        t=round(t, 3),
        in_turn=in_turn,
        unrecorded=unrecorded,
    )
