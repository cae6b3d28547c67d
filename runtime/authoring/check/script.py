"""One script under all rules: what they find, in the order of the text, without what its author ignores."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.rules import RULES, ignore_unused
from runtime.authoring.check.rules import syntax as compiled
from runtime.authoring.check.script_context import CompileError, Subject, Surroundings
from runtime.authoring.check.suppressions import drop_ignored, marks
from runtime.model.kind import Kind
from runtime.model.script import Script

# Nodes in each other. What people write stays far below; looking around in a deeper tree takes for ever.
DEEPEST = 500


def check_script(
    script: Script,
    kind: Kind = Kind.WORKFLOW,
    surroundings: Surroundings | None = None,
    rules: Iterable[Rule] = RULES,
    compile_error: CompileError | None = None,
) -> list[CheckFinding]:
    """What the rules find in a script. `compile_error` is the engine's word on it, if it can't compile it.

    Of a script that doesn't compile nothing else is told: its tree is a guess. Where only our parser doesn't
    understand a text, nothing that follows is certain, and errors become warnings.
    """
    subject = Subject(script, kind, surroundings or Surroundings(), compile_error)
    if compile_error is not None:
        return list(compiled.RULE.find(subject))
    if subject.syntax.depth > DEEPEST:
        return [compiled.too_deep(subject, DEEPEST)]
    chosen = tuple(rules)
    found = {one for rule in chosen for one in rule.find(subject)}
    if subject.syntax.root.has_error:
        found = {replace(one, severity=Severity.WARNING) for one in found}
    every = marks(subject.syntax)
    remaining = drop_ignored(found, every)
    if ignore_unused.RULE in chosen:
        remaining += drop_ignored(ignore_unused.find_idle(subject, every, RULES, chosen), every)
    return sorted(remaining)
