"""Requests on a path: who listens, how they may end, and what the listeners do then."""

from __future__ import annotations

from runtime.authoring.check.flow.facts import Fact
from runtime.authoring.check.flow.path import Request
from runtime.authoring.check.flow.program import Part
from runtime.authoring.check.flow.statements import Statements
from runtime.authoring.check.flow.values import (
    NULL,
    UNDEFINED,
    Closure,
    Constant,
    Sent,
    Symbol,
    Thing,
    Value,
    number,
    text,
)

_MOST_REQUESTS = 7  # on a path
_ANY = "*"
_JSON_VERB = 3  # the place of rest.json's method among its arguments
# Who listens to one of these tells apart how a request ended.
_TELLING = {"success", "fail", "error", "timeout", "abort"}


class Events(Statements):
    """Sends requests and lets their answers come."""

    def send(self, method: str, given: list[Value], part: Part) -> Value:
        """Make a request: it waits for its answer. A path with very many of them isn't followed."""
        sent = Sent(self.path.once(part))
        if len(self.path.requests) >= _MOST_REQUESTS:
            self.give_up()
        self.path.requests[sent.number] = Request(
            part, self._verb(method, given), timeout=self._timeout(method, given)
        )
        self.path.queue = (*self.path.queue, ("request", sent.number))
        for one in given:
            self.let_go(one) if isinstance(one, Closure) else None
        self.note_after(part)
        return sent

    def _verb(self, method: str, given: list[Value]) -> str:
        """What `rest.json` sends: a GET, unless its fourth argument says otherwise."""
        if method != "json":
            return method
        word = given[_JSON_VERB] if len(given) > _JSON_VERB else text("get")
        return word.value.lower() if isinstance(word, Constant) and word.kind == "string" else method

    def _timeout(self, method: str, given: list[Value]) -> str:
        """Whether the options have a `timeout`: yes, no, or "" where it can't be seen."""
        place = 2 if method.lower().endswith("json") else 1
        if not method:
            return ""
        options = self.force(given[place]) if len(given) > place else UNDEFINED
        if isinstance(options, Thing):
            found = self.field_of(options, "timeout", options.part)
            return (
                "no"
                if found == UNDEFINED
                else ""
                if found == Symbol.of("field", options, "timeout")
                else "yes"
            )
        return "no" if options == UNDEFINED else ""

    def note_after(self, part: Part) -> None:
        """Whoever listens learns of what still happens after `done`."""

    def listen(self, request: Sent, given: list[Value], part: Part) -> None:
        """Attach a listener; one to an event that isn't known here counts for all."""
        name = given[0]
        known = self.path.requests[request.number]
        event = name.value if isinstance(name, Constant) and name.kind == "string" else _ANY
        found = part.get("arguments")
        where = found.kids[1] if found is not None and len(found.kids) > 1 else part
        one = (event, given[1], where)
        self.path.requests[request.number] = known._replace(
            listeners=(*known.listeners, one), escaped=known.escaped or event == _ANY
        )

    def again(self, request: Sent, *, aborted: bool) -> None:
        """`retry` sends it once more; `abort` has it complete without an answer."""
        known = self.path.requests[request.number]
        if aborted:
            self.path.unsure = True
        if self.path.counts.get(-1, 0) >= _MOST_REQUESTS:
            self.give_up()
        self.path.counts[-1] = self.path.counts.get(-1, 0) + 1
        self.path.requests[request.number] = known._replace(
            outcome="nothing" if aborted else "", looks=frozenset()
        )
        for what in ("data", "response"):
            root = Symbol((what, request.number))
            self.path.facts = {
                key: facts for key, facts in self.path.facts.items() if not _leads_to(key, root)
            }
        self.path.queue = (*self.path.queue, ("request", request.number))

    def fire_next(self) -> None:
        """Let the next answer come; timers have time."""
        queue = self.path.queue
        one = next((one for one in queue if one[0] == "request"), queue[0])
        self.path.queue = tuple(other for other in queue if other is not one)
        self.calls = self.functions = ()
        self.nested = self.guarded = 0
        if one[0] == "request":
            self._answer(one[1])
        else:
            self._time(one[1], list(one[2]), one[3])

    def _time(self, function: Value, given: list[Value], part: Part) -> None:
        self.path.cause = None
        self._start(function, given, part, None)

    def _start(self, function: Value, given: list[Value], part: Part, this: Value | None) -> None:
        """Begin a turn with a function; what it throws ends the script."""
        self.path.turn = function.part if isinstance(function, Closure) else part
        self.path.branch = None
        self.invoke(function, given, part, this)

    def _answer(self, sent: tuple[int, int]) -> None:
        known = self.path.requests[sent]
        events = [event for event, _, _ in known.listeners]
        outcome = known.outcome or self._outcome(events)
        late = bool(self.path.done)
        if known.listeners:
            self.path.cause, self.path.outcome, self.path.branch = sent, outcome, None
        self.path.requests[sent] = known._replace(outcome=outcome, fired=True, late=late, heard=False)
        if outcome in {"success", "fail"} or (_telling(events) and outcome == "error"):
            self.path.look(sent, "listened")
        told = self._told(sent, outcome, events)
        for event, function, where in known.listeners:
            if (event in told) or event == _ANY:
                self._tell(sent, event, function, where)

    def _outcome(self, events: list[str]) -> str:
        """How it ends, if a listener tells the difference; else that stays open until somebody asks."""
        ways = ["success", "fail", "error"] if _telling(events) else [""]
        if "timeout" in events:
            ways.append("timeout")
        return ways[self.choose(len(ways))]

    def _told(self, sent: tuple[int, int], outcome: str, events: list[str]) -> set[str]:
        if outcome == "timeout":
            return {"timeout"}
        if outcome == "nothing":
            return {"abort", "complete"}
        told = {"complete", outcome}
        if outcome != "error":
            told.add("response")
        numbers = sorted({one for one in events if one[:1].isdigit()})
        fitting = [one for one in numbers if (one[0] in "45") is (outcome == "fail")]
        if outcome in {"success", "fail"} and fitting:
            told |= self._status(sent, fitting)
        return told

    def _status(self, sent: tuple[int, int], events: list[str]) -> set[str]:
        """The events of one status: that of a listener, or another. A 3xx that nobody names is left out."""
        exact = [one for one in events if one.isdigit()]
        classes = [one for one in events if not one.isdigit()]
        covered = "2XX" in classes or {"4XX", "5XX"} <= set(classes)
        ways = [*exact, *classes, *([] if covered else [""])]
        chosen = ways[self.choose(len(ways))]
        if not chosen and "success" not in self._events_of(sent) and self.path.outcome == "success":
            self.path.unsure = True  # who expects a 200 rarely gets another success
        status = Symbol.of("field", Symbol(("response", sent)), "statusCode")
        if chosen.isdigit():
            self.path.facts[status] = (Fact("===", number(int(chosen)), holds=True),)
            return {chosen, f"{chosen[0]}XX"}
        facts = [Fact("===", number(int(one)), holds=False) for one in exact]
        for one in classes if not chosen else [chosen]:
            facts.append(Fact(">=", number(int(one[0]) * 100), holds=bool(chosen)))
            if chosen:
                facts.append(Fact("<", number(int(one[0]) * 100 + 100), holds=True))
        self.path.facts[status] = tuple(facts)
        return {chosen}

    def _events_of(self, sent: tuple[int, int]) -> set[str]:
        return {event for event, _, _ in self.path.requests[sent].listeners}

    def _tell(self, sent: tuple[int, int], event: str, function: Value, where: Part) -> None:
        known = self.path.requests[sent]
        handler = function.part if isinstance(function, Closure) else where
        self.path.requests[sent] = known._replace(
            heard=True, handler=handler if event == "complete" else known.handler
        )
        data: Value = Symbol(("data", sent))
        response: Value = Symbol(("response", sent))
        given = [data, response]
        if event == "timeout":
            given = [Symbol(("milliseconds",))]
        elif event == "response":
            given = [response]
        elif known.outcome == "nothing":
            given = [NULL, NULL]
        if event in {"success", "2XX", "fail", "4XX", "5XX"} or event.isdigit():
            self.path.look(sent, "asked")
        elif event in {"error", "abort"}:
            self.path.look(sent, "data")  # it is an Error
        self._start(function, given, where, Sent(sent))


def _telling(events: list[str]) -> bool:
    return any(one in _TELLING - {"timeout", "abort"} or one[:1].isdigit() for one in events)


def _leads_to(value: Value, root: Symbol) -> bool:
    here: object = value
    for _ in range(50):
        if here == root or not isinstance(here, Symbol):
            break
        here = next(iter(here.name[1:]), None)
    return here == root
