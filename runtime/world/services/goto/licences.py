"""The operations on licences, which can have a limited number of seats."""

from __future__ import annotations

from dataclasses import replace

from runtime.model.http import Response
from runtime.world.services.goto.call import Call
from runtime.world.services.goto.listing import JsonObject, key, page
from runtime.world.services.goto.responses import answer, refusal
from runtime.world.services.goto.state import Licence, State


def list_licences(call: Call, state: State) -> tuple[Response, State]:
    """GET licences. If the state has no list of licences, those that users have."""
    known = state.licences
    if known is None:
        keys = {licence: None for user in state.users for licence in user.licences}
        known = tuple(Licence(one) for one in keys)
    return page(call, state, [_licence_json(licence, state) for licence in known]), state


def assign_licences(call: Call, state: State) -> tuple[Response, State]:
    """POST licences/{keys}/users/{keys}: give each licence to each user; one who has it keeps it
    (assumed).
    """
    return answer(204), take_seats(state, call.keys("licences"), call.keys("users"))


def unassign_licences(call: Call, state: State) -> tuple[Response, State]:
    """DELETE licences/{keys}/users/{keys}: take each licence from each user who has it (assumed)."""
    licences = set(call.keys("licences"))
    for licence in sorted(licences):
        if state.licence(licence) is None:
            raise refusal(404, "license.not.found", licence)
    for wanted in call.keys("users"):
        user = state.user(wanted)
        if user is None:
            raise refusal(404, "user.not.found", wanted)
        others = tuple(licence for licence in user.licences if licence not in licences)
        state = state.put(replace(user, licences=others))
    return answer(204), state


def take_seats(state: State, licences: list[str], users: list[str]) -> State:
    """Give each licence to each user, or none to any.

    Raises ServiceRefusal: 404 for an unknown licence or user, 409 without a free seat (assumed).
    """
    for wanted in licences:
        licence = state.licence(wanted)
        if licence is None or not licence.enabled:
            raise refusal(404, "license.not.found", wanted)
        for one in users:
            state = _take_seat(state, licence, one)
    return state


def _take_seat(state: State, licence: Licence, wanted: str) -> State:
    user = state.user(wanted)
    if user is None:
        raise refusal(404, "user.not.found", wanted)
    if licence.key in user.licences:
        return state
    if licence.seats is not None and state.seats_used(licence.key) >= licence.seats:
        raise refusal(409, "license.seats.exceeded", licence.key)
    return state.put(replace(user, licences=(*user.licences, licence.key)))


def _licence_json(licence: Licence, state: State) -> JsonObject:
    users = [user for user in state.users if licence.key in user.licences]
    return {
        "key": key(licence.key, state),
        "seats": licence.seats,
        "userCount": len(users),
        "enabled": licence.enabled,
        "description": licence.description,
        "type": "NAMED",
        "channel": "ONLINE",
        "userKeys": [key(user.key, state) for user in users],
        "invitedUserKeys": [key(user.key, state) for user in users if user.status == "INVITED"],
        "products": list(licence.products),
        "entitlements": [],
    }
