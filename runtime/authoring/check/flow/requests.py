"""Requests on a path: their listeners, how they may end, and what the listeners do then."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.authoring.check.flow.conditions import Conditions
from runtime.authoring.check.flow.constraints import Constraint
from runtime.authoring.check.flow.evaluator import Evaluator
from runtime.authoring.check.flow.fields import Fields
from runtime.authoring.check.flow.observer import Observer
from runtime.authoring.check.flow.path import RequestState
from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.values import (
    NULL,
    UNDEFINED,
    Closure,
    Constant,
    ObjectValue,
    RequestValue,
    Symbol,
    Value,
    number,
    text,
)
from runtime.authoring.check.flow.walk import EMPTY_STACK, Walk

_MOST_REQUESTS = 7  # on a path
_ANY = "*"
_JSON_VERB = 3  # the place of rest.json's method among its arguments
# A script that listens to one of these distinguishes how a request ended.
_OUTCOME_EVENTS = {"success", "fail", "error", "timeout", "abort"}


@dataclass(slots=True, kw_only=True)
class Requests:
    """Sends requests, and lets their answers and the timers come."""

    walk: Walk
    evaluator: Evaluator
    conditions: Conditions
    fields: Fields
    observer: Observer

    def send(self, method: str, arguments: list[Value], part: Part) -> Value:
        """Send a request: it waits for its answer. A path with more than _MOST_REQUESTS isn't followed."""
        sent = RequestValue(self.walk.path.new_number(part))
        if len(self.walk.path.requests) >= _MOST_REQUESTS:
            self.walk.give_up()
        self.walk.path.requests[sent.number] = RequestState(
            part, self._method_of(method, arguments), timeout=self._timeout_of(method, arguments)
        )
        self.walk.path.queue = (*self.walk.path.queue, ("request", sent.number))
        for one in arguments:
            if isinstance(one, Closure):
                self.walk.escape(one)
        self.observer.note_request(part)
        return sent

    def _method_of(self, method: str, arguments: list[Value]) -> str:
        """The method of a request: for `rest.json` a GET, unless its fourth argument names another."""
        if method != "json":
            return method
        word = arguments[_JSON_VERB] if len(arguments) > _JSON_VERB else text("get")
        return word.value.lower() if isinstance(word, Constant) and word.kind == "string" else method

    def _timeout_of(self, method: str, arguments: list[Value]) -> str:
        """Whether the options have a `timeout`: yes, no, or "" where it can't be seen."""
        place = 2 if method.lower().endswith("json") else 1
        if not method:
            return ""
        options = self.conditions.force(arguments[place]) if len(arguments) > place else UNDEFINED
        if isinstance(options, ObjectValue):
            found = self.fields.read(options, "timeout", options.part)
            if found == UNDEFINED:
                return "no"
            return "" if found == Symbol.of("field", options, "timeout") else "yes"
        return "no" if options == UNDEFINED else ""

    def listen(self, request: RequestValue, arguments: list[Value], part: Part) -> None:
        """Attach a listener; if its event isn't known it counts for all events."""
        name = arguments[0]
        known = self.walk.path.requests[request.number]
        event = name.value if isinstance(name, Constant) and name.kind == "string" else _ANY
        found = part.get("arguments")
        where = found.children[1] if found is not None and len(found.children) > 1 else part
        one = (event, arguments[1], where)
        self.walk.path.requests[request.number] = known._replace(
            listeners=(*known.listeners, one), escaped=known.escaped or event == _ANY
        )

    def retry_or_abort(self, request: RequestValue, *, abort: bool) -> None:
        """`retry` sends it once more; `abort` has it complete without an answer."""
        known = self.walk.path.requests[request.number]
        if abort:
            self.walk.path.unsure = True
        if self.walk.path.counts.get(-1, 0) >= _MOST_REQUESTS:
            self.walk.give_up()
        self.walk.path.counts[-1] = self.walk.path.counts.get(-1, 0) + 1
        self.walk.path.requests[request.number] = known._replace(
            outcome="nothing" if abort else "", looks=frozenset()
        )
        for what in ("data", "response"):
            root = Symbol((what, request.number))
            self.walk.path.constraints = {
                key: constraints
                for key, constraints in self.walk.path.constraints.items()
                if not _derives_from(key, root)
            }
        self.walk.path.queue = (*self.walk.path.queue, ("request", request.number))

    def fire_next(self) -> None:
        """Let the next answer come; timers fire when no answer is left."""
        queue = self.walk.path.queue
        one = next((one for one in queue if one[0] == "request"), queue[0])
        self.walk.path.queue = tuple(other for other in queue if other is not one)
        self.walk.stack = EMPTY_STACK
        if one[0] == "request":
            self._deliver_answer(one[1])
        else:
            self._fire_timer(one[1], list(one[2]), one[3])

    def _fire_timer(self, function: Value, arguments: list[Value], part: Part) -> None:
        self.walk.path.cause = None
        self._begin_turn(function, arguments, part, None)

    def _begin_turn(self, function: Value, arguments: list[Value], part: Part, this: Value | None) -> None:
        """Begin a turn with a function; what it throws ends the script."""
        self.walk.path.turn = function.part if isinstance(function, Closure) else part
        self.walk.path.branch = None
        self.evaluator.invoke(function, arguments, part, this)

    def _deliver_answer(self, sent: tuple[int, int]) -> None:
        known = self.walk.path.requests[sent]
        events = [event for event, _, _ in known.listeners]
        outcome = known.outcome or self._choose_outcome(events)
        late = bool(self.walk.path.done_calls)
        if known.listeners:
            self.walk.path.cause, self.walk.path.outcome, self.walk.path.branch = sent, outcome, None
        self.walk.path.requests[sent] = known._replace(outcome=outcome, fired=True, late=late, heard=False)
        if outcome in {"success", "fail"} or (_distinguishes_outcomes(events) and outcome == "error"):
            self.walk.path.look(sent, "listened")
        fired = self._events_for(sent, outcome, events)
        for event, function, where in known.listeners:
            if event in fired or event == _ANY:
                self._call_listener(sent, event, function, where)

    def _choose_outcome(self, events: list[str]) -> str:
        """How a request ends, if a listener tells the difference; else "", which the first look decides."""
        ways = ["success", "fail", "error"] if _distinguishes_outcomes(events) else [""]
        if "timeout" in events:
            ways.append("timeout")
        return ways[self.walk.choose(len(ways))]

    def _events_for(self, sent: tuple[int, int], outcome: str, events: list[str]) -> set[str]:
        if outcome == "timeout":
            return {"timeout"}
        if outcome == "nothing":
            return {"abort", "complete"}
        fired = {"complete", outcome}
        if outcome != "error":
            fired.add("response")
        numbers = sorted({one for one in events if one[:1].isdigit()})
        fitting = [one for one in numbers if (one[0] in "45") is (outcome == "fail")]
        if outcome in {"success", "fail"} and fitting:
            fired |= self._choose_status(sent, fitting)
        return fired

    def _choose_status(self, sent: tuple[int, int], events: list[str]) -> set[str]:
        """The events of one status: that of a listener, or another. A 3xx without a listener is left out."""
        exact = [one for one in events if one.isdigit()]
        classes = [one for one in events if not one.isdigit()]
        covered = "2XX" in classes or {"4XX", "5XX"} <= set(classes)
        ways = [*exact, *classes, *([] if covered else [""])]
        chosen = ways[self.walk.choose(len(ways))]
        if (
            not chosen
            and "success" not in self._listened_events(sent)
            and self.walk.path.outcome == "success"
        ):
            self.walk.path.unsure = True  # a service that answers 200 rarely answers with another success
        status = Symbol.of("field", Symbol(("response", sent)), "statusCode")
        if chosen.isdigit():
            self.walk.path.constraints[status] = (Constraint("===", number(int(chosen)), holds=True),)
            return {chosen, f"{chosen[0]}XX"}
        constraints = [Constraint("===", number(int(one)), holds=False) for one in exact]
        for one in classes if not chosen else [chosen]:
            constraints.append(Constraint(">=", number(int(one[0]) * 100), holds=bool(chosen)))
            if chosen:
                constraints.append(Constraint("<", number(int(one[0]) * 100 + 100), holds=True))
        self.walk.path.constraints[status] = tuple(constraints)
        return {chosen}

    def _listened_events(self, sent: tuple[int, int]) -> set[str]:
        return {event for event, _, _ in self.walk.path.requests[sent].listeners}

    def _call_listener(self, sent: tuple[int, int], event: str, function: Value, where: Part) -> None:
        known = self.walk.path.requests[sent]
        handler = function.part if isinstance(function, Closure) else where
        self.walk.path.requests[sent] = known._replace(
            heard=True, handler=handler if event == "complete" else known.handler
        )
        data: Value = Symbol(("data", sent))
        response: Value = Symbol(("response", sent))
        arguments = [data, response]
        if event == "timeout":
            arguments = [Symbol(("milliseconds",))]
        elif event == "response":
            arguments = [response]
        elif known.outcome == "nothing":
            arguments = [NULL, NULL]
        if event in {"success", "2XX", "fail", "4XX", "5XX"} or event.isdigit():
            self.walk.path.look(sent, "asked")
        elif event in {"error", "abort"}:
            self.walk.path.look(sent, "data")  # it is an Error
        self._begin_turn(function, arguments, where, RequestValue(sent))


def _distinguishes_outcomes(events: list[str]) -> bool:
    return any(one in _OUTCOME_EVENTS - {"timeout", "abort"} or one[:1].isdigit() for one in events)


def _derives_from(value: Value, root: Symbol) -> bool:
    here: object = value
    for _ in range(50):
        if here == root or not isinstance(here, Symbol):
            break
        here = next(iter(here.name[1:]), None)
    return here == root
