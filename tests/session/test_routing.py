"""Where requests may go."""

from __future__ import annotations

from typing import Any

import pytest

from runtime.model.egress import Egress, Opening
from runtime.model.http import Header, Request
from runtime.session.routing import NoRoute, Policy, Route
from tests.session.session_driver import request

HOST = "api.example.com"
OPEN = Egress((Opening(HOST),))


def test_a_fakes_host_goes_to_the_fake() -> None:
    """Nothing else is needed."""
    assert Policy({"fake goto": frozenset({HOST})}).route(request()) == Route("fake goto")


def test_a_live_host_outranks_the_fake_and_the_answers() -> None:
    policy = Policy({"fake goto": frozenset({HOST})}, OPEN, answers=True)
    assert policy.route(request()) == Route("live")
    assert Policy({"fake goto": frozenset({HOST})}, answers=True).route(request()) == Route("fake goto")


def test_a_write_to_a_live_host_has_to_be_asked_about() -> None:
    """Unless that was allowed beforehand."""
    assert Policy(egress=OPEN).route(request(method="DELETE")) == Route("live", ask=True)
    assert Policy(egress=OPEN, allow_writes=True).route(request(method="DELETE")) == Route("live")
    assert Policy(egress=OPEN).route(request(method="HEAD")) == Route("live")


def test_a_write_that_nobody_can_be_asked_about_is_denied() -> None:
    """And the option that answers beforehand is named."""
    denied = Policy(egress=OPEN, can_be_asked=False).route(request(method="PUT"))
    reason = "a write to the live service api.example.com needs --yes: nobody can be asked here"
    assert denied == NoRoute(reason, remedy="writes")

    assert Policy(egress=OPEN, can_be_asked=False).route(request()) == Route("live")


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
    assert Policy(egress=OPEN).route(sent) == Route("live", ask=writes)


def test_a_request_that_was_broken_off_is_a_write() -> None:
    """What the service makes of its half body nobody knows."""
    get = Request(1, "GET", "http", HOST, 80, "/", (("Transfer-Encoding", "chunked"),), unfinished=True)
    assert get.writes


def test_answers_stand_for_every_host() -> None:
    """They name their addresses themselves."""
    assert Policy(answers=True).route(request()) == Route("answers")


def test_a_hosts_case_and_final_dot_make_no_difference() -> None:
    assert Policy(egress=OPEN).route(request(host="API.Example.com.")) == Route("live")


def test_a_host_that_only_ends_like_an_open_one_is_denied() -> None:
    assert isinstance(Policy(egress=OPEN).route(request(host="x." + HOST)), NoRoute)


def test_a_denial_names_what_is_open_and_every_way_out() -> None:
    """One of the three options is what the author wants."""
    denied = Policy({"fake goto": frozenset({HOST})}).route(request(host="other.example.com"))
    assert denied == NoRoute(
        "other.example.com is not open to this run (open: api.example.com). To reach the real one: "
        "--live other.example.com; to send it elsewhere: --map other.example.com=URL; "
        "to answer by hand: --world ANSWERS.json"
    )


def test_a_denial_names_the_port_that_has_to_be_opened() -> None:
    """The name alone would open 80 and 443, and the next run would be denied again."""
    denied = Policy().route(ask(host="other.example.com", port=8443))
    assert isinstance(denied, NoRoute)
    assert "--live other.example.com:8443; " in denied.reason


@pytest.mark.parametrize("host", ["0x7f.1", "2130706433", "m\u00fcller.example.com", ""])
def test_a_host_that_no_option_takes_is_not_said_to_be_openable(host: str) -> None:
    """The next run would be refused for the option."""
    denied = Policy(egress=OPEN).route(ask(host=host))
    assert isinstance(denied, NoRoute)
    assert denied.reason.endswith(": no option opens it")
    assert "--live" not in denied.reason


# What is open of a host.


def ask(**more: Any) -> Request:
    """A request to the open host; each of its parts can be another."""
    parts = {"method": "GET", "scheme": "https", "host": HOST, "port": 443, "target": "/", "headers": ()}
    return Request(1, **{**parts, **more})


def open_policy(**more: Any) -> Policy:
    """A policy with one opening, under which nobody is asked."""
    return Policy(egress=Egress((Opening(HOST, **more),)), allow_writes=True)


def denial(policy: Policy, request: Request) -> str:
    denied = policy.route(request)
    assert isinstance(denied, NoRoute)
    return denied.reason


def test_a_host_is_open_at_its_schemes_own_ports() -> None:
    """A database that listens elsewhere on it is not."""
    assert open_policy().route(ask()) == Route("live")
    assert open_policy().route(ask(scheme="http", port=80)) == Route("live")
    for scheme, port in (("https", 80), ("http", 443), ("http", 22), ("https", 0)):
        reason = denial(open_policy(), ask(scheme=scheme, port=port))
        assert f"{scheme}://{HOST}:{port} is not open" in reason
        assert reason.endswith(f"--live {HOST}:{port}")


def test_a_port_that_was_named_is_open() -> None:
    policy = open_policy(ports=frozenset({8443}))
    assert policy.route(ask(port=8443)) == Route("live")
    assert "open: api.example.com:8443" in denial(policy, ask())


def test_a_scheme_that_was_not_named_is_closed() -> None:
    """A token doesn't go out in the clear."""
    assert "http://api.example.com:80 is not open" in denial(
        open_policy(schemes=frozenset({"https"})), ask(scheme="http", port=80)
    )


def test_a_method_that_was_not_named_is_closed() -> None:
    """And the file is named that would have to name it."""
    policy = open_policy(methods=frozenset({"GET", "POST"}), source="egress.toml")
    assert policy.route(ask(method="POST")) == Route("live")
    assert denial(policy, ask(method="DELETE")) == (
        "api.example.com is not open for DELETE (open: GET, POST). "
        "To open it, add it to `methods` in egress.toml"
    )


@pytest.mark.parametrize(
    "more",
    [
        {"headers": (("X-HTTP-Method-Override", "DELETE"),)},
        {"headers": (("x_http_method", " delete "),)},
        {"headers": (("X-Method-Override", "DELETE"),)},
        {"target": "/users?a=1&_method=DELETE"},
        {"target": "/users?%5Fmethod=delete"},
        {
            "headers": (("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", "14")),
            "body": b"_method=DELETE",
        },
    ],
)
def test_a_method_in_disguise_counts(more: dict[str, Any]) -> None:
    """Frameworks go by it, so does the policy; and nothing of the kind is mere reading."""
    hidden = ask(**more)
    assert hidden.writes
    assert "is not open for DELETE" in denial(open_policy(methods=frozenset({"GET", "POST"})), hidden)
    assert Policy(egress=OPEN).route(hidden) == Route("live", ask=True)


def test_a_get_that_may_hold_another_request_needs_all_methods() -> None:
    """Which of them it holds nobody knows."""
    smuggling = ask(headers=(("Content-Length", "0"),), body=b"DELETE /all HTTP/1.1\r\n\r\n")
    assert "can be read as a further request" in denial(open_policy(methods=frozenset({"GET"})), smuggling)
    assert open_policy().route(smuggling) == Route("live")


def test_openings_add_to_each_other_but_do_not_mix() -> None:
    """One of them has to have all of a request."""
    policy = Policy(
        egress=Egress(
            (
                Opening(HOST, frozenset({"https"}), None, frozenset({"GET"})),
                Opening(HOST, frozenset({"http"}), frozenset({81}), frozenset({"POST"})),
            )
        ),
        allow_writes=True,
    )
    assert policy.route(ask()) == Route("live")
    assert policy.route(ask(method="POST", scheme="http", port=81)) == Route("live")
    assert "POST" in denial(policy, ask(method="POST"))
    assert ":81 is not open" in denial(policy, ask(port=81))


@pytest.mark.parametrize(
    "value", ["other.example.com", "other.example.com:443", "[::1]", "api.example.com@x"]
)
def test_a_host_header_reaches_no_other_host(value: str) -> None:
    """Whoever stands for many names goes by it."""
    request = ask(headers=(("Host", HOST), ("host", value)))
    assert "is not open to this run" in denial(open_policy(), request)


@pytest.mark.parametrize("value", [HOST, "API.example.com.:443", "api.example.com:1", ""])
def test_a_host_header_may_say_where_the_request_goes_anyway(value: str) -> None:
    assert open_policy().route(ask(headers=(("Host", value),))) == Route("live")


def test_a_host_header_may_name_another_open_host() -> None:
    """For services that are reached by an address."""
    policy = Policy(egress=Egress((Opening(HOST), Opening("192.0.2.1"))))
    assert policy.route(ask(host="192.0.2.1", headers=(("Host", HOST),))) == Route("live")


@pytest.mark.parametrize(
    "more", [{"target": "http://other.example.com/"}, {"target": "@other.example.com/"}, {"target": ":81/"}]
)
def test_a_target_reaches_no_other_host(more: dict[str, Any]) -> None:
    """A proxy would go by it."""
    assert "another host's address" in denial(open_policy(), ask(**more))


def test_connect_is_never_let_through() -> None:
    """What goes through a tunnel can't be seen."""
    assert "no option allows it" in denial(open_policy(), ask(method="CONNECT"))


# Dry runs.


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_dry_run_lets_reading_out(method: str) -> None:
    assert Policy(egress=OPEN, dry=True, can_be_asked=False).route(request(method=method)) == Route("live")


@pytest.mark.parametrize(
    "held_back",
    [
        ask(method="POST"),
        ask(method="OPTIONS"),
        ask(method="PROPFIND"),
        ask(headers=(("X-HTTP-Method-Override", "DELETE"),)),
        ask(headers=(("Content-Length", "3"),), body=b"abc"),
        ask(headers=(("Content-Length", "0"),), body=b"abc"),
        ask(headers=(("Content-Length", "50"),)),
        ask(unfinished=True, headers=(("Transfer-Encoding", "chunked"),)),
    ],
)
def test_a_dry_run_holds_everything_else_back(held_back: Request) -> None:
    """Whatever --yes says, and without a question. A GET with a body may be taken for two requests."""
    for yes in (True, False):
        policy = Policy(egress=OPEN, dry=True, allow_writes=yes, can_be_asked=False)
        assert policy.route(held_back) == Route("dry", held_back=True)


def test_a_dry_run_opens_nothing() -> None:
    """What is closed is denied, and what a fake answers goes there as ever."""
    policy = Policy({"fake": frozenset({"other.example.com"})}, OPEN, dry=True)
    assert policy.route(request(method="POST", host="other.example.com")) == Route("fake")
    assert isinstance(policy.route(request(method="POST", host="x.example.com")), NoRoute)
    limited = Policy(egress=Egress((Opening(HOST, methods=frozenset({"GET"})),)), dry=True)
    assert isinstance(limited.route(request(method="POST")), NoRoute)
