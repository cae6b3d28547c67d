"""What a case expects of its run, and what is said where that doesn't hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime.authoring.cases import runner as running
from tests.authoring.cases.suite import Suite, describe_failures

POST = """
    rest.postJson('https://api.example.com/users', {name: 'Ada', keys: ['7', '8'], nothing: null},
        {headers: {'X-Team': 'Ops'}})
        .on('complete', function (data) { context.id = data.id; done(context); });
"""
ANSWERS = """
    world = { answers = [{ request = "* https://api.example.com/*", json = { id = 7 }, times = "always" }] }
"""
TWO = """
    rest.get('https://api.example.com/a').on('complete', function () {
        rest.get('https://api.example.com/b').on('complete', function () { done(context); });
    });
"""


def test_a_case_that_says_nothing_expects_done_without_findings(suite: Suite) -> None:
    """The least that a script owes."""
    assert suite.run("").passed
    assert describe_failures(suite.run("", "rest.get('https://api.getgo.com/');")) == [
        "outcome: the run ended otherwise: the script came to rest without calling done",
        "finding: nobody listens to GET https://api.getgo.com/: its answer is lost, whatever it says"
        "  [no-listener]",
    ]


def test_done_twice_is_a_finding_until_it_is_allowed(suite: Suite) -> None:
    twice = "done(context);\ndone(context);"
    (failure,) = suite.run("", twice).failures
    assert failure.what == "finding"
    assert "[done-again]" in failure.text
    assert str(failure.at) == "tests/one/a.js:2:1"
    assert "done(context);" in failure.source
    assert suite.run('[expect]\nfindings = ["done-again"]', twice).passed


@pytest.mark.parametrize(
    "expected",
    [
        'requests = ["POST https://api.example.com/users"]',
        'requests = ["* https://api.example.com/*"]',
        'requests = [{ method = "POST" }]',
        'requests = [{ url = "https://*/users" }]',
        'requests = [{ request = "POST *", headers = { "x-team" = "O*" } }]',
        'requests = [{ json = { name = "Ada" } }]',
        "requests = [{ json = '{\"nothing\": null}' }]",
        'requests = [{ text = "*Ada*" }]',
        'requests = [{ json = \'{"name": "Ada", "keys": ["7", "8"], "nothing": null}\', exact = true }]',
        'requests = [{ request = "DELETE *", times = 0 }]',
        "count = 1",
        "context = { set = { id = 7 } }",
        "context = { set = { id = 7 }, only = true }",
        'context = { json = { ProvisionedUser = { FirstName = "Ada" } } }',
        'context = { absent = ["ProvisionedUser.Age"] }',
        'context = { set = { "OAuth2ProtocolConfiguration.account_key" = "4205157634209012741" } }',
    ],
)
def test_what_holds_passes(suite: Suite, expected: str) -> None:
    """Each kind of expectation."""
    run = suite.run(f"{ANSWERS}[expect]\n{expected}", POST)
    assert describe_failures(run) == []


@pytest.mark.parametrize(
    ("expected", "failures"),
    [
        ('requests = ["GET *"]', ["request 1: GET * was never made"]),
        (
            'requests = [{ headers = { "X-Team" = "Dev" } }]',
            ["request 1: POST https://api.example.com/users was made otherwise"],
        ),
        (
            'requests = [{ json = { keys = ["7"] } }]',
            ["request 1: POST https://api.example.com/users was made otherwise"],
        ),
        (
            'requests = [{ json = { name = "Ada" }, exact = true }]',
            ["request 1: POST https://api.example.com/users was made otherwise"],
        ),
        (
            'requests = [{ request = "POST https://*", exact = true }]',
            ["request 1: POST https://* was never made"],
        ),
        (
            'requests = [{ request = "POST *", times = 0 }]',
            ["request 1: POST https://api.example.com/users was made, and must not be"],
        ),
        (
            'requests = [{ request = "POST *", times = 2 }]',
            ["request 1: POST * was made less often than expected"],
        ),
        ("exact = true", ["requests: POST https://api.example.com/users was not expected"]),
        ("count = 2", ["count: another number of requests was made"]),
        ("context = { unchanged = true }", ["context: the script changed it"]),
        ("context = { set = { id = 8 } }", ["context: it is not as expected"]),
        ("context = { set = { no = 8 } }", ["context: something is missing in it"]),
        ("context = { only = true }", ["context: it is not as expected"]),
        ('context = { absent = ["id"] }', ["context: there is something that should be absent"]),
        ("state = { users = [] }", ["state: no fake has answered: there is no state"]),
        ('console = ["*"]', ["console: the console has other lines"]),
        (
            'outcome = "threw"',
            [
                "outcome: the run ended otherwise: the script called done(context), or a "
                "transformation script came to its end"
            ],
        ),
    ],
)
def test_what_does_not_hold_is_told(suite: Suite, expected: str, failures: list[str]) -> None:
    """One failure for each thing."""
    assert describe_failures(suite.run(f"{ANSWERS}[expect]\n{expected}", POST)) == failures


def test_only_the_places_of_json_are_told_that_differ(suite: Suite) -> None:
    run = suite.run(f'{ANSWERS}[expect]\nrequests = [{{ json = {{ name = "Ada", keys = ["7"] }} }}]', POST)
    (unmet,) = run.failures[0].unmet
    assert [(one.path, one.before, one.after) for one in unmet.changes] == [("$.keys[1]", None, "8")]


def test_the_nearest_request_is_named(suite: Suite) -> None:
    """With what it differs in, and where it is made."""
    run = suite.run(
        f'{ANSWERS}[expect]\nrequests = [{{ request = "PUT https://api.example.com/users/7" }}]', POST
    )
    (failure,) = run.failures
    assert failure.near == "#1 POST https://api.example.com/users differs in method, url"
    assert str(failure.at) == "tests/one/a.js:1:6"


def test_requests_have_an_order_unless_it_does_not_matter(suite: Suite) -> None:
    turned = 'requests = ["GET *b", "GET *a"]'
    assert describe_failures(suite.run(f"{ANSWERS}[expect]\n{turned}", TWO)) == [
        "request 2: GET *a was made, but not at its place"
    ]
    assert suite.run(f"{ANSWERS}[expect]\n{turned}\nordered = false\nexact = true", TWO).passed


def test_a_wide_pattern_leaves_a_narrow_one_its_request(suite: Suite) -> None:
    """In any order each gets one, if that can be done at all."""
    assert suite.run(f'{ANSWERS}[expect]\nordered = false\nrequests = ["GET *", "GET *a"]', TWO).passed


def test_the_state_of_the_fake_is_looked_at_afterwards(suite: Suite) -> None:
    """And only what is said of it."""
    head = 'script = "@goto-provision"\nworld = {{ fake = "goto" }}\n'
    case = head + '[expect]\nstate.users = [{{ email = "{}" }}]'
    assert suite.run(case.format("ada@example.com")).passed
    (failure,) = suite.run(case.format("ben@example.com")).failures
    assert [(one.path, one.after) for one in failure.unmet[0].changes] == [
        ("state.users[0].email", "ada@example.com")
    ]


def test_an_expected_error_stands_in_the_case_or_on_the_line(suite: Suite) -> None:
    """Outcome, message and line."""
    script = "var a = context.nothing;\na.b = 1; // mws-expect: threw TypeError: cannot set property 'b' *\n"
    assert suite.run("", script).passed
    assert suite.run('[expect]\noutcome = "threw"\nerror = "TypeError: *"\nline = 2', script).passed
    assert describe_failures(suite.run('[expect]\noutcome = "threw"\nline = 1', script)) == [
        "error: it was thrown elsewhere"
    ]
    assert describe_failures(suite.run("", script.replace("'b'", "'c'"))) == ["error: the message is another"]
    assert describe_failures(
        suite.run("", f"// mws-expect: threw TypeError: *\n{script.partition('//')[0]}")
    ) == ["error: it was thrown elsewhere"]


def test_what_the_script_computes_is_the_same_each_time(suite: Suite) -> None:
    """Time and chance are fixed, and a case may fix others."""
    script = "context.r = [Math.random(), new Date().getFullYear()]; done(context);"
    one, other = suite.run("", script), suite.run("", script)
    assert one.result["r"] == other.result["r"]
    assert one.result["r"][1] == 2026
    changed = suite.run("now = 1999-05-05T00:00:00Z\nseed = 2", script)
    assert changed.result["r"][0] != one.result["r"][0]
    assert changed.result["r"][1] == 1999


def test_secrets_are_compared_as_they_are_and_told_masked(suite: Suite) -> None:
    """What a test's own context holds may be expected, and is shown nowhere."""
    token = "SAMPLE-access-token-kP4vX9qLw2Tz7RbN"
    case = (
        'script = "@goto-provision"\n[expect]\nrequests = [{{ headers = {{ Authorization = "Bearer {}" }} }}]'
    )
    assert suite.run(case.format(token)).passed
    run = suite.run(case.format("another"))
    assert run.failures
    assert token not in str(run.failures)
    assert token not in run.recording.read_text("utf-8")


def test_a_case_that_another_process_tests_as_well_is_recorded_all_the_same(
    suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With `--watch` in another window, say: its recording comes between the room that is made and ours."""
    make_room, once = running._make_room, iter([True])

    def make_room_too_late(record: Path) -> None:
        make_room(record)
        if next(once, False):
            record.parent.mkdir(parents=True, exist_ok=True)
            record.write_text("another's\n", encoding="utf-8")

    monkeypatch.setattr(running, "_make_room", make_room_too_late)
    assert suite.run("").passed


def test_json_alone_is_what_the_context_has_at_least_and_with_only_all_of_it(suite: Suite) -> None:
    """So a promoted run fails when a field is added where the context can't be told by paths."""
    text = "context = { a = 1 }\nexpect.context = { json = { a = 1, b = 2 }, only = %s }"
    assert describe_failures(suite.run(text % "true", "context.b = 2; done(context);")) == []
    more = "context.b = 2; context.c = null; done(context);"
    assert describe_failures(suite.run(text % "false", more)) == []
    assert describe_failures(suite.run(text % "true", more)) == ["context: it is not as expected"]
