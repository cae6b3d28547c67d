"""MWS001: a path on which `done` is never reached.

The finding is at the function in which the path ends: the handler, or the function of its last `if` where
another branch leads to `done`. At the top level it is at that `if`. Where no listener is called for the way
in which a request ended, it is at the request (MWS003 reports a request without any listener for failures).
For a promise whose rejection nothing catches it is at the promise.

An error that the script throws itself, or rejects a promise with, and nothing catches, is a warning: the run
fails visibly, and that may be intended. Errors are paths that end silently, and calls of a callback that was
not passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.flow import Flow, Part, PathEnd, head
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.rules.unheard import hears_failures
from runtime.authoring.check.script_context import Subject
from runtime.model.kind import Kind

_LONGEST = 60  # characters of a condition in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class _Problem:
    """A path that ends without `done`: where, what happens there, and in which case."""

    end: PathEnd
    part: Part
    what: str
    when: str = ""
    certain: bool = True


def _find(subject: Subject) -> Iterable[CheckFinding]:
    flow = subject.flow
    if subject.kind is not Kind.WORKFLOW or flow.unfollowed:
        return
    problems: dict[int, list[_Problem]] = {}
    for end in flow.ends:
        if not end.done_count:
            for problem in _describe(end, flow):
                problems.setdefault(problem.part.id, []).append(problem)
    for every in problems.values():
        certain = [one for one in every if one.certain]
        chosen = certain or every
        severity = Severity.ERROR if certain else Severity.WARNING
        first = chosen[0]
        when = first.when or _when([one.end for one in chosen])
        yield RULE.at(subject, first.part.node, _sentence(when, first.what), severity=severity)


def _describe(end: PathEnd, flow: Flow) -> Iterator[_Problem]:
    """Where a path ends that has never called `done`, and what happens there."""
    thrown = end.rejected is not None or (end.uncaught is not None and end.uncaught[1])
    new = partial(_Problem, end=end, certain=not (flow.escaped or end.unsure or thrown))
    if end.uncaught is not None:
        part, explicit = end.uncaught
        if part is not None and explicit:
            yield new(part=part if end.turn is None else head(end.turn), what=_THROWN)
        elif part is not None and part.type == "call_expression":
            callee = part.get("function")
            if callee is not None and part.program.is_parameter(callee):
                yield new(part=part, what=_MISSING.format(callee.text))
    elif end.rejected is not None:
        yield new(part=end.rejected, what=_REJECTED)
    elif end.cause is not None and end.cause.listeners and not end.cause.heard:
        if hears_failures(end.cause):
            yield new(part=end.cause.call, what=_NOT_HEARD, when=_outcome(end))
    else:
        part, what = _place(end, flow)
        yield new(part=part, what=what)


_THROWN = "an error is thrown and nothing catches it: the run fails here, and `done` is never called"
_MISSING = "`{}` is called, but no function was passed for it: the call throws, and `done` is never called"
_NOT_HEARD = "no listener is called, and `done` is never called"
_REJECTED = (
    "this promise may be rejected and nothing catches that: the run then fails, and `done` is never called"
)
_OUTCOMES = {
    "success": "when the service answers with a success",
    "fail": "when the service refuses (a status of 400 or more)",
    "error": "when there is no answer (an Error)",
    "timeout": "when the request times out",
    "nothing": "when the request was aborted",
    "answered": "when the service answers",
    "": "when the request has ended",
}


def _outcome(end: PathEnd) -> str:
    """How the request ended, in words: of a success that isn't one of those that are listened to, which."""
    listeners = () if end.cause is None else end.cause.listeners
    statuses = sorted({f"`{event}`" for event, _, _ in listeners if event[:1] in {"2", "3"}})
    if end.outcome != "success" or not statuses:
        return _OUTCOMES[end.outcome]
    return f"when the service answers with a success other than {' or '.join(statuses)}"


def _place(end: PathEnd, flow: Flow) -> tuple[Part, str]:
    branch = end.branch
    if branch is not None and branch.function is not None and branch.function.id in flow.leading_functions:
        return head(branch.function), "this function ends without calling `done`, and nothing calls it later"
    if end.turn is not None:
        return head(end.turn), "this handler ends without calling `done`, and nothing calls it later"
    if branch is not None and branch.function is None:
        return branch.place, "the script ends without calling `done`"
    return flow.last, "the script ends without calling `done`"


def _when(ends: list[PathEnd]) -> str:
    """The condition that all these paths have in common, as its author wrote it; empty if there is none."""
    ways = {
        (end.branch.condition.text, end.branch.taken) for end in ends if end.branch and end.branch.condition
    }
    if len(ways) != 1 or any(end.branch is None or end.branch.condition is None for end in ends):
        return ""
    ((condition, taken),) = ways
    words = " ".join(condition[: 10 * _LONGEST].split())
    shown = words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
    return f"when `{shown}` is {'true' if taken else 'false'}"


def _sentence(when: str, what: str) -> str:
    text = f"{when}, {what}" if when else what
    return text[0].upper() + text[1:] + "."


RULE = Rule(
    "MWS001",
    "done-never",
    Severity.ERROR,
    "A path on which done is never called.",
    _find,
)
