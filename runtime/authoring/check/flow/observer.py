"""Notes what rules want to know while a path is walked."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.authoring.check.flow.flow import Flow
from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.values import Symbol
from runtime.authoring.check.flow.walk import Walk


@dataclass(slots=True, kw_only=True)
class Observer:
    """Writes into the flow what evaluators meet on the path in hand."""

    walk: Walk
    flow: Flow

    def note_done(self) -> None:
        """Note a call of `done`; also the place of a second one on the same path."""
        self._note_leading_functions()
        if len(self.walk.path.done_calls) > 1 and not self.walk.peeking:
            first, second = (one.calls for one in self.walk.path.done_calls[:2])
            place = _innermost_difference(first, second)
            before = self.flow.second_done.get(place.id)
            sure = not self.walk.path.unsure or (before is not None and before[1])
            self.flow.second_done[place.id] = (place, sure)

    def note_request(self, part: Part) -> None:
        """Note that a request was sent: after `done`, or while a timer runs?"""
        self._note_leading_functions()
        if self.walk.path.done_calls:
            self.flow.after_done.setdefault(part.id, (part, "request"))
        if any(one[0] == "timer" for one in self.walk.path.queue):
            self.flow.watched.add(part.id)

    def _note_leading_functions(self) -> None:
        self.flow.leading_functions.update(one.id for one in self.walk.function_stack)

    def note_data_read(self, data: Symbol, part: Part) -> None:
        """Note that a field of an answer is read if the script hasn't looked at the answer before."""
        request = self.walk.path.requests[data.name[1]]
        no_error = "error" in request.looks or request.outcome in {"success", "fail"}
        if self.walk.peeking or self.walk.try_depth or "data" in request.looks:
            return
        if no_error and request.outcome == "error":
            return
        self.flow.data_reads.setdefault((request.call.id, id(request.handler)), (part, no_error))

    def note_response_read(self, part: Part) -> None:
        """Note that a field of a response is read that may be null."""
        if not self.walk.try_depth and not self.walk.peeking:
            self.flow.response_reads.setdefault(part.id, part)

    def note_context_change(self, part: Part) -> None:
        """Note that the context was changed: after a question to an answer, or after `done`?"""
        for number, request in list(self.walk.path.requests.items()):
            if request.fired and request.looks & {"questioned", "field", "asked"}:
                self.walk.path.look(number, "written")
        if self.walk.path.done_calls and not self.walk.peeking:
            self.flow.after_done.setdefault(part.id, (part, "context"))


def _innermost_difference(first: tuple[Part, ...], second: tuple[Part, ...]) -> Part:
    """The innermost call that leads to the second `done`, and didn't to the first."""
    for one, other in zip(reversed(second), reversed(first), strict=False):
        if one is not other:
            return one
    if len(second) > len(first):
        return second[-len(first) - 1]
    return second[-1]
