"""Whether a run was as its case expects: what didn't hold, what was expected beside what there was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from runtime.authoring.cases.assert_requests import check_requests
from runtime.authoring.cases.expect_comment import read_comment
from runtime.authoring.cases.match_requests import expand_expectations
from runtime.authoring.cases.model import CaseFailure, Mismatch
from runtime.authoring.cases.observation import Observation
from runtime.authoring.cases.patterns import find_unmet, fits, json_of
from runtime.authoring.cases.schema import Expect, ExpectedContext
from runtime.formats.json_diff import differences
from runtime.formats.json_text import parse_to_show
from runtime.inputs.overrides import Step, parse_path, put_value, remove_value
from runtime.model.outcome import TABLE, Outcome

ABSENT = object()  # what stands where nothing does


def check_expectations(
    expect: Expect, seen: Observation, where: str, state: dict[str, Any] | None
) -> list[CaseFailure]:
    """All that doesn't hold. `where` is the case, for messages; `state` is the fake's as it is expected.

    Raises BadInput for an expectation that makes no sense, which only shows with the run.
    """
    every = expand_expectations(where, expect.requests or [])
    return [
        *_outcome(expect, seen),
        *_findings(expect, seen),
        *check_requests(expect, every, seen),
        *(_context(expect.context, seen, where) if expect.context else ()),
        *(_state(state, seen) if state is not None else ()),
        *(_console(expect.console, seen) if expect.console is not None else ()),
    ]


def _outcome(expect: Expect, run: Observation) -> Iterator[CaseFailure]:
    comment = read_comment(run.script) if expect.outcome is None else None
    outcome = expect.outcome or (comment.outcome if comment else "done")
    message, line = expect.error, expect.line
    if comment is not None:
        message, line = message or comment.message, line or comment.line
    ending = run.ending
    if ending.outcome != outcome:
        reason = run.message or TABLE[ending.outcome].text
        text = f"the run ended otherwise: {reason}"
        yield run.failure("outcome", text, Mismatch("", outcome, str(ending.outcome)), at=ending.at)
        return
    if message and not fits(message, run.message):
        yield run.failure("error", "the message is another", Mismatch("", message, run.message), at=ending.at)
    got = ending.at.line if ending.at else None
    if line and line != got:
        unmet = Mismatch("line", str(line), None if got is None else str(got))
        yield run.failure("error", "it was thrown elsewhere", unmet, at=ending.at)


def _findings(expect: Expect, run: Observation) -> Iterator[CaseFailure]:
    allowed = {*expect.findings, *(["denied"] if expect.outcome == Outcome.DENIED.value else [])}
    for finding in run.findings:
        if finding.code not in allowed:
            yield run.failure("finding", f"{finding.text}  [{finding.code}]", at=finding.at)


def _context(expect: ExpectedContext, run: Observation, where: str) -> Iterator[CaseFailure]:
    at = run.transcript.finishes[0].at if run.transcript.finishes else None
    if not run.transcript.finishes:
        yield run.failure("context", "the script gave none back: done was not called")
        return
    for text, unmet in _contexts(expect, run, f"{where}: context"):
        yield run.failure("context", text, unmet, at=at)


def _contexts(expect: ExpectedContext, run: Observation, where: str) -> Iterator[tuple[str, Mismatch]]:
    after = run.after
    if expect.unchanged and (changes := tuple(differences(run.before, after))):
        yield "the script changed it", Mismatch("context", None, None, changes)
    has_json = "json_" in expect.model_fields_set
    if (
        expect.only
        and not has_json
        and (changes := tuple(differences(_only(expect, run.before, where), after)))
    ):
        yield "it is not as expected", Mismatch("context", None, None, changes)
        return
    for text, value in [*expect.set.items(), *((text, None) for text in expect.null)]:
        found = value_at(after, parse_path(where, text))
        if found is ABSENT:
            yield "something is missing in it", Mismatch(text, _show(value), None)
        elif changes := tuple(differences(value, found, text)):
            yield "it is not as expected", Mismatch(text, None, None, changes)
    for text in expect.absent:
        if (found := value_at(after, parse_path(where, text))) is not ABSENT:
            yield "there is something that should be absent", Mismatch(text, None, _show(found))
    if has_json:
        wanted_json = json_of(f"{where}: json", expect.json_)
        if changes := find_unmet(wanted_json, after, exact=expect.only, path="context"):
            yield "it is not as expected", Mismatch("context", None, None, changes)


def _only(expect: ExpectedContext, before: Any, where: str) -> Any:
    """The context as it was given, with all that is expected done to it."""
    for text, value in [*expect.set.items(), *((text, None) for text in expect.null)]:
        before = put_value(f"{where} {text}", *_make_way(where, before, parse_path(where, text)), value)
    for text in reversed(expect.absent):  # of a list's items the last goes first
        steps = parse_path(where, text)
        if value_at(before, steps) is not ABSENT:
            before = remove_value(f"{where} {text}", before, steps)
    return before


def _make_way(where: str, value: Any, steps: tuple[Step, ...]) -> tuple[Any, tuple[Step, ...]]:
    """`value` with the objects in it that the way to a place leads through, and the place."""
    for depth, step in enumerate(steps[1:], 1):
        if isinstance(step, str) and value_at(value, steps[:depth]) is ABSENT:
            value = put_value(where, value, steps[:depth], {})
    return value, steps


def value_at(value: Any, steps: tuple[Step, ...]) -> Any:
    """What stands where these steps lead, also into JSON in a string."""
    for step in steps:
        if isinstance(value, str):
            value = parse_to_show(value)
        keys: Any = value if isinstance(value, dict) else ()
        if isinstance(value, list) and isinstance(step, int):
            keys = range(len(value))
        if step not in keys:
            return ABSENT
        value = value[step]
    return value


def _state(expected: dict[str, Any], run: Observation) -> Iterator[CaseFailure]:
    if run.state is None:
        yield run.failure("state", "no fake has answered: there is no state")
        return
    # A state doesn't say what is as it is by default: no users, for one.
    relevant = {key: value for key, value in expected.items() if value or key in run.state}
    if changes := find_unmet(relevant, run.state, path="state"):
        yield run.failure("state", "the fake's state is another", Mismatch("state", None, None, changes))


def _console(expected: list[str], run: Observation) -> Iterator[CaseFailure]:
    logs = [log for log, _ in run.transcript.logs]
    for number in range(max(len(expected), len(logs))):
        line = expected[number] if number < len(expected) else None
        log = logs[number] if number < len(logs) else None
        if line is None or log is None or not fits(line, log.text):
            unmet = Mismatch(f"line {number + 1}", line, log.text if log else None)
            yield run.failure("console", "the console has other lines", unmet, at=log.at if log else None)
            return


def _show(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
