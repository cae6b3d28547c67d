"""The result of a comparison of two runs, as values, and the limits of their size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from runtime.formats.json_diff import Change
from runtime.model.outcome import Outcome
from runtime.recording.compare.script_diff import ScriptDifference

_MOST_CHANGES = 200  # places of one JSON value
_LONGEST = 2000  # characters


@dataclass(slots=True)
class FieldDifference:
    """One field that differs: its text in the first run and in the second; null where it is missing.

    For JSON, `changes` has the places, and `left_out` is how many more there are.
    """

    field: str
    before: str | None
    after: str | None
    changes: list[Change]
    left_out: int = 0


@dataclass(slots=True)
class Side:
    """One of the two runs. `cut` says what is missing of it, "" if nothing; `started` is in ms since 1970."""

    name: str
    started: int
    outcome: Outcome
    requests: int
    cut: str
    edited: bool


@dataclass(slots=True)
class Pair:
    """A request that differs or has another answer (`how` is "changed"), or that only one run made.

    Then `how` is "removed" (only the first run made it) or "added". The numbers are those in each run.
    """

    how: str
    method: str
    url: str
    before: int | None
    after: int | None
    request: list[FieldDifference]
    answer: list[FieldDifference]


@dataclass(slots=True)
class Line:
    """A finding or a console line that only one run has: "removed" or "added"."""

    how: str
    text: str
    code: str = ""


@dataclass(slots=True)
class RunComparison:
    """The comparison of two runs. `same` says that nothing differs; `around`, the surroundings, doesn't
    count.

    `alike` is the number of requests that are the same in both, with their answers; `requests` are the
    others. `notes` are sentences about the comparison.
    """

    same: bool
    before: Side
    after: Side
    notes: list[str]
    around: list[FieldDifference]
    script: ScriptDifference
    outcome: list[FieldDifference]
    alike: int
    requests: list[Pair]
    context_before: FieldDifference | None
    context_after: FieldDifference | None
    findings: list[Line]
    console: list[Line]


def compare_texts(every: Iterable[tuple[str, str | None, str | None]]) -> Iterator[FieldDifference]:
    """The fields whose two texts differ."""
    for field, one, other in every:
        if one != other:
            yield FieldDifference(field, _short(one), _short(other), [])


def limit_changes(changes: Sequence[Change]) -> tuple[list[Change], int]:
    """The first changes, and the number of those left out."""
    return list(changes[:_MOST_CHANGES]), max(0, len(changes) - _MOST_CHANGES)


def _short(text: str | None) -> str | None:
    return None if text is None else shorten(text)


def shorten(text: str) -> str:
    """The text, or the beginning of a long one."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
