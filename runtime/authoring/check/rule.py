"""What a rule is: a kind of mistake, with a code that stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tree_sitter import Node

from runtime.authoring.check.finding import CheckFinding, Edit, Severity
from runtime.authoring.check.script_context import Subject


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of mistake. `code` is for ever; `summary` is what `--explain` and SARIF call it.

    `find` looks at one script. Its findings may be milder than the rule's severity where it isn't sure.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    find: Callable[[Subject], Iterable[CheckFinding]]

    def at(
        self,
        subject: Subject,
        node: Node,
        message: str,
        *,
        severity: Severity | None = None,
        fix: tuple[Edit, ...] = (),
    ) -> CheckFinding:
        """A finding of this rule that stands at a node."""
        begin, end = subject.syntax.at(node), subject.syntax.end(node)
        return CheckFinding(begin, self.code, severity or self.severity, message, end, fix)
