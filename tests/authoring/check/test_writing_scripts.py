"""docs/writing-scripts.md: what it calls right goes well in any weather, what it calls wrong doesn't."""

from __future__ import annotations

import re

import pytest

from runtime.authoring.check.finding import Severity
from runtime.authoring.check.script import check_script
from runtime.inputs.files import read_script
from tests.authoring.check.corpus.perform import Came, perform
from tests.authoring.check.corpus.scripts import FAULTS, Answer, Way, answer
from tests.authoring.check.snippets import DOC, Snippet, snippets

_GOTO = "https://api.getgo.com/admin/rest/v1/accounts/4205157634209012741"
_FOUND = {"results": [{"key": "7"}], "fromIndex": 0, "toIndex": 1, "total": 1}
_GOOD = (answer(f"GET {_GOTO}/*", json=_FOUND), answer(f"* {_GOTO}/*", 204))
_WEATHER: dict[str, tuple[Answer, ...]] = {
    "good": _GOOD,
    **{fault: ({"request": "* https://*", "times": "always", **what},) for fault, what in FAULTS.items()},
}


def _came(snippet: Snippet, weather: str) -> Came:
    deadline = 0.5 if snippet.shows == "deadline" else 20.0
    return perform(Way("writing-scripts", 1, _WEATHER[weather]), snippet.script, deadline=deadline)


def test_every_example_says_what_it_is() -> None:
    """And no trap is without one."""
    fences = re.findall(r"^```(.*)$", DOC.read_text("utf-8"), re.MULTILINE)
    assert {fence.split(" ")[0] for fence in fences} == {"", "js", "sh"}
    assert {fence.split(" ")[1] for fence in fences if fence.startswith("js")} == {
        "begin",
        "from",
        "right",
        "wrong",
    }
    assert len(snippets("wrong")) >= 10
    assert len(snippets("right")) >= 8


@pytest.mark.parametrize("weather", _WEATHER)
@pytest.mark.parametrize("snippet", snippets("right"), ids=str)
def test_what_is_right_ends_well_in_any_weather(snippet: Snippet, weather: str) -> None:
    """It comes to done, once, and leaves no failure unseen."""
    came = _came(snippet, weather)
    assert (came.outcome, came.findings) == ("done", ())


@pytest.mark.parametrize("snippet", [one for one in snippets("wrong") if one.shows], ids=str)
def test_what_is_wrong_shows_in_a_run(snippet: Snippet) -> None:
    """As the page says."""
    shown = {
        word
        for weather in _WEATHER
        for came in [_came(snippet, weather)]
        for word in (came.outcome, *came.findings)
    }
    assert snippet.shows in shown


@pytest.mark.parametrize("snippet", [one for one in snippets("wrong") if one.shows], ids=str)
def test_the_page_says_behind_an_example_what_a_run_shows(snippet: Snippet) -> None:
    """In the paragraph that follows."""
    behind = DOC.read_text("utf-8").split(snippet.text + "```\n", 1)[1].strip().split("\n\n")[0]
    assert behind.startswith("A run")
    assert f"`{snippet.shows}`" in behind


@pytest.mark.parametrize("snippet", snippets("from"), ids=str)
def test_what_is_quoted_stands_in_the_script(snippet: Snippet) -> None:
    """To the letter."""
    assert snippet.text in read_script(f"@repaired/{snippet.said[1]}").text


@pytest.mark.parametrize("snippet", snippets("wrong"), ids=str)
def test_what_is_wrong_is_found(snippet: Snippet) -> None:
    """By the rule that the page names."""
    assert snippet.code in {finding.code for finding in check_script(snippet.script)}


@pytest.mark.parametrize("snippet", snippets("right"), ids=str)
def test_nothing_is_found_in_what_is_right(snippet: Snippet) -> None:
    """Not even a warning."""
    assert [(one.code, one.message) for one in check_script(snippet.script)] == []


@pytest.mark.parametrize("name", ["goto-provision", "goto-deprovision"])
def test_nothing_is_found_in_the_repaired_scripts(name: str) -> None:
    """The page sends people to them."""
    found = check_script(read_script(f"@repaired/{name}"))
    assert [(one.at, one.code, one.message) for one in found if one.severity is Severity.ERROR] == []
