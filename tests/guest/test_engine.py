"""What becomes of a turn that can't go on."""

from __future__ import annotations

import json

import pytest

from runtime.guest.engine import Engine, EngineTurn
from runtime.guest.protocol import format_begun


def test_nothing_runs_after_an_event_that_could_not_be_taken_in() -> None:
    """The turn is over: what had been asked for is taken out of the prelude, and that is the last call."""
    engine = Engine(cpu=10, memory=64 << 20)
    begun = format_begun(context="{}", kind="workflow", timers=False, seed=(1, 2, 3, 4), now=0)
    engine.run(begun, "rest.get('http://h.example.com/');")
    said: list[str] = []
    deliver = engine._deliver

    def listen(text: str) -> object:
        said.append(text)
        return deliver(text)

    engine._deliver = listen
    turn = engine.deliver("no JSON")
    assert said == ["no JSON", "drain"]
    assert turn.commands.count('"do": "Throw"') == 1


def turn_of(script: str) -> EngineTurn:
    """The first turn of a script that has 64 MB."""
    engine = Engine(cpu=10, memory=64 << 20)
    begun = format_begun(context="{}", kind="workflow", timers=False, seed=(1, 2, 3, 4), now=0)
    return engine.run(begun, script)


@pytest.mark.parametrize(
    "words", ["nullable", "null and void", "InternalError: out of memory, says the script"]
)
def test_words_that_only_begin_as_the_engines_are_a_scripts_own(words: str) -> None:
    """However much memory it has taken before."""
    turn = turn_of(f"const much = new Uint8Array(50 << 20).fill(1);\nthrow {json.dumps(words)};")
    assert turn.stopped == ""
    assert words in turn.commands


def test_a_message_of_megabytes_is_reported_as_far_as_anybody_reads() -> None:
    """As the prelude does with all that it shows."""
    turn = turn_of("throw new Error('x'.repeat(5000000));")
    assert json.loads(turn.commands)["message"] == "Error: " + "x" * 9993 + "…"
