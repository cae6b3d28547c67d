"""Finds values by their path: in the context, also in JSON inside its strings, or in an answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from runtime.formats.json_text import parse_json
from runtime.inputs.overrides import parse_override
from runtime.model.errors import BadInput
from runtime.model.events import Received
from runtime.recording import Recording
from runtime.recording.pseudonyms.people import objects
from runtime.recording.pseudonyms.texts import json_in


def values_at(recording: Recording, option: str, path: str) -> list[str]:
    """The values at a path such as `$.a.b[0]`; `option` names the path in messages.

    Raises BadInput if there are none.
    """
    try:
        steps = parse_override(f"{path.removeprefix('$').removeprefix('.')}=").steps
    except BadInput as error:
        raise BadInput(option, "is not a path", "Write it like this: ProvisionedUser.FirstName") from error
    roots = [parse_json(f"{recording.name}: context", recording.plan.context)]
    for entry in recording.entries:
        if isinstance(entry.what, Received):
            body = entry.what.body if entry.what.decoded is None else entry.what.decoded
            roots.append(json_in(body.decode("utf-8", "replace")))
    values = [text for root in roots for text in _leaves(_follow(root, steps))]
    if not values:
        raise BadInput(option, f"is neither in the context nor in an answer of {recording.name}")
    return values


def _follow(value: Any, steps: tuple[str | int, ...]) -> Any:
    for step in steps:
        if isinstance(value, str):
            value = json_in(value)
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str) and json_in(value) is None:
        yield value
    elif type(value) in {int, float}:
        yield json.dumps(value)
    elif value is not None:
        for found, _ in objects(value):
            for item in found.values():
                if isinstance(item, str | int | float) and not isinstance(item, bool):
                    yield from _leaves(item)
        if isinstance(value, list):
            for item in value:
                if not isinstance(item, dict | list):
                    yield from _leaves(item)
