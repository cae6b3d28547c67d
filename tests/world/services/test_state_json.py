"""State files of the fake GoTo Admin service: what they may say, and that they keep everything."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.model.errors import BadInput
from runtime.world.services.goto import service
from runtime.world.services.goto.state import (
    Group,
    Licence,
    ServiceRecord,
    State,
    StateFailure,
    Switches,
    Tokens,
    User,
)

ADA = {"key": "1", "email": "ada@example.com", "first_name": "Ada", "last_name": "Example"}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ([], "s.json: $: must be an object"),
        ({"user": []}, "s.json: $.user: is not known here"),
        ({"users": {}}, "s.json: $.users: must be a list"),
        ({"users": [{**ADA, "name": "Ada"}]}, "s.json: $.users[0].name: is not known here"),
        ({"users": [{**ADA, "key": 1}]}, "s.json: $.users[0].key: must be a text in quotes"),
        ({"users": [{**ADA, "status": "ASLEEP"}]}, "s.json: $.users[0].status: must be 'ACTIVE'"),
        ({"users": [ADA, ADA]}, "s.json: $.users[1].key: '1' is another one's key already"),
        ({"licences": [{"key": "7"}, {"key": "7"}]}, "s.json: $.licences[1].key: '7' is another"),
        ({"licences": [{"key": "7", "seats": -1}]}, "s.json: $.licences[0].seats: is -1, and 0 is the least"),
        ({"switches": {"rate": "10"}}, "s.json: $.switches.rate: must be a whole number"),
        ({"switches": {"numeric_keys": "yes"}}, "s.json: $.switches.numeric_keys: must be true or false"),
        ({"switches": {"page_size": 0}}, "s.json: $.switches.page_size: is 0, and 1 is the least"),
        ({"switches": {"bad_token_status": 404}}, "s.json: $.switches.bad_token_status: must be 401"),
        ({"failures": [{"status": 99}]}, "s.json: $.failures[0].status: 99 is no status of an answer"),
        ({"failures": [{}, {"times": -1}]}, "s.json: $.failures[1].times: is -1, and 0 is the least"),
        ({"failures": [{"fault": "slow"}]}, "s.json: $.failures[0].fault: must be 'cut'"),
        ({"failures": [{"on": "create-user"}]}, "s.json: $.failures[0].on: there is no operation 'create-us"),
        ({"failures": [{"body": "\ud800"}]}, "s.json: $: there is half a surrogate pair"),
    ],
)
def test_a_state_that_can_not_be_is_refused_with_its_path(raw: Any, said: str) -> None:
    """A setting that silently never holds is worse than none."""
    with pytest.raises(BadInput) as refused:
        service.read("s.json", raw)
    assert str(refused.value).startswith(said)
    assert refused.value.way_out


def test_an_operation_that_there_is_not_is_answered_with_the_one_that_was_meant() -> None:
    """Or at least with how to list them."""
    with pytest.raises(BadInput) as refused:
        service.read("s.json", {"failures": [{"on": "create-user"}]})
    assert refused.value.way_out == "Did you mean create-users? (mws fake goto --explain lists them.)"
    with pytest.raises(BadInput) as refused:
        service.read("s.json", {"failures": [{"on": "zzz"}]})
    assert refused.value.way_out == "(mws fake goto --explain lists them.)"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SMALL = st.integers(0, 2**70)
OPERATIONS = ["any", *(operation.name for operation in service.OPERATIONS)]


def many(things: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A tuple of some, each with a key of its own."""
    return st.lists(things, max_size=3, unique_by=lambda one: one.key).map(tuple)


USERS = st.builds(
    User,
    TEXT,
    TEXT,
    TEXT,
    TEXT,
    status=st.sampled_from(["ACTIVE", "INACTIVE", "INVITED", "SUSPENDED"]),
    licences=st.lists(TEXT, max_size=2).map(tuple),
    group=st.none() | TEXT,
    invited=SMALL,
    invites=SMALL,
    attributes=st.dictionaries(TEXT, TEXT, max_size=2),
)
RECORDS = many(st.builds(ServiceRecord, TEXT, TEXT))
FAILURES = st.builds(
    StateFailure,
    st.sampled_from(OPERATIONS),
    SMALL,
    st.none() | SMALL,
    st.integers(200, 599),
    st.none() | TEXT,
    st.booleans(),
    st.sampled_from([None, "cut", "refused", "never"]),
)
SWITCHES = st.builds(
    Switches,
    st.integers(1, 99),
    SMALL,
    st.booleans(),
    st.booleans(),
    st.sampled_from(["without-key", "existing-user"]),
    st.sampled_from([401, 403]),
    st.none() | SMALL,
    st.booleans(),
    st.booleans(),
)
TOKENS = st.builds(
    Tokens,
    st.none() | st.lists(TEXT, max_size=2).map(tuple),
    st.lists(TEXT, max_size=2).map(tuple),
    st.dictionaries(TEXT, TEXT, max_size=2),
)
LICENCES = many(st.builds(Licence, TEXT, st.none() | SMALL, description=TEXT, enabled=st.booleans()))
STATES = st.builds(
    State,
    st.none() | TEXT,
    many(USERS),
    st.none() | LICENCES,
    many(st.builds(Group, TEXT, TEXT)),
    RECORDS,
    RECORDS,
    RECORDS,
    TOKENS,
    SWITCHES,
    st.lists(FAILURES, max_size=2).map(tuple),
    st.dictionaries(TEXT, TEXT, max_size=2),
    SMALL,
)


@settings(deadline=None)
@given(STATES)
def test_whatever_a_state_holds_is_kept_in_its_file(state: State) -> None:
    """Every field, the longest numbers included."""
    assert service.read("s.json", json.loads(json.dumps(service.write(state)))) == state
