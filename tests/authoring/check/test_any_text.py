"""Any text is looked at with bounded work, and never raises."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.authoring.check import checked
from tests.examples import examples
from tests.paths import ROOT
from tests.work import calls

SCRIPTS = [one.read_text("utf-8") for one in sorted((ROOT / "scripts").rglob("*.js"))]
WORDS = sorted({word for text in SCRIPTS for word in re.findall(r"\w+|[^\w\s]|\s+", text)})
WORDS += [
    "async",
    "await",
    "class",
    "=>",
    "...",
    "`${",
    "}`",
    "?.",
    "??",
    "switch",
    "case",
    "for",
    "of",
    "while",
    "try",
]
MOST = 6_000_000  # calls: twice what the worst of these texts takes


def effort(text: str) -> int:
    """How many functions are called to look at it."""
    return calls(lambda: checked.findings(text))


@settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(WORDS), max_size=80).map("".join))
def test_a_soup_of_words_never_raises(text: str) -> None:
    """Most of it isn't JavaScript."""
    assert effort(text) < MOST


@settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SCRIPTS), st.data())
def test_a_script_with_a_piece_of_another_in_it_never_raises(script: str, data: st.DataObject) -> None:
    """Cut where a word ends or not, and mended with what stands elsewhere."""
    begin = data.draw(st.integers(0, len(script)))
    length = data.draw(st.integers(0, 120))
    other = data.draw(st.sampled_from(SCRIPTS))
    at = data.draw(st.integers(0, len(other)))
    text = script[:begin] + other[at : at + length] + script[begin + data.draw(st.integers(0, 40)) :]
    assert effort(text) < MOST


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SCRIPTS), st.data())
def test_a_script_that_breaks_off_never_raises(script: str, data: st.DataObject) -> None:
    """As it does while somebody types."""
    assert effort(script[: data.draw(st.integers(0, len(script)))]) < MOST


@settings(max_examples=examples(60), deadline=None)
@given(st.text(max_size=200))
def test_any_characters_never_raise(text: str) -> None:
    """Half of a surrogate pair, controls, whatever."""
    assert effort(text) < MOST


DEEP = {
    "parentheses": "(" * 20_000 + "x" + ")" * 20_000,
    "blocks": "{" * 20_000 + "var x = 1; done(x)" + "}" * 20_000,
    "functions": "(function(){" * 5_000 + "done(context)" + "})()" * 5_000,
    "a sum": "done" + "+x" * 20_000,
    "a chain": "rest.get('u')" + ".on('complete', f)" * 5_000,
    "else if": "if (a) {}" + "".join(f" else if (a{n}) {{ done(context) }}" for n in range(2_000)),
    "handlers in handlers": "rest.get('u').on('complete', function () {" * 1_000
    + "done(context)"
    + "});" * 1_000,
    "negations": "if (" + "!" * 20_000 + "x) done(context)",
}
WIDE = {
    "conditions": "".join(f"if (a{n}) x = f{n}();\n" for n in range(2_000)) + "done(context)",
    "questions about one value": "".join(f"if (x === {n}) f();\n" for n in range(2_000)),
    "a name that grows": "x = x * y;\n" * 5_000,
    "bound functions": "f = f.bind(null, f);\n" * 5_000,
    "lists in lists": "let a = [];" + "a = [a, a];\n" * 5_000,
    "requests side by side": "rest.get('u').on('complete', function () { done(context) });" * 2_000,
    "awaits": "async function f() {" + "await g();" * 5_000 + "} f();",
    "an endless loop": "for (;;) { rest.get('u').on('complete', () => done(context)); }",
    "an endless recursion": "function f() { f(); } f(); done(context);",
    "requests that lead to requests": "function f() { rest.get('u').on('complete', f).on('complete', f); } f();",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_a_deep_text_is_left_alone_in_time(text: str) -> None:
    """Neither Python's stack nor the tree's depth matter."""
    assert effort(text) < MOST


@pytest.mark.parametrize("text", WIDE.values(), ids=WIDE)
def test_a_text_with_very_many_paths_is_left_in_time(text: str) -> None:
    """What lies beyond the bound isn't looked at."""
    assert effort(text) < MOST


def test_what_was_found_before_the_bound_still_holds() -> None:
    """A path on which done is never called is one, however many others there are."""
    ways = "".join(f"if (context.A{n}) f{n}();\n" for n in range(40))
    text = f"{ways}if (context.B) done(context);\n"
    assert checked.errors(text) == ["MWS001 41:1"]
