"""Whatever a script asks the fake GoTo Admin service: it answers, and its state stays one that can be."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.model.http import Request, Response
from runtime.world.services.goto import records, service
from runtime.world.services.goto.state import State
from tests.examples import examples
from tests.world.services.goto import BASE, Goto, read_service

LATIN = st.text(st.characters(max_codepoint=255), max_size=30)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = [
    "users",
    "licenseKeys",
    "adminRoles",
    "groupKey",
    "email",
    "firstName",
    "status",
    "name",
    "parentKey",
]
# Half a surrogate pair is JSON, too, and no UTF-8.
WORDS = st.text(st.characters(), min_size=1, max_size=5) | st.sampled_from(["\ud800", "ada@example.com", "7"])
PERSON = st.fixed_dictionaries({"email": WORDS, "firstName": WORDS, "lastName": WORDS})
CREATE = st.fixed_dictionaries(
    {"users": st.lists(PERSON, min_size=1, max_size=2)},
    optional={"licenseKeys": st.lists(WORDS, max_size=2) | JSON, "groupKey": WORDS | JSON},
)
OBJECTS = CREATE | st.dictionaries(st.sampled_from(NAMES), JSON | WORDS)
BODIES = st.binary(max_size=20) | (CREATE | OBJECTS).map(lambda value: json.dumps(value).encode())
QUERIES = st.lists(
    st.tuples(
        st.sampled_from(["filter", "pageSize", "offset", "ascending", "attributeNames", "allOrNothing"]),
        LATIN,
    ),
    max_size=3,
).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs))


KEYS = LATIN | st.sampled_from(["1", "%C2%B2", "1,2", "007", "9" * 5000])


@st.composite
def targets(draw: st.DrawFn, path: str) -> str:
    """One of the service's paths, with anything for its keys and in its query."""
    path = path.replace("{records}", draw(st.sampled_from(records.KINDS))).replace("{users}", "1")
    filled = [draw(KEYS) if part[:1] == "{" else part for part in path.split("/")]
    return f"{'/'.join(filled)}?{draw(QUERIES)}"


def check(request: Request, *, numeric: bool) -> None:
    """The answer can be sent, and the state after it can be shown and kept."""
    goto = read_service(switches={"numeric_keys": numeric, "old_oauth": True}, users=[USER], groups=[GROUP])
    answer, goto.state = service.respond(request, goto.state, 0.0)
    assert isinstance(answer, Response)
    assert 200 <= answer.status < 500
    if answer.body:
        json.loads(answer.body)
        assert answer.header("content-length") == str(len(answer.body))
    for listing in ("users", "licenses", "groups", "attributes"):
        assert goto.status("GET", listing) == 200
    kept = service.read("", json.loads(json.dumps(service.write(goto.state))))
    assert service.write(kept) == service.write(goto.state)


@pytest.mark.parametrize("operation", service.OPERATIONS, ids=lambda one: one.name)
@settings(max_examples=examples(40), deadline=None)
@given(data=st.data(), body=BODIES, token=st.just("any") | LATIN, numeric=st.booleans())
def test_any_call_is_answered(
    *, operation: service.Operation, data: st.DataObject, body: bytes, token: str, numeric: bool
) -> None:
    """Whatever stands where the service expects keys, a query, a body, a token."""
    target = data.draw(targets(operation.path))
    headers = (("Authorization", f"Bearer {token}"),)
    request = Request(1, operation.method, "https", operation.host, 443, target, headers, body)
    check(request, numeric=numeric)


@settings(deadline=None)
@given(
    method=st.sampled_from(["GET", "HEAD", "PATCH", "X"]),
    host=st.sampled_from([*sorted(service.HOSTS), "::1"]),
    target=st.tuples(st.sampled_from(["/", "//", "//[", "?", "*"]), LATIN).map("".join),
)
def test_any_other_request_is_answered(method: str, host: str, target: str) -> None:
    """Whatever a script writes after the host."""
    check(Request(1, method, "https", host, 443, target, (), b""), numeric=False)


USER = {"key": "1", "email": "ada@example.com", "first_name": "Ada", "last_name": "Example"}
GROUP = {"key": "2", "name": "Sales"}


@settings(deadline=None)
@given(count=st.integers(0, 12), offset=st.integers(0, 15), size=st.integers(0, 15))
def test_a_page_is_the_part_of_the_list_that_it_says(count: int, offset: int, size: int) -> None:
    """From `fromIndex` to before `toIndex`, of `total`."""
    users = [{**USER, "key": str(number), "email": f"{number}@example.com"} for number in range(count)]
    found = read_service(users=users).json("GET", f"users?offset={offset}&pageSize={size}")
    assert found["total"] == count
    assert [one["key"] for one in found["results"]] == [str(n) for n in range(count)][offset : offset + size]
    assert found["toIndex"] - found["fromIndex"] == len(found["results"])
    assert found["fromIndex"] == min(offset, count)


WHAT = ["create", "create", "delete", "rename", "give", "take"]
STEPS = st.lists(
    st.tuples(st.sampled_from(WHAT), st.integers(0, 1), st.integers(0, 1)), min_size=4, max_size=30
)


def _step(goto: Goto, what: str, which: int, other: int) -> None:
    email, licence = f"user{which}@example.com", f"7{other % 2}"
    there = goto.state.with_email(email)
    key = there.key if there else "0"
    if what == "create":
        person = {"email": email, "firstName": "A", "lastName": "B"}
        goto.ask("POST", "users", {"users": [person], "licenseKeys": [licence]})
    elif what == "rename":
        goto.ask("PUT", f"users/{key}", {"email": f"user{other}@example.com"})
    elif what == "delete":
        goto.ask("DELETE", f"users/{key}")
    else:
        goto.ask("POST" if what == "give" else "DELETE", f"licenses/{licence}/users/{key}")


@settings(max_examples=examples(300), deadline=None)
@given(STEPS)
def test_whatever_happens_seats_are_never_overbooked_and_nobody_is_confused(
    steps: list[tuple[str, int, int]],
) -> None:
    """No licence has more users than seats, no two users one key or address, and only DELETE loses users."""
    goto = read_service(licences=[{"key": "70", "seats": 1}, {"key": "71", "seats": 2}])
    for what, which, other in steps:
        before = goto.state
        _step(goto, what, which, other)
        users = goto.state.users
        assert goto.state.seats_used("70") <= 1
        assert goto.state.seats_used("71") <= 2
        assert len({user.key for user in users}) == len({user.email for user in users}) == len(users)
        lost = {user.key for user in before.users} - {user.key for user in users}
        assert len(lost) <= (what == "delete")
        assert what != "create" or all(user in users for user in before.users)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters='"*.'), min_size=1, max_size=20))
def test_an_address_without_marks_finds_itself_and_nobody_else(local: str) -> None:
    """However it is written: brackets, signs and blanks inside the quotes are text."""
    other = {**USER, "key": "9", "email": f"{local}x@example.com"}
    goto = read_service(users=[{**USER, "email": f"{local}@example.com"}, other])
    wanted = quote(f'(email="{local}@example.com")', safe="")
    assert [one["key"] for one in goto.json("GET", f"users?filter={wanted}")["results"]] == ["1"]


def test_the_same_request_in_the_same_state_gets_the_same_answer() -> None:
    """Nothing is drawn by chance, and nothing is remembered outside the state."""
    headers = (("Authorization", "Bearer x"),)
    body = b'{"users": [{"email": "ada@example.com", "firstName": "Ada", "lastName": "Example"}]}'
    request = Request(1, "POST", "https", "api.getgo.com", 443, f"{BASE}/users", headers, body)
    assert service.respond(request, State(), 5.0) == service.respond(request, State(), 5.0)
