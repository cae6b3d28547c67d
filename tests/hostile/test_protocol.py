"""A child that says whatever it likes: the host ends the run in a documented way, and never waits for it."""

from __future__ import annotations

import asyncio
import json
from contextlib import nullcontext, suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.cage.child import Child
from runtime.cage.child_protocol import Exit, ready_line
from runtime.cage.pool import ChildPool
from runtime.guest.protocol import read_turn
from runtime.inputs.context import Context
from runtime.model.errors import BadInput, CageBroke, Fault, GuestLimitExceeded, GuestProtocolError
from runtime.model.kind import InferredKind, Kind
from runtime.model.limits import Limits
from runtime.model.outcome import Outcome
from runtime.model.script import Script
from runtime.runs.launch import Order, launch
from runtime.runs.report import Report, as_json
from runtime.runs.result import Setting
from runtime.session.transcript import Entry, Transcript
from tests.examples import examples
from tests.guest.test_turns import COMMANDS, HOSTILE, REQUEST

LIMITS = Limits(deadline=0.06, after_done=0.02, commands=20, message=20_000, recording=200_000, requests=10)
SCRIPT = Script.from_bytes("own.js", b"done(context);\nrest.get('http://api.getgo.com/');\n")
CONTEXT = Context.from_bytes("own.json", b'{"a":{"access_token":"a-token-of-some-length"}}')


Said = bytes | Exit
READY = ready_line([])


class FakeChild(Child):
    """Says to each line what stands next in a list, and then nothing more, whatever it hears."""

    cage = "none"

    def __init__(self, answers: list[tuple[Said, ...]], ready: Said = READY) -> None:
        """`ready` is what it says first."""
        super().__init__(LIMITS.message)
        self.answers, self.ready, self.killed = answers, ready, 0
        self.counted: float | None = None

    async def _open(self) -> None:
        self._say(self.ready)

    def _send(self, data: bytes) -> None:
        del data
        for said in self.answers.pop(0) if self.answers else ():
            self._say(said)

    def _say(self, said: Said) -> None:
        if isinstance(said, bytes):
            self._receive(said)
        else:
            self._receive_end()
            self._receive_exit(said)

    def _kill(self) -> None:
        self.killed += 1
        self._pipe_ended = True
        self._receive_exit(Exit("", "killed", self.counted))


class FakePool(ChildPool):
    """Has one child."""

    def __init__(self, child: FakeChild) -> None:
        self._child = child

    async def child(self, limits: Limits) -> Child:
        del limits
        await self._child.open()
        return self._child


def run_with(child: FakeChild) -> Report:
    """The report of a run with such a child. The host has heard it or ended; else this never returns."""
    order = Order(
        script=SCRIPT, context=CONTEXT, kind=InferredKind(Kind.WORKFLOW, "test"), limits=LIMITS, record=None
    )
    report, problem = asyncio.run(launch(order, FakePool(child)))
    assert child.killed
    assert problem is None
    assert report.outcome in set(Outcome)
    assert json.loads(as_json(report))["outcome"] == report.outcome
    return report


def write_turn(*commands: Any, stopped: Any = "") -> bytes:
    said = {"commands": list(commands), "cpu": 0.01, "memory": 1000, "stopped": stopped}
    return json.dumps(said).encode() + b"\n"


# Turns that a child could have said in good order, and how each of them can be spoilt.
NUMBERS = st.integers(0, 4)
GOOD = st.one_of(
    st.builds(lambda n: {**COMMANDS[0], "request": {**REQUEST, "id": n, "host": "api.getgo.com"}}, NUMBERS),
    st.builds(lambda n: {"do": "SetTimer", "timer": n, "delay": n, "at": [1, 1]}, NUMBERS),
    st.builds(
        lambda n, word: {"do": "Settle", "request": n, "verdict": word},
        NUMBERS,
        st.sampled_from(["success", "fail", "error", "redirect"]),
    ),
    st.builds(lambda n: {"do": "AbortRequest", "request": n}, NUMBERS),
    st.builds(lambda n: {"do": "Listen", "request": n, "event": "complete"}, NUMBERS),
    st.builds(lambda n: {"do": "ClearTimer", "timer": n}, NUMBERS),
    st.builds(
        lambda text: {"do": "Finish", "context": text, "own": True, "unchanged_since": [1, 9]},
        st.sampled_from(["{}", "null", "", "{", "[" * 3000, '{"a":{"access_token":"x"}}', "\ud800"]),
    ),
    st.sampled_from(COMMANDS),
)
TURNS = st.builds(
    lambda commands, stopped: write_turn(*commands, stopped=stopped),
    st.lists(GOOD, max_size=8),
    st.sampled_from(["", "", "", "", "cpu", "memory"]),
)


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A turn with a field of something else, cut off, doubled, with other bytes in it, or much too long."""
    how = draw(st.sampled_from(["field", "cut", "twice", "bytes", "long", "noise", "number", "stopped"]))
    turn: bytes = draw(TURNS)
    at = draw(st.integers(0, len(turn)))
    if how == "field":
        command = dict(draw(GOOD))
        command[draw(st.sampled_from([*command, "more"]))] = draw(st.sampled_from(HOSTILE))
        return write_turn(command)
    if how == "number":
        return turn.replace(
            b"0.01", draw(st.sampled_from([b"-1", b"1e999", b"NaN", b"9" * 400, b"9" * 5000, b"{}"]))
        )
    if how == "stopped":
        return write_turn(stopped=draw(st.sampled_from(HOSTILE)))
    return {
        "cut": turn[:at],
        "twice": turn[:at] + turn + turn[at:],
        "bytes": turn[:at] + draw(st.binary(min_size=1, max_size=8)) + turn[at + 1 :],
        "long": write_turn(*[COMMANDS[6]] * 30),
        "noise": draw(st.binary(max_size=200)),
    }[how]


ENDS = st.sampled_from([Exit(""), Exit("cpu"), Exit("memory"), Exit("broken", "SIGSEGV")])
ANSWERS = st.lists(
    st.lists(st.one_of(TURNS, TURNS, TURNS, spoilt(), ENDS), max_size=3).map(tuple), max_size=6
)


@settings(max_examples=examples(500))
@given(st.one_of(spoilt(), st.binary(max_size=300)))
def test_a_line_is_a_turn_or_one_of_two_errors(line: bytes) -> None:
    try:
        read_turn(line, most_commands=20)
    except (GuestProtocolError, GuestLimitExceeded):
        return


@settings(max_examples=examples(150))
@given(ANSWERS)
def test_a_run_ends_in_a_documented_way_whatever_its_child_says(answers: list[tuple[Said, ...]]) -> None:
    """In time, with the child ended. A turn that speaks of syntax makes the script bad input."""
    said = b"".join(one for answer in answers for one in answer if isinstance(one, bytes))
    with suppress(BadInput) if b'"syntax"' in said else nullcontext():
        run_with(FakeChild(answers))


@settings(max_examples=examples(30))
@given(st.permutations([write_turn(command) for command in COMMANDS[:7]]), st.integers(1, 3))
def test_turns_in_another_order_and_more_than_once_are_survived(turns: list[bytes], times: int) -> None:
    """Nobody asked for most of them."""
    run_with(FakeChild([tuple(turns * times)]))
    run_with(FakeChild([(turn,) * times for turn in turns]))


@pytest.mark.parametrize(
    "ready",
    [
        b"\n",
        b"x\n",
        b"[" * 5000 + b"\n",
        b'{"layers": 3}\n',
        write_turn(),
        Exit("broken", "gone"),
        Exit("cpu"),
    ],
)
def test_a_child_that_is_not_ready_is_none(ready: Said) -> None:
    """Nothing has run, and nothing is left of it."""
    with pytest.raises(CageBroke):
        run_with(FakeChild([], ready=ready))


def test_a_child_that_says_nothing_is_waited_for_until_the_deadline() -> None:
    assert run_with(FakeChild([])).outcome == "deadline"


class BrokenFace:
    """Its terminal is gone."""

    def begin(self, setting: Setting, transcript: Transcript) -> None:
        del setting, transcript
        raise BrokenPipeError

    def take(self, entry: Entry) -> None:
        """Never called."""

    def end(self) -> None:
        """Never called."""


def test_a_child_is_ended_if_its_run_can_not_even_be_shown() -> None:
    """Whatever goes wrong between its start and its run."""
    child = FakeChild([])
    order = Order(
        script=SCRIPT, context=CONTEXT, kind=InferredKind(Kind.WORKFLOW, "test"), limits=LIMITS, record=None
    )
    with pytest.raises((BrokenPipeError, Fault)):
        asyncio.run(launch(order, FakePool(child), observer=BrokenFace()))
    assert child.killed


@pytest.mark.parametrize("times", [2, 3000])
def test_a_child_that_speaks_without_being_asked_is_an_engine_fault(times: int) -> None:
    """One turn answers one event. The second one says nothing that is believed."""
    request = {**COMMANDS[0], "request": {**REQUEST, "host": "api.getgo.com"}}
    report = run_with(FakeChild([(write_turn(request), *[write_turn(COMMANDS[7])] * times)]))
    assert report.outcome == "engine-fault"
    assert report.detail == "the child process spoke without being asked"


@pytest.mark.parametrize(("counted", "told"), [(0.004, 0.004), (0.5, 0.01), (None, 0.01)])
def test_a_report_tells_of_no_more_cpu_than_the_kernel_has_counted(
    counted: float | None, told: float
) -> None:
    """Where it counts; the rest is the child's word."""
    child = FakeChild([(write_turn(COMMANDS[7]),)])
    child.counted = counted
    assert run_with(child).usage.cpu_seconds == told


@pytest.mark.parametrize("stop", ["cpu", "memory"])
def test_a_limit_takes_more_than_the_childs_word(stop: str) -> None:
    """The turn says so, and the exit status says otherwise: that is an engine at fault."""
    assert (
        run_with(FakeChild([(write_turn(stopped=stop), Exit("broken", "SIGSEGV"))])).outcome == "engine-fault"
    )
    assert run_with(FakeChild([(write_turn(stopped=stop), Exit(stop))])).outcome == f"{stop}-limit"
