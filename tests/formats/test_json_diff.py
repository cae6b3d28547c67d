"""How two contexts differ: a list of places that reads like JavaScript."""

from __future__ import annotations

import copy
import json

from hypothesis import given
from hypothesis import strategies as st

from runtime.formats.json_diff import Change, differences

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_a_changed_field_is_named_by_its_path() -> None:
    """The path can be pasted into a script."""
    before = {"ProvisionedUser": {"MailAddress": "ada@example.com"}}
    after = {"ProvisionedUser": {"MailAddress": "ada@example.net"}}
    path = "context.ProvisionedUser.MailAddress"
    assert differences(before, after) == [Change(path, "changed", "ada@example.com", "ada@example.net")]


def test_added_and_removed_fields_are_told_apart() -> None:
    """What is new stands last."""
    assert differences({"a": 1, "b": 2}, {"b": 2, "c": 3}) == [
        Change("context.a", "removed", before=1),
        Change("context.c", "added", after=3),
    ]


def test_an_unusual_key_is_quoted() -> None:
    """As JavaScript asks for."""
    assert differences({}, {"two words": 1}) == [Change('context["two words"]', "added", after=1)]


def test_lists_are_compared_by_index() -> None:
    """Longer and shorter ones, too."""
    assert differences({"a": [1, 2]}, {"a": [1, 3, 4]}) == [
        Change("context.a[1]", "changed", 2, 3),
        Change("context.a[2]", "added", after=4),
    ]
    assert differences({"a": [1]}, {"a": []}) == [Change("context.a[0]", "removed", before=1)]


def test_json_inside_a_string_is_compared_as_json() -> None:
    """`OAuth2ProtocolConfiguration` is such a string."""
    before, after = {"o": '{"key":"1","x":2}'}, {"o": '{"key": "1", "x": 3}'}
    assert differences(before, after) == [Change("JSON.parse(context.o).x", "changed", 2, 3)]


def test_json_in_a_string_that_only_looks_different_is_shown_as_the_strings_that_it_is() -> None:
    """The service that reads it may care."""
    change = differences({"o": '{"a":1}'}, {"o": '{"a": 1}'})
    assert change == [Change("context.o", "changed", '{"a":1}', '{"a": 1}')]


def test_true_is_not_one() -> None:
    """Python thinks otherwise; JSON doesn't."""
    assert differences({"a": True}, {"a": 1}) == [Change("context.a", "changed", True, 1)]  # noqa: FBT003


@given(VALUES)
def test_a_value_does_not_differ_from_its_copy(value: object) -> None:
    assert differences(value, copy.deepcopy(value)) == []


@given(VALUES, VALUES)
def test_values_that_differ_as_json_are_found_to_differ_and_no_others(before: object, after: object) -> None:
    """Nothing is overlooked, and the order of keys is no difference."""
    same = json.dumps(before, sort_keys=True) == json.dumps(after, sort_keys=True)
    assert bool(differences(before, after)) is not same
