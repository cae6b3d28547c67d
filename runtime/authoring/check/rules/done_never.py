"""MWS001: a path on which `done` is never reached.

The finding stands at the function in which the path ends: the handler, or the function that its last `if`
stands in if that leads on to `done` otherwise. At the top level it stands at that `if`. If nothing hears how
a request ended it stands at the request (a request whose failures nobody hears at all is MWS003's), and for
a promise that nobody catches at the promise.

What the script throws itself, or rejects a promise with, and nobody catches, is a warning: the run fails for
everybody to see, and that may be meant. Errors are paths that end without a word, and a callback that is
called where nobody has given one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.flow import Flow, Part, PathEnd, head
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.rules.unheard import hears_failures
from runtime.authoring.check.script_context import Subject
from runtime.model.kind import Kind

_LONGEST = 60  # characters of a condition in a message


def _find(subject: Subject) -> Iterable[CheckFinding]:
    flow = subject.flow
    if subject.kind is not Kind.WORKFLOW or flow.unfollowed:
        return
    ends: dict[int, list[tuple[Part, str, PathEnd, bool]]] = {}
    for end in flow.ends:
        for part, what in _paths_without_done(end, flow):
            thrown = end.rejected is not None or (end.uncaught is not None and end.uncaught[1])
            mild = flow.escaped or end.unsure or thrown
            ends.setdefault(part.id, []).append((part, what, end, mild))
    for found in ends.values():
        sure = [one for one in found if not one[3]]
        part, what, _, _ = (sure or found)[0]
        when = _when([one[2] for one in sure or found])
        severity = Severity.ERROR if sure else Severity.WARNING
        yield RULE.at(subject, part.node, _sentence(when, what), severity=severity)


def _paths_without_done(end: PathEnd, flow: Flow) -> Iterator[tuple[Part, str]]:
    """Where a path ends that has never called `done`, and what happens there."""
    if end.done_count:
        return
    if end.uncaught is not None:
        part, explicit = end.uncaught
        if part is not None and explicit:
            yield (part if end.turn is None else head(end.turn)), _THROWN
        elif part is not None and part.type == "call_expression":
            callee = part.get("function")
            if callee is not None and part.program.is_parameter(callee):
                yield part, _MISSING.format(callee.text)
    elif end.rejected is not None:
        yield end.rejected, _REJECTED
    elif end.cause is not None and end.cause.listeners and not end.cause.heard:
        if hears_failures(end.cause):
            yield (
                end.cause.call,
                f"{_outcome(end)}, no listener hears of it, and `done` is never called",
            )
    else:
        yield _place(end, flow)


_THROWN = (
    "an error is thrown that nobody catches: the run fails there, for all to see, and `done` is never called"
)
_MISSING = "`{}` is called, but was not given here: the call throws, and `done` is never called"
_REJECTED = (
    "this promise may be rejected, and nobody catches that: the run fails then, for all to see, and `done` "
    "is never called"
)
_OUTCOMES = {
    "success": "when the service answers with a success",
    "fail": "when the service refuses (a status of 400 or more)",
    "error": "when there is no answer (an Error)",
    "timeout": "when the time is over",
    "nothing": "when the request was given up",
    "answered": "when the service answers",
    "": "when the request has ended",
}


def _outcome(end: PathEnd) -> str:
    """How the request ended, in words: of a success that isn't one of those that are listened to, which."""
    listeners = () if end.cause is None else end.cause.listeners
    statuses = sorted({f"`{event}`" for event, _, _ in listeners if event[:1] in {"2", "3"}})
    if end.outcome != "success" or not statuses:
        return _OUTCOMES[end.outcome]
    return f"when the service answers with another success than {' or '.join(statuses)}"


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
    text = f"{when}, {what}" if when and not what.startswith("when ") else what
    return text[0].upper() + text[1:] + "."


RULE = Rule(
    "MWS001",
    "done-never",
    Severity.ERROR,
    "A path on which done is never called.",
    _find,
)
