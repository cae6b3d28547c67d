"""What happened to the account between two states, for people."""

from __future__ import annotations

from collections.abc import Iterator

from runtime.services.goto.state import State, User


def changes(before: State, after: State) -> list[str]:
    """A line for each thing that is different now."""
    return [*_users(before, after), *_groups(before, after)]


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


def _groups(before: State, after: State) -> Iterator[str]:
    for group in after.groups:
        if group not in before.groups:
            yield f"created group {group.name} (key {group.key})"
    for group in before.groups:
        if group not in after.groups:
            yield f"deleted group {group.name} (key {group.key})"
