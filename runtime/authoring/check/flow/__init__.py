"""The paths of a script: the requests it sends, who hears of their answers, and how often `done` is called.

The script is walked through from its first line, with values where they are known and names for those that
aren't. Where a condition isn't known, both ways are tried, and what was found true once on a path stays true
on it: flags, counters, the same question asked twice. Functions are followed where they are called, callbacks
and promises too. Each request then ends in each way that the script tells apart: with an answer that is a
success or a refusal, or with an Error. Nothing is run, and nothing is asked of a service.

What the walk can't see, and what comes of that:

- A list that isn't known has none, one or two things in it. What goes wrong only with none is a warning.
- A loop goes round four times, requests are seven on a path, calls fourteen deep. A path beyond that is left:
  nothing is said of it.
- Answers come in the order of their requests, timers after them: what needs another order isn't seen.
- What one of the engine's methods throws (JSON.parse, say) is taken to be thrown at the beginning of a `try`;
  outside of one it isn't looked for. An `await` lets what it waits for happen before its caller goes on.
- Generators, classes that inherit, and functions handed to what isn't in the script are not followed. Where
  `done` stands in the first two, nothing is said of paths that lack it.
- A condition computed in a way that isn't followed leads both ways, and what hangs on it is a warning.
- Work is bounded: 8,000 steps in a script, 300 ways through a turn. What lies beyond isn't looked at.
"""

from __future__ import annotations

from runtime.authoring.check.flow.explore import Explorer
from runtime.authoring.check.flow.flow import Flow, PathEnd
from runtime.authoring.check.flow.path import RequestState, evidence_of
from runtime.authoring.check.flow.program import Part, Program
from runtime.authoring.check.scopes import Scopes
from runtime.formats.javascript import Syntax

__all__ = ["Flow", "Part", "PathEnd", "RequestState", "evidence_of", "head", "walk_paths"]


def walk_paths(syntax: Syntax, scopes: Scopes) -> Flow:
    """Walk all paths of a script. One that can't be parsed has none."""
    program = Program(syntax, scopes)
    if syntax.root.has_error:
        return Flow(program.root, complete=False)
    flow = Explorer(program).explore()
    program.forget()
    return flow


def head(function: Part) -> Part:
    """Where a finding points in a function: its name, the word `function`, or an arrow's parameters."""
    name = function.get("name") if function.type != "arrow_function" else None
    if name is not None:
        return name
    first = next(iter(function.node.children), None)
    return function if first is None or "function" not in function.type else Part(first, function.program)
