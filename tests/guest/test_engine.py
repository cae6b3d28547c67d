"""What becomes of a turn that can't go on."""

from __future__ import annotations

from runtime.guest.engine import Engine
from runtime.guest.messages import begun_text


def test_nothing_runs_after_an_event_that_could_not_be_taken_in() -> None:
    """The turn is over: what had been asked for is taken out of the prelude, and that is the last call."""
    engine = Engine(cpu=10, memory=64 << 20)
    begun = begun_text(context="{}", kind="workflow", timers=False, seed=(1, 2, 3, 4), now=0)
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
