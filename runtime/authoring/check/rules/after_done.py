"""MWS015: what still happens after `done`, or can't happen: requests, changes of the context, dead code.

`done` hands the context over: what is changed afterwards may or may not be seen, and MyWorkspace may end the
script while a request is still on its way. Code behind `return done(context)` is never reached.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.script_context import Subject
from runtime.model.kind import Kind

_WHAT = {
    "request": "This request is sent after `done` was called: MyWorkspace may have ended the script by then.",
    "context": "The context is changed after `done` was called: MyWorkspace already has it as it was before.",
}
_BLOCKS = {"statement_block", "program", "switch_case", "switch_default"}
_LEAVING = {"return_statement", "throw_statement"}
_HARMLESS = _LEAVING | {"function_declaration", "comment", "empty_statement", "break_statement"}


def _find(subject: Subject) -> Iterable[CheckFinding]:
    if subject.kind is not Kind.WORKFLOW:
        return
    for part, what in subject.flow.after_done.values():
        yield RULE.at(subject, part.node, _WHAT[what])
    for node in _dead(subject):
        yield RULE.at(subject, node, "This code never runs: the function has already returned after `done`.")


def _dead(subject: Subject) -> Iterator[Node]:
    """The first statement behind a `return` that `done` stands in, or right before."""
    calls = sorted(use.start_byte for use in subject.scopes.free.get("done", ()))
    for block, kind in subject.syntax.typed if calls else ():
        if kind in _BLOCKS:
            yield from _behind(block.named_children, calls)


def _behind(statements: list[Node], calls: list[int]) -> Iterator[Node]:
    after = has_left = False
    for one in statements:
        if has_left and one.type not in _HARMLESS:
            yield one
            return
        if one.type == "comment":
            continue
        contains_done = bisect_left(calls, one.start_byte) < bisect_left(calls, one.end_byte)
        has_left = has_left or (one.type in _LEAVING and (contains_done or after))
        after = contains_done and one.type == "expression_statement"


RULE = Rule("MWS015", "after-done", Severity.WARNING, "There is code after done was called.", _find)
