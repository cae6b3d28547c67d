"""The operations on groups. A user is in at most one group."""

from __future__ import annotations

from dataclasses import replace

from runtime.model.http import Response
from runtime.world.services.goto import filters
from runtime.world.services.goto.call import Call
from runtime.world.services.goto.listing import JsonObject, key, page
from runtime.world.services.goto.responses import answer, refusal
from runtime.world.services.goto.state import Group, State


def list_groups(call: Call, state: State) -> tuple[Response, State]:
    """GET groups: by filter (key and name; assumed), a page at a time."""
    test = filters.parse(call.query["filter"]) if call.query.get("filter") else None
    found = [one for one in state.groups if test is None or test({"key": one.key, "name": one.name})]
    return page(call, state, [_group_json(group, state) for group in found]), state


def create_group(call: Call, state: State) -> tuple[Response, State]:
    """POST groups: the answer is the bare key."""
    name, parent = call.body.get("name"), call.body.get("parentKey")
    if not isinstance(name, str) or not name:
        raise refusal(400, "group.name.required")
    if any(group.name == name for group in state.groups):
        raise refusal(409, "group.name.conflict", name)
    if parent is not None:
        _find_group(state, str(parent))
    new_key, state = state.next_key()
    group = Group(new_key, name, None if parent is None else str(parent))
    return answer(201, key(new_key, state)), replace(state, groups=(*state.groups, group))


def get_group(call: Call, state: State) -> tuple[Response, State]:
    """GET groups/{key}."""
    return answer(200, _group_json(_find_group(state, call.names["group"]), state)), state


def delete_group(call: Call, state: State) -> tuple[Response, State]:
    """DELETE groups/{key}: its users are in no group then (assumed)."""
    group = _find_group(state, call.names["group"])
    groups = tuple(one for one in state.groups if one.key != group.key)
    users = tuple(replace(user, group=None) if user.group == group.key else user for user in state.users)
    return answer(204), replace(state, groups=groups, users=users)


def add_to_group(call: Call, state: State) -> tuple[Response, State]:
    """POST groups/{key}/users/{keys}: the users leave their old group (path assumed)."""
    group = _find_group(state, call.names["group"])
    return answer(204), _move(call, state, group.key)


def leave_groups(call: Call, state: State) -> tuple[Response, State]:
    """DELETE users/{keys}/groups."""
    return answer(204), _move(call, state, None)


def _move(call: Call, state: State, group: str | None) -> State:
    for wanted in call.keys("users"):
        user = state.user(wanted)
        if user is None:
            raise refusal(404, "user.not.found", wanted)
        state = state.put(replace(user, group=group))
    return state


def _find_group(state: State, wanted: str) -> Group:
    for group in state.groups:
        if group.key == wanted:
            return group
    raise refusal(404, "group.not.found", wanted)


def _group_json(group: Group, state: State) -> JsonObject:
    count = sum(user.group == group.key for user in state.users)
    shown: JsonObject = {"key": key(group.key, state), "name": group.name, "userCount": count}
    if group.parent is not None:
        shown["parentKey"] = key(group.parent, state)
    return shown
