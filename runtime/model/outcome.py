"""How a run can end: an outcome, its exit code and its meaning. Every command uses this table."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from runtime.model.option import Option
from runtime.model.script import Place


class Outcome(StrEnum):
    """The word for how a run ended, in reports, recordings and tests."""

    DONE = "done"
    NEVER_DONE = "never-done"
    DEADLINE = "deadline"
    THREW = "threw"
    CPU_LIMIT = "cpu-limit"
    MEMORY_LIMIT = "memory-limit"
    LIMIT = "limit"
    ENGINE_FAULT = "engine-fault"
    DENIED = "denied"
    INTERRUPTED = "interrupted"
    DRY = "dry"
    DIVERGED = "diverged"


@dataclass(frozen=True, slots=True)
class Meaning:
    """An outcome's exit code, its meaning in words, and the option that sets the limit, if it is one."""

    exit_code: int
    words: str
    option: Option | None = None

    @property
    def text(self) -> str:
        """The meaning in words, with the option's name in the face that runs now."""
        return self.words if self.option is None else f"{self.words} ({self.option.spell()})"


TABLE: dict[Outcome, Meaning] = {
    Outcome.DONE: Meaning(0, "the script called done(context), or a transformation script came to its end"),
    Outcome.NEVER_DONE: Meaning(10, "nothing is left that could call done: a request or listener got lost"),
    Outcome.DEADLINE: Meaning(11, "the time for the whole run was up", Option.DEADLINE),
    Outcome.THREW: Meaning(12, "an exception left the script before done was called"),
    Outcome.CPU_LIMIT: Meaning(
        13, "the script used up its CPU time, most likely in an endless loop", Option.CPU
    ),
    Outcome.MEMORY_LIMIT: Meaning(14, "the script used up its memory", Option.MEMORY),
    Outcome.LIMIT: Meaning(15, "another limit was hit; the report names it"),
    Outcome.ENGINE_FAULT: Meaning(16, "the engine crashed or broke the protocol: not the script's own doing"),
    Outcome.DENIED: Meaning(17, "the script called done, but a request of it had been denied"),
    Outcome.INTERRUPTED: Meaning(130, "somebody stopped the run (Ctrl-C)"),
    Outcome.DRY: Meaning(18, "the script called done, and its writes were held back (dry run)"),
    Outcome.DIVERGED: Meaning(19, "a replay asked for something that its recording doesn't have"),
}

FAULT = 1  # the product itself is at fault
BAD_INPUT = 2  # a usage error: nothing was run
STRICT_FINDINGS = 3  # the outcome was `done`, but there are findings and --strict was given


@dataclass(frozen=True, slots=True)
class Ending:
    """An outcome with its details."""

    outcome: Outcome
    detail: str = ""
    at: Place | None = None
    stack: tuple[Place, ...] = ()
    pending: tuple[str, ...] = field(default=())  # what the run still waited for, a sentence each

    @property
    def exit_code(self) -> int:
        """The process's exit code for this outcome."""
        return TABLE[self.outcome].exit_code
