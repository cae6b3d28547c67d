"""One path through a script: values of names, requests, promises, and what is known of unknown values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from runtime.authoring.check.flow.constraints import Constraint
from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.trail import WHOLE, Trail, make_table, put
from runtime.authoring.check.flow.values import (
    Closure,
    Constant,
    Deferred,
    Frame,
    ListValue,
    ObjectValue,
    RequestValue,
    Symbol,
    Value,
)

Number = tuple[int, int]


class RequestState(NamedTuple):
    """A request on a path. `outcome` is success, fail, error, timeout, nothing (it was given
    up), answered (no error), or "" for open.

    `looks` are what the script has asked of the answer: status, error, null, asked (anything), data (of the
    data, anything), questioned (a field), field (which was as expected), listened (its event tells), passed
    (to something that isn't followed), written (the context, after a question).
    """

    call: Part
    method: str
    listeners: tuple[tuple[str, Value, Part], ...] = ()
    outcome: str = ""
    looks: frozenset[str] = frozenset()
    escaped: bool = False
    fired: bool = False
    heard: bool = False
    timeout: str = ""  # whether its options have one: yes, no, or not known
    late: bool = False  # its answer came when `done` had been called
    handler: Part | None = None  # what its `complete` called


class PromiseState(NamedTuple):
    """A promise on a path: pending, fulfilled or rejected; `reactions` are (fulfilled, rejected, derived)."""

    place: Part
    state: str = "pending"
    value: Value | None = None
    reactions: tuple[tuple[Value | None, Value | None, Number, str], ...] = ()
    handled: bool = False


class DoneCall(NamedTuple):
    """A call of `done`: the calls that led to it, the innermost last."""

    calls: tuple[Part, ...]


class Branch(NamedTuple):
    """The last `if` (or loop, or case) that a path went through in its turn."""

    place: Part
    condition: Part | None
    taken: bool
    function: Part | None


@dataclass(slots=True)
class Path:
    """All that differs between paths. It is copied before each turn; the values it holds are never changed.

    `trail` is what was written on it since then.
    """

    trail: Trail = field(default_factory=list)
    names: dict[tuple[Frame, int], Value] = field(default_factory=dict)
    fields: dict[tuple[Value, str], Value] = field(default_factory=dict)
    items: dict[Number, tuple[Value, ...]] = field(default_factory=dict)
    constraints: dict[Value, tuple[Constraint, ...]] = field(default_factory=dict)
    requests: dict[Number, RequestState] = field(default_factory=dict)
    promises: dict[Number, PromiseState] = field(default_factory=dict)
    queue: tuple[tuple[Any, ...], ...] = ()
    jobs: tuple[tuple[Any, ...], ...] = ()
    done_calls: tuple[DoneCall, ...] = ()
    counts: dict[int, int] = field(default_factory=dict)
    unsure: bool = False
    uncaught: tuple[Part | None, bool] | None = None  # where an error was thrown, and whether by `throw`
    turn: Part | None = None  # the function that the turn began in; None at the top level
    cause: Number | None = None  # the request whose answer began it
    outcome: str = ""
    branch: Branch | None = None

    def copy(self) -> Path:
        """A path that goes its own way from here."""
        new: Path = object.__new__(Path)
        trail: Trail = []
        for name in _TABLES:
            _set(new, name, make_table(name, trail, getattr(self, name)))
        for name in _SINGLE:
            _set(new, name, getattr(self, name))
        _set(new, "trail", trail)
        return new

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a field, and note it."""
        if name != "trail":
            self.trail.append((name, WHOLE, value))
            if name in _TABLES:
                value = make_table(name, self.trail, value)
        _set(self, name, value)

    def repeat(self, writes: Trail) -> None:
        """Write what another path wrote from here on."""
        self.trail += writes
        for name, key, value in writes:
            if key is not WHOLE:
                put(getattr(self, name), key, value)
            else:
                _set(self, name, make_table(name, self.trail, value) if name in _TABLES else value)

    def new_number(self, part: Part) -> Number:
        """A number for a value made at a place: the place, and how often the path was there before."""
        key = part.id
        count = self.counts.get(key, 0)
        self.counts[key] = count + 1
        return (key, count)

    def new_list(self, part: Part, values: Iterable[Value]) -> ListValue:
        """An array made at a place of the script, with these elements."""
        number = self.new_number(part)
        self.items[number] = tuple(values)
        return ListValue(number)

    def look(self, number: Number, what: str) -> None:
        """Note that the script asked something of an answer."""
        request = self.requests.get(number)
        if request is not None and what not in request.looks:
            self.requests[number] = request._replace(looks=request.looks | {what})

    def signature(self) -> tuple[Any, ...]:
        """What decides what can still happen: of two paths with the same signature, one need not be followed.

        What was learned of an answer counts only as long as something that is still to come can see it.
        """
        frames, roots = self._live()
        return (
            frozenset(item for item in self.names.items() if item[0][0] in frames),
            frozenset(self.fields.items()),
            frozenset(self.items.items()),
            frozenset(item for item in self.constraints.items() if root_of(item[0]) in roots),
            frozenset(
                item
                if item[0] in roots or not item[1].fired
                else (item[0], item[1].handler, evidence_of(item[1]))
                for item in self.requests.items()
            ),
            frozenset(self.promises.items()),
            self.queue,
            self.done_calls,
            self.unsure,
        )

    def _live(self) -> tuple[set[Frame], set[Number | None]]:
        """The frames whose names can still be read, and the requests whose answers are still referred to."""
        frames: set[Frame] = set()
        roots: set[Number | None] = {None}
        by_frame: dict[Frame, list[Value]] = {}
        for (frame, _), value in self.names.items():
            by_frame.setdefault(frame, []).append(value)
        waiting: list[Any] = [
            *self.queue,
            *self.fields.values(),
            *self.items.values(),
            *(one.listeners for one in self.requests.values() if not one.fired),
            *((one.reactions, one.value) for one in self.promises.values() if one.state == "pending"),
            *by_frame.pop(TOP, ()),
        ]
        frames.add(TOP)
        while waiting:
            here = waiting.pop()
            if isinstance(here, Symbol):
                roots.add(root_of(here))
            elif isinstance(here, (Closure, Deferred, ObjectValue)):
                for frame in here.frames:
                    if frame not in frames:
                        frames.add(frame)
                        waiting += by_frame.get(frame, ())
                here = (here.this, here.arguments) if isinstance(here, Closure) else ()
            elif isinstance(here, (Constant, RequestValue, ListValue)):
                continue  # there is nothing further in them
            if isinstance(here, tuple):
                waiting += [one for one in here if isinstance(one, tuple)]
        return frames, roots


def answer_of(value: Value) -> tuple[Number, str] | None:
    """The request whose `data` or `response` a value is read from, and which of the two; None for others."""
    name = value.name if isinstance(value, Symbol) else ()
    while name and name[0] in {"field", "method"}:
        name = name[1].name if isinstance(name[1], Symbol) else ()
    if name and name[0] in {"data", "response"}:
        return name[1], name[0]
    return None


def root_of(value: Value) -> Number | None:
    """The request whose answer a value comes from; None for others."""
    name: Any = value.name if isinstance(value, Symbol) else ()
    for _ in range(50):
        if not name or name[0] in {"data", "response"}:
            break
        inner = name[1] if len(name) > 1 else None
        name = inner.name if isinstance(inner, Symbol) else ()
    found: Number | None = name[1] if name and name[0] in {"data", "response"} else None
    return found


def evidence_of(request: RequestState) -> str:
    """How well the script knows by now that a request succeeded: see rules/success_unproven.py."""
    looks = request.looks
    if looks & {"status", "field", "listened"} or request.outcome in {"timeout", "nothing"}:
        return "proven"
    if looks & {"error", "null"}:
        return "proven" if request.outcome == "error" else "half"
    if "passed" in looks or request.escaped:
        return "passed"
    return "written" if "written" in looks else "blind"


TOP = Frame((0, 0))
_TABLES = ("names", "fields", "items", "constraints", "requests", "promises", "counts")
_SINGLE = ("queue", "jobs", "done_calls", "unsure", "uncaught", "turn", "cause", "outcome", "branch")
_set = object.__setattr__
