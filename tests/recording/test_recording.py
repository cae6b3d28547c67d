"""A recording's lines say everything that crossed, and are read back as it was."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from runtime.model.commands import (
    AbortRequest,
    ClearTimer,
    Command,
    Finish,
    Listen,
    Log,
    SendRequest,
    SetTimer,
    Settle,
    Throw,
)
from runtime.model.events import (
    Aborted,
    Begun,
    Collected,
    Cut,
    Event,
    Failed,
    Fired,
    HeldBack,
    Received,
    Responded,
)
from runtime.model.http import Failure, Request
from runtime.model.kind import Kind
from runtime.model.limits import Limits
from runtime.model.plan import Plan
from runtime.model.script import Place, Script
from runtime.recording import Head, entry_line, head_line, read
from runtime.recording.chain import Chain
from runtime.session.transcript import Entry

HEAD = Head(
    plan=Plan(
        script=Script("done(context);\n", name="a.js", sha256="00ff"),
        context='{"a": 1}',
        kind=Kind.WORKFLOW,
        timers=False,
        seed=(1, 2, 3, 4),
        started=1_700_000_000_000,
        limits=Limits(),
    ),
    world="fake goto",
    cage="spawn",
    versions={"mws": "0.1.0"},
)

TEXT = st.text(max_size=20)
NUMBER = st.integers(1, 1000)
PLACES = st.none() | st.builds(Place, NUMBER, NUMBER)
HEADERS = st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple)
REQUESTS = st.builds(
    Request,
    NUMBER,
    TEXT,
    st.sampled_from(["http", "https"]),
    TEXT,
    NUMBER,
    TEXT,
    HEADERS,
    st.binary(),
    st.booleans(),
)
FAILURES = st.builds(
    Failure,
    TEXT,
    st.none() | TEXT,
    st.none() | NUMBER,
    extra=st.dictionaries(TEXT, NUMBER | TEXT, max_size=2),
)
COMMANDS: st.SearchStrategy[Command] = st.one_of(
    st.builds(SendRequest, REQUESTS, PLACES, st.sampled_from(["call", "redirect", "retry"])),
    st.builds(AbortRequest, NUMBER, PLACES),
    st.builds(Listen, NUMBER, TEXT, PLACES),
    st.builds(Settle, NUMBER, TEXT, TEXT),
    st.builds(SetTimer, NUMBER, st.floats(0, 1e9), PLACES),
    st.builds(ClearTimer, NUMBER, PLACES),
    st.builds(Log, TEXT, TEXT, PLACES),
    st.builds(Finish, TEXT, st.booleans(), st.lists(NUMBER, max_size=3).map(tuple), PLACES),
    st.builds(
        Throw,
        TEXT,
        st.lists(st.builds(Place, NUMBER, NUMBER), max_size=3).map(tuple),
        st.booleans(),
    ),
)
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.just(Begun()),
    st.builds(Responded, NUMBER, NUMBER, TEXT, HEADERS, st.sampled_from(["1.0", "1.1"])),
    st.builds(Received, NUMBER, st.binary(), HEADERS, st.none() | st.binary(), st.none() | FAILURES),
    st.builds(Failed, NUMBER, FAILURES, TEXT),
    st.builds(Aborted, NUMBER),
    st.builds(Cut, NUMBER),
    st.builds(HeldBack, NUMBER),
    st.builds(Fired, NUMBER),
    st.just(Collected()),
)


def lines(*entries: Entry) -> list[bytes]:
    """A recording of these, as it is written."""
    chain = Chain()
    raw = [head_line(HEAD), *map(entry_line, entries)]
    return [f"{chain.seal(json.dumps(one))}\n".encode() for one in raw]


def test_the_head_holds_the_runs_inputs() -> None:
    """With them and the events the run happens again."""
    assert read("r", lines()).head == HEAD


@given(st.lists(COMMANDS | EVENTS, max_size=5))
def test_whatever_crosses_is_read_back_as_it_was(crossed: list[Command | Event]) -> None:
    """Every kind of command and event, with any text and any bytes in it."""
    entries = tuple(Entry(number, float(number), what) for number, what in enumerate(crossed, start=1))
    assert read("r", lines(*entries)).entries == entries


def test_a_body_that_is_text_can_be_read_by_a_person() -> None:
    """Anything else is base64."""
    text = entry_line(Entry(1, 0.0, Received(1, "Grüße".encode())))
    assert text["body"] == {"text": "Grüße"}
    data = entry_line(Entry(1, 0.0, Received(1, b"\xff\x00")))
    assert data["body"] == {"base64": "/wA="}
