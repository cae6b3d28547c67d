"""What a missing global, and an address that can't be sent, are answered with."""

from __future__ import annotations

import pytest

from runtime.model.kind import Kind
from runtime.model.outcome import Ending, Outcome
from runtime.session.hints import find_hint
from tests.guest.guest import Guest


def hint_for(name: str, kind: Kind = Kind.WORKFLOW) -> str:
    """The hint for a script that reached for `name`."""
    return find_hint(Ending(Outcome.THREW, f"ReferenceError: {name} is not defined"), kind)


@pytest.mark.parametrize("name", ["require", "fetch", "Buffer", "btoa", "process", "URL", "crypto"])
def test_a_global_of_node_or_a_browser_is_answered_with_what_there_is(name: str) -> None:
    """MyWorkspace documents three globals."""
    assert "MyWorkspace documents context, rest and done, and nothing else" in hint_for(name)


def test_what_does_the_same_job_is_named() -> None:
    """The reader wants to get on."""
    assert "rest.get, rest.post" in hint_for("fetch")
    assert "options username and password" in hint_for("btoa")


@pytest.mark.parametrize("name", ["setTimeout", "setInterval", "clearTimeout", "setImmediate"])
def test_a_timer_names_the_option_that_gives_it(name: str) -> None:
    assert "--globals timers" in hint_for(name)


def test_a_transformation_has_no_rest_and_no_done() -> None:
    """And the way out is the other kind."""
    assert "--kind workflow" in hint_for("done", Kind.TRANSFORMATION)
    assert "--kind workflow" in hint_for("rest", Kind.TRANSFORMATION)


@pytest.mark.parametrize(
    "call",
    [
        "rest.get('https://api.example.com/users?name=Łukasz')",
        "rest.get('https://api.example.com/', {query: 'name=Ada Lovelace'})",
        "(async () => rest.get('https://api.example.com/Łukasz'))()",
    ],
)
def test_an_address_that_can_not_be_sent_is_answered_with_how_to_escape_it(call: str) -> None:
    """Node's message names the trouble only."""
    told = find_hint(Ending(Outcome.THREW, Guest(call).exception), Kind.WORKFLOW)
    assert "encodeURIComponent" in told
    assert "the option query" in told


def test_a_name_of_the_authors_own_needs_no_hint() -> None:
    """The engine's message says it all."""
    assert hint_for("licenseKeyz") == ""
    assert find_hint(Ending(Outcome.THREW, "TypeError: x is not a function"), Kind.WORKFLOW) == ""
    assert find_hint(Ending(Outcome.DONE), Kind.WORKFLOW) == ""
