"""MWS022: a mark that ignores nothing, names no rule, or gives no reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.script_context import Subject
from runtime.authoring.check.suppressions import Mark
from runtime.formats.suggest import nearest


def find_idle(
    subject: Subject, marks: Iterable[Mark], every: Iterable[Rule], looked: Iterable[Rule]
) -> Iterator[CheckFinding]:
    """What is wrong with the marks, once they have met what those of the rules found that have looked."""
    codes, chosen_codes = ({rule.code for rule in rules} for rules in (every, looked))
    for mark in marks:
        for problem in _problems(mark, codes, chosen_codes):
            yield RULE.at(subject, mark.node, problem)


def _problems(mark: Mark, codes: set[str], chosen: set[str]) -> Iterator[str]:
    if not mark.codes:
        yield "This mark names no rule: write `// mws-ignore MWS001: reason`"
        return
    for code in mark.codes:
        if code not in codes:
            near = nearest(code, codes)
            yield f"There is no rule {code}" + (f": did you mean {near}?" if near else "")
        elif code in chosen - mark.codes_used and code != RULE.code:
            yield f"{code} finds nothing on line {mark.line}: remove this mark"
    if not mark.reason:
        yield "This mark gives no reason: write it after a colon, for the next reader"


def _find(subject: Subject) -> Iterator[CheckFinding]:
    """Only when all other rules have looked is it known which marks are idle: see `idle`."""
    del subject
    return iter(())


RULE = Rule("MWS022", "ignore-unused", Severity.WARNING, "A mark ignores nothing, or gives no reason.", _find)
