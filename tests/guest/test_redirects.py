"""Where restler follows, with which method, and what it takes along."""

from __future__ import annotations

import pytest

from tests.guest.guest import AbortRequest, Guest

LOG = """
  .on('response', r => console.log(r.statusCode))
  .on('complete', (d, r) => {
    console.log('complete', r && r.statusCode, d instanceof Error ? d.message.slice(0, 26) : d);
  })"""


@pytest.mark.parametrize(
    ("status", "method", "body"),
    [(301, "POST", b"x"), (302, "POST", b"x"), (307, "POST", b"x"), (303, "GET", b"")],
)
def test_only_303_changes_the_method(status: int, method: str, body: bytes) -> None:
    """A POST stays a POST; each hop is a response of its own."""
    guest = Guest(f"rest.post('http://h.example.com/a/b?q=1', {{data: 'x'}}){LOG}")
    guest.respond(1, status, [("Location", "../c")])
    request = guest.requests[1].request
    assert (request.method, request.target, request.body) == (method, "/c", body)
    assert guest.requests[1].because == "redirect"
    assert guest.verdicts == [(1, "redirect", "")]
    assert guest.commands_of(AbortRequest)[0].request == 1
    guest.close_aborted(1)
    guest.answer(2, 200, b"ok")
    assert guest.log == [str(status), "200", "complete 200 ok"]


@pytest.mark.parametrize("status", [300, 305, 308])
def test_other_redirects_are_answers(status: int) -> None:
    """restler doesn't know them."""
    guest = Guest(f"rest.get('http://h.example.com/'){LOG}")
    guest.answer(1, status, b"here", [("Location", "/c")])
    assert guest.log[-1] == f"complete {status} here"


def test_following_can_be_switched_off() -> None:
    """A redirect is then a success."""
    guest = Guest(f"rest.get('http://h.example.com/', {{followRedirects: false}}){LOG}")
    guest.answer(1, 302, b"", [("Location", "/c")])
    assert guest.verdicts == [(1, "success", "")]
    assert len(guest.requests) == 1


def test_credentials_follow_to_another_host() -> None:
    """Dangerous, and so in the original."""
    guest = Guest("rest.get('http://a.example.com/', {headers: {Authorization: 'Bearer t'}})")
    guest.respond(1, 302, [("Location", "https://b.example.com/x")])
    assert guest.requests[1].request.host == "b.example.com"
    assert guest.headers["Authorization"] == "Bearer t"


def test_a_redirect_to_nowhere_is_an_error_with_its_response() -> None:
    """So is one whose address can't be written."""
    guest = Guest(f"rest.get('http://h.example.com/'){LOG}")
    guest.respond(1, 302)
    assert guest.log == ["302", "complete 302 Failed to follow redirect:"]
    assert guest.verdicts[-1][:2] == (1, "error")


def test_listeners_belong_to_the_whole_chain() -> None:
    """A listener that is attached on the way is told under the first request's number."""
    guest = Guest(
        "const r = rest.get('http://h.example.com/'); r.on('response', () => r.on('late', () => {}))"
    )
    guest.respond(1, 302, [("Location", "/c")]).respond(2, 200)
    listens = [c for c in guest.commands if type(c).__name__ == "Listen"]
    assert [(c.request, c.event) for c in listens] == [(1, "response"), (1, "late"), (1, "late")]  # type: ignore[union-attr]


def test_a_redirect_loop_goes_on_until_somebody_stops_it() -> None:
    """restler counts nothing; the run's limits do."""
    guest = Guest("rest.get('http://h.example.com/')")
    for number in range(1, 30):
        guest.respond(number, 302, [("Location", "/")])
    assert len(guest.requests) == 30
