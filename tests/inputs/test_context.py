"""A context goes through a script that only says done(context), and comes out as it was."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.guest.engine import Engine
from runtime.guest.protocol import format_begun, read_turn
from runtime.inputs.context import Context
from runtime.model.errors import BadInput
from tests.examples import examples

# Numbers as JavaScript holds them: what is beyond is JavaScript's own loss, and MyWorkspace's as well.
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False).map(
    lambda number: 0.0 if number == 0 else number
)
# An index as a key would come out first: JavaScript orders those by number.
KEYS = st.text(max_size=12).filter(lambda key: not key.isdigit() and key != "__proto__")
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=15,
)

ORDERS = st.dictionaries(KEYS, VALUES, max_size=5)


def run_unchanged(text: str) -> str:
    """What a script that only says done(context) makes of it."""
    engine = Engine(cpu=10, memory=64 << 20)
    begun = format_begun(context=text, kind="workflow", timers=False, seed=(1, 2, 3, 4), now=0)
    turn = engine.run(begun, "done(context);")
    (finish,) = read_turn(
        f'{{"commands":[{turn.commands}],"cpu":0,"memory":0}}'.encode(), most_commands=9
    ).commands
    return str(finish.context)  # type: ignore[union-attr]


@settings(max_examples=examples(60))
@given(ORDERS)
def test_a_context_comes_through_unchanged_and_in_order(value: dict[str, object]) -> None:
    """Every field, known or not, at every level."""
    text = json.dumps(value)
    after = json.loads(run_unchanged(Context.from_bytes("ctx.json", text.encode()).text))
    assert _same(after, value), (after, value)


def _same(after: object, before: object) -> bool:
    """The same value, keys in the same order; JavaScript writes floats in fewer digits."""
    if isinstance(before, dict) and isinstance(after, dict):
        return list(after) == list(before) and all(_same(after[key], before[key]) for key in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(after) == len(before) and all(map(_same, after, before))
    if isinstance(before, float) and not isinstance(after, bool):
        return isinstance(after, int | float) and float(after) == before
    return type(after) is type(before) and after == before


@given(st.binary(max_size=200))
def test_any_bytes_are_a_context_or_refused_with_a_place(data: bytes) -> None:
    try:
        made = Context.from_bytes("ctx.json", data)
    except BadInput as refused:
        told = refused
    else:
        told = BadInput("ctx.json", "none", str(made.value))
    assert told.where.startswith("ctx.json")
    assert told.problem


def test_keys_that_only_look_alike_are_two() -> None:
    """No two spellings of a letter are taken for one."""
    assert len(Context.from_bytes("c", '{"\u00fc": 1, "u\u0308": 2}'.encode()).value) == 2


@pytest.mark.parametrize("text", ['{"a": "NaN"}', '{"a": "x\\"Infinity"}', '{"NaN": 1}'])
def test_a_string_may_say_anything(text: str) -> None:
    """Only a bare NaN is no JSON."""
    assert Context.from_bytes("c", text.encode()).text == text
