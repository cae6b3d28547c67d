"""Tries all ways through a script: turn by turn, and within a turn all choices, up to a bound."""

from __future__ import annotations

from dataclasses import dataclass, field

from runtime.authoring.check.flow.completions import Dropped, Jumped, Returned, Spent, Suspended, Thrown
from runtime.authoring.check.flow.events import Events
from runtime.authoring.check.flow.path import TOP, Branch, Path, Request
from runtime.authoring.check.flow.program import Part, Program
from runtime.authoring.check.flow.values import Symbol, Value

_MOST_WAYS = 300  # through one turn
_MOST_TURNS = 600  # of a script


@dataclass(frozen=True, slots=True)
class End:
    """Where a path came to its end: what had happened by then."""

    done: int
    requests: tuple[Request, ...]
    unsure: bool
    turn: Part | None
    branch: Branch | None
    cause: Request | None
    outcome: str
    threw: tuple[Part | None, bool] | None
    rejected: Part | None


@dataclass(slots=True)
class Walked:
    """All that the paths of a script show. `complete` says whether every path was followed.

    `last` is the script's last statement.
    """

    last: Part
    ends: list[End] = field(default_factory=list)
    twice: dict[int, tuple[Part, bool]] = field(default_factory=dict)  # place: whether it is sure
    # Where data is read unasked, and whether it is known there that it is no Error.
    data_reads: dict[tuple[int, int], tuple[Part, bool]] = field(default_factory=dict)
    response_reads: dict[int, Part] = field(default_factory=dict)
    after: dict[int, tuple[Part, str]] = field(default_factory=dict)
    sent: dict[int, list[Request]] = field(default_factory=dict)
    watched: set[int] = field(default_factory=set)  # requests that were sent while a timer ran
    leads: set[int] = field(default_factory=set)  # functions in which `done` is called, or a request is sent
    complete: bool = True
    escaped: bool = False  # a function that may lead to `done` can be called where it isn't seen
    unfollowed: bool = False  # `done` stands where no path came, and there are generators and the like


class Explorer(Events):
    """Walks all paths, and writes down what they show."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.spent = False
        self.walked = Walked(next(reversed(program.root.kids), program.root))

    def walk(self) -> Walked:
        """All paths of the script."""
        waiting = [Path()]
        seen: set[object] = set()
        turns = 0
        while waiting and turns < _MOST_TURNS and not self.spent:
            begin = waiting.pop()
            turns += 1
            for after in self._turn(begin, first=turns == 1):
                if after.threw is not None or not after.queue or len(after.done) > 1:
                    self._end(after)
                    continue
                if self._is_new(after, seen):
                    waiting.append(after)
        self.incomplete = self.incomplete or bool(waiting)
        self.walked.complete = not self.incomplete
        self.walked.escaped = any(
            self.program.may_end(part) for key, part in self.escaped.items() if key not in self.entered
        )
        self.walked.unfollowed = bool(self.unfollowed) and not (self.program.ending <= self.entered)
        return self.walked

    def _is_new(self, path: Path, seen: set[object]) -> bool:
        """Whether no other path has come to where this one is."""
        try:
            key = path.signature()
            known = key in seen
            seen.add(key)
        except RecursionError:  # values within values: not a script
            self.incomplete = True
            return False
        return not known

    def _turn(self, begin: Path, *, first: bool) -> list[Path]:
        """All ways in which a turn can go."""
        found = []
        self.ways.first()
        for _ in range(_MOST_WAYS):
            self.rewind(begin)
            self.steps += len(begin.names) // 32  # what copying costs
            try:
                self._go(first=first)
                found.append(self.path)
            except Dropped:
                pass
            except (Spent, RecursionError):
                self.spent = True
                break
            if not self.ways.following():
                return found
        self.incomplete = True
        return found

    def _go(self, *, first: bool) -> None:
        try:
            if first:
                self.run_all(self.program.root.kids, (TOP,))
            else:
                self.fire_next()
            self.run_jobs()
        except Thrown as thrown:
            self.path.threw = (thrown.part, thrown.said)
        except (Returned, Jumped, Suspended):
            self.run_jobs()

    # -- what paths show --

    def _end(self, path: Path) -> None:
        cause = path.requests.get(path.cause) if path.cause is not None else None
        rejected = next(
            (one for one in path.promises.values() if one.state == "rejected" and not one.handled), None
        )
        threw = path.threw
        if threw is None and rejected is not None and _by_engine(rejected.value):
            threw = (rejected.made, False)
        for request in path.requests.values():
            self.walked.sent.setdefault(request.call.id, []).append(request)
        self.walked.ends.append(
            End(
                len(path.done),
                tuple(path.requests.values()),
                path.unsure,
                path.turn,
                path.branch,
                cause,
                path.outcome,
                threw,
                None if rejected is None else rejected.made,
            )
        )

    def note_done(self) -> None:
        """`done` was called."""
        self.walked.leads.update(one.id for one in self.functions)

    def note_twice(self) -> None:
        """`done` was called again."""
        if self.peeking:
            return
        first, second = (one.calls for one in self.path.done[:2])
        where = _difference(first, second)
        before = self.walked.twice.get(where.id)
        sure = not self.path.unsure or (before is not None and before[1])
        self.walked.twice[where.id] = (where, sure)

    def note_data(self, of: Symbol, part: Part) -> None:
        """A field of an answer was read: was it asked before?"""
        request = self.path.requests[of.name[1]]
        told = "error" in request.looks or request.outcome in {"success", "fail"}
        if self.peeking or self.guarded or "data" in request.looks or (told and request.outcome == "error"):
            return
        self.walked.data_reads.setdefault((request.call.id, id(request.handler)), (part, told))

    def note_response(self, part: Part) -> None:
        """A field of a response was read that may be null."""
        if not self.guarded and not self.peeking:
            self.walked.response_reads.setdefault(part.id, part)

    def note_written(self, part: Part) -> None:
        """The context was changed."""
        for number, request in list(self.path.requests.items()):
            if request.fired and request.looks & {"questioned", "field", "asked"}:
                self.path.look(number, "written")
        if self.path.done and not self.peeking:
            self.walked.after.setdefault(part.id, (part, "context"))

    def note_after(self, part: Part) -> None:
        """A request was made: after `done`?"""
        self.walked.leads.update(one.id for one in self.functions)
        if self.path.done:
            self.walked.after.setdefault(part.id, (part, "request"))
        if any(one[0] == "timer" for one in self.path.queue):
            self.walked.watched.add(part.id)


def _by_engine(value: Value | None) -> bool:
    """Whether an error is one that the engine throws, as for a field of null: other rules speak of those."""
    return isinstance(value, Symbol) and value.name[0] == "thrown"


def _difference(first: tuple[Part, ...], second: tuple[Part, ...]) -> Part:
    """The innermost call that leads to the second `done`, and didn't to the first."""
    for one, other in zip(reversed(second), reversed(first), strict=False):
        if one is not other:
            return one
    if len(second) > len(first):
        return second[-len(first) - 1]
    return second[-1]
