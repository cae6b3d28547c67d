"""MWS016: a global of MyWorkspace that is shadowed, or overwritten."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.scopes import Variable, Write
from runtime.authoring.check.script_context import Subject
from runtime.formats.javascript import walk
from runtime.model.kind import Kind


def _find(subject: Subject) -> Iterator[CheckFinding]:
    """At the declaration, or at what is written to."""
    names = {"context"} if subject.kind is Kind.TRANSFORMATION else {"context", "rest", "done"}
    for variable in subject.scopes.variables:
        if variable.name in names:
            yield _find_declaration(subject, variable)
    for name in sorted(names & subject.scopes.free_writes.keys()):
        for write in subject.scopes.free_writes[name]:
            yield _overwritten(subject, name, write)


def _find_declaration(subject: Subject, variable: Variable) -> CheckFinding:
    node = variable.declared[0]
    if variable.scope.type == "program" and variable.kind != "parameter":
        write = variable.writes[0] if variable.writes else None
        keeps = (
            variable.kind == "var" and write is not None and _mentions(subject, write.value, variable.name)
        )
        if write is None or keeps:
            message = f"{variable.name} is declared again: MyWorkspace already provides it"
            return RULE.at(subject, node, message, severity=Severity.WARNING)
        message = (
            f"{variable.name} hides the one that MyWorkspace provides, which can't be reached from here on"
        )
        return RULE.at(subject, node, message, severity=Severity.ERROR)
    message = f"{variable.name} hides the one that MyWorkspace provides: use another name"
    return RULE.at(subject, node, message)


def _overwritten(subject: Subject, name: str, write: Write) -> CheckFinding:
    keeps = write.value is not None and _mentions(subject, write.value, name)
    message = f"{name} is overwritten: from here on it isn't the one that MyWorkspace provides"
    severity = Severity.WARNING if keeps else Severity.ERROR
    return RULE.at(subject, write.name, message, severity=severity)


def _mentions(subject: Subject, value: Node | None, name: str) -> bool:
    return value is not None and any(
        node.type == "identifier" and subject.syntax.text(node) == name for node in walk(value)
    )


RULE = Rule(
    "MWS016",
    "shadowed",
    Severity.WARNING,
    "A global of MyWorkspace is shadowed or overwritten.",
    _find,
)
