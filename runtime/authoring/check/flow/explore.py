"""Tries all ways through a script: turn by turn, and within a turn all choices, up to a bound."""

from __future__ import annotations

from runtime.authoring.check.flow.completions import (
    BudgetSpent,
    JumpCompletion,
    PathDropped,
    ReturnCompletion,
    Suspension,
    ThrowCompletion,
)
from runtime.authoring.check.flow.flow import Flow, PathEnd
from runtime.authoring.check.flow.machine import Machine
from runtime.authoring.check.flow.observer import Observer
from runtime.authoring.check.flow.path import TOP, Path
from runtime.authoring.check.flow.program import Program
from runtime.authoring.check.flow.values import Symbol, Value
from runtime.authoring.check.flow.walk import Walk

_MOST_WAYS = 300  # through one turn
_MOST_TURNS = 600  # of a script


class Explorer:
    """Walks all paths of a script, and writes down what they show."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._walk = Walk(program)
        self._flow = Flow(next(reversed(program.root.children), program.root))
        self._machine = Machine(self._walk, Observer(walk=self._walk, flow=self._flow))
        self._budget_spent = False
        self._signatures: set[object] = set()

    def explore(self) -> Flow:
        """Walk all paths, and return what they show. An Explorer is used once."""
        try:
            self._walk_turns()
        finally:
            self._machine.close()
        walk = self._walk
        self._flow.complete = not walk.incomplete
        self._flow.escaped = any(
            self._program.may_call_done(part)
            for key, part in walk.escaped_functions.items()
            if key not in walk.entered_functions
        )
        self._flow.unfollowed = bool(walk.unfollowed_parts) and not (
            self._program.functions_with_done <= walk.entered_functions
        )
        return self._flow

    def _walk_turns(self) -> None:
        open_paths = [Path()]
        turns = 0
        while open_paths and turns < _MOST_TURNS and not self._budget_spent:
            begin = open_paths.pop()
            turns += 1
            for path in self._walk_turn(begin, first=turns == 1):
                if path.uncaught is not None or not path.queue or len(path.done_calls) > 1:
                    self._record_end(path)
                elif self._is_new(path):
                    open_paths.append(path)
        self._walk.incomplete = self._walk.incomplete or bool(open_paths)

    def _is_new(self, path: Path) -> bool:
        """Whether no other path has come to the same state."""
        try:
            signature = path.signature()
            known = signature in self._signatures
            self._signatures.add(signature)
        except RecursionError:  # values within values: not a script
            self._walk.incomplete = True
            return False
        return not known

    def _walk_turn(self, begin: Path, *, first: bool) -> list[Path]:
        """The paths after a turn, one for each way in which it can go."""
        walk = self._walk
        paths = []
        walk.choices.reset()
        for _ in range(_MOST_WAYS):
            walk.rewind(begin)
            walk.steps += len(begin.names) // 32  # the cost of the copy
            try:
                self._run_turn(first=first)
                paths.append(walk.path)
            except PathDropped:
                pass
            except (BudgetSpent, RecursionError):
                self._budget_spent = True
                break
            if not walk.choices.advance():
                return paths
        walk.incomplete = True
        return paths

    def _run_turn(self, *, first: bool) -> None:
        try:
            if first:
                self._machine.run_all(self._program.root.children, (TOP,))
            else:
                self._machine.fire_next()
            self._machine.run_jobs()
        except ThrowCompletion as completion:
            self._walk.path.uncaught = (completion.part, completion.explicit)
        except (ReturnCompletion, JumpCompletion, Suspension):
            self._machine.run_jobs()

    def _record_end(self, path: Path) -> None:
        rejected = next(
            (one for one in path.promises.values() if one.state == "rejected" and not one.handled), None
        )
        uncaught = path.uncaught
        if uncaught is None and rejected is not None and _is_thrown_by_engine(rejected.value):
            uncaught = (rejected.place, False)
        for request in path.requests.values():
            self._flow.sent.setdefault(request.call.id, []).append(request)
        self._flow.ends.append(
            PathEnd(
                done_count=len(path.done_calls),
                requests=tuple(path.requests.values()),
                unsure=path.unsure,
                turn=path.turn,
                branch=path.branch,
                cause=None if path.cause is None else path.requests.get(path.cause),
                outcome=path.outcome,
                uncaught=uncaught,
                rejected=None if rejected is None else rejected.place,
            )
        )


def _is_thrown_by_engine(value: Value | None) -> bool:
    """Whether the engine throws an error, as for a field of null: other rules report those."""
    return isinstance(value, Symbol) and value.name[0] == "thrown"
