"""What the paths of a script show: how each ended, and what was seen on the way. Rules read it."""

from __future__ import annotations

from dataclasses import dataclass, field

from runtime.authoring.check.flow.path import Branch, RequestState
from runtime.authoring.check.flow.program import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class PathEnd:
    """The end of a path, and what had happened by then."""

    done_count: int  # calls of `done`
    requests: tuple[RequestState, ...]
    unsure: bool
    turn: Part | None  # the function that the last turn began in; None at the top level
    branch: Branch | None
    cause: RequestState | None  # the request whose answer began the last turn
    outcome: str  # how that request ended
    uncaught: tuple[Part | None, bool] | None  # where an error was thrown, and whether by `throw`
    rejected: Part | None  # a promise whose rejection nothing handles


@dataclass(slots=True)
class Flow:
    """All that the paths of a script show. `complete` says whether every path was followed.

    `last` is the script's last statement. Keys are numbers of parts; a bool beside a part says whether the
    observation is sure.
    """

    last: Part
    ends: list[PathEnd] = field(default_factory=list)
    second_done: dict[int, tuple[Part, bool]] = field(default_factory=dict)
    # Where `data` is read without a look at it before; the bool says whether it is known not to be an Error.
    data_reads: dict[tuple[int, int], tuple[Part, bool]] = field(default_factory=dict)
    response_reads: dict[int, Part] = field(default_factory=dict)
    after_done: dict[int, tuple[Part, str]] = field(default_factory=dict)  # and what it is: request, context
    sent: dict[int, list[RequestState]] = field(default_factory=dict)
    watched: set[int] = field(default_factory=set)  # requests that were sent while a timer ran
    leading_functions: set[int] = field(default_factory=set)  # those that call `done` or send a request
    complete: bool = True
    escaped: bool = False  # a function that may call `done` can be called where it isn't seen
    unfollowed: bool = False  # `done` stands where no path came, and there are generators and the like
