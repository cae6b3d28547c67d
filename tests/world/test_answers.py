"""Canned answers: each serves once, in its order, and what none fits is denied."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from runtime.events import Failed, Received, Responded, WorldEvent
from runtime.http import Request
from runtime.world.answers import Answers, AnswersWorld


def world(*answers: dict[str, Any]) -> AnswersWorld:
    """A world of these."""
    return AnswersWorld("answers.json", Answers.model_validate({"answers": list(answers)}))


def ask(answers: AnswersWorld, method: str = "GET", target: str = "/users") -> list[WorldEvent]:
    """What happens to a request."""

    async def exchanged() -> list[WorldEvent]:
        request = Request(1, method, "https", "api.example.com", 443, target, ())
        return [event async for event in answers.exchange(request)]

    return asyncio.run(exchanged())


USERS = "GET https://api.example.com/users"


def test_json_comes_as_json() -> None:
    """With the two headers that nobody wants to write out."""
    headers = (("Content-Type", "application/json"), ("Content-Length", "11"))
    assert ask(world({"request": USERS, "json": {"a": "ü"}})) == [
        Responded(1, 200, "OK", headers),
        Received(1, '{"a": "ü"}'.encode()),
    ]


def test_text_comes_as_it_is_and_headers_can_be_given() -> None:
    """Status and reason, too."""
    answer = {
        "request": USERS,
        "status": 503,
        "reason": "Closed",
        "headers": {"content-type": "text/html"},
        "text": "<p>",
    }
    headers = (("content-type", "text/html"), ("Content-Length", "3"))
    assert ask(world(answer)) == [Responded(1, 503, "Closed", headers), Received(1, b"<p>")]


def test_each_answer_serves_once_in_the_order_of_the_list() -> None:
    """Then the request is denied, and told why."""
    answers = world({"request": USERS, "text": "first"}, {"request": USERS, "text": "second"})
    assert ask(answers)[1] == Received(1, b"first")
    assert ask(answers)[1] == Received(1, b"second")
    denied = ask(answers)[0]
    assert isinstance(denied, Failed)
    why = 'all that fit are used up (say "times" in them)'
    what = f"answers.json has no answer to GET https://api.example.com/users: {why}"
    assert denied.denied == f"{what}. Add one, or open the real host with --live api.example.com"


def test_an_answer_can_serve_more_than_once() -> None:
    """So many times, or always."""
    answers = world({"request": USERS, "times": 2, "text": "twice"}, {"request": USERS, "times": "always"})
    assert [ask(answers)[1] for _ in range(5)] == [Received(1, b"twice")] * 2 + [Received(1, b"")] * 3


@pytest.mark.parametrize(
    ("pattern", "method", "target", "fits"),
    [
        ("GET https://api.example.com/users", "GET", "/users", True),
        ("GET https://api.example.com/users", "POST", "/users", False),
        ("* https://api.example.com/users", "POST", "/users", True),
        ("GET https://api.example.com/*", "GET", "/a/b?c=d", True),
        ("GET https://api.example.com/users?mail=*", "GET", "/users?mail=ada@example.com", True),
        ("GET https://api.example.com/users", "GET", "/users/7", False),
        ("GET https://api.example.com/u.ers", "GET", "/users", False),
        ("GET https://*/users", "GET", "/users", True),
    ],
)
def test_an_address_fits_with_stars_for_anything(
    pattern: str, method: str, target: str, fits: object
) -> None:
    """Everything else in it stands for itself."""
    (first, *_) = ask(world({"request": pattern}), method, target)
    assert isinstance(first, Responded) is fits


@pytest.mark.parametrize(
    ("fail", "code"), [("refused", "ECONNREFUSED"), ("cut", "ECONNRESET"), ("unknown-host", "ENOTFOUND")]
)
def test_a_failure_is_what_node_makes_of_it(fail: str, code: str) -> None:
    """No head, no body."""
    (failed,) = ask(world({"request": USERS, "fail": fail}))
    assert isinstance(failed, Failed)
    assert failed.failure.code == code
    assert failed.denied == ""
