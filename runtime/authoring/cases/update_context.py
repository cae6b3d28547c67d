"""What a case says of the context, said anew of the same places, and no more of it than was said."""

from __future__ import annotations

from typing import Any

from runtime.authoring.cases.assertions import ABSENT, value_at
from runtime.authoring.cases.derive import Json, is_plain
from runtime.authoring.cases.observed import Observation
from runtime.authoring.cases.patterns import find_unmet, json_of
from runtime.authoring.cases.schema import ExpectedContext
from runtime.formats.json_diff import differences
from runtime.formats.json_text import parse_to_show
from runtime.inputs.overrides import parse_path


def context_anew(said: ExpectedContext | None, seen: Observation) -> dict[str, Any] | None:
    """The table `expect.context`; None if these places can't say it, or if it spoke of all others, too."""
    if said is None or said.unchanged or said.only or not seen.transcript.finishes:
        return None
    made: dict[str, Any] = {"set": {}, "null": [], "absent": []}
    places = [
        *said.set.items(),
        *((text, None) for text in said.null),
        *((text, ABSENT) for text in said.absent),
    ]
    for text, value in places:
        found = value_at(seen.after, parse_path("", text))
        if found is ABSENT:
            made["absent"].append(text)
        elif found is None:
            made["null"].append(text)
        elif is_plain(found):
            made["set"][text] = found if value is ABSENT or differences(value, found) else value
        else:
            return None
    if "json_" in said.model_fields_set:
        made["json"] = _json(said.json_, seen.after)
    return {key: value for key, value in made.items() if value or key == "json"}


def part(said: Any, now: Any) -> Any:
    """What is now of that which was said."""
    if isinstance(said, dict | list) and isinstance(now, str):
        inner = parse_to_show(now)
        now = inner if isinstance(inner, dict | list) else now
    if isinstance(said, dict) and isinstance(now, dict):
        return {key: part(said[key], now[key]) for key in said if key in now}
    if isinstance(said, list) and isinstance(now, list):
        last = said[-1] if said else None
        return [part(said[at] if at < len(said) else last, one) for at, one in enumerate(now)]
    return now


def _json(said: Any, now: Any) -> Any:
    wanted = json_of("", said)
    if not find_unmet(wanted, now):
        return said
    made = part(wanted, now)
    return Json(made) if isinstance(said, str) or not is_plain(made) else made
