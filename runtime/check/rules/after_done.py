"""MWS015: what still happens after `done`, or can't happen: requests, changes of the context, dead code.

`done` hands the context over: what is changed afterwards may or may not be seen, and MyWorkspace may end the
script while a request is still on its way. Code behind `return done(context)` is never reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from runtime.check.rule import Rule
from runtime.check.subject import Subject
from runtime.check.words import Finding, Severity
from runtime.kind import Kind
from runtime.syntax import FUNCTIONS

_WHAT = {
    "request": "This request is sent after `done` was called: MyWorkspace may have ended the script by then.",
    "context": "The context is changed after `done` was called: it was handed over as it was before.",
}
_BLOCKS = {"statement_block", "program", "switch_case", "switch_default"}
_LEAVING = {"return_statement", "throw_statement"}
_HARMLESS = _LEAVING | {"function_declaration", "comment", "empty_statement", "break_statement"}
_HIGHEST = 40  # nodes between a name and its statement


def _find(subject: Subject) -> Iterable[Finding]:
    if subject.kind is not Kind.WORKFLOW:
        return
    for part, what in subject.flow.after.values():
        yield RULE.at(subject, part.node, _WHAT[what])
    for node in _dead(subject):
        yield RULE.at(subject, node, "This is never reached: the function has returned after `done` by then.")


def _dead(subject: Subject) -> Iterator[Node]:
    """The first statement behind a `return` that `done` stands in, or right before."""
    for use in subject.scopes.free.get("done", ()):
        statement = _statement(use)
        while statement is not None and statement.type not in _LEAVING:
            following = statement.next_named_sibling
            passes = following is not None and following.type in _LEAVING | {"comment"}
            statement = following if passes else None
        dead = None if statement is None else _behind(statement)
        if dead is not None:
            yield dead


def _statement(use: Node) -> Node | None:
    """The statement that a name stands in, if it is one of the same function."""
    here: Node = use
    for _ in range(_HIGHEST):
        parent = here.parent
        if parent is None or parent.type in FUNCTIONS:
            return None
        if parent.type in _BLOCKS:
            return here
        here = parent
    return None


def _behind(statement: Node) -> Node | None:
    """The first statement behind another that does something."""
    following = statement.next_named_sibling
    while following is not None and following.type in _HARMLESS:
        following = following.next_named_sibling
    cases = {"switch_case", "switch_default"}
    return None if following is None or following.type in cases else following


RULE = Rule(
    "MWS015", "after-done", Severity.WARNING, "something is done, or stands, after done was called", _find
)
