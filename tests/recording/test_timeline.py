"""A recording's lines in words: who heard of each, and how things stood after it."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.model.commands import (
    AbortRequest,
    ClearTimer,
    Command,
    Finish,
    Listen,
    SendRequest,
    SetTimer,
    Settle,
)
from runtime.model.errors import BadInput
from runtime.model.events import Aborted, Begun, Event, Fired, Received, Responded
from runtime.model.http import Request
from runtime.model.script import Place
from runtime.recording import Recording
from runtime.recording.timeline import _WORDS, Moment, state_after, timeline
from runtime.session.transcript import MOST_CALLS, Entry
from tests.recording.test_recording import COMMANDS, EVENTS, HEAD

AT = Place(1, 6)
EVENTS_OF_REST = ("abort", "complete", "timeout", "success", "fail", "response", "2XX", "200", "error")


def entries(*whats: Command | Event) -> tuple[Entry, ...]:
    """A conversation, a millisecond a line."""
    return tuple(Entry(seq, float(seq), what) for seq, what in enumerate(whats, start=1))


def send(number: int = 1, because: str = "call") -> SendRequest:
    """A request for the number's own path."""
    return SendRequest(Request(number, "GET", "https", "api.example.com", 443, f"/{number}", ()), AT, because)


def moments(*whats: Command | Event) -> list[Moment]:
    """What these lines are, to a script that listens for everything that request 1 leads to."""
    listening = [Listen(1, event, AT) for event in EVENTS_OF_REST]
    return list(timeline(entries(send(), *listening, *whats)))[len(EVENTS_OF_REST) + 1 :]


def list_events(*whats: Command | Event) -> list[list[str]]:
    """The events that each of these lines was told as."""
    return [[handler.event for handler in moment.handlers] for moment in moments(*whats)]


def test_an_answer_is_told_to_its_handlers_in_restlers_order() -> None:
    """The head, and then what rest made of it."""
    lines = (Responded(1, 200, "OK", ()), Received(1, b"{}"), Settle(1, "success"))
    assert list_events(*lines) == [["response"], [], ["success", "2XX", "200", "complete"]]


def test_only_a_scripts_own_abort_is_told_as_one() -> None:
    """Once it is asked for, and once the connection is closed."""
    assert list_events(AbortRequest(1, AT), Aborted(1)) == [["abort"], ["complete"]]


def test_a_time_out_is_told_as_one_and_never_completes() -> None:
    """restler 3.4.0 (lib/restler.js, _fireTimeout) swallows the error that the abort makes."""
    assert list_events(AbortRequest(1), Aborted(1)) == [["timeout"], []]
    assert [moment.text for moment in moments(AbortRequest(1), Aborted(1))] == [
        "given up: rest's own time-out",
        "its connection is closed",
    ]


def test_a_redirect_is_told_to_nobody_until_the_last_answer() -> None:
    """Which goes to the handlers of the request that the script made."""
    left = (Responded(1, 302, "Found", ()), Settle(1, "redirect"), AbortRequest(1), send(2, "redirect"))
    came = (Aborted(1), Responded(2, 200, "OK", ()), Received(2, b""), Settle(2, "success"))
    assert list_events(*left, *came) == [
        ["response"],
        [],
        [],
        [],
        [],
        ["response"],
        [],
        ["success", "2XX", "200", "complete"],
    ]
    texts = [moment.text for moment in moments(*left, *came)]
    assert texts[2:4] == ["its connection is dropped", "GET https://api.example.com/2 (redirect of #1)"]


def test_it_is_said_where_no_handler_hears_of_an_answer() -> None:
    """The commonest of faults."""
    lines = entries(send(), Listen(1, "success", AT), Responded(1, 404, "", ()), Settle(1, "fail"))
    assert list(timeline(lines))[-1].text == "rest takes it for a failure, and no handler is told"


def test_a_line_tells_how_long_the_request_took() -> None:
    assert [one.took for one in timeline(entries(send(), Responded(1, 200, "", ())))] == [None, 1.0]


def test_a_second_done_is_told_from_the_first() -> None:
    """As only the first one counts."""
    lines = entries(Finish("{}", at=AT), Finish("{}", at=AT), Finish("{}", own=False, at=AT))
    assert [one.text for one in timeline(lines)] == [
        "done(context)",
        *["done, again: the first call counts"] * 2,
    ]


def test_a_recording_that_tells_everybody_of_everything_is_followed_all_the_same() -> None:
    """Ten thousand answers to one request, and ten thousand handlers: nobody writes that down in full."""
    many = 10_000
    lines = entries(send(), *[Listen(1, "complete", AT)] * many, *[Settle(1, "error")] * many)
    found = list(timeline(lines))
    assert len(found) == 1 + 2 * many
    assert len(found[many + 1].handlers) == many
    assert sum(len(moment.handlers) for moment in found) <= MOST_CALLS


LINES = entries(
    Begun(),
    send(1),
    send(2),
    SetTimer(1, 20.0, AT),
    SetTimer(2, 9.0),
    Responded(1, 200, "OK", ()),
    ClearTimer(2),
    Received(1, b""),
    Settle(1, "success"),
    Fired(1),
    Finish("{}", at=AT),
)


@pytest.mark.parametrize(
    ("seq", "open_then", "timers", "next_"),
    [
        (1, [], [], "SendRequest"),
        (5, [1, 2], [(1, 24.0), (2, 14.0)], "Responded"),
        (8, [1, 2], [(1, 24.0)], "Settle"),
        (9, [2], [(1, 24.0)], "Fired"),
        (11, [2], [], None),
    ],
)
def test_how_things_stood_after_a_line(
    seq: int, open_then: list[int], timers: list[tuple[int, float]], next_: str | None
) -> None:
    """Which requests were open, when timers would run out, and what came next."""
    found = state_after(Recording("r", HEAD, LINES, None), seq)
    assert [one.seq for one in found.so_far] == list(range(1, seq + 1))
    assert [exchange.request.id for exchange in found.open] == open_then
    assert [(timer.timer, timer.due) for timer in found.timers] == timers
    assert (found.next and found.next.kind) == next_


@pytest.mark.parametrize("seq", [-1, 0, 12])
def test_a_line_that_is_not_there_is_refused(seq: int) -> None:
    """With the lines that are."""
    with pytest.raises(BadInput) as refused:
        state_after(Recording("r", HEAD, LINES, None), seq)
    assert refused.value.way_out == "Its lines are 1 to 11."


@given(st.lists(st.one_of(COMMANDS, EVENTS), max_size=12))
def test_whatever_a_recording_says_is_put_into_words(whats: list[Command | Event]) -> None:
    """In any order, about requests that there never were."""
    found = list(timeline(entries(*whats)))
    assert len(found) == len(whats)
    assert all(moment.text for moment in found)
    assert all(len(moment.text) < 2100 for moment in found)


def test_every_kind_of_line_has_words() -> None:
    """A new command or event needs some."""
    assert {*_WORDS, SendRequest, Finish} == {*get_args(Command), *get_args(Event)}


@pytest.mark.parametrize(("data", "size"), [(b"", "0 bytes"), (b"1", "1 byte"), (b"12", "2 bytes")])
def test_a_bodys_size_is_in_words(data: bytes, size: str) -> None:
    (moment,) = timeline(entries(Received(1, data)))
    assert moment.text == f"the body, {size}"
