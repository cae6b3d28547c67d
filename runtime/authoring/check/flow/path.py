"""One path through a script: what its names hold, what it has asked, sent and promised, and where it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from runtime.authoring.check.flow.facts import Fact
from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.trail import WHOLE, Trail, put, table
from runtime.authoring.check.flow.values import (
    Closure,
    Constant,
    Frame,
    Items,
    Later,
    Sent,
    Symbol,
    Thing,
    Value,
)

Number = tuple[int, int]


class Request(NamedTuple):
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


class Settled(NamedTuple):
    """A promise on a path: pending, fulfilled or rejected; `waiting` are (fulfilled, rejected, derived)."""

    made: Part
    state: str = "pending"
    value: Value | None = None
    waiting: tuple[tuple[Value | None, Value | None, Number, str], ...] = ()
    handled: bool = False


class Done(NamedTuple):
    """A call of `done`: the calls that led to it, the innermost last."""

    calls: tuple[Part, ...]


class Branch(NamedTuple):
    """The last `if` (or loop, or case) that a path went through in its turn."""

    at: Part
    condition: Part | None
    taken: bool
    function: Part | None


@dataclass(slots=True)
class Path:
    """All that differs between paths. Copied before each turn; what it holds is never changed.

    `trail` is what was written on it since.
    """

    trail: Trail = field(default_factory=list)
    names: dict[tuple[Frame, int], Value] = field(default_factory=dict)
    fields: dict[tuple[Value, str], Value] = field(default_factory=dict)
    items: dict[Number, tuple[Value, ...]] = field(default_factory=dict)
    facts: dict[Value, tuple[Fact, ...]] = field(default_factory=dict)
    requests: dict[Number, Request] = field(default_factory=dict)
    promises: dict[Number, Settled] = field(default_factory=dict)
    queue: tuple[tuple[Any, ...], ...] = ()
    jobs: tuple[tuple[Any, ...], ...] = ()
    done: tuple[Done, ...] = ()
    counts: dict[int, int] = field(default_factory=dict)
    unsure: bool = False
    threw: tuple[Part | None, bool] | None = None  # what left the script, and whether it said so itself
    turn: Part | None = None  # the function that the turn began in; None at the top level
    cause: Number | None = None  # the request whose answer began it
    outcome: str = ""
    branch: Branch | None = None

    def copy(self) -> Path:
        """A path that goes its own way from here."""
        new: Path = object.__new__(Path)
        trail: Trail = []
        for name in _TABLES:
            _set(new, name, table(name, trail, getattr(self, name)))
        for name in _SINGLE:
            _set(new, name, getattr(self, name))
        _set(new, "trail", trail)
        return new

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a field, and note it."""
        if name != "trail":
            self.trail.append((name, WHOLE, value))
            if name in _TABLES:
                value = table(name, self.trail, value)
        _set(self, name, value)

    def repeat(self, writes: Trail) -> None:
        """Write what another path wrote from here on."""
        self.trail += writes
        for name, key, value in writes:
            if key is not WHOLE:
                put(getattr(self, name), key, value)
            else:
                _set(self, name, table(name, self.trail, value) if name in _TABLES else value)

    def once(self, part: Part) -> Number:
        """A number for what is made at a place of the script: the place, and how often it was there."""
        key = part.id
        count = self.counts.get(key, 0)
        self.counts[key] = count + 1
        return (key, count)

    def look(self, number: Number, what: str) -> None:
        """Note that the script asked something of an answer."""
        request = self.requests.get(number)
        if request is not None and what not in request.looks:
            self.requests[number] = request._replace(looks=request.looks | {what})

    def signature(self) -> tuple[Any, ...]:
        """What decides of what can still happen: two paths with the same one need not both be followed.

        What was learned of an answer counts only as long as something that is still to come can see it.
        """
        frames, roots = self._live()
        return (
            frozenset(item for item in self.names.items() if item[0][0] in frames),
            frozenset(self.fields.items()),
            frozenset(self.items.items()),
            frozenset(item for item in self.facts.items() if root_of(item[0]) in roots),
            frozenset(
                item if item[0] in roots or not item[1].fired else (item[0], item[1].handler, weight(item[1]))
                for item in self.requests.items()
            ),
            frozenset(self.promises.items()),
            self.queue,
            self.done,
            self.unsure,
        )

    def _live(self) -> tuple[set[Frame], set[Number | None]]:
        """The calls whose names can still be seen, and the requests of whose answers something is kept."""
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
            *((one.waiting, one.value) for one in self.promises.values() if one.state == "pending"),
            *by_frame.pop(TOP, ()),
        ]
        frames.add(TOP)
        while waiting:
            here = waiting.pop()
            if isinstance(here, Symbol):
                roots.add(root_of(here))
            elif isinstance(here, (Closure, Later, Thing)):
                for frame in here.frames:
                    if frame not in frames:
                        frames.add(frame)
                        waiting += by_frame.get(frame, ())
                here = (here.this, here.given) if isinstance(here, Closure) else ()
            elif isinstance(here, (Constant, Sent, Items)):
                continue  # there is nothing further in them
            if isinstance(here, tuple):
                waiting += [one for one in here if isinstance(one, tuple)]
        return frames, roots


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


def weight(request: Request) -> str:
    """How well an answer was looked at by now: see rules/success_unproven.py, which says why."""
    looks = request.looks
    if looks & {"status", "field", "listened"} or request.outcome in {"timeout", "nothing"}:
        return "proven"
    if looks & {"error", "null"}:
        return "proven" if request.outcome == "error" else "half"
    if "passed" in looks or request.escaped:
        return "passed"
    return "written" if "written" in looks else "blind"


TOP = Frame((0, 0))
_TABLES = ("names", "fields", "items", "facts", "requests", "promises", "counts")
_SINGLE = ("queue", "jobs", "done", "unsure", "threw", "turn", "cause", "outcome", "branch")
_set = object.__setattr__
