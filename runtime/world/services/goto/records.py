"""The operations on attributes, templates and role sets. Only little of them is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from runtime.model.http import Response
from runtime.world.services.goto.call import Call
from runtime.world.services.goto.listing import key, page
from runtime.world.services.goto.responses import answer, refusal
from runtime.world.services.goto.state import ServiceRecord, State

KINDS = ("attributes", "templates", "rolesets")


def list_records(call: Call, state: State) -> tuple[Response, State]:
    """GET attributes, templates, rolesets."""
    shown = [{"key": key(record.key, state), "name": record.name} for record in _all(call, state)]
    return page(call, state, shown), state


def create_record(call: Call, state: State) -> tuple[Response, State]:
    """POST: the body needs a name (assumed); the answer is the key."""
    name = call.body.get("name")
    if not isinstance(name, str) or not name:
        raise refusal(400, "name.required")
    new_key, state = state.next_key()
    return answer(201, new_key), _with(call, state, (*_all(call, state), ServiceRecord(new_key, name)))


def get_record(call: Call, state: State) -> tuple[Response, State]:
    """GET a record by its key."""
    record = _find_record(call, state)
    return answer(200, {"key": key(record.key, state), "name": record.name}), state


def delete_record(call: Call, state: State) -> tuple[Response, State]:
    """DELETE a record by its key."""
    record = _find_record(call, state)
    left = tuple(other for other in _all(call, state) if other.key != record.key)
    return answer(204), _with(call, state, left)


def _all(call: Call, state: State) -> tuple[ServiceRecord, ...]:
    records: tuple[ServiceRecord, ...] = getattr(state, _kind(call))
    return records


def _with(call: Call, state: State, records: tuple[ServiceRecord, ...]) -> State:
    fields: dict[str, Any] = {_kind(call): records}
    return replace(state, **fields)


def _kind(call: Call) -> str:
    if call.names["records"] not in KINDS:
        raise refusal(404, "resource.not.found")
    return call.names["records"]


def _find_record(call: Call, state: State) -> ServiceRecord:
    for record in _all(call, state):
        if record.key == call.names["record"]:
            return record
    raise refusal(404, f"{_kind(call).removesuffix('s')}.not.found", call.names["record"])
