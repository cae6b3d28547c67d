"""Where evaluators lead back into each other: an expression calls a function, whose body has expressions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.values import Deferred, Frames, Value


class Invoke(Protocol):
    """Calls a value with arguments at a place of the script; `this` is what it is called on."""

    def __call__(
        self, callee: Value, arguments: list[Value], part: Part, this: Value | None = None
    ) -> Value: ...


class Evaluator:
    """The four calls that lead from any evaluator to those that are built after it.

    machine.py sets them once all evaluators exist. They are attributes, not methods: each expression within
    another would need one more frame of Python's stack.
    """

    evaluate: Callable[[Part | None, Frames], Value]
    evaluate_deferred: Callable[[Deferred], Value]
    invoke: Invoke
    run_all: Callable[[tuple[Part, ...], Frames], None]
