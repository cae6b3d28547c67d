"""The parts of a recording as values: its head, its entries, its end."""

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
    """The recording from which this one was forked: its file's name, and the last entry that both have.

    `chain` is the seal of the last line that both have.
    """

    name: str
    at: int
    chain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The inputs of the run and its surroundings. The plan has stand-ins for secrets."""

    plan: Plan
    world: str  # for people: what answered
    cage: str
    versions: dict[str, str]
    time_zone: str = "UTC"
    layers: tuple[str, ...] = ()  # the locks that held the script
    parent: Parent | None = None
    note: str = ""  # for people: why it was changed after its run


@dataclass(frozen=True, slots=True)
class End:
    """The last line. `context` is the result as JSON text, None if the script gave none.

    `masked` says whether the recording has any stand-in. `t` is the time of the end, in milliseconds since
    the run began (None in version 1). `in_turn` says that the script was busy then; `unrecorded` is the
    number of commands and events of its last turn that came too late to be written.
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
        return Ending(self.outcome, self.detail, self.at, self.stack, self.pending)


@dataclass(frozen=True)
class Recording:
    """A recording that was read: its head, its entries, its end.

    If it breaks off, `end` is None, and `cut` says what is missing. `edited` are the numbers of the lines
    that were changed by hand. `seals` are those of the head and of each entry.
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
        """The inputs of the run, with stand-ins for secrets."""
        return self.head.plan

    def with_plan(self, plan: Plan) -> Recording:
        """The same recording with this plan."""
        return replace(self, head=replace(self.head, plan=plan))

    @property
    def edits_in_words(self) -> str:
        """The lines of the file that were edited, in words. They count from the head: they are not `seq`."""
        shown = ", ".join(map(str, self.edited[:_MOST_NAMED]))
        more = len(self.edited) - _MOST_NAMED
        several = "line" if len(self.edited) == 1 else "lines"
        return f"{several} {shown}{f' and {more} more' if more > 0 else ''} of the file"

    def with_transcript(self, transcript: Transcript) -> Recording:
        """The same recording with a transcript that was computed already."""
        found = replace(self)
        vars(found)["transcript"] = transcript
        return found

    @cached_property
    def transcript(self) -> Transcript:
        """The transcript of its entries. It is computed once and shared: don't add to it."""
        transcript = Transcript()
        for entry in self.entries:
            transcript.add(entry)
        return transcript

    @property
    def ending(self) -> Ending:
        """How the run ended; `interrupted` if the recording breaks off."""
        return self.end.ending if self.end else Ending(Outcome.INTERRUPTED, f"the recording {self.cut}")
