"""A changed script meets the recorded world, and the first request that it asks otherwise is explained."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from runtime.formats.request_diff import beside, compare, same
from runtime.model.events import Fired, Responded
from runtime.model.http import Request
from runtime.model.limits import Limits
from runtime.runs.report import as_json
from runtime.runs.world_choice import WorldChoice
from tests.runs.replay.recording import URL, Recordings, context, divergence, replay_changed

OK = {"json": {"id": 7}}
TWO = f"""
rest.get('{URL}/users?name=' + context.Name).on('complete', function (users) {{
  rest.postJson('{URL}/users', {{name: context.Name, mail: 'ada@example.com'}}).on('complete', function (user) {{
    context.id = user.id;
    done(context);
  }});
}});
"""


@pytest.fixture
def recordings(tmp_path: Path) -> Recordings:
    return Recordings(tmp_path)


def test_a_script_that_only_looks_different_says_the_same(recordings: Recordings) -> None:
    """Its lines are others, and nothing else."""
    recording = recordings.record(TWO, OK, OK)
    done = replay_changed(recording, "// the same, further down\n\n" + TWO.replace("users)", "found)"))
    assert done.identical
    assert (done.outcome, done.exit_code) == ("done", 0)


def test_another_result_is_no_divergence_but_not_identical_either(recordings: Recordings) -> None:
    """Every request found its answer."""
    done = replay_changed(recordings.record(TWO, OK, OK), TWO.replace("context.id =", "context.userId ="))
    assert done.divergence is None
    assert (done.outcome, done.identical) == ("done", False)
    assert done.report is not None
    assert [change.path for change in done.report.context.changes] == ["context.userId"]


FIELDS: dict[str, tuple[str, str, list[tuple[str, str | None, str | None]]]] = {
    "the method": ("rest.get", "rest.del", [("method", "GET", "DELETE")]),
    "the path": ("/users?name=", "/people?name=", [("path", "/users", "/people")]),
    "the query": ("users?name='", "users?mail='", [("query name", "Ada", None), ("query mail", None, "Ada")]),
    "the host": (
        f"get('{URL}",
        "get('https://www.example.com",
        [
            ("host", "api.example.com", "www.example.com"),
            ("header Host", "api.example.com", "www.example.com"),
        ],
    ),
    "the scheme": ("get('https:", "get('http:", [("scheme", "https", "http"), ("port", "443", "80")]),
    "a header": (
        "+ context.Name)",
        "+ context.Name, {headers: {'X-Tenant': '7'}})",
        [("header X-Tenant", None, "7")],
    ),
    "TLS": (
        "+ context.Name)",
        "+ context.Name, {rejectUnauthorized: false})",
        [("verify tls", "True", "False")],
    ),
}


@pytest.mark.parametrize("what", FIELDS)
def test_a_request_that_asks_otherwise_is_told_field_by_field(what: str, recordings: Recordings) -> None:
    """With its number, its line in both scripts, and what comes next in the recording."""
    before, after, fields = FIELDS[what]
    recording = recordings.record(TWO, OK, OK)
    found = divergence(recording, "\n" + TWO.replace(before, after, 1))
    assert (found.kind, found.request) == ("changed", 1)
    assert (str(found.at), str(found.recorded_at)) == ("new.js:3:6", "old.js:2:6")
    assert [(one.field, one.recorded, one.asked) for one in found.differences] == fields
    assert found.next == f"POST {URL}/users"
    assert recording.entries[(found.line or 0) - 1].what.request.id == 1  # type: ignore[union-attr]


def test_a_body_of_json_is_told_place_by_place(recordings: Recordings) -> None:
    """And its length, which follows from it, means nothing of its own."""
    new = TWO.replace("mail: 'ada@example.com'", "mail: 'ben@example.com', tags: [1]")
    found = divergence(recordings.record(TWO, OK, OK), new)
    assert (found.kind, found.request) == ("changed", 2)
    body = next(one for one in found.differences if one.field == "body")
    assert [(one.path, one.before, one.after) for one in body.changes] == [
        ("body.mail", "ada@example.com", "ben@example.com"),
        ("body.tags", None, [1]),
    ]
    assert [one.field for one in found.differences if not one.same_meaning] == ["body"]


def test_another_order_of_json_keys_is_the_same_meaning_unless_exact(recordings: Recordings) -> None:
    recording = recordings.record(TWO, OK, OK)
    new = TWO.replace(
        "{name: context.Name, mail: 'ada@example.com'}", "{mail: 'ada@example.com', name: context.Name}"
    )
    done = replay_changed(recording, new)
    assert done.divergence is None
    assert [(one.request, one.difference.field) for one in done.alike] == [(2, "body")]
    found = divergence(recording, new, exact=True)
    assert found.request == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{headers: {'X-A': '1'}}", "{headers: {'x-a': '1'}}"),
        ("{headers: {'X-A': '1', 'X-B': '2'}}", "{headers: {'X-B': '2', 'X-A': '1'}}"),
        ("{query: {a: '1', b: '2'}}", "{query: {b: '2', a: '1'}}"),
    ],
)
def test_another_case_or_order_of_names_is_the_same_meaning_unless_exact(
    old: str, new: str, recordings: Recordings
) -> None:
    """Of headers, and of a query's parameters."""
    text = f"rest.get('{URL}/', %s).on('complete', function () {{ done(context); }});"
    recording = recordings.record(text % old, OK)
    done = replay_changed(recording, text % new)
    assert done.divergence is None
    assert len(done.alike) == 1
    assert divergence(recording, text % new, exact=True).request == 1


def request_for(target: str, body: bytes = b"", kind: str = "application/octet-stream") -> Request:
    return Request(
        1, "POST", "https", "api.example.com", 443, target, (("Content-Type", kind),), body, unfinished=False
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [("/a%FF", "/a%FE"), ("/a?x=%FF", "/a?x=%FE"), ("/a%2Fb", "/a/b"), ("/a?x=1", "/a?x=%31&x=1")],
)
def test_what_is_no_text_is_not_taken_for_the_same(one: str, other: str) -> None:
    """Bytes that are no UTF-8 are no less different for that."""
    assert not same(request_for(one), request_for(other))


def test_a_form_is_told_field_by_field_and_its_order_means_nothing() -> None:
    """It is what `data` becomes, which most scripts send."""
    form = "application/x-www-form-urlencoded"
    before = request_for("/", b"a=1&b=%C3%BC%20x", form)
    assert same(before, request_for("/", b"b=%c3%bc+x&a=1", form))
    assert not same(before, request_for("/", b"b=%c3%bc+x&a=1", "text/plain"))
    (found,) = compare(before, request_for("/", b"a=1&b=%C3%BC%20y&b=2", form))
    assert [(one.path, one.before, one.after) for one in found.changes] == [("body.b", "ü x", ["ü y", "2"])]


def test_of_long_values_the_part_is_shown_in_which_they_differ() -> None:
    """Else both would look the same."""
    text = "x" * 5000
    one, other = beside(text + "a", text + "b")
    assert (one, other) == ("…" + "x" * 40 + "a", "…" + "x" * 40 + "b")
    assert beside("short", "other") == ("short", "other")
    assert beside(None, text) == (None, "x" * 2000 + "…")


def ask_in_turn(*names: str) -> str:
    """A script that asks for these, one after the other."""
    text = "done(context);"
    for name in reversed(names):
        text = f"rest.get('{URL}/{name}').on('complete', function () {{\n{text}\n}});"
    return text


def ask_side_by_side(*names: str) -> str:
    """A script that asks for these side by side."""
    ask = f"rest.get('{URL}/' + name).on('complete', function () {{ if (--left === 0) done(context); }});"
    listed = ", ".join(f"'{name}'" for name in names)
    return f"var left = {len(names)};\n[{listed}].forEach(function (name) {{ {ask} }});"


def test_a_request_that_is_no_longer_made_is_missing(recordings: Recordings) -> None:
    """At the place where the recording has it, and at the end."""
    recording = recordings.record(ask_in_turn("a", "b", "c"), OK, OK, OK)
    found = divergence(recording, ask_in_turn("a", "c"))
    assert (found.kind, found.request, found.recorded) == ("missing", 2, f"GET {URL}/b")
    assert found.text == "request 2 of the recording should come before this one: left out, or moved"
    last = divergence(recording, ask_in_turn("a", "b"))
    assert (last.kind, last.request, last.recorded) == ("missing", 3, f"GET {URL}/c")
    assert last.text == "request 3 of the recording isn't made"


def test_a_request_that_the_recording_does_not_have_is_additional(recordings: Recordings) -> None:
    """In the middle, where the next one shows it, and at the end."""
    recording = recordings.record(ask_side_by_side("a", "c"), OK, OK)
    assert divergence(recording, ask_side_by_side("a", "b", "c")).kind == "additional"
    last = divergence(recording, ask_side_by_side("a", "c", "d"))
    assert (last.kind, last.request, last.got) == ("additional", 3, f"GET {URL}/d")


def test_requests_that_have_changed_places_are_swapped(recordings: Recordings) -> None:
    """As far as that shows in one turn."""
    found = divergence(
        recordings.record(ask_side_by_side("a", "b", "c"), OK, OK, OK), ask_side_by_side("a", "c", "b")
    )
    assert (found.kind, found.request) == ("swapped", 2)
    assert found.text == "requests 2 and 3 have changed places"


def test_a_request_that_stands_further_down_tells_which_are_missing(recordings: Recordings) -> None:
    """One after the other, the next ones are not known yet."""
    recording = recordings.record(ask_in_turn("a", "b", "c", "d"), OK, OK, OK, OK)
    found = divergence(recording, ask_in_turn("a", "d", "b", "c"))
    assert (found.kind, found.text) == (
        "missing",
        "requests 2 and 3 of the recording should come before this one: left out, or moved",
    )


def test_a_script_that_ends_otherwise_has_its_own_outcome(recordings: Recordings) -> None:
    """An exception is none of the recording's affair."""
    done = replay_changed(
        recordings.record(ask_in_turn("a"), OK), ask_in_turn("a").replace("done(context);", "null.x;")
    )
    assert done.outcome == "threw"
    assert done.divergence is None
    assert done.exit_code == 12


def test_a_script_that_never_ends_is_ended_by_its_time_and_at_once(recordings: Recordings) -> None:
    """Nothing waits for a clock."""
    done = replay_changed(
        recordings.record(ask_in_turn("a"), OK, limits=Limits(deadline=1000)),
        ask_in_turn("a").replace("done(context);", ""),
    )
    assert done.outcome == "never-done"
    waiting = "setInterval(function () {}, 400000);" + ask_in_turn("a").replace("done(context);", "")
    late = replay_changed(recordings.record(ask_in_turn("a"), OK, limits=Limits(deadline=1000)), waiting)
    assert late.outcome == "deadline"


def test_timers_of_its_own_run_in_the_recordings_time(recordings: Recordings) -> None:
    """Before the answers that came later then, and after those that came sooner."""
    old = f"setTimeout(function () {{ rest.get('{URL}/a').on('complete', function () {{ done(context); }}); }}, 50);"
    new = (
        "context.order = []; setTimeout(function () { context.order.push('soon'); }, 1);"
        + old.replace("done(context)", "context.order.push('answer'); done(context)")
        + "setTimeout(function () { context.order.push('late'); }, 10000);"
    )
    done = replay_changed(recordings.record(old, OK), new)
    assert done.report is not None
    assert done.report.context.after["order"][:2] == ["soon", "answer"]


THROWS = """
setTimeout(function () { throw new Error('first'); }, 0);
setTimeout(function () { throw new Error('second'); }, 0);
"""


def test_timers_that_were_due_together_ring_in_the_order_in_which_they_were_set(
    recordings: Recordings,
) -> None:
    """Also those that the recorded run didn't live to hear, or that it doesn't have."""
    recording = recordings.record(THROWS)
    assert recording.ending.detail == "Error: first"
    assert replay_changed(recording, THROWS).identical
    added = THROWS + THROWS.replace("first", "third")
    done = replay_changed(recording, added)
    assert done.report is not None
    assert done.report.detail == "Error: first"


def test_a_timer_that_is_taken_back_by_a_later_answer_does_not_ring_before_that(
    recordings: Recordings,
) -> None:
    """However long it was due: the recorded one didn't either."""
    text = f"""
        var late = setTimeout(function () {{ context.late = true; }}, 1);
        rest.get('{URL}/').on('complete', function () {{ clearTimeout(late); done(context); }});"""
    recording = recordings.record(text, OK)
    entries = tuple(  # as if the answer had been taken in just before the timer, though that was due
        replace(entry, t=entry.t + 50) if entry.t > 1 and not isinstance(entry.what, Fired) else entry
        for entry in recording.entries
        if not isinstance(entry.what, Fired)
    )
    done = replay_changed(replace(recording, entries=entries), text)
    assert done.divergence is None
    assert done.report is not None
    assert "late" not in done.report.context.after
    kept = replay_changed(replace(recording, entries=entries), text.replace("clearTimeout(late);", ""))
    assert kept.report is not None
    assert kept.report.context.after is not None


def test_a_recorded_timer_rings_though_it_now_stands_before_the_request_whose_answer_came_first(
    recordings: Recordings,
) -> None:
    """Else the request would be taken for one that isn't made."""
    asks = f"rest.get('{URL}/').on('complete', function () {{ NEXT }});"
    waits = "setTimeout(function () { NEXT }, 5);"
    recording = recordings.record(asks.replace("NEXT", waits.replace("NEXT", "done(context);")), OK)
    done = replay_changed(recording, waits.replace("NEXT", asks.replace("NEXT", "done(context);")))
    assert (done.divergence, done.outcome) == (None, "done")


def test_another_context_is_run_against_the_recorded_world(recordings: Recordings) -> None:
    """And leaves it where its values are sent."""
    recording = recordings.record(TWO, OK, OK)
    assert replay_changed(recording, None, context=context({"Name": "Ada", "More": 1})).divergence is None
    found = replay_changed(recording, None, context=context({"Name": "Ben"})).divergence
    assert found is not None
    assert [(one.field, one.asked) for one in found.differences] == [("query name", "Ben")]


def test_a_context_with_the_real_secret_is_no_divergence(tmp_path: Path) -> None:
    """Where the recording has a stand-in for it; and it is shown nowhere."""
    token = "kP4vX9qLw2Tz7RbNmB3nYc8HsJ5dQe6W"
    value = {"OAuth2ProtocolConfiguration": f'{{"access_token": "{token}"}}'}
    text = f"""
        var t = JSON.parse(context.OAuth2ProtocolConfiguration).access_token;
        rest.get('{URL}/', {{accessToken: t}}).on('complete', function () {{ done(context); }});"""
    recording = Recordings(tmp_path, value).record(text, OK)
    done = replay_changed(recording, None, context=context({**value, "More": 1}))
    assert done.divergence is None
    assert token not in repr(done.report and done.report.requests[0].headers)
    other = context({"OAuth2ProtocolConfiguration": '{"access_token": "another-one-that-is-longer-than-it"}'})
    found = replay_changed(recording, None, context=other).divergence
    assert found is not None
    assert "another-one" not in repr(found)


@pytest.mark.parametrize("password", ["kP4vX9qLw2Tz7RbNm", "a1b"])
def test_a_secret_that_only_the_new_context_has_is_shown_nowhere(
    password: str, recordings: Recordings
) -> None:
    """Though the recording holds none, so that nothing in it had to be masked; nor are short ones shown."""
    text = f"""
        rest.postJson('{URL}/', {{password: context.password}}).on('complete', function () {{ done(context); }});"""
    recording = recordings.record(text, OK)
    done = replay_changed(recording, None, context=context({"Name": "Ada", "password": password}))
    assert done.divergence is not None
    assert "password" in as_json(done)
    assert password not in as_json(done)


def test_a_password_that_leads_to_a_world_is_shown_nowhere(recordings: Recordings) -> None:
    """Such as a proxy's, wherever the script or a message may come to say it."""
    password = "kP4vX9qLw2Tz7RbNm"
    text = f"console.log('{password}'); " + ask_in_turn("a")
    recording = recordings.record(ask_in_turn("a"), OK)
    done = replay_changed(recording, text, marked=(password,))
    assert done.report is not None
    assert len(done.report.console) == 1
    assert password not in as_json(done.report.console[0])


def test_where_it_leaves_the_recording_a_run_can_go_on_with_a_fake(recordings: Recordings) -> None:
    """Which answers what the recording doesn't have, and everything after it."""
    recording = recordings.record(ask_in_turn("a", "b"), OK, OK)
    new = ask_in_turn("a").replace(
        "done(context);",
        "rest.get('https://api.getgo.com/admin/rest/v1/me').on('complete', function (d, r) "
        "{ context.status = r.statusCode; done(context); });",
    )
    done = replay_changed(recording, new, then=WorldChoice(fakes=("goto",)))
    assert done.divergence is not None
    assert (done.divergence.kind, done.divergence.request) == ("changed", 2)
    assert done.outcome == "done"
    assert done.report is not None
    assert done.report.context.after["status"] == 401


def test_what_was_under_way_keeps_its_recorded_answers(recordings: Recordings) -> None:
    """Though the run has left the recording by then."""
    recording = recordings.record(ask_side_by_side("a", "b"), {"json": "first"}, {"json": "second"})
    new = f"""
        context.got = [];
        ['a', 'b'].forEach(function (name) {{
          rest.get('{URL}/' + name).on('complete', function (data) {{
            context.got.push(data);
            if (context.got.length === 3) done(context);
          }});
        }});
        rest.get('https://elsewhere.example.com/').on('complete', function (error) {{
          context.got.push(error.message);
          if (context.got.length === 3) done(context);
        }});"""
    done = replay_changed(recording, new, then=WorldChoice(fakes=("goto",)))
    assert done.report is not None
    assert sorted(done.report.context.after["got"]) == [
        "first",
        "getaddrinfo ENOTFOUND elsewhere.example.com",
        "second",
    ]
    assert done.outcome == "denied"


def test_a_recording_that_breaks_off_has_no_answer_to_what_is_open(recordings: Recordings) -> None:
    """A run that goes on is told so, and one that needs none comes to its end."""
    whole = recordings.record(ask_in_turn("a", "b"), OK, OK)
    second = [entry.seq for entry in whole.entries if isinstance(entry.what, Responded)][1]
    recording = replace(whole, entries=whole.entries[: second - 1], end=None, cut="breaks off")
    found = divergence(recording, ask_in_turn("a", "b") + "// changed")
    assert (found.kind, found.request) == ("ended", 2)
    assert found.text == "the recording ends here (interrupted), and has no answer to what is still open"
    first = replace(recording, entries=whole.entries[: second - 4])
    assert replay_changed(first, ask_in_turn("a")).outcome == "done"


def test_an_answer_that_was_too_large_is_too_large_for_a_changed_script_as_well(
    recordings: Recordings,
) -> None:
    """It ends at the same limit, and has left nothing."""
    recording = recordings.record(
        ask_in_turn("a", "b"), OK, {"text": "x" * 100}, limits=Limits(deadline=3, response=50)
    )
    assert recording.ending.outcome == "limit"
    done = replay_changed(recording, "// the same\n" + ask_in_turn("a", "b"))
    assert (done.outcome, done.divergence, done.identical) == ("limit", None, True)
    assert done.report is not None
    assert done.report.detail == recording.ending.detail


def test_a_script_that_gives_a_request_up_hears_nothing_of_it(recordings: Recordings) -> None:
    """The recorded answer is passed over."""
    new = f"""
        var request = rest.get('{URL}/a');
        request.on('abort', function () {{ context.gone = true; }});
        request.on('complete', function (data) {{ context.data = data; done(context); }});
        setTimeout(function () {{ request.abort(); }}, 2);"""
    slow = recordings.record(f"setTimeout(function () {{ {ask_in_turn('a')} }}, 1)", OK)
    later = tuple(
        replace(entry, t=entry.t + 500 * isinstance(entry.what, Responded)) for entry in slow.entries
    )
    done = replay_changed(replace(slow, entries=later), new)
    assert done.divergence is None
    assert done.report is not None
    after: dict[str, Any] = done.report.context.after
    assert (after["gone"], after["data"]) == (True, None)
