"""Scripts and their copies in the engine, side by side, without cage, session or network."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.authoring.coverage.instrument import Copy, instrument
from runtime.authoring.coverage.move_places import move_places
from runtime.authoring.coverage.points import Arm, FunctionPoint, Point, Statement
from runtime.model.commands import Command, Log
from runtime.model.script import Script
from runtime.session.source_map import Places
from tests.guest.guest import Guest


@dataclass(frozen=True, slots=True)
class CopyRun:
    """What a script said, what its copy said, and the points that it reached."""

    copy: Copy
    plain: list[Command]
    counted: list[Command]
    numbers: set[int]

    def describe_missed(self) -> list[str]:
        """The points that it didn't reach, in words, in the order of the text."""
        left = [point for number, point in enumerate(self.copy.points) if number not in self.numbers]
        return [
            describe_point(point)
            for point in sorted(left, key=lambda point: (point.at, describe_point(point)))
        ]


def describe_point(point: Point) -> str:
    """`statement 3`, `function f 3`, `else 3`, `|| 2/3 3`: the last number is the line."""
    match point:
        case Statement(at):
            return f"statement {at.line}"
        case FunctionPoint(name, at):
            return f"function {name or '-'} {at.line}"
        case Arm():
            operand = f" {point.operand}/{point.operands}" if point.operand else ""
            return f"{point.name}{operand} {point.line}"


def run_with_copy(script: str, *, timers: bool = False) -> CopyRun:
    """Run a script and its copy; what timers bring is not waited for."""
    copy, told = instrument(script), Places(Script(script, name="s.js")).in_author_terms
    numbers, counted = set(), []
    for one in Guest(copy.text, timers=timers).commands:
        if isinstance(one, Log) and one.text.startswith(copy.mark):
            numbers.add(int(one.text.removeprefix(copy.mark)))
        else:
            counted.append(told(move_places(one, copy.back)))
    return CopyRun(copy, list(map(told, Guest(script, timers=timers).commands)), counted, numbers)
