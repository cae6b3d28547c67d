"""The operations on users."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from runtime.model.http import Response
from runtime.world.services.goto import filters
from runtime.world.services.goto.call import Call
from runtime.world.services.goto.licences import take_seats
from runtime.world.services.goto.listing import JsonObject, key, page
from runtime.world.services.goto.responses import answer, refusal
from runtime.world.services.goto.state import Group, State, User

# The vendor's help: names of at most 32 characters, addresses of at most 128.
_LONGEST = {"email": 128, "firstName": 32, "lastName": 32}
_FIELDS = {
    "email": "email",
    "firstName": "first_name",
    "lastName": "last_name",
    "locale": "locale",
    "timeZone": "time_zone",
    "status": "status",
}
_REQUIRED = ("email", "firstName", "lastName")
_STATUS = {"ACTIVE", "INACTIVE", "INVITED", "SUSPENDED"}


def list_users(call: Call, state: State) -> tuple[Response, State]:
    """GET users: by filter, a page at a time."""
    test = filters.parse(call.query["filter"]) if call.query.get("filter") else None
    found = [user for user in state.users if test is None or test(_searchable(user))]
    names = [name for name in call.query.get("attributeNames", "").split(",") if name]
    return page(call, state, [user_json(user, state, names) for user in found]), state


def create_users(call: Call, state: State) -> tuple[Response, State]:
    """POST users: an array of the new keys. A used address refuses all, unless allOrNothing=false."""
    people = _people(call, state)
    all_or_nothing = call.flag("allOrNothing", default=True)
    answers: list[Any] = []
    conflict = False
    for person in people:
        there = state.with_email(person["email"])
        if there is None:
            user, state = _new(call, state, person)
            answers.append({"key": key(user.key, state), "email": user.email})
            continue
        if all_or_nothing:
            raise refusal(409, "user.name.conflict", person["email"])
        conflict = True
        entry: JsonObject = {"email": there.email}
        if state.switches.conflict_entry == "existing-user":
            entry = {"key": key(there.key, state), **entry}
        answers.append(entry)
    return answer(200 if conflict or not all_or_nothing else 201, answers), state


def get_users(call: Call, state: State) -> tuple[Response, State]:
    """GET users/{keys}: one user as an object, several as an array (assumed)."""
    found = [user_json(user, state) for user in _find_users(call, state)]
    return answer(200, found[0] if len(found) == 1 else found), state


def update_users(call: Call, state: State) -> tuple[Response, State]:
    """PUT users/{keys}: the body must not carry a key; the answer is empty."""
    if "key" in call.body:
        raise refusal(400, "user.key.not.allowed")
    fields = {_FIELDS[name]: value for name, value in call.body.items() if name in _FIELDS}
    _check_person({name: value for name, value in call.body.items() if name in _FIELDS})
    for name in _REQUIRED:
        if call.body.get(name) == "":
            raise refusal(400, f"user.{name.lower()}.required")
    if call.body.get("status", "ACTIVE") not in _STATUS:
        raise refusal(400, "user.status.invalid")
    for user in _find_users(call, state):
        other = state.with_email(str(fields.get("email", user.email)))
        if other is not None and other.key != user.key:
            raise refusal(409, "user.name.conflict", other.email)
        state = state.put(replace(user, **fields))
    return answer(204), state


def delete_users(call: Call, state: State) -> tuple[Response, State]:
    """DELETE users/{keys}: with all products; a user who is created again gets the same key."""
    gone = _find_users(call, state)
    keys = {user.key for user in gone}
    deleted = state.deleted | {user.email.lower(): user.key for user in gone}
    left = tuple(user for user in state.users if user.key not in keys)
    return answer(204), replace(state, users=left, deleted=deleted)


def user_json(user: User, state: State, attribute_names: list[str] | None = None) -> JsonObject:
    """A user as the API shows it: some fields are there only if they are set."""
    record: JsonObject = {
        "key": key(user.key, state),
        "email": user.email,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "locale": user.locale,
        "timeZone": user.time_zone,
        "settings": {},
        "passwordCreated": user.status == "ACTIVE",
        "nameLocked": False,
        "emailLocked": False,
        "identityReadOnly": False,
        "canAuthenticate": user.status == "ACTIVE",
        "status": user.status,
        "inviteCount": user.invites,
    }
    if user.invited:
        record["invitedDate"] = user.invited
    if user.licences:
        record["licenseKeys"] = [key(licence, state) for licence in user.licences]
        known = [state.licence(licence) for licence in user.licences]
        record["products"] = sorted({product for one in known if one for product in one.products})
    if user.admin_roles:
        record["adminRoles"] = list(user.admin_roles)
    record |= _group(user, state)
    wanted = [name for name in attribute_names or () if name in user.attributes]
    if wanted:
        record["attributes"] = [{"name": name, "value": user.attributes[name]} for name in wanted]
    return record


def _group(user: User, state: State) -> JsonObject:
    chain: list[Group] = []
    here = user.group
    while here is not None and len(chain) <= len(state.groups):
        group = next((one for one in state.groups if one.key == here), None)
        if group is None:
            break
        chain.insert(0, group)
        here = group.parent
    if not chain:
        return {}
    return {
        "groupKey": key(chain[-1].key, state),
        "groupName": chain[-1].name,
        "groupKeyPath": [key(group.key, state) for group in chain],
        "groupNamePath": [group.name for group in chain],
    }


def _searchable(user: User) -> dict[str, str]:
    return {
        "email": user.email,
        "key": user.key,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "name": f"{user.first_name} {user.last_name}",
    }


def _find_users(call: Call, state: State) -> list[User]:
    found = []
    for wanted in call.keys("users"):
        user = state.user(wanted)
        if user is None:
            raise refusal(404, "user.not.found", wanted)
        found.append(user)
    return found


def _people(call: Call, state: State) -> list[dict[str, Any]]:
    people = call.body.get("users")
    if not isinstance(people, list) or not people or not all(isinstance(one, dict) for one in people):
        raise refusal(400, "users.required")
    for person in people:
        for name in _REQUIRED:
            if not person.get(name):
                raise refusal(400, f"user.{name.lower()}.required")
        _check_person(person)
    licensed = call.body.get("licenseKeys") or call.body.get("adminRoles")
    if state.switches.licences_required and not licensed:
        raise refusal(400, "user.licensekeys.required")
    return people


def _check_person(fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if name in _FIELDS and not isinstance(value, str):
            raise refusal(400, f"user.{name.lower()}.invalid")
        if len(str(value)) > _LONGEST.get(name, 10_000):
            raise refusal(400, f"user.{name.lower()}.too.long")


def _new(call: Call, state: State, person: dict[str, Any]) -> tuple[User, State]:
    old = state.deleted.get(person["email"].lower())
    # Another user may have the key now: one who was created again and then got another address.
    new_key, state = state.next_key() if old is None or state.user(old) else (old, state)
    group = call.body.get("groupKey")
    if group is not None and all(one.key != str(group) for one in state.groups):
        raise refusal(404, "group.not.found", str(group))
    user = User(
        new_key,
        person["email"],
        person["firstName"],
        person["lastName"],
        locale=person.get("locale") or "en_US",
        invited=int(call.now * 1000),
        invites=1,
        admin_roles=tuple(_texts(call, "adminRoles")),
        group=None if group is None else str(group),
    )
    state = state.put(user)
    return user, take_seats(state, _texts(call, "licenseKeys"), [user.key])


def _texts(call: Call, name: str) -> list[str]:
    """A list of strings or whole numbers in the body, or one of them alone.

    Raises ServiceRefusal (400, assumed).
    """
    value = call.body.get(name) or []
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str | int) and not isinstance(item, bool) for item in items):
        raise refusal(400, f"{name.lower()}.invalid")
    return [str(item) for item in items]
