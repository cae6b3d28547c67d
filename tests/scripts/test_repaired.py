"""The repaired scripts with every sample context against every state of the fake."""

from __future__ import annotations

import pytest

from runtime.inputs import samples
from runtime.inputs.files import read_context, read_json
from runtime.session.routing import Policy
from runtime.world.fake import FakeWorld
from runtime.world.services import find
from tests.scripts.repaired_run import ADA, BEN, CREATE, DEPROVISION, LICENCE, LOOK, PROVISION, run_repaired

_USERS = {
    "assigned-new": "ada",
    "unassigned": "ada",
    "unknown-fields": "ada",
    "expired-token": "ada",
    "assigned-existing": "ben",
    "umlauts": "",
    "apostrophe-plus": "",
    "beyond-latin1": "",
}

# Contexts with which nothing is asked of the service.
_NOT_ASKED = {
    "provisioning-disabled": ("skipped", "provisioning is switched off for this application"),
    "no-licences": ("failed", "the application has no licences"),
}

# States in which not even the user can be looked for.
_LOST = {
    "cut": "socket hang up",
    "empty-answer": "the answer is no list of users",
    "foreign-account": "status 403 (access.denied)",
    "html-error": "status 502",
    "never": "no answer",
    "rate-limited": "status 429 (too.many.requests)",
    "refused": "connect ECONNREFUSED 127.0.0.1:443",
    "server-error": "status 500 (service.error)",
}

_GIVE = f"POST /licenses/{LICENCE}/users/{BEN}"
_NUMBER = "the service wrote the key as a number, which JavaScript cannot hold"
_TWO = "2 users have this address; put that right at the service"
_NO_SEAT = "status 409 (license.seats.exceeded)"

# By state and user what comes of it where it isn't the usual; "*" is whoever isn't named.
_PROVISIONED: dict[tuple[str, str], tuple[str, str, tuple[str, ...]]] = {
    ("conflict", "*"): ("failed", "creating the user: status 409 (user.name.conflict)", (LOOK, CREATE, LOOK)),
    ("late-error", "*"): ("failed", "creating the user: status 503 (service.error)", (LOOK, CREATE)),
    ("licensed-user", "ada"): ("skipped", "the user has all licences already", (LOOK,)),
    ("numeric-keys", "ben"): ("failed", f"giving the licences: {_NUMBER}", (LOOK,)),
    ("one-account", "ben"): ("done", "licences given", (LOOK, _GIVE)),
    ("one-user", "ben"): ("done", "licences given", (LOOK, _GIVE)),
    ("seats-used-up", "*"): ("failed", f"creating the user: {_NO_SEAT}", (LOOK, CREATE, LOOK)),
    ("seats-used-up", "ben"): ("failed", f"giving the licences: {_NO_SEAT}", (LOOK, _GIVE)),
    ("several-users", "ada"): ("failed", f"looking for the user: {_TWO}", (LOOK,)),
}
_DEPROVISIONED: dict[tuple[str, str], tuple[str, str, tuple[str, ...]]] = {
    ("licensed-user", "ada"): ("done", "account deleted", (LOOK, f"DELETE /users/{ADA}")),
    ("numeric-keys", "ben"): ("failed", _NUMBER, (LOOK,)),
    ("one-account", "ben"): ("skipped", "the user has none of the licences", (LOOK,)),
    ("one-user", "ben"): ("skipped", "the user has none of the licences", (LOOK,)),
    ("seats-used-up", "ben"): ("skipped", "the user has none of the licences", (LOOK,)),
    ("several-users", "ada"): ("failed", _TWO, (LOOK,)),
}
_USUAL = {
    PROVISION: ("done", "created", (LOOK, CREATE)),
    DEPROVISION: ("skipped", "there is no such user", (LOOK,)),
}
_UNUSUAL = {PROVISION: _PROVISIONED, DEPROVISION: _DEPROVISIONED}


def expected_result(script: str, context: str, state: str) -> tuple[str, str, tuple[str, ...]]:
    """What must come of it: status, the beginning of the reason, requests."""
    if context in _NOT_ASKED:
        return (*_NOT_ASKED[context], ())
    if state in _LOST and (context, state) != ("expired-token", "foreign-account"):
        return "failed", f"looking for the user: {_LOST[state]}", (LOOK,)
    if context == state == "expired-token":
        return "failed", "looking for the user: status 401", (LOOK,)
    unusual = _UNUSUAL[script]
    return unusual.get((state, _USERS[context])) or unusual.get((state, "*")) or _USUAL[script]


@pytest.mark.parametrize("state", samples.states("goto"))
@pytest.mark.parametrize("script", [PROVISION, DEPROVISION])
def test_a_repaired_script_says_what_came_of_it_in_every_state(script: str, state: str) -> None:
    """With every sample context: its outcome, its requests, what it says, and no findings."""
    service = find("goto")
    for name in sorted(set(samples.contexts()) - {"transformation"}):
        told = read_json(samples.states("goto")[state])
        world = FakeWorld(service, service.read(state, told), lambda: 0.0, "")
        policy = Policy({"fake": service.HOSTS})
        context = read_context(f"@{name}")
        came = run_repaired(script, context, policy, {"fake": world}, silent=state == "never")
        status, reason, asked = expected_result(script, name, state)
        assert (name, came.outcome, came.findings) == (name, "done", ())
        assert (name, came.status, came.asked) == (name, status, asked)
        assert came.reason.startswith(reason), name
