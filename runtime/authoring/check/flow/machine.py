"""All evaluators over one walk, put together in the order in which they build on each other."""

from __future__ import annotations

from runtime.authoring.check.flow.assignments import Assignments
from runtime.authoring.check.flow.builtins import Builtins
from runtime.authoring.check.flow.calls import Calls
from runtime.authoring.check.flow.conditions import Conditions
from runtime.authoring.check.flow.evaluator import Evaluator
from runtime.authoring.check.flow.expressions import Expressions
from runtime.authoring.check.flow.fields import Fields
from runtime.authoring.check.flow.functions import Functions
from runtime.authoring.check.flow.lists import Lists
from runtime.authoring.check.flow.names import Names
from runtime.authoring.check.flow.observer import Observer
from runtime.authoring.check.flow.operators import Operators
from runtime.authoring.check.flow.promises import Promises
from runtime.authoring.check.flow.requests import Requests
from runtime.authoring.check.flow.statements import Statements
from runtime.authoring.check.flow.walk import Walk


class Machine:
    """Runs a script's statements, its listeners and timers, and its promises' jobs on a walk's path."""

    def __init__(self, walk: Walk, observer: Observer) -> None:
        self._evaluator = evaluator = Evaluator()
        conditions = Conditions(walk=walk, evaluator=evaluator)
        names = Names(walk=walk)
        fields = Fields(walk=walk, evaluator=evaluator, conditions=conditions, names=names, observer=observer)
        assignments = Assignments(
            walk=walk,
            evaluator=evaluator,
            conditions=conditions,
            names=names,
            fields=fields,
            observer=observer,
        )
        operators = Operators(walk=walk, conditions=conditions)
        requests = Requests(
            walk=walk, evaluator=evaluator, conditions=conditions, fields=fields, observer=observer
        )
        promises = Promises(
            walk=walk, evaluator=evaluator, conditions=conditions, fields=fields, requests=requests
        )
        lists = Lists(walk=walk, evaluator=evaluator, conditions=conditions, fields=fields)
        builtins = Builtins(
            walk=walk,
            evaluator=evaluator,
            conditions=conditions,
            fields=fields,
            lists=lists,
            promises=promises,
            requests=requests,
            observer=observer,
        )
        functions = Functions(
            walk=walk,
            evaluator=evaluator,
            conditions=conditions,
            names=names,
            fields=fields,
            assignments=assignments,
            promises=promises,
            builtins=builtins,
        )
        calls = Calls(
            walk=walk,
            evaluator=evaluator,
            conditions=conditions,
            fields=fields,
            promises=promises,
            builtins=builtins,
            functions=functions,
        )
        expressions = Expressions(
            walk=walk,
            conditions=conditions,
            names=names,
            fields=fields,
            assignments=assignments,
            operators=operators,
            promises=promises,
            calls=calls,
        )
        statements = Statements(
            walk=walk,
            conditions=conditions,
            names=names,
            fields=fields,
            assignments=assignments,
            operators=operators,
            expressions=expressions,
        )
        evaluator.evaluate = expressions.evaluate
        evaluator.evaluate_deferred = expressions.evaluate_deferred
        evaluator.invoke = functions.invoke
        evaluator.run_all = statements.run_all
        self._expressions, self._statements = expressions, statements
        self.run_all, self.fire_next, self.run_jobs = (
            statements.run_all,
            requests.fire_next,
            promises.run_jobs,
        )

    def close(self) -> None:
        """Break the circles between the evaluators, so that their memory is free with the last use."""
        self._expressions.handlers.clear()
        self._statements.handlers.clear()
        self._evaluator.__dict__.clear()
