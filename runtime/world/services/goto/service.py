"""The service: finds the operation of a request, checks token and rate, and answers.

No I/O: `respond` takes a request, a state and the time, and returns an answer and the new state.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from runtime.model.http import Header, Request, Response
from runtime.world.services import Answer, Fact, NoAnswer
from runtime.world.services.goto import groups, licences, oauth, records, state_json, users
from runtime.world.services.goto.call import Call, match, path_of
from runtime.world.services.goto.changes import changes
from runtime.world.services.goto.responses import (
    ServiceRefusal,
    answer,
    error_answer,
    html,
    refusal,
    text_answer,
)
from runtime.world.services.goto.state import State, StateFailure

__all__ = ["HOSTS", "NAME", "OPERATIONS", "changes", "facts", "initial", "read", "respond", "write"]

NAME = "goto"
API, LOGIN = "api.getgo.com", "authentication.logmeininc.com"
HOSTS = frozenset({API, LOGIN})

_ROOT = "/admin/rest/v1"
_ACCOUNT = f"{_ROOT}/accounts/{{account}}"

initial = State


def facts() -> Sequence[Fact]:
    """The facts that are known or assumed about the real service."""
    from runtime.world.services.goto.facts import FACTS

    return FACTS


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API. `name` is its name in the failures of a state file; `open` needs no token."""

    name: str
    method: str
    path: str
    perform: Callable[[Call, State], tuple[Response, State]]
    host: str = API
    open: bool = False


def _me(call: Call, state: State) -> tuple[Response, State]:
    account = state.tokens.foreign.get(call.token, state.account or "4205157634209012741")
    name = "Example Ltd"
    me = {"key": "300000000000384444", "accountKey": account, "accounts": [{"key": account, "name": name}]}
    return answer(200, me), state


OPERATIONS = (
    Operation("me", "GET", f"{_ROOT}/me", _me),
    Operation("list-users", "GET", f"{_ACCOUNT}/users", users.list_users),
    Operation("create-users", "POST", f"{_ACCOUNT}/users", users.create_users),
    Operation("get-users", "GET", f"{_ACCOUNT}/users/{{users}}", users.get_users),
    Operation("update-users", "PUT", f"{_ACCOUNT}/users/{{users}}", users.update_users),
    Operation("delete-users", "DELETE", f"{_ACCOUNT}/users/{{users}}", users.delete_users),
    Operation("leave-groups", "DELETE", f"{_ACCOUNT}/users/{{users}}/groups", groups.leave_groups),
    Operation("list-licences", "GET", f"{_ACCOUNT}/licenses", licences.list_licences),
    Operation(
        "assign-licences",
        "POST",
        f"{_ACCOUNT}/licenses/{{licences}}/users/{{users}}",
        licences.assign_licences,
    ),
    Operation(
        "unassign-licences",
        "DELETE",
        f"{_ACCOUNT}/licenses/{{licences}}/users/{{users}}",
        licences.unassign_licences,
    ),
    Operation("list-groups", "GET", f"{_ACCOUNT}/groups", groups.list_groups),
    Operation("create-group", "POST", f"{_ACCOUNT}/groups", groups.create_group),
    Operation("get-group", "GET", f"{_ACCOUNT}/groups/{{group}}", groups.get_group),
    Operation("delete-group", "DELETE", f"{_ACCOUNT}/groups/{{group}}", groups.delete_group),
    Operation("add-to-group", "POST", f"{_ACCOUNT}/groups/{{group}}/users/{{users}}", groups.add_to_group),
    Operation("list-records", "GET", f"{_ACCOUNT}/{{records}}", records.list_records),
    Operation("create-record", "POST", f"{_ACCOUNT}/{{records}}", records.create_record),
    Operation("get-record", "GET", f"{_ACCOUNT}/{{records}}/{{record}}", records.get_record),
    Operation("delete-record", "DELETE", f"{_ACCOUNT}/{{records}}/{{record}}", records.delete_record),
    Operation("old-token", "POST", "/oauth/v2/token", oauth.old_token, open=True),
    Operation("new-token", "POST", "/oauth/token", oauth.new_token, LOGIN, open=True),
)


def read(where: str, raw: Any) -> State:
    """The state in a state file's JSON. Raises BadInput with the JSON path."""
    return state_json.read(where, raw, [operation.name for operation in OPERATIONS])


write = state_json.write


def respond(request: Request, state: State, now: float) -> tuple[Answer, State]:
    """The answer to one request, and the new state; `now` is in seconds since the epoch."""
    operation, names = _route(request)
    failing, state = _next_failure(operation, state)
    if failing is not None:
        return _fail(failing, state), state
    state = replace(state, recent=tuple(then for then in state.recent if 0 <= now - then < 1))
    try:
        _check_rate(state)
        state = replace(state, recent=(*state.recent, now))
        if operation is None:
            raise refusal(*_route_error(request))
        call = Call(request, names, now)
        if not operation.open:
            _check_token(call, state)
        result: tuple[Response, Any] = operation.perform(call, state)
    except ServiceRefusal as error:
        return error.response, state
    return result


def _route(request: Request) -> tuple[Operation | None, dict[str, str]]:
    host, path = _host(request), path_of(request)
    for operation in OPERATIONS:
        if operation.method == request.method and operation.host == host:
            names = match(path, operation.path)
            if names is not None and _is_record(names):
                return operation, names
    return None, {}


def _host(request: Request) -> str:
    """The service's host for a request; behind another name it is the API, or the login for its path."""
    host = request.host.lower().rstrip(".")
    if host in HOSTS:
        return host
    return LOGIN if path_of(request) == "/oauth/token" else API


def _is_record(names: dict[str, str]) -> bool:
    return names.get("records", records.KINDS[0]) in records.KINDS


def _route_error(request: Request) -> tuple[int, str, str]:
    path = path_of(request)
    named = [(operation, match(path, operation.path)) for operation in OPERATIONS]
    others = [operation.host for operation, names in named if names is not None and _is_record(names)]
    if _host(request) in others:
        return 405, "method.not.allowed", request.method
    return 404, "resource.not.found", path


def _next_failure(operation: Operation | None, state: State) -> tuple[StateFailure | None, State]:
    """The failure for this request, if any, and the state in which it was counted."""
    name = operation.name if operation else ""
    for index, failure in enumerate(state.failures):
        if failure.on not in {"any", name} or failure.times == 0:
            continue
        if failure.skip:
            return None, _with_failure(state, index, replace(failure, skip=failure.skip - 1))
        if failure.times is None:
            return failure, state
        return failure, _with_failure(state, index, replace(failure, times=failure.times - 1))
    return None, state


def _with_failure(state: State, index: int, failure: StateFailure) -> State:
    before, after = state.failures[:index], state.failures[index + 1 :]
    return replace(state, failures=(*before, failure, *after))


def _fail(failure: StateFailure, state: State) -> Answer:
    if failure.fault is not None:
        return NoAnswer(failure.fault)
    if failure.html:
        return html(failure.status)
    if failure.body is not None:
        return text_answer(failure.status, failure.body, "application/json")
    if failure.status == _TOO_MANY:
        return error_answer(_TOO_MANY, "too.many.requests", headers=_retry_after(state))
    if failure.status in _CODES:
        return error_answer(failure.status, _CODES[failure.status])
    return (
        _bad_token(failure.status)
        if failure.status == _UNAUTHORISED
        else error_answer(failure.status, "service.error")
    )


_UNAUTHORISED, _TOO_MANY = 401, 429
_CODES = {403: "access.denied", 404: "resource.not.found", 409: "user.name.conflict"}


def _bad_token(status: int) -> Response:
    """The answer for a bad token, which is not the usual error body (assumed)."""
    return answer(status, {"int_err_code": "InvalidToken", "msg": "Invalid token passed"})


def _retry_after(state: State) -> tuple[Header, ...]:
    seconds = state.switches.retry_after
    return () if seconds is None else (("Retry-After", str(seconds)),)


def _check_rate(state: State) -> None:
    if len(state.recent) >= state.switches.rate:
        raise refusal(_TOO_MANY, "too.many.requests", headers=_retry_after(state))


def _check_token(call: Call, state: State) -> None:
    tokens, token = state.tokens, call.token
    good = tokens.accepted is None or token in tokens.accepted or token in tokens.foreign
    if not token or token in tokens.expired or not good:
        raise ServiceRefusal(_bad_token(state.switches.bad_token_status))
    account = call.names.get("account")
    if account is None:
        return
    if account != tokens.foreign.get(token, account):
        raise refusal(403, "access.denied", account)
    if state.account is not None and token not in tokens.foreign and account != state.account:
        raise refusal(403, "access.denied", account)
