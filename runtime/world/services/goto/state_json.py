"""Reads a state strictly from JSON, and writes it. It opens no files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from runtime.formats.json_path import path_in
from runtime.formats.suggest import suggest
from runtime.model.errors import BadInput
from runtime.world.services.goto.state import State

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_WAY_OUT = "fixtures/goto/README.md describes what a state can contain."
_STATUSES = range(200, 600)
_KEYED = ("users", "licences", "groups", "attributes", "templates", "rolesets")


def read(where: str, raw: Any, operations: Sequence[str]) -> State:
    """The state in a state file's JSON; its failures must be on one of these operations, or on any.

    Raises BadInput with the JSON path.
    """
    from pydantic import ValidationError

    from runtime.formats.validation import explain

    try:
        # As text: in strict mode pydantic reads only JSON's arrays as tuples, and no "10" as 10.
        state = _reader().validate_json(json.dumps(raw), strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        message = explain(first)
        if first["type"] == "json_invalid":  # Python has read it as JSON: only this can be wrong for pydantic
            message = "there is half a surrogate pair (such as \\ud800) in a text"
        raise BadInput(f"{where}: {path_in(raw, first['loc'])}", message, _WAY_OUT) from error
    for path, problem in (*_doubles(state), *_out_of_range(state)):
        raise BadInput(f"{where}: $.{path}", problem, _WAY_OUT)
    for index, failure in enumerate(state.failures):
        if failure.on not in {"any", *operations}:
            way_out = f"{suggest(failure.on, operations)} (mws fake goto --explain lists them.)".lstrip()
            place = f"{where}: $.failures[{index}].on"
            raise BadInput(place, f"there is no operation {failure.on!r}", way_out)
    return state


@cache
def _reader() -> TypeAdapter[State]:
    # Not at the top: pydantic is not needed for the default state, and is slow to load.
    from pydantic import TypeAdapter

    return TypeAdapter(State)


def write(state: State) -> dict[str, Any]:
    """The state as the JSON of a state file, without default values."""
    # The requests of the last second are not kept.
    return _sparse(asdict(replace(state, recent=())), asdict(State()))


def _sparse(value: dict[str, Any], usual: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _sparse(item, usual[key]) if isinstance(item, dict) and key in {"switches", "tokens"} else item
        for key, item in value.items()
        if item != usual[key]
    }


def _doubles(state: State) -> Iterator[tuple[str, str]]:
    """Keys that two records of a kind have."""
    for name in _KEYED:
        keys = set()
        for index, one in enumerate(getattr(state, name) or ()):
            if one.key in keys:
                yield f"{name}[{index}].key", f"{one.key!r} is another one's key already"
            keys.add(one.key)


def _out_of_range(state: State) -> Iterator[tuple[str, str]]:
    for path, value, least in _numbers(state):
        if value is not None and value < least:
            yield path, f"is {value}, and {least} is the least"
    for index, failure in enumerate(state.failures):
        if failure.status not in _STATUSES:
            yield f"failures[{index}].status", f"{failure.status} is no status of an answer (200 to 599)"


def _numbers(state: State) -> Iterator[tuple[str, int | None, int]]:
    """Each number with its path and its minimum."""
    yield "switches.page_size", state.switches.page_size, 1
    yield "switches.rate", state.switches.rate, 0
    yield "switches.retry_after", state.switches.retry_after, 0
    yield "made", state.made, 0
    for index, licence in enumerate(state.licences or ()):
        yield f"licences[{index}].seats", licence.seats, 0
    for index, failure in enumerate(state.failures):
        yield f"failures[{index}].skip", failure.skip, 0
        yield f"failures[{index}].times", failure.times, 0
