"""Updates what a case expects of the context: the same places, with the values of now."""

from __future__ import annotations

from typing import Any

from runtime.authoring.cases.assertions import ABSENT, value_at
from runtime.authoring.cases.derive import Json, is_plain
from runtime.authoring.cases.observation import Observation
from runtime.authoring.cases.patterns import find_unmet, json_of
from runtime.authoring.cases.schema import ExpectedContext
from runtime.formats.json_diff import differences
from runtime.formats.json_text import parse_to_show
from runtime.inputs.overrides import parse_path


def update_context(expected: ExpectedContext | None, run: Observation) -> dict[str, Any] | None:
    """The table `expect.context`; None if these places can't say it, or if it spoke of all others, too."""
    if expected is None or expected.unchanged or expected.only or not run.transcript.finishes:
        return None
    table: dict[str, Any] = {"set": {}, "null": [], "absent": []}
    places = [
        *expected.set.items(),
        *((text, None) for text in expected.null),
        *((text, ABSENT) for text in expected.absent),
    ]
    for text, value in places:
        found = value_at(run.after, parse_path("", text))
        if found is ABSENT:
            table["absent"].append(text)
        elif found is None:
            table["null"].append(text)
        elif is_plain(found):
            table["set"][text] = found if value is ABSENT or differences(value, found) else value
        else:
            return None
    if "json_" in expected.model_fields_set:
        table["json"] = _json(expected.json_, run.after)
    return {key: value for key, value in table.items() if value or key == "json"}


def select_part(expected: Any, now: Any) -> Any:
    """The current values of the places that are expected."""
    if isinstance(expected, dict | list) and isinstance(now, str):
        inner = parse_to_show(now)
        now = inner if isinstance(inner, dict | list) else now
    if isinstance(expected, dict) and isinstance(now, dict):
        return {key: select_part(expected[key], now[key]) for key in expected if key in now}
    if isinstance(expected, list) and isinstance(now, list):
        last = expected[-1] if expected else None
        return [select_part(expected[at] if at < len(expected) else last, one) for at, one in enumerate(now)]
    return now


def _json(expected: Any, now: Any) -> Any:
    value = json_of("", expected)
    if not find_unmet(value, now):
        return expected
    update = select_part(value, now)
    return Json(update) if isinstance(expected, str) or not is_plain(update) else update
