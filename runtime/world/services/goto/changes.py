"""Describes the changes of the account between two states."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.world.services.goto.state import State, User

_NAMED = {"groups": "group", "attributes": "attribute", "templates": "template", "rolesets": "role set"}


def changes(before: State, after: State) -> list[str]:
    """A line for each change."""
    return [*_users(before, after), *_describe_named(before, after)]


def _users(before: State, after: State) -> Iterator[str]:
    for user in before.users:
        if after.user(user.key) is None:
            yield f"deleted user {user.email} (key {user.key})"
    for user in after.users:
        was = before.user(user.key)
        if was is None:
            yield f"created user {user.email} (key {user.key})"
        yield from _licences(was, user)
        if was is not None:
            yield from _fields(was, user)


def _licences(was: User | None, user: User) -> Iterator[str]:
    had = was.licences if was else ()
    for licence in user.licences:
        if licence not in had:
            yield f"gave licence {licence} to {user.email}"
    for licence in had:
        if licence not in user.licences:
            yield f"took licence {licence} from {user.email}"


def _fields(was: User, user: User) -> Iterator[str]:
    for name in ("email", "first_name", "last_name", "locale", "time_zone", "status", "group"):
        if getattr(was, name) != getattr(user, name):
            what = name.replace("_", " ")
            yield f"changed {what} of {was.email}: {getattr(was, name)} -> {getattr(user, name)}"


def _describe_named(before: State, after: State) -> Iterator[str]:
    for plural, what in _NAMED.items():
        was, now = getattr(before, plural), getattr(after, plural)
        yield from (f"created {what} {one.name} (key {one.key})" for one in now if one not in was)
        yield from (f"deleted {what} {one.name} (key {one.key})" for one in was if one not in now)
