"""A recording as a world: what it had for a request, in its order, byte for byte."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from runtime.model.commands import Command, SendRequest
from runtime.model.events import Cut, Event, Failed, HeldBack, Received, Responded, WorldEvent
from runtime.model.http import Failure, Request
from runtime.model.kind import Kind
from runtime.model.limits import Limits
from runtime.model.plan import Plan
from runtime.model.script import Script
from runtime.recording import Head, Recording
from runtime.session.transcript import Entry
from runtime.world.recorded import RecordedWorld

ASKED = Request(1, "GET", "https", "api.example.com", 443, "/users", ())
HEAD = Responded(
    1, 200, "Fine", (("Content-Encoding", "gzip"), ("X-A", "1"), ("X-A", "2")), "1.0", whole=False
)
BODY = Received(1, b"\x1f\x8b\xff", (("X-End", "1"),), b"decoded", pieces=(1,))


def world(*whats: Command | Event) -> RecordedWorld:
    """The world of a recording of these."""
    head = Head(
        plan=Plan(
            script=Script("", name="a.js"),
            context="{}",
            kind=Kind.WORKFLOW,
            timers=False,
            seed=(1, 2, 3, 4),
            started=0,
            limits=Limits(),
        ),
        world="fake",
        cage="zygote",
        versions={},
    )
    entries = tuple(Entry(number, 0.0, what) for number, what in enumerate(whats, start=1))
    return RecordedWorld("r.jsonl", Recording("r.jsonl", head, entries, None))


def ask(recorded: RecordedWorld, request: Request = ASKED) -> list[WorldEvent]:
    """What happens to a request; what never ends is left after a moment."""
    events: list[WorldEvent] = []

    async def exchange() -> None:
        async for event in recorded.exchange(request):
            events.append(event)  # noqa: PERF401 - what came before the silence counts

    async def stays_silent() -> bool:
        _, waiting = await asyncio.wait([asyncio.ensure_future(exchange())], timeout=0.05)
        return bool(waiting)

    silent = asyncio.run(stays_silent())
    return [*events, *([Cut(-1)] if silent else [])]


SILENCE = Cut(-1)


def test_an_answer_is_the_same_again_under_the_new_requests_number() -> None:
    """Its headers, its body encoded and decoded, its pieces."""
    got = ask(world(SendRequest(ASKED), HEAD, BODY), replace(ASKED, id=7))
    assert got == [replace(HEAD, request=7), replace(BODY, request=7)]


def test_the_same_request_gets_its_answers_in_their_order() -> None:
    """Then it is denied, and told why."""
    second = replace(ASKED, id=2)
    bad = Failed(2, Failure("read ECONNRESET", "ECONNRESET"))
    recorded = world(SendRequest(ASKED), SendRequest(second), bad, HEAD, BODY)
    assert ask(recorded) == [HEAD, BODY]
    assert ask(recorded) == [replace(bad, request=1)]
    (denied,) = ask(recorded)
    assert isinstance(denied, Failed)
    assert denied.denied.startswith(
        "r.jsonl has no answer to GET https://api.example.com/users: all its recorded answers are used up"
    )
    assert "--live api.example.com" in denied.denied


@pytest.mark.parametrize(
    "request_", [replace(ASKED, method="POST"), replace(ASKED, target="/users?a"), replace(ASKED, port=8443)]
)
def test_what_was_never_asked_for_is_denied(request_: Request) -> None:
    """The script hears of a host that nobody knows."""
    (denied,) = ask(world(SendRequest(ASKED), HEAD, BODY), request_)
    assert isinstance(denied, Failed)
    assert denied.failure.code == "ENOTFOUND"
    assert "it was not recorded" in denied.denied


def test_what_was_never_answered_stays_so() -> None:
    """Also after a head, and after a cut."""
    assert ask(world(SendRequest(ASKED))) == [SILENCE]
    assert ask(world(SendRequest(ASKED), HEAD)) == [HEAD, SILENCE]
    assert ask(world(SendRequest(ASKED), HEAD, Cut(1))) == [HEAD, Cut(1), SILENCE]


def test_what_was_denied_is_denied_again() -> None:
    """It had no answer."""
    (denied,) = ask(world(SendRequest(ASKED), Failed(1, Failure("x"), denied="not open")))
    assert isinstance(denied, Failed)
    assert "it was not recorded" in denied.denied


def test_what_was_held_back_has_the_answer_that_it_got() -> None:
    """Here it is not held back."""
    assert ask(world(SendRequest(ASKED), HeldBack(1), HEAD, BODY)) == [HEAD, BODY]
