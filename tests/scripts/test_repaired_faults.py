"""The repaired scripts with each of their requests failing in turn, and with contexts that lack something."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from runtime.inputs.context import Context
from runtime.inputs.files import read_context
from runtime.session.routing import Policy
from runtime.world import answers as canned
from tests.scripts.repaired_run import (
    ADA,
    CREATE,
    DEPROVISION,
    LICENCE,
    LOOK,
    PROVISION,
    SERVICE,
    RepairedRun,
    run_repaired,
)

OTHER_LICENCE = "8173650241830019999"

Answer = dict[str, Any]


def answer(request: str, status: int = 200, **more: Any) -> Answer:
    """A canned answer to one request below the account's address."""
    method, path = request.split(" ", 1)
    return {"request": f"{method} {SERVICE}{path}", "status": status, **more}


def page(*licences: tuple[str, ...]) -> Answer:
    """The users who are found, by their licences."""
    users = [{"key": ADA, "email": "Ada@example.com", "licenseKeys": list(one)} for one in licences]
    found = {"results": users, "fromIndex": 0, "toIndex": len(users), "total": len(users)}
    return answer("GET /users?filter=*", json=found)


def refusal(request: str, status: int, code: str) -> Answer:
    return answer(request, status, json={"errors": [{"code": code}]})


_CREATED = answer("POST /users", 201, json=[{"key": ADA, "email": "ada@example.com"}])
_CONFLICT = refusal("POST /users", 409, "user.name.conflict")
_GIVEN = answer("POST /licenses/*/users/*", 204)
_TAKEN = answer(f"DELETE /licenses/{LICENCE}/users/{ADA}", 204)
_GONE = refusal(f"DELETE /users/{ADA}", 404, "user.not.found")
_DELETED = answer(f"DELETE /users/{ADA}", 204)

WAYS: dict[str, tuple[str, list[Answer], str]] = {
    "created": (PROVISION, [page(), _CREATED], "created"),
    "licence given": (PROVISION, [page((OTHER_LICENCE,)), _GIVEN], "licences given"),
    "another run was quicker": (
        PROVISION,
        [page(), _CONFLICT, page((OTHER_LICENCE,)), _GIVEN],
        "licences given",
    ),
    "account deleted": (DEPROVISION, [page((LICENCE,)), _DELETED], "account deleted"),
    "others remain": (DEPROVISION, [page((LICENCE, OTHER_LICENCE)), _TAKEN], "licences taken"),
    "gone meanwhile": (DEPROVISION, [page((LICENCE,)), _GONE], "the account is gone"),
}

_HTML = {"headers": {"Content-Type": "text/html"}, "text": "<html><body>Sign in</body></html>"}
_EMPTY = {"headers": {"Content-Type": "application/json"}, "text": ""}
FAULTS: dict[str, Answer] = {
    **{str(status): {"status": status, "json": {"errors": []}} for status in (401, 403, 404, 409, 429, 500)},
    "an HTML page": {"status": 502, **_HTML},
    "an HTML page with status 200": {"status": 200, **_HTML},
    "an empty body": {"status": 200, **_EMPTY},
    "half a body": {**_EMPTY, "status": 200, "text": '{"results":['},
    "cut": {"fail": "cut"},
    "refused": {"fail": "refused"},
    "a time-out": {"fail": "never"},
}


def run_with_answers(script: str, answers: list[Answer]) -> RepairedRun:
    """Run it with these answers, each for one request; the last page of users serves for all that come."""
    last = next(one for one in reversed(answers) if "filter" in one["request"])
    again = {**last, "times": "always"}
    world = canned.read("answers", {"answers": [*answers, again]})
    silent = any(one.get("fail") == "never" for one in answers)
    context = read_context("@assigned-new")
    return run_repaired(script, context, Policy({}, answers=True), {"answers": world}, silent=silent)


@pytest.mark.parametrize("way", WAYS)
def test_a_repaired_script_does_what_it_is_for(way: str) -> None:
    """Each way on which all is well in the end."""
    script, answers, reason = WAYS[way]
    came = run_with_answers(script, answers)
    assert (came.outcome, came.findings, came.status) == ("done", (), "done")
    assert came.reason.startswith(reason)
    assert len(came.asked) == len(answers)


def _faulty() -> Iterator[tuple[str, int, str]]:
    for way, (_, answers, _) in WAYS.items():
        for index in range(len(answers)):
            for fault in FAULTS:
                yield way, index, fault


@pytest.mark.parametrize(("way", "index", "fault"), list(_faulty()))
def test_whatever_fails_is_told(way: str, index: int, fault: str) -> None:
    """The run ends, once, and says so; an empty answer to giving or taking is what it should be."""
    script, answers, _ = WAYS[way]
    request = answers[index]["request"]
    came = run_with_answers(
        script, [*answers[:index], {"request": request, **FAULTS[fault]}, *answers[index + 1 :]]
    )
    bodiless = "/licenses/" in request or request.startswith("DELETE")
    quicker = (way, index, fault) == ("another run was quicker", 1, "409")
    well = quicker or (fault == "an empty body" and bodiless)
    assert (came.outcome, came.findings) == ("done", ())
    assert came.status == ("done" if well else "failed"), came


def test_an_administrator_keeps_the_account() -> None:
    """It is more than its licences, which are taken."""
    found = page((LICENCE,))
    found["json"]["results"][0]["adminRoles"] = ["SUPER_USER"]
    assert run_with_answers(DEPROVISION, [found, _TAKEN]).reason == "licences taken"


@pytest.mark.parametrize("script", [PROVISION, DEPROVISION])
def test_nobody_is_taken_for_another_whose_address_looks_alike(script: str) -> None:
    """A pattern's dot is any letter: adaXexample.com is not ada@example.com."""
    found = page((LICENCE,))
    found["json"]["results"][0]["email"] = "ada@exampleXcom"
    came = run_with_answers(script, [found, _CREATED])
    assert came.asked == ((LOOK, CREATE) if script == PROVISION else (LOOK,))


@pytest.mark.parametrize("script", [PROVISION, DEPROVISION])
@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("ProvisionedUser.MailAddress", 'ada"@example.com'),
        ("ProvisionedUser.MailAddress", ""),
        ("OAuth2ProtocolConfiguration", "{}"),
        ("OAuth2ProtocolConfiguration", "not JSON"),
        ("OAuth2ProtocolConfiguration", "null"),
    ],
)
def test_nothing_is_asked_with_a_context_that_lacks_what_is_needed(
    script: str, path: str, value: str
) -> None:
    context = read_context("@assigned-new").value
    *way, last = path.split(".")
    here = context
    for step in way:
        here = here[step]
    here[last] = value
    changed = Context("context", json.dumps(context), context)
    came = run_repaired(script, changed, Policy({}, answers=True), {})
    assert (came.outcome, came.status, came.asked) == ("done", "failed", ())
