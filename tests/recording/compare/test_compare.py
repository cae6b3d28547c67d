"""Two runs compared: which requests belong together, what counts, what doesn't."""

from __future__ import annotations

import json
import random  # noqa: TID251 - seeded: sequences that are hard to align
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.model.commands import Command, Finish, Listen, Log, SendRequest, Settle
from runtime.model.events import Event, Failed, Received, Responded
from runtime.model.http import Failure, Header, Request
from runtime.model.outcome import Outcome
from runtime.model.plan import Plan
from runtime.model.script import Place, Script
from runtime.recording import End, Recording
from runtime.recording.compare import RunComparison, compare_runs
from runtime.recording.compare.lcs import align
from runtime.recording.compare.script_diff import script_difference
from runtime.session.findings import Finding
from runtime.session.transcript import Entry
from tests.recording.test_recording import COMMANDS, EVENTS, HEAD

AT = Place(1, 6)
DONE = Finish('{"a": 1}', at=AT)


def exchange(
    number: int,
    target: str,
    *,
    method: str = "GET",
    body: bytes = b"",
    status: int = 200,
    answer: bytes = b"{}",
    headers: tuple[Header, ...] = (("Accept", "*/*"),),
    date: str = "now",
) -> list[Command | Event]:
    request = Request(number, method, "https", "api.example.com", 443, target, headers, body)
    return [
        SendRequest(request, AT),
        Listen(number, "complete", AT),
        Responded(number, status, "OK", (("Date", date),)),
        Received(number, answer),
        Settle(number, "success" if status < 400 else "fail"),
    ]


def run(*whats: Command | Event, step: float = 1.0, end: End | None = None, **head: Any) -> Recording:
    """A recording of this conversation, `step` milliseconds a line."""
    entries = tuple(Entry(seq, seq * step, what) for seq, what in enumerate(whats, start=1))
    begun = {name: head.pop(name) for name in Plan.__slots__ if name in head}
    made = replace(HEAD, plan=replace(HEAD.plan, **begun), **head)
    return Recording("r", made, entries, end or End(Outcome.DONE, t=9.0))


def calls(*targets: str) -> Recording:
    return run(*(what for number, target in enumerate(targets, 1) for what in exchange(number, target)))


def list_differences(found: RunComparison) -> list[tuple[str, int | None, int | None]]:
    return [(pair.how, pair.before, pair.after) for pair in found.requests]


def test_what_differs_between_any_two_runs_is_no_difference() -> None:
    """When, how fast, from which seed, and what the service's headers say of that."""
    one = run(*exchange(1, "/a", date="then"), DONE, step=1.0, seed=(1, 2, 3, 4), started=1)
    other = run(
        *exchange(1, "/a"),
        DONE,
        step=2.5,
        seed=(5, 6, 7, 8),
        started=2,
        end=End(Outcome.DONE, cpu_seconds=1.0, t=7.0),
    )
    found = compare_runs(one, other)
    assert found.same
    assert (found.alike, found.requests, found.around) == (1, [], [])


def test_what_surrounded_the_runs_is_named_and_does_not_count() -> None:
    """It may be why something else differs."""
    one = run(DONE, world="fake goto", cage="zygote", versions={"mws": "1", "engine": "x"})
    other = run(DONE, world="live", cage="spawn", versions={"mws": "2", "engine": "x"}, timers=True)
    found = compare_runs(one, other)
    assert found.same
    assert {(one.field, one.before, one.after) for one in found.around} == {
        ("mws", "1", "2"),
        ("world", "fake goto", "live"),
        ("cage", "zygote", "spawn"),
        ("timers", "not given", "given"),
    }


def test_what_no_service_minds_is_no_difference() -> None:
    """The order of headers, of parameters, of keys in JSON."""
    first: tuple[Header, ...] = (("A", "1"), ("B", "2"))
    one = run(
        *exchange(
            1, "/a?x=1&y=2", method="POST", body=b'{"a":1,"b":2}', headers=first, answer=b'{"c":1,"d":2}'
        )
    )
    other = run(
        *exchange(
            1,
            "/a?y=2&x=1",
            method="POST",
            body=b'{"b": 2, "a": 1}',
            headers=(first[1], ("a", "1")),
            answer=b'{"d":2, "c":1}',
        )
    )
    assert compare_runs(one, other).same


def test_a_changed_request_is_told_field_by_field_and_its_answer_likewise() -> None:
    one = run(*exchange(1, "/a?n=1", method="POST", body=b'{"u": {"n": 1}}', answer=b'{"id": 1}'))
    other = run(
        *exchange(1, "/a?n=2", method="POST", body=b'{"u": {"n": 2}}', status=400, answer=b'{"id": 2}')
    )
    (pair,) = compare_runs(one, other).requests
    assert [(one.field, one.before, one.after) for one in pair.request[:1]] == [("query n", "1", "2")]
    assert [(change.path, change.before, change.after) for change in pair.request[1].changes] == [
        ("body.u.n", 1, 2)
    ]
    assert [(one.field, one.before, one.after) for one in pair.answer[:2]] == [
        ("status", "200", "400"),
        ("taken for", "success", "fail"),
    ]
    assert pair.answer[-1].changes[0].path == "body.id"


def test_an_answer_that_did_not_come_is_told() -> None:
    """With what came instead, once."""
    request = exchange(1, "/a")[:2]
    lost: list[Command | Event] = [
        Failed(1, Failure("socket hang up", "ECONNRESET")),
        Settle(1, "error", "socket hang up"),
    ]
    (pair,) = compare_runs(run(*exchange(1, "/a")), run(*request, *lost)).requests
    assert [(one.field, one.before, one.after) for one in pair.answer] == [
        ("status", "200", None),
        ("failure", None, "socket hang up"),
        ("taken for", "success", "error"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("/a /b /c", "/a /c", [("removed", 2, None)]),
        ("/a /c", "/a /b /c", [("added", None, 2)]),
        ("/p?n=1 /p?n=2 /p?n=3 /p?n=4", "/p?n=1 /p?n=3 /p?n=4", [("removed", 2, None)]),
        ("/a /p?n=1 /b", "/a /p?n=2 /b", [("changed", 2, 2)]),
        ("/u/1 /t", "/u/2 /t", [("changed", 1, 1)]),
        ("/x /y", "/y /x", [("removed", 1, None), ("added", None, 2)]),
        ("", "/a", [("added", None, 1)]),
    ],
)
def test_requests_are_put_side_by_side(before: str, after: str, expected: list[tuple[str, int, int]]) -> None:
    """Those that are the same first, then by path, then by host."""
    assert list_differences(compare_runs(calls(*before.split()), calls(*after.split()))) == expected


def test_the_context_before_and_after_are_compared_as_json() -> None:
    """Also JSON in a string of it."""
    one = run(Finish(json.dumps({"s": '{"x": 1}'}), at=AT), context='{"a": 1, "b": 2}')
    other = run(Finish(json.dumps({"s": '{"x": 2}'}), at=AT), context='{"b": 2, "a": 1}')
    found = compare_runs(one, other)
    assert found.context_before is None
    assert found.context_after is not None
    assert [one.path for one in found.context_after.changes] == ["JSON.parse(context.s).x"]


def test_a_result_that_only_one_has_is_told() -> None:
    """The other never called done."""
    found = compare_runs(run(DONE), run(end=End(Outcome.NEVER_DONE)))
    assert found.context_after is not None
    assert (found.context_after.before, found.context_after.after) == ("given back", None)
    assert [(one.field, one.before, one.after) for one in found.outcome] == [
        ("outcome", "done", "never-done")
    ]


def test_findings_are_compared_by_what_they_say_and_how_often() -> None:
    """Not by their place: a line more at the beginning of a script moves all of them."""
    first, second = Finding("a", "text", Place(1, 1)), Finding("a", "text", Place(2, 1))
    one, other = End(Outcome.DONE, findings=(first,)), End(Outcome.DONE, findings=(second,))
    twice = End(Outcome.DONE, findings=(first, second))
    assert compare_runs(run(end=one), run(end=other)).same
    assert [(line.how, line.code) for line in compare_runs(run(end=one), run(end=twice)).findings] == [
        ("added", "a")
    ]


def test_the_console_is_compared_line_by_line() -> None:
    one, other = [Log("log", "a"), Log("log", "b")], [Log("log", "b"), Log("warn", "c")]
    assert [(line.how, line.text) for line in compare_runs(run(*one), run(*other)).console] == [
        ("removed", "console.log: a"),
        ("added", "console.warn: c"),
    ]


def test_where_the_same_script_threw_counts_and_where_another_did_not() -> None:
    """A place means something in one text only."""
    one = run(end=End(Outcome.THREW, "Error: x", Place(1, 1)))
    other = run(end=End(Outcome.THREW, "Error: x", Place(1, 9)))
    assert [line.field for line in compare_runs(one, other).outcome] == ["where"]
    longer = run(
        end=End(Outcome.THREW, "Error: x", Place(2, 1)), script=Script("\ndone(context);\n", name="a.js")
    )
    assert compare_runs(one, longer).outcome == []


MASKED = End(Outcome.DONE, masked=True)


def record_with_token(token: str, *, there: str = "x", end: End = MASKED) -> Recording:
    """A run that met a secret: in its context, in a header, in an answer, and wherever it came back."""
    context = json.dumps({"OAuth2ProtocolConfiguration": json.dumps({"access_token": token})})
    sent = exchange(
        1,
        f"/a?t={token}",
        headers=(("Authorization", f"Bearer {token}"),),
        answer=f'{{"{there}": "{token}"}}'.encode(),
    )
    new = exchange(2, "/new", answer=json.dumps({"refresh_token": token[::-1]}).encode())
    return run(
        *sent, *new, Log("log", f"{token} {token[::-1]}"), Finish(context, at=AT), end=end, context=context
    )


def test_what_stands_in_for_secrets_is_no_difference() -> None:
    """Each folder has stand-ins of its own; wherever one comes up, and that is said."""
    found = compare_runs(record_with_token("PIMJYY-swrrfo"), record_with_token("QBPLYS-ebqfja"))
    assert found.same
    assert "stand-ins" in found.notes[0]
    assert compare_runs(record_with_token("PIMJYY-swrrfo"), record_with_token("PIMJYY-swrrfo")).notes == []


def test_all_but_the_secrets_of_such_runs_is_compared() -> None:
    """And where one of the two stands somewhere else, that is told."""
    found = compare_runs(record_with_token("PIMJYY-swrrfo"), record_with_token("QBPLYS-ebqfja", there="y"))
    assert not found.same
    assert [change.path for change in found.requests[0].answer[0].changes] == ["body.x", "body.y"]
    elsewhere = compare_runs(
        record_with_token("PIMJYY-swrrfo"),
        replace(record_with_token("QBPLYS-ebqfja"), entries=record_with_token("other").entries),
    )
    assert not elsewhere.same


def test_what_is_too_short_to_be_found_again_is_compared_as_it_is() -> None:
    """A single letter stands everywhere."""
    assert not compare_runs(record_with_token("ab"), record_with_token("cd")).same


def test_without_masks_a_secret_key_is_a_key_like_any_other() -> None:
    """What stands there is what was sent."""
    plain = End(Outcome.DONE)
    found = compare_runs(
        record_with_token("PIMJYY-swrrfo", end=plain), record_with_token("QBPLYS-ebqfja", end=plain)
    )
    assert (found.same, found.notes) == (False, [])


DEEP = b"[" * 700 + b"%d" + b"]" * 700


def test_bodies_and_contexts_too_deep_to_compare_are_told_to_differ() -> None:
    """What can just be read can be too deep to be walked through."""
    one = run(*exchange(1, "/a", answer=DEEP % 1), context='{"a": ' + (DEEP % 1).decode() + "}")
    other = run(*exchange(1, "/a", answer=DEEP % 2), context='{"a": ' + (DEEP % 2).decode() + "}")
    found = compare_runs(one, other)
    assert [one.field for one in found.requests[0].answer] == ["body"]
    assert found.context_before is not None
    assert compare_runs(one, one).same


def test_of_many_places_the_first_are_told() -> None:
    """And how many more there are."""
    one = run(*exchange(1, "/a", answer=json.dumps([1] * 5000).encode()))
    other = run(*exchange(1, "/a", answer=json.dumps([2] * 5000).encode()))
    (differs,) = compare_runs(one, other).requests[0].answer
    assert (len(differs.changes), differs.left_out) == (200, 4800)


WHATS = st.lists(st.one_of(COMMANDS, EVENTS), max_size=8)


@given(WHATS, WHATS)
def test_any_two_recordings_can_be_compared(one: list[Command | Event], other: list[Command | Event]) -> None:
    """And one with itself is the same."""
    assert compare_runs(run(*one), run(*one)).same
    there, back = compare_runs(run(*one), run(*other)), compare_runs(run(*other), run(*one))
    assert there.same == back.same
    assert len(there.console) == len(back.console)


def is_whole(pairs: Sequence[tuple[int | None, int | None]], one: int, other: int) -> bool:
    """Whether each item stands in one pair, in its order."""
    left = [pair[0] for pair in pairs if pair[0] is not None]
    right = [pair[1] for pair in pairs if pair[1] is not None]
    return left == list(range(one)) and right == list(range(other))


@given(st.lists(st.integers(0, 5), max_size=30), st.lists(st.integers(0, 5), max_size=30))
def test_each_item_stands_in_one_pair(one: list[int], other: list[int]) -> None:
    """And equal ones are paired with equal ones, by the first key that pairs any."""
    pairs = align(one, other, lambda item: item, lambda item: item % 2)
    assert is_whole(pairs, len(one), len(other))
    for left, right in pairs:
        if left is not None and right is not None:
            assert one[left] % 2 == other[right] % 2


def longest(one: list[int], other: list[int]) -> int:
    """The length of the longest common subsequence, as the definition has it."""
    row = [0] * (len(other) + 1)
    for item in one:
        row = [0, *row[1:]] if not other else _next_row(row, item, other)
    return row[-1]


def _next_row(row: list[int], item: int, other: list[int]) -> list[int]:
    made = [0]
    for at, against in enumerate(other):
        made.append(row[at] + 1 if item == against else max(row[at + 1], made[-1]))
    return made


@given(st.lists(st.integers(0, 3), max_size=20), st.lists(st.integers(0, 3), max_size=20))
def test_as_many_as_possible_are_paired(one: list[int], other: list[int]) -> None:
    """A longest common subsequence."""
    pairs = [pair for pair in align(one, other, lambda item: item) if None not in pair]
    assert len(pairs) == longest(one, other)


COUNT = 10_000
CHANCE = random.Random(1)
EVERY_OTHER = [number if number % 2 else -number for number in range(COUNT)]
HARD = {
    "few keys": ([CHANCE.randrange(2) for _ in range(COUNT)], [0, 1] * (COUNT // 2), 6000),
    "every other": (EVERY_OTHER, [one if one > 0 else one - COUNT for one in EVERY_OTHER], COUNT // 2),
    "all others": (list(range(COUNT)), list(range(COUNT, 2 * COUNT)), 0),
    "reversed": (list(range(COUNT)), list(range(COUNT))[::-1], 1),
    "moved on": (list(range(COUNT)), list(range(3000, COUNT + 3000)), COUNT - 3000),
}


@pytest.mark.parametrize("kind", HARD)
def test_ten_thousand_that_are_hard_to_align_are_aligned(kind: str) -> None:
    """difflib would need minutes for some of these."""
    one, other, least = HARD[kind]
    pairs = align(one, other, lambda item: item)
    assert is_whole(pairs, COUNT, COUNT)
    assert sum(None not in pair for pair in pairs) >= least


def test_what_is_too_long_is_aligned_by_position() -> None:
    """But for what both begin and end with; that it has moved on by one isn't found."""
    one = list(range(30_000))
    other = [0, 1, -1, *one[2:15_000], *one[15_001:]]
    pairs = align(one, other, lambda item: item)
    assert is_whole(pairs, len(one), len(other))
    assert sum(None not in pair for pair in pairs) == len(one) - 1  # what differs is short enough
    moved = [-1, *one[:-1], -2]
    assert is_whole(align(one, moved, lambda item: item), len(one), len(moved))
    assert all(None in pair for pair in align(one, moved, lambda item: item))


def script(text: str, name: str = "a.js") -> Script:
    return Script.from_bytes(name, text.encode())


def test_scripts_are_compared_by_their_text() -> None:
    """A name or a byte order mark makes no other one."""
    assert script_difference(script("a\n"), script("\ufeffa\n", "b.js")).same
    ends = script_difference(script("a\nb\n"), script("a\r\nb\r\n"))
    assert (ends.same, ends.note, ends.lines) == (False, "only the line ends differ", [])


def test_the_lines_that_differ_are_told_with_their_numbers() -> None:
    """As a unified diff, wherever in the text they stand."""
    before = [f"line {number}" for number in range(1, 5001)]
    after = [*before[:3000], "new", *before[3001:]]
    found = script_difference(script("\n".join(before)), script("\n".join(after)))
    assert found.lines == [
        "@@ -2998,7 +2998,7 @@",
        " line 2998",
        " line 2999",
        " line 3000",
        "-line 3001",
        "+new",
        " line 3002",
        " line 3003",
        " line 3004",
    ]
    assert found.note == ""
    at_the_end = script_difference(script("a\nb"), script("a\nb\nc"))
    assert at_the_end.lines == ["@@ -1,2 +1,3 @@", " a", " b", "+c"]


def test_of_scripts_that_have_little_in_common_not_everything_is_told() -> None:
    """What a person would not read."""
    one, other = ("\n".join(f"{name} {n}" for n in range(1500)) for name in "ab")
    found = script_difference(script(one), script(other))
    assert (len(found.lines), found.note) == (400, "and 2,601 lines more")
    huge = script_difference(script(one * 50), script(other * 50))
    assert (huge.same, huge.lines) == (False, [])
    assert "too many to compare" in huge.note
    long = script_difference(script("x" * 900_000), script("y" * 900_000))
    assert max(map(len, long.lines)) == 500
