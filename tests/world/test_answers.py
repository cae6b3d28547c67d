"""Canned answers: each serves once, in its order, and what none fits is denied."""

from __future__ import annotations

import asyncio
from typing import Any, get_args

import pytest

from runtime.model.errors import BadInput
from runtime.model.events import Failed, Received, Responded, WorldEvent
from runtime.model.http import Failure, Request, not_found
from runtime.model.no_answer import FAILURES, NEVER, Word
from runtime.world.answers import Answers, AnswersWorld, read
from tests.paths import ROOT


def world(*answers: dict[str, Any]) -> AnswersWorld:
    return AnswersWorld("answers.json", Answers.model_validate({"answers": list(answers)}))


def ask(answers: AnswersWorld, method: str = "GET", target: str = "/users") -> list[WorldEvent]:
    async def exchange() -> list[WorldEvent]:
        request = Request(1, method, "https", "api.example.com", 443, target, ())
        return [event async for event in answers.exchange(request)]

    return asyncio.run(exchange())


def connect_failure(code: str, errno: int) -> Failure:
    """No connection to the host that is asked."""
    return Failure(f"connect {code} 127.0.0.1:443", code, errno, "connect", "127.0.0.1", 443)


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
    ("fail", "said"),
    [
        ("refused", connect_failure("ECONNREFUSED", -111)),
        ("timeout", connect_failure("ETIMEDOUT", -110)),
        ("reset", Failure("read ECONNRESET", "ECONNRESET", -104, "read")),
        ("cut", Failure("socket hang up", "ECONNRESET")),
        ("unknown-host", not_found("api.example.com")),
    ],
)
def test_a_failure_is_what_node_makes_of_it(fail: str, said: Failure) -> None:
    assert ask(world({"request": USERS, "fail": fail})) == [Failed(1, said)]


def test_every_word_for_a_failure_is_documented() -> None:
    """And is one that an answer may say."""
    text = (ROOT / "docs" / "answers.md").read_text("utf-8")
    words = get_args(Word)
    assert set(words) == {*FAILURES, NEVER}
    assert [word for word in words if f"`{word}`" not in text] == []


def test_bytes_come_as_they_are() -> None:
    """Of no kind unless the headers say one."""
    headers = (("Content-Type", "application/octet-stream"), ("Content-Length", "2"))
    assert ask(world({"request": USERS, "base64": "/wA="})) == [
        Responded(1, 200, "OK", headers),
        Received(1, b"\xff\x00"),
    ]


def test_headers_in_a_list_are_all_that_there_are() -> None:
    """Several of a name, in their order; only the length of a body is added."""
    listed = [["Set-Cookie", "a=1"], ["Set-Cookie", "b=2"]]
    (head, _) = ask(world({"request": USERS, "headers": listed, "text": "ok"}))
    assert isinstance(head, Responded)
    assert head.headers == (("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Content-Length", "2"))
    (bare, _) = ask(world({"request": USERS, "status": 204, "headers": []}))
    assert isinstance(bare, Responded)
    assert bare.headers == ()


def test_a_star_in_an_exact_address_is_a_star() -> None:
    """So that an address may have one of its own."""
    answers = world(
        {"request": "GET https://api.example.com/users?fields=*", "exact": True, "times": "always"}
    )
    assert isinstance(ask(answers, target="/users?fields=*")[0], Responded)
    assert isinstance(ask(answers, target="/users?fields=all")[0], Failed)


@pytest.mark.parametrize(
    ("answer", "where", "problem"),
    [
        ({"request": USERS, "base64": "?"}, "answers[0]", "base64 is not valid base64"),
        ({"request": USERS, "base64": "", "text": ""}, "answers[0]", "base64 and text are both given"),
        ({"request": USERS, "base64": "", "json": 1}, "answers[0]", "base64 and json are both given"),
        ({"request": USERS, "fail": "cut", "base64": ""}, "answers[0]", "fail means that no answer comes"),
        ({"request": USERS, "headers": [["A", "b"], ["C"]]}, "answers[0].headers[1]", ""),
        ({"request": USERS, "headers": {"A": 1}}, "answers[0].headers.A", "must be a text in quotes"),
        ({"request": USERS, "times": "often"}, "answers[0].times", ""),
        ({"status": 200}, "answers[0].request", "is missing"),
    ],
)
def test_a_mistake_is_told_with_its_place(answer: dict[str, Any], where: str, problem: str) -> None:
    """The file, and the path in it."""
    with pytest.raises(BadInput) as refused:
        read("answers.json", {"answers": [answer]})
    assert refused.value.where.startswith(f"answers.json: $.{where}")
    assert problem in refused.value.problem
