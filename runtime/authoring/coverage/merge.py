"""Coverage of scripts over many recorded runs: each is measured by itself, and the sum is made."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TypeVar

from runtime.authoring.coverage.measure import NOTHING, Copies, MeasuredRun, UnmeasuredRun, measure_coverage
from runtime.authoring.coverage.points import ASSIGNMENT, DEFAULT, Arm, FunctionPoint, Point, Statement
from runtime.cage.pool import ChildPool
from runtime.model.errors import BadInput
from runtime.model.script import Place, Script
from runtime.recording import Recording
from runtime.runs.interrupts import Interrupts
from runtime.runs.replay.unmask import Unmasking
from runtime.runs.store import open_recording

_Kind = TypeVar("_Kind", Statement, FunctionPoint, Arm)
_OTHER_TEXT = "its script is not written as in the other runs of the same file"


@dataclass(frozen=True, slots=True)
class Share:
    """So many reached, of so many that there are."""

    reached: int
    of: int

    @property
    def percent(self) -> float | None:
        """From 0 to 100; None where there is nothing to reach."""
        return 100 * self.reached / self.of if self.of else None

    def __add__(self, other: Share) -> Share:
        """Both together."""
        return Share(self.reached + other.reached, self.of + other.of)


@dataclass(frozen=True, slots=True)
class BranchCoverage:
    """One branch: where it begins, and each of its ways with the number of runs that went it."""

    at: Place
    kind: str
    arms: tuple[tuple[Arm, int], ...]


@dataclass(frozen=True)
class ScriptCoverage:
    """What the runs of one script reached; a hit is a run that reached it, however often.

    `hits` has a number for each of `points`; `runs` is how many there were.
    """

    script: Script
    points: tuple[Point, ...] = field(repr=False)
    hits: tuple[int, ...] = field(repr=False)
    runs: int

    @cached_property
    def lines(self) -> dict[int, int]:
        """The lines on which statements begin, and the hits of the one of them that was reached most."""
        found: dict[int, int] = {}
        for point, hits in self._points(Statement):
            found[point.at.line] = max(found.get(point.at.line, 0), hits)
        return dict(sorted(found.items()))

    @cached_property
    def functions(self) -> tuple[tuple[FunctionPoint, int], ...]:
        """Its functions in the order of the text, and in how many runs each was called."""
        return tuple(sorted(self._points(FunctionPoint), key=lambda one: one[0].at))

    @cached_property
    def branches(self) -> tuple[BranchCoverage, ...]:
        """Its branches in the order of the text."""
        found: dict[int, list[tuple[Arm, int]]] = {}
        for arm, hits in self._points(Arm):
            found.setdefault(arm.branch, []).append((arm, hits))
        made = [
            BranchCoverage(arms[0][0].of, arms[0][0].kind, tuple(sorted(arms, key=_order)))
            for arms in found.values()
        ]
        return tuple(sorted(made, key=lambda branch: branch.at))

    @property
    def missed(self) -> tuple[Arm, ...]:
        """The ways that no run went at branches that were reached, in the order of the text."""
        arms = chain.from_iterable(branch.arms for branch in self.branches if self._is_met(branch))
        return tuple(arm for arm, hits in arms if not hits)

    def _is_met(self, branch: BranchCoverage) -> bool:
        """Whether a run came to a branch. One with a single way tells only by its line."""
        alone = branch.kind in {DEFAULT, ASSIGNMENT} and self.lines.get(branch.at.line, 0) > 0
        return alone or any(hits for _, hits in branch.arms)

    @property
    def line_share(self) -> Share:
        """Of its lines."""
        return _share(self.lines.values())

    @property
    def branch_share(self) -> Share:
        """Of all ways at its branches."""
        return _share(hits for branch in self.branches for _, hits in branch.arms)

    @property
    def function_share(self) -> Share:
        """Of its functions."""
        return _share(hits for _, hits in self.functions)

    def _points(self, kind: type[_Kind]) -> list[tuple[_Kind, int]]:
        pairs = zip(self.points, self.hits, strict=True)
        return [(point, hits) for point, hits in pairs if isinstance(point, kind)]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Scripts in the order in which they were met, and the runs of which nothing is known."""

    scripts: tuple[ScriptCoverage, ...]
    untrusted: tuple[UnmeasuredRun, ...] = ()

    @property
    def lines(self) -> Share:
        """Of the lines of all scripts together."""
        return sum((one.line_share for one in self.scripts), Share(0, 0))

    @property
    def branches(self) -> Share:
        """Of the ways at all their branches."""
        return sum((one.branch_share for one in self.scripts), Share(0, 0))

    @property
    def functions(self) -> Share:
        """Of all their functions."""
        return sum((one.function_share for one in self.scripts), Share(0, 0))

    @property
    def unmeasured(self) -> tuple[UnmeasuredRun, ...]:
        """Runs of scripts of which no run could be measured."""
        known = {_key(one.script) for one in self.scripts}
        return tuple(one for one in self.untrusted if one.script is None or _key(one.script) not in known)

    def below(self, percent: float) -> str:
        """Why it isn't enough where so many per cent of the lines are asked for; '' if it is."""
        if self.unmeasured:
            one = self.unmeasured[0]
            name = one.script.name if one.script else one.recording
            return f"The coverage of {name} is not known: {one.why}."
        found = self.lines.percent
        if found is None:
            return "There is no line of which the coverage could be known."
        return (
            f"{percents(found)} of the lines were reached, and {percent:g} % are asked for."
            if found < percent
            else ""
        )


async def measure(
    recordings: Sequence[Path],
    pool: ChildPool,
    secrets: Callable[[Recording], Unmasking] = lambda _recording: NOTHING,
    *,
    jobs: int = 2,
    interrupts: Interrupts | None = None,
) -> Coverage:
    """The coverage of the scripts of these runs, `jobs` of them measured at once.

    `secrets` says what is put back into a recording for its replay. A file that can't be read is one of the
    untrusted. Raises CageBroke if no child can be had.
    """
    room, copies = asyncio.Semaphore(jobs), Copies()

    async def one(path: Path) -> MeasuredRun | UnmeasuredRun:
        async with room:
            if interrupts is not None and interrupts.came:
                return UnmeasuredRun(str(path), "measuring it was interrupted")
            try:
                recording = open_recording(path)
            except BadInput as error:
                return UnmeasuredRun(str(path), error.problem)
            return await measure_coverage(recording, pool, secrets(recording), copies, interrupts)

    return merge(await asyncio.gather(*map(one, recordings)))


def merge(results: Iterable[MeasuredRun | UnmeasuredRun]) -> Coverage:
    """What single runs reached, added up by script: by its name and its sum."""
    scripts: dict[tuple[str, str], list[MeasuredRun]] = {}
    untrusted: list[UnmeasuredRun] = []
    for one in results:
        if isinstance(one, UnmeasuredRun):
            untrusted.append(one)
            continue
        runs = scripts.setdefault(_key(one.script), [])
        if runs and runs[0].points != one.points:
            untrusted.append(UnmeasuredRun(one.recording, _OTHER_TEXT, one.script))
        else:
            runs.append(one)
    return Coverage(tuple(map(_add_up, scripts.values())), tuple(untrusted))


def percents(amount: float | None) -> str:
    """`92 %`, `99.9 %`: never rounded up to what wasn't reached; `none` where there is nothing."""
    if amount is None:
        return "none"
    tenths = int(amount * 10 + 1e-9)
    return f"{tenths // 10} %" if tenths % 10 == 0 else f"{tenths / 10} %"


def _add_up(runs: list[MeasuredRun]) -> ScriptCoverage:
    found = Counter(chain.from_iterable(run.numbers for run in runs))
    points = runs[0].points
    return ScriptCoverage(
        runs[0].script, points, tuple(found[number] for number in range(len(points))), len(runs)
    )


def _key(script: Script) -> tuple[str, str]:
    return script.name, script.sha256


def _order(pair: tuple[Arm, int]) -> tuple[int, Place]:
    """What holds if the condition does comes first; operands from left to right, cases in their order."""
    arm, _ = pair
    return arm.operand or int(arm.name in {"else", "no else", ":"}), arm.at


def _share(hits: Iterable[int]) -> Share:
    every = list(hits)
    return Share(sum(1 for one in every if one), len(every))
