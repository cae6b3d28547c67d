"""The token operations: the old endpoint, which the vendor has turned off, and the new one on another
host.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs

from runtime.model.http import Response
from runtime.world.services.goto.call import Call
from runtime.world.services.goto.responses import ServiceRefusal, answer, refusal
from runtime.world.services.goto.state import State

_HOUR = 3600


def old_token(call: Call, state: State) -> tuple[Response, State]:
    """POST api.getgo.com/oauth/v2/token: the answer has the account key. 410 unless it is turned on."""
    if not state.switches.old_oauth:
        raise refusal(410, "oauth.gone")
    access, refresh, state = _tokens(call, state)
    return answer(
        200,
        {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": _HOUR,
            "refresh_token": refresh,
            "organizer_key": "300000000000384444",
            "account_key": state.account or "",
            "account_type": "corporate",
            "firstName": "Grace",
            "lastName": "Example",
            "email": "admin@example.com",
        },
    ), state


def new_token(call: Call, state: State) -> tuple[Response, State]:
    """POST authentication.logmeininc.com/oauth/token: the answer has no account key; /me has it."""
    access, refresh, state = _tokens(call, state)
    return answer(
        200,
        {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": _HOUR,
            "scope": "identity:",
            "principal": "admin@example.com",
            "refresh_token": refresh,
        },
    ), state


def _tokens(call: Call, state: State) -> tuple[str, str, State]:
    form = parse_qs(call.request.body.decode("utf-8", "replace"))
    if "grant_type" not in form:
        raise _oauth_error("invalid_request")
    wanted = {"authorization_code": "code", "refresh_token": "refresh_token", "password": "password"}
    needed = wanted.get(form["grant_type"][0])
    if needed is None:
        raise _oauth_error("unsupported_grant_type")
    if needed not in form:
        raise _oauth_error("invalid_grant")
    number, state = state.next_key()
    access, refresh = f"fake-access-{number}", f"fake-refresh-{number}"
    if state.tokens.accepted is not None:
        tokens = replace(state.tokens, accepted=(*state.tokens.accepted, access))
        state = replace(state, tokens=tokens)
    return access, refresh, state


def _oauth_error(code: str) -> Exception:
    return ServiceRefusal(answer(400, {"error": code}))
