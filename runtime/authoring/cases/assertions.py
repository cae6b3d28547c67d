"""Whether a run was as its case expects: what didn't hold, what was expected beside what there was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from runtime.authoring.cases.assert_requests import requests
from runtime.authoring.cases.expect_comment import read_comment as said_by
from runtime.authoring.cases.match_requests import expected_requests
from runtime.authoring.cases.model import CaseFailure, Unmet
from runtime.authoring.cases.observed import Observation
from runtime.authoring.cases.patterns import find_unmet, fits, json_of
from runtime.authoring.cases.schema import Expect, ExpectedContext
from runtime.formats.json_diff import differences
from runtime.formats.json_text import parse_to_show
from runtime.inputs.overrides import Step, parse_path, put_value, remove_value
from runtime.model.outcome import TABLE, Outcome

ABSENT = object()  # what stands where nothing does


def failures(
    expect: Expect, seen: Observation, where: str, state: dict[str, Any] | None
) -> list[CaseFailure]:
    """All that doesn't hold. `where` is the case, for messages; `state` is the fake's as it is expected.

    Raises BadInput for an expectation that makes no sense, which only shows with the run.
    """
    every = expected_requests(where, expect.requests or [])
    return [
        *_outcome(expect, seen),
        *_findings(expect, seen),
        *requests(expect, every, seen),
        *(_context(expect.context, seen, where) if expect.context else ()),
        *(_state(state, seen) if state is not None else ()),
        *(_console(expect.console, seen) if expect.console is not None else ()),
    ]


def _outcome(expect: Expect, seen: Observation) -> Iterator[CaseFailure]:
    said = said_by(seen.script) if expect.outcome is None else None
    outcome = expect.outcome or (said.outcome if said else "done")
    message, line = expect.error, expect.line
    if said is not None:
        message, line = message or said.message, line or said.line
    ending = seen.ending
    if ending.outcome != outcome:
        told = seen.message or TABLE[ending.outcome].text
        text = f"the run ended otherwise: {told}"
        yield seen.failure("outcome", text, Unmet("", outcome, str(ending.outcome)), at=ending.at)
        return
    if message and not fits(message, seen.message):
        yield seen.failure("error", "the message is another", Unmet("", message, seen.message), at=ending.at)
    got = ending.at.line if ending.at else None
    if line and line != got:
        unmet = Unmet("line", str(line), None if got is None else str(got))
        yield seen.failure("error", "it was thrown elsewhere", unmet, at=ending.at)


def _findings(expect: Expect, seen: Observation) -> Iterator[CaseFailure]:
    allowed = {*expect.findings, *(["denied"] if expect.outcome == Outcome.DENIED.value else [])}
    for finding in seen.findings:
        if finding.code not in allowed:
            yield seen.failure("finding", f"{finding.text}  [{finding.code}]", at=finding.at)


def _context(expect: ExpectedContext, seen: Observation, where: str) -> Iterator[CaseFailure]:
    at = seen.transcript.finishes[0].at if seen.transcript.finishes else None
    if not seen.transcript.finishes:
        yield seen.failure("context", "the script gave none back: done was not called")
        return
    for text, unmet in _contexts(expect, seen, f"{where}: context"):
        yield seen.failure("context", text, unmet, at=at)


def _contexts(expect: ExpectedContext, seen: Observation, where: str) -> Iterator[tuple[str, Unmet]]:
    after = seen.after
    if expect.unchanged and (changes := tuple(differences(seen.before, after))):
        yield "the script changed it", Unmet("context", None, None, changes)
    has_json = "json_" in expect.model_fields_set
    if (
        expect.only
        and not has_json
        and (changes := tuple(differences(_only(expect, seen.before, where), after)))
    ):
        yield "it is not as expected", Unmet("context", None, None, changes)
        return
    for text, value in [*expect.set.items(), *((text, None) for text in expect.null)]:
        found = value_at(after, parse_path(where, text))
        if found is ABSENT:
            yield "something is missing in it", Unmet(text, _show(value), None)
        elif changes := tuple(differences(value, found, text)):
            yield "it is not as expected", Unmet(text, None, None, changes)
    for text in expect.absent:
        if (found := value_at(after, parse_path(where, text))) is not ABSENT:
            yield "there is something that should be absent", Unmet(text, None, _show(found))
    if has_json:
        wanted_json = json_of(f"{where}: json", expect.json_)
        if changes := find_unmet(wanted_json, after, exact=expect.only, path="context"):
            yield "it is not as expected", Unmet("context", None, None, changes)


def _only(expect: ExpectedContext, before: Any, where: str) -> Any:
    """The context as it was given, with all that is expected done to it."""
    for text, value in [*expect.set.items(), *((text, None) for text in expect.null)]:
        before = put_value(f"{where} {text}", *_make_way(where, before, parse_path(where, text)), value)
    for text in reversed(expect.absent):  # of a list's items the last goes first
        steps = parse_path(where, text)
        if value_at(before, steps) is not ABSENT:
            before = remove_value(f"{where} {text}", before, steps)
    return before


def _make_way(where: str, found: Any, steps: tuple[Step, ...]) -> tuple[Any, tuple[Step, ...]]:
    """`found` with the objects in it that the way to a place leads through, and the place."""
    for depth, step in enumerate(steps[1:], 1):
        if isinstance(step, str) and value_at(found, steps[:depth]) is ABSENT:
            found = put_value(where, found, steps[:depth], {})
    return found, steps


def value_at(value: Any, steps: tuple[Step, ...]) -> Any:
    """What stands where these steps lead, also into JSON in a string."""
    for step in steps:
        if isinstance(value, str):
            value = parse_to_show(value)
        known: Any = value if isinstance(value, dict) else ()
        if isinstance(value, list) and isinstance(step, int):
            known = range(len(value))
        if step not in known:
            return ABSENT
        value = value[step]
    return value


def _state(expected: dict[str, Any], seen: Observation) -> Iterator[CaseFailure]:
    if seen.state is None:
        yield seen.failure("state", "no fake has answered: there is no state")
        return
    # A state doesn't say what is as it is by default: no users, for one.
    said = {key: value for key, value in expected.items() if value or key in seen.state}
    if changes := find_unmet(said, seen.state, path="state"):
        yield seen.failure("state", "the fake's state is another", Unmet("state", None, None, changes))


def _console(expected: list[str], seen: Observation) -> Iterator[CaseFailure]:
    logs = [log for log, _ in seen.transcript.logs]
    for number in range(max(len(expected), len(logs))):
        line = expected[number] if number < len(expected) else None
        log = logs[number] if number < len(logs) else None
        if line is None or log is None or not fits(line, log.text):
            unmet = Unmet(f"line {number + 1}", line, log.text if log else None)
            yield seen.failure("console", "the console has other lines", unmet, at=log.at if log else None)
            return


def _show(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
