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

_WHAT = {
    "request": "This request is sent after `done` was called: MyWorkspace may have ended the script by then.",
    "context": "The context is changed after `done` was called: it was handed over as it was before.",
}
_BLOCKS = {"statement_block", "program", "switch_case", "switch_default"}
_LEAVING = {"return_statement", "throw_statement"}
_HARMLESS = {"function_declaration", "comment", "empty_statement"}


def _find(subject: Subject) -> Iterable[Finding]:
    if subject.kind is not Kind.WORKFLOW:
        return
    for part, what in subject.flow.after.values():
        yield RULE.at(subject, part.node, _WHAT[what])
    for node in _dead(subject):
        yield RULE.at(subject, node, "This is never reached: the function has returned after `done` by then.")


def _dead(subject: Subject) -> Iterator[Node]:
    """The first statement behind a `return` that `done` stands in, or before."""
    for use in subject.scopes.free.get("done", ()):
        statement = use
        while statement.parent is not None and statement.parent.type not in _BLOCKS:
            if statement.parent.type.endswith("function"):
                break
            statement = statement.parent
        if statement.parent is None or statement.parent.type not in _BLOCKS:
            continue
        left = statement.type in _LEAVING
        following = statement.next_named_sibling
        while following is not None:
            if left and following.type not in _HARMLESS | _LEAVING | {"break_statement"}:
                if following.type in {"switch_case", "switch_default"}:
                    break
                yield following
                break
            if not left and following.type not in _LEAVING | {"comment"}:
                break
            left = left or following.type in _LEAVING
            following = following.next_named_sibling


RULE = Rule(
    "MWS015", "after-done", Severity.WARNING, "something is done, or stands, after done was called", _find
)
