"""Where requests may go."""

from __future__ import annotations

import pytest

from runtime.egress import Denied, Policy, Route
from runtime.http import Header, Request
from tests.decisions.playbook import request

HOST = "api.example.com"


def test_a_fakes_host_goes_to_the_fake() -> None:
    """Nothing else is needed."""
    assert Policy({"fake goto": frozenset({HOST})}).route(request()) == Route("fake goto")


def test_a_live_host_outranks_the_fake_and_the_answers() -> None:
    """It was opened by name."""
    policy = Policy({"fake goto": frozenset({HOST})}, frozenset({HOST}), answers=True)
    assert policy.route(request()) == Route("live")
    assert Policy({"fake goto": frozenset({HOST})}, answers=True).route(request()) == Route("fake goto")


def test_a_write_to_a_live_host_has_to_be_asked_about() -> None:
    """Unless that was allowed beforehand."""
    live = frozenset({HOST})
    assert Policy(live=live).route(request(method="DELETE")) == Route("live", ask=True)
    assert Policy(live=live, allow_writes=True).route(request(method="DELETE")) == Route("live")
    assert Policy(live=live).route(request(method="HEAD")) == Route("live")


def test_a_write_that_nobody_can_be_asked_about_is_denied() -> None:
    """And the option that answers beforehand is named."""
    denied = Policy(live=frozenset({HOST}), can_be_asked=False).route(request(method="PUT"))
    assert denied == Denied(
        "a write to the live service api.example.com needs --yes: nobody can be asked here"
    )
    assert Policy(live=frozenset({HOST}), can_be_asked=False).route(request()) == Route("live")


@pytest.mark.parametrize(
    ("headers", "body", "writes"),
    [
        ((), b"", False),
        ((("Content-Length", "3"),), b"abc", False),
        ((("transfer-encoding", "chunked"),), b"abc", False),
        ((), b"abc", True),
        ((("Content-Length", "1"),), b"xDELETE /all HTTP/1.1\r\n\r\n", True),
        ((("Content-Length", "50"),), b"", True),
        ((("Content-Length", "3"), ("Content-Length", "0")), b"abc", True),
        ((("Content-Length", "3"), ("Transfer-Encoding", "chunked")), b"abc", True),
        ((("Transfer-Encoding", "x-chunked"),), b"abc", True),
    ],
)
def test_a_body_that_may_hold_a_further_request_is_a_write(
    headers: tuple[Header, ...],
    body: bytes,
    writes: bool,  # noqa: FBT001
) -> None:
    """restler lets a script send a GET whose head says something else about its body than is true."""
    sent = Request(1, "GET", "https", HOST, 443, "/", (("Host", HOST), *headers), body)
    assert Policy(live=frozenset({HOST})).route(sent) == Route("live", ask=writes)


def test_a_request_that_was_broken_off_is_a_write() -> None:
    """What the service makes of its half body nobody knows."""
    get = Request(1, "GET", "http", HOST, 80, "/", (("Transfer-Encoding", "chunked"),), unfinished=True)
    assert get.writes


def test_answers_stand_for_every_host() -> None:
    """They name their addresses themselves."""
    assert Policy(answers=True).route(request()) == Route("answers")


def test_a_hosts_case_and_final_dot_make_no_difference() -> None:
    """They don't for DNS."""
    assert Policy(live=frozenset({HOST})).route(request(host="API.Example.com.")) == Route("live")


def test_a_host_that_only_ends_like_an_open_one_is_denied() -> None:
    """Exactly those hosts."""
    assert isinstance(Policy(live=frozenset({HOST})).route(request(host="x." + HOST)), Denied)


def test_a_denial_names_what_is_open_and_every_way_out() -> None:
    """One of the three options is what the author wants."""
    denied = Policy({"fake goto": frozenset({HOST})}).route(request(host="other.example.com"))
    assert denied == Denied(
        "other.example.com is not open to this run (open: api.example.com). To reach the real one: "
        "--live other.example.com; to send it elsewhere: --map other.example.com=URL; "
        "to answer by hand: --world ANSWERS.json"
    )
