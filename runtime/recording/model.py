"""What a recording is made of, as values: its head, its entries, its end."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from runtime.model.outcome import Ending, Outcome
from runtime.model.plan import Plan
from runtime.model.script import Place
from runtime.session.findings import Finding
from runtime.session.transcript import Entry, Transcript

_MOST_NAMED = 5  # lines that were edited


@dataclass(frozen=True, slots=True)
class Parent:
    """The recording that this one goes on from: its file's name, and up to which event they are the same.

    `chain` is the seal of the last line that both have.
    """

    name: str
    at: int
    chain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the run began with, and what surrounded it. Its plan has stand-ins where secrets were."""

    plan: Plan
    world: str  # for people: what answered
    cage: str
    versions: dict[str, str]
    time_zone: str = "UTC"
    layers: tuple[str, ...] = ()  # what held the script
    parent: Parent | None = None
    note: str = ""  # for people: that it isn't as its run wrote it, and why


@dataclass(frozen=True, slots=True)
class End:
    """What the last line says. `context` is the result as JSON text, None if the script gave none.

    `masked` tells whether a stand-in stands anywhere. `t` is when the run ended, in milliseconds since it
    began (None in version 1). `in_turn` says that the script was at work just then, and `unrecorded` how
    many commands and events of its last turn came too late to be written.
    """

    outcome: Outcome
    detail: str = ""
    at: Place | None = None
    stack: tuple[Place, ...] = ()
    pending: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    context: str | None = None
    masked: bool = False
    cpu_seconds: float = 0.0
    memory_bytes: int = 0
    t: float | None = None
    in_turn: bool = False
    unrecorded: int = 0

    @property
    def ending(self) -> Ending:
        """The same as a run's ending."""
        return Ending(self.outcome, self.detail, self.at, self.stack, self.pending)


@dataclass(frozen=True)
class Recording:
    """A recording as it was read: what it began with, what happened, how it ended.

    `end` is None, and `cut` says what is missing, if it breaks off. `edited` are the numbers of the lines
    that are not as they were written. `seals` are those of the head and of each entry.
    """

    name: str
    head: Head
    entries: tuple[Entry, ...]
    end: End | None
    cut: str = ""
    edited: tuple[int, ...] = ()
    seals: tuple[str, ...] = field(default=(), repr=False)

    @property
    def plan(self) -> Plan:
        """What the run began with; what it says of secrets are their stand-ins."""
        return self.head.plan

    def with_plan(self, plan: Plan) -> Recording:
        """The same recording of a run that began with this."""
        return replace(self, head=replace(self.head, plan=plan))

    @property
    def edits_in_words(self) -> str:
        """Which lines of the file were edited, in words. Its first is the head: they are no `seq`."""
        shown = ", ".join(map(str, self.edited[:_MOST_NAMED]))
        more = len(self.edited) - _MOST_NAMED
        several = "line" if len(self.edited) == 1 else "lines"
        return f"{several} {shown}{f' and {more} more' if more > 0 else ''} of the file"

    def with_transcript(self, transcript: Transcript) -> Recording:
        """The same, for whom what its entries add up to is known already."""
        found = replace(self)
        vars(found)["transcript"] = transcript
        return found

    @cached_property
    def transcript(self) -> Transcript:
        """What its entries add up to: computed once, so nobody may add to it."""
        transcript = Transcript()
        for entry in self.entries:
            transcript.add(entry)
        return transcript

    @property
    def ending(self) -> Ending:
        """How the run ended, as far as the recording tells."""
        return self.end.ending if self.end else Ending(Outcome.INTERRUPTED, f"the recording {self.cut}")
