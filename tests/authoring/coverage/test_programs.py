"""Programs that nobody wrote: a copy says the same as its script, whatever that is."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.authoring.coverage.insertions import strip
from runtime.authoring.coverage.instrument import Copy
from runtime.authoring.coverage.points import Arm, Statement
from tests.authoring.coverage.copies import CopyRun, run_with_copy
from tests.examples import examples

NAMES = st.sampled_from(["a", "b", "c", "f", "g"])
CONSTANTS = st.sampled_from(
    ["0", "1", "''", "'x'", "null", "undefined", "{}", "[]", "NaN", "[a, b]", "`t${a}`"]
)
OPERATORS = st.sampled_from(["||", "&&", "+", ",", "===", "<"])
END = st.sampled_from([";", "\n", " // c\n", ";/* c */"])


def _expressions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, OPERATORS, inner)
    return st.one_of(
        pair.map(lambda one: f"({one[0]} {one[1]} {one[2]})"),
        pair.map(lambda one: f"[{one[0]}] {one[1].replace(',', '|')} ({one[2]})"),
        st.tuples(inner, inner, inner).map(lambda one: f"(({one[0]}) || ({one[1]}) || ({one[2]}))"),
        st.tuples(inner, inner).map(lambda one: f"(({one[0]}) ?? ({one[1]}))"),
        st.tuples(inner, inner, inner).map(lambda one: f"(({one[0]}) ? {one[1]} : {one[2]})"),
        inner.map(lambda one: f"((x = {one}) => x)()"),
        inner.map(lambda one: f"(x => ({one}))({one})"),
        inner.map(lambda one: f"(function inner() {{ return {one} }})()"),
        st.tuples(NAMES, inner).map(lambda one: f"({one[0]} ||= {one[1]})"),
        inner.map(lambda one: f"(({{k = {one}}}) => k)({{}})"),
        inner.map(lambda one: f"typeof ({one})"),
    )


EXPRESSIONS = st.recursive(st.one_of(NAMES, CONSTANTS), _expressions, max_leaves=6)


def _statements(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    block = st.lists(inner, max_size=3).map(lambda many: "{\n" + "".join(many) + "}")
    body = st.one_of(inner, block)
    two = st.tuples(EXPRESSIONS, body, body)
    return st.one_of(
        st.tuples(EXPRESSIONS, body).map(lambda one: f"if ({one[0]}) {one[1]}\n"),
        two.map(lambda one: f"if ({one[0]}) {one[1]}\nelse {one[2]}\n"),
        st.tuples(EXPRESSIONS, inner, inner, st.booleans()).map(_switch),
        body.map(lambda one: f"for (var i = 0; i < 2; i++) {one}\n"),
        body.map(lambda one: f"for (const k of [1, 2]) {one}\n"),
        body.map(lambda one: f"do {one} while (false)\n"),
        block.map(lambda one: f"try {one} catch (e) {{ console.log(String(e)) }} finally {one}\n"),
        block.map(lambda one: f"out: {one}\n"),
        block.map(lambda one: f"(function () {{ 'use strict'\n{one} }})();\n"),
        block.map(lambda one: f"{{ function h() {one}\nh() }}\n"),
    )


def _switch(parts: tuple[str, str, str, bool]) -> str:
    value, first, second, default = parts
    last = "default" if default else "case a"
    return f"switch ({value}) {{ case 1: {first} case 0: case '': {second} break\n{last}: console.log('last') }}\n"


SIMPLE = st.one_of(
    st.tuples(EXPRESSIONS, END).map(lambda one: f"console.log({one[0]}){one[1]}"),
    st.tuples(NAMES, EXPRESSIONS, END).map(lambda one: f"{one[0]} = {one[1]}{one[2]}"),
    EXPRESSIONS.map(lambda one: f"throw {one};"),
    st.just(";"),
)
STATEMENTS = st.recursive(SIMPLE, _statements, max_leaves=8)
PROGRAMS = st.tuples(
    st.sampled_from(["", "'use strict'\n", "// c\n"]), st.lists(STATEMENTS, min_size=1, max_size=5)
).map(lambda one: f"{one[0]}var a = 1, b = 0, c, f = 2, g = null, x;\n{''.join(one[1])}")


@settings(max_examples=examples(150))
@given(PROGRAMS)
def test_a_copy_says_the_same(program: str) -> None:
    """Console lines with their places, and what was thrown; without counters it is the program."""
    seen = run_with_copy(program)
    assert seen.counted == seen.plain
    assert strip(seen.copy.text.encode(), seen.copy.insertions) == program.encode()
    assert seen.numbers <= set(range(len(seen.copy.points)))
    assert _chains_end_once(seen)


def _chains_end_once(seen: CopyRun) -> bool:
    """Who reached an arm has reached what is in it: an if that was gone has statements that were."""
    return all(
        _first_in(seen.copy, number) in seen.numbers
        for number in seen.numbers
        if _first_in(seen.copy, number) is not None
    )


def _first_in(copy: Copy, number: int) -> int | None:
    """The counter of the single statement that an arm is."""
    point = copy.points[number]
    if not isinstance(point, Arm) or number + 1 >= len(copy.points):
        return None
    following = copy.points[number + 1]
    return number + 1 if isinstance(following, Statement) and following.at == point.at else None
