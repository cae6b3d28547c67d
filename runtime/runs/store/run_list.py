"""The JSON of `mws runs`: a list of recordings. Fields are added, never renamed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from runtime.runs.store.folder import File, short_id
from runtime.runs.store.summary import RunSummary


@dataclass(frozen=True, slots=True)
class RunFacts:
    """One recording. `recorded` is the local time of its run, from its file's name.

    `started` is the script's clock at the beginning, in milliseconds since the epoch. `outcome` is null while
    the recording has no last line: it is being written, or it was cut off; then `seconds` is null too.
    `parent` is the name of the recording from which it was forked.
    """

    id: str
    file: str
    recorded: str
    started: int
    script: str
    sha256: str
    outcome: str | None
    requests: int
    findings: int
    seconds: float | None
    bytes: int
    parent: str | None


@dataclass(frozen=True, slots=True)
class UnreadableFacts:
    """A file with the name of a recording that is not a recording."""

    file: str
    problem: str


@dataclass(frozen=True, slots=True)
class RunList:
    """The selected recordings, the newest first, and the files among them that can't be read."""

    runs: list[RunFacts]
    unreadable: list[UnreadableFacts]


@dataclass(frozen=True, slots=True)
class PruneResult:
    """The recordings that were deleted, or would be (`deleted` says which), and those that could not be."""

    deleted: bool
    bytes: int
    runs: list[RunFacts]
    failed: list[UnreadableFacts]


def run_facts(folder: Path, file: File, one: RunSummary) -> RunFacts:
    """The facts of one recording."""
    day, _, clock = file.recorded.partition("_")
    return RunFacts(
        id=short_id(file.name),
        file=str(folder / file.name),
        recorded=f"{day}T{clock.replace('-', ':')}" if clock else "",
        started=one.started,
        script=one.script,
        sha256=one.sha256,
        outcome=one.outcome or None,
        requests=one.requests,
        findings=one.findings,
        seconds=one.seconds,
        bytes=one.size,
        parent=one.parent or None,
    )


def unreadable(folder: Path, listed: Iterable[RunSummary]) -> list[UnreadableFacts]:
    """The files that are not recordings."""
    return [UnreadableFacts(str(folder / one.name), one.problem) for one in listed if one.problem]
