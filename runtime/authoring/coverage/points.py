"""What is counted in a script: its statements, its functions, and the ways it can go at each branch."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.model.script import Place

IF, CONDITIONAL, LOGICAL, SWITCH = "if", "?:", "logical", "switch"
DEFAULT, ASSIGNMENT = "default value", "assignment"


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement, or the expression that an arrow function returns; reached when it begins."""

    at: Place


@dataclass(frozen=True, slots=True)
class FunctionPoint:
    """A function with a body; called when its body begins. `name` is '' where the text gives it none."""

    name: str
    at: Place


@dataclass(frozen=True, slots=True)
class Arm:
    """One of the ways at a branch. `branch` numbers the script's branches, in the order of the text.

    `of` is the place of the whole branch, `at` that of this way, `kind` one of the words above. `name` is
    what stands there for it: `if`, `else`, `?`, `:`, `case 1`, `default`, `||`, `??=`, `=`;
    `no else` and `no case` where nothing does.
    `operand` and `operands` are for chains of && || ??, which end with exactly one of their operands.
    """

    branch: int
    kind: str
    of: Place
    name: str
    at: Place
    operand: int = 0
    operands: int = 0

    @property
    def line(self) -> int:
        """The line by which people know it: a case by its own, everything else by that of its branch."""
        return self.at.line if self.kind in {SWITCH, DEFAULT, ASSIGNMENT} else self.of.line

    @property
    def never(self) -> str:
        """That no run went this way, as a sentence without its full stop."""
        where = f"of line {self.line}"
        if self.kind == LOGICAL:
            return f"the {self.name} {where} was never decided by operand {self.operand} of {self.operands}"
        if self.kind == DEFAULT:
            return f"the default value {where} was never used"
        if self.kind == ASSIGNMENT:
            return f"the {self.name} {where} never assigned"
        if self.name == "no else":
            return f"the if {where} was taken every time"
        if self.name == "no case":
            return f"the switch of line {self.of.line} always met one of its cases"
        return f"the {self.name} {where} was never taken"


Point = Statement | FunctionPoint | Arm
