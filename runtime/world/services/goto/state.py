"""The state of the fake GoTo Admin service: a value that is never changed in place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

_STRICT = {"extra": "forbid"}
# Larger than 2^53, as the captured keys are: JavaScript's JSON.parse would round such a number.
_FIRST_KEY = 6581286685341855244


@dataclass(frozen=True, slots=True)
class User:
    """A user of the account. `group` is the key of the one group that a user may be in."""

    key: str
    email: str
    first_name: str
    last_name: str
    locale: str = "en_US"
    time_zone: str = "Etc/UTC"
    status: Literal["ACTIVE", "INACTIVE", "INVITED", "SUSPENDED"] = "INVITED"
    licences: tuple[str, ...] = ()
    admin_roles: tuple[str, ...] = ()
    group: str | None = None
    invited: int = 0  # milliseconds since the epoch
    invites: int = 0
    attributes: dict[str, str] = field(default_factory=dict)

    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence of the account; with `seats` None it has no limit."""

    key: str
    seats: int | None = None
    products: tuple[Literal["G2M", "G2MFREE", "G2W", "G2T"], ...] = ("G2M",)
    description: str = ""
    enabled: bool = True

    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class Group:
    """A group; `parent` is another group's key."""

    key: str
    name: str
    parent: str | None = None

    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """An attribute, template or role set: the API is known to have them, and little more."""

    key: str
    name: str

    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class Tokens:
    """Which access tokens are accepted; with `accepted` None, every one."""

    accepted: tuple[str, ...] | None = None
    expired: tuple[str, ...] = ()
    foreign: dict[str, str] = field(default_factory=dict)  # token: the account that it is for

    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class Switches:
    """The behaviour of this service where sources contradict each other, or say nothing."""

    page_size: int = 25
    rate: int = 10  # requests a second
    results_when_empty: bool = True
    numeric_keys: bool = False
    conflict_entry: Literal["without-key", "existing-user"] = "without-key"
    bad_token_status: Literal[401, 403] = 401
    retry_after: int | None = None  # seconds
    licences_required: bool = False
    old_oauth: bool = False

    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class StateFailure:
    """A failure that requests get on purpose.

    `on` is an operation (mws fake goto --explain lists them) or "any". The first `skip` requests succeed,
    then `times` requests fail (None: all). The answer is a status with the service's own error body, with
    `body` as it is, or with an HTML page; with a `fault` there is no answer.
    """

    on: str = "any"
    skip: int = 0
    times: int | None = None
    status: int = 500
    body: str | None = None
    html: bool = False
    fault: Literal["cut", "refused", "never"] | None = None

    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class State:
    """The whole state. `account` None accepts any account key, `licences` None any licence key."""

    account: str | None = None
    users: tuple[User, ...] = ()
    licences: tuple[Licence, ...] | None = None
    groups: tuple[Group, ...] = ()
    attributes: tuple[ServiceRecord, ...] = ()
    templates: tuple[ServiceRecord, ...] = ()
    rolesets: tuple[ServiceRecord, ...] = ()
    tokens: Tokens = field(default_factory=Tokens)
    switches: Switches = field(default_factory=Switches)
    failures: tuple[StateFailure, ...] = ()
    deleted: dict[str, str] = field(default_factory=dict)  # e-mail: the key that it gets back
    made: int = 0  # how many keys were given out
    recent: tuple[float, ...] = ()  # when the last second's requests came

    __pydantic_config__ = _STRICT

    def user(self, key: str) -> User | None:
        """The user with that key; None if there is none."""
        return next((user for user in self.users if user.key == key), None)

    def with_email(self, email: str) -> User | None:
        """The user with that address, in any case; None if there is none."""
        wanted = email.lower()
        return next((user for user in self.users if user.email.lower() == wanted), None)

    def licence(self, key: str) -> Licence | None:
        """The licence with that key; if any key is accepted, a new one."""
        if self.licences is None:
            return Licence(key)
        return next((licence for licence in self.licences if licence.key == key), None)

    def seats_used(self, licence: str) -> int:
        """The number of users who have the licence."""
        return sum(licence in user.licences for user in self.users)

    def put(self, user: User) -> State:
        """The state with this user, in place of the one with the same key if there is one."""
        if self.user(user.key) is None:
            return replace(self, users=(*self.users, user))
        users = tuple(user if other.key == user.key else other for other in self.users)
        return replace(self, users=users)

    def next_key(self) -> tuple[str, State]:
        """A key that was never used, and the state after that."""
        number = self.made
        records = (*self.attributes, *self.templates, *self.rolesets)
        taken = {user.key for user in self.users} | {group.key for group in self.groups}
        taken |= {record.key for record in records} | set(self.deleted.values())
        while str(_FIRST_KEY + number) in taken:
            number += 1
        return str(_FIRST_KEY + number), replace(self, made=number + 1)
