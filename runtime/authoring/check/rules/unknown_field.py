"""MWS020: a misspelt field of the context, with the name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from tree_sitter import Node

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.origins import PARSED
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.script_context import Subject
from runtime.formats.javascript import field
from runtime.formats.suggest import is_slip, nearest
from runtime.inputs.context import DOCUMENTED

_RATHER = 0.85
_Path = tuple[str, ...]
_CONFIGURATION = ("OAuth2ProtocolConfiguration",)
# The two that are documented, and what else OAuth 2.0 and GoTo answer a login with.
_OF_CONFIGURATION = (
    "account_key",
    "access_token",
    "refresh_token",
    "id_token",
    "token_type",
    "expires_in",
    "scope",
    "organizer_key",
    "account_type",
    "email",
    "firstName",
    "lastName",
    "version",
    "client_id",
    "client_secret",
)
_KNOWN = frozenset(
    {
        *(tuple(path.split(".")) for path in DOCUMENTED),
        _CONFIGURATION,
        *((*_CONFIGURATION, PARSED, name) for name in _OF_CONFIGURATION),
    }
)


def _find(subject: Subject) -> Iterator[CheckFinding]:
    """At the name. A field of the author's own, which nothing known is near to, passes."""
    siblings = _siblings(subject.surroundings.fields)
    written_paths: set[_Path] = set()
    waiting: list[tuple[Node, _Path, bool]] = []
    for path, name, writes in _uses(subject):
        if writes:
            written_paths.add(path)
        waiting.append((name, path, writes))
    reported: set[int] = set()
    for name, path, writes in waiting:
        neighbours = siblings.get(path[:-1], frozenset())
        # `MailAddress2` is one more of the kind, and no slip.
        one_more = path[-1].rstrip("0123456789") in neighbours
        if (
            path[-1] in neighbours
            or one_more
            or not neighbours
            or name.id in reported
            or (path in written_paths and not writes)
        ):
            continue
        reported.add(name.id)
        yield from _finding(subject, name, path[-1], neighbours, writes=writes)


def _finding(
    subject: Subject, node: Node, name: str, neighbours: frozenset[str], *, writes: bool
) -> Iterator[CheckFinding]:
    slips = [one for one in neighbours if is_slip(name, one)]
    near = nearest(name, slips) or next(iter(sorted(slips)), "") or nearest(name, neighbours, _RATHER)
    if near:
        sure = bool(slips) and not writes
        message = f"No documented field is called {name}: did you mean {near}?"
        yield RULE.at(subject, node, message, severity=Severity.ERROR if sure else Severity.WARNING)


def _uses(subject: Subject) -> Iterator[tuple[_Path, Node, bool]]:
    """Each field of the context that the script names: its path, the name, and whether it is written to."""
    for node in subject.syntax.of("member_expression", "subscript_expression"):
        path = subject.origins.of_context(node)
        name = node.child_by_field_name("property") or node.child_by_field_name("index")
        if path and name is not None:
            yield path, name, _is_written(node)
    for variable in subject.scopes.variables:
        write = variable.only
        if write is None or not write.keys or write.value is None:
            continue
        path = subject.origins.of_context(write.value)
        if path is not None:
            yield (*path, *write.keys), write.name, False


def _is_written(node: Node) -> bool:
    parent = node.parent
    return (
        parent is not None and parent.type == "assignment_expression" and field(parent, "left") == node
    ) or (parent is not None and parent.type == "unary_expression" and parent.children[0].type == "delete")


@lru_cache(maxsize=8)
def _siblings(fields: frozenset[_Path]) -> dict[_Path, frozenset[str]]:
    """The known fields of each known object."""
    found: dict[_Path, set[str]] = {}
    for path in _KNOWN | fields:
        for length in range(len(path)):
            found.setdefault(path[:length], set()).add(path[length])
    return {path: frozenset(names) for path, names in found.items()}


RULE = Rule("MWS020", "unknown-field", Severity.ERROR, "A misspelt field of the context.", _find)
