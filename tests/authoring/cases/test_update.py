"""Expectations brought up to date: what didn't hold is said anew, everything else stays as it was written."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from runtime.authoring.cases import read_cases
from runtime.authoring.cases.update import update_expectations
from tests.authoring.cases.suite import Suite, describe_failures, run

SCRIPT = """
rest.postJson('https://api.example.com/users', {name: 'Ada', nothing: null}, {headers: {'X-Team': 'Ops'}})
    .on('complete', function (data, response) {
        context.id = data.id;
        rest.get('https://api.example.com/users/7').on('complete', function () { done(context); });
    });
"""
HEAD = """\
# A case with comments
script = "a.js" # the script
context = "@assigned-new"

[world]
answers = [{ request = "* https://api.example.com/*", json = { id = 7 }, times = "always" }]

[expect]
"""


def update(suite: Suite, expect: str, script: str = SCRIPT) -> str:
    """What is expected instead; and that it holds."""
    suite.write(script, "tests/one/a.js")
    text = HEAD + textwrap.dedent(expect)
    file = suite.folder / suite.write(text)
    (case,) = read_cases(file)
    first = run(case)
    assert not first.passed
    after = update_expectations(text, first)
    assert after.startswith(HEAD)
    file.write_text(after, "utf-8")
    (case,) = read_cases(file)
    assert describe_failures(run(case)) == []
    return after.removeprefix(HEAD)


def test_a_header_with_a_secret_in_it_is_not_written(suite: Suite) -> None:
    """A case.toml is shared; that the token is sent can be said with a *, by hand."""
    script = """
    let headers = {Authorization: 'Bearer s3cr3t-token-abcdefgh', 'X-Team': 'Ops'};
    rest.get('https://api.example.com/', {headers: headers})
        .on('complete', function () { done(context); });
    """
    after = update(suite, "requests = []\nexact = true\n", script)
    assert "s3cr3t" not in after
    assert 'x-team = "ops"' in after.lower()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("count = 3 # requests\n", "count = 2 # requests\n"),
        ('outcome = "threw"\nline = 3\n', 'outcome = "done"\n'),
        ('requests = ["PUT *", "GET *"]\n', 'requests = ["POST https://api.example.com/users", "GET *"]\n'),
        ('requests = ["POST *", "PUT *", "GET *"]\n', 'requests = ["POST *", "GET *"]\n'),
        (
            'requests = [{ request = "POST *", headers = { x-team = "Dev" } }] # one\n',
            'requests = [{ request = "POST *", headers = { x-team = "Ops" } }] # one\n',
        ),
        (
            '[[expect.requests]]\nmethod = "POST" # writes\njson = { name = "Ben" }\n',
            '[[expect.requests]]\nmethod = "POST" # writes\njson = {name = "Ada"}\n',
        ),
        (
            '[[expect.requests]]\njson = \'{"name": "Ben"}\'\n',
            '[[expect.requests]]\njson = \'{"name": "Ada"}\'\n',
        ),
        ('console = ["a"]\n', "console = []\n"),
        ("context = { unchanged = true }\n", "context = {only = true, set = {id = 7}}\n"),
        ("[expect.context]\nset.id = 8 # theirs\n", "[expect.context]\nset.id = 7 # theirs\n"),
        ("context = { set = { id = 8 } } # one\n", "context = { set = { id = 7 } } # one\n"),
        ('context = { null = ["id"] }\n', "context = {set = {id = 7}}\n"),
        ('context = { absent = ["id", "No"] }\n', 'context = {set = {id = 7}, absent = ["No"]}\n'),
        ("context = { json = { id = 8 } }\n", "context = { json = { id = 7 } }\n"),
        ("context = { json = '{\"id\": 8}' }\n", "context = { json = '{\"id\": 7}' }\n"),
        ("context = { only = true, set = { id = 8 } }\n", "context = { only = true, set = { id = 7 } }\n"),
    ],
)
def test_only_what_did_not_hold_is_written_anew(suite: Suite, before: str, after: str) -> None:
    """In the form in which it stood."""
    got = update(suite, before)
    assert got.split() == after.split(), got


def test_requests_that_were_not_expected_are_added(suite: Suite) -> None:
    """Where nothing else may be made."""
    got = update(suite, 'exact = true\nrequests = ["POST *"]\n')
    assert got.count("[[expect.requests]]") == 2
    assert 'request = "GET https://api.example.com/users/7"' in got


def test_a_new_finding_is_allowed_by_name(suite: Suite) -> None:
    script = SCRIPT.replace("done(context)", "done(context); done(context)")
    assert update(suite, 'findings = ["denied"]\n', script) == 'findings = ["denied", "done-again"]\n'


def test_an_error_is_told_with_its_line(suite: Suite) -> None:
    """If the script throws now."""
    got = update(suite, 'outcome = "done"\n', "var a = 1;\nthrow new TypeError('no');\n")
    assert got == 'outcome = "threw"\nerror = "TypeError: no"\nline = 2\n'


def test_a_state_keeps_to_what_was_said_of_it(suite: Suite) -> None:
    """Not all of each user comes in."""
    text = (
        'script = "@goto-provision"\ncontext = "@assigned-new"\nworld = { fake = "goto" }\n'
        '[expect]\nstate.users = [{ email = "ben@example.com" }]\n'
    )
    (case,) = suite.cases(text)
    after = update_expectations(text, run(case))
    assert after.endswith('state.users = [{email = "ada@example.com"}]\n')


def test_one_of_several_cases_is_changed_where_it_stands(suite: Suite) -> None:
    suite.write("done(context);", "tests/one/a.js")
    text = (
        'script = "a.js"\ncontext = "@assigned-new"\n\n[[case]]\nname = "a"\nexpect.count = 0\n\n'
        '[[case]]\nname = "b"\nexpect.count = 1\n'
    )
    cases = suite.cases(text)
    after = update_expectations(text, run(cases[1]))
    assert after == text.replace("expect.count = 1", "expect.count = 0")
    assert Path("tests/one/case.toml").read_text("utf-8") == text


@pytest.mark.parametrize(
    "said", ["", "expect.count = 1\n", "expect = { count = 1 }\n", "[case.expect]\ncount = 1\n"]
)
def test_a_case_gets_its_own_of_what_all_expect(suite: Suite, said: str) -> None:
    """In whatever way it says what it expects; then it passes, and the next one stands apart as before."""
    suite.write(SCRIPT, "tests/one/a.js")
    all_of_them = 'context.set.id = 8\nexact = true\nrequests = ["POST *"]\n\n'
    text = f'{HEAD}{all_of_them}[[case]]\nname = "a"\n{said}\n[[case]]\nname = "b"\n'
    after = update_expectations(text, run(suite.cases(text)[0]))
    again = suite.cases(after)
    assert run(again[0]).passed, after
    assert again[0].table.expect.context
    assert again[0].table.expect.context.set == {"id": 7}
    assert again[1].table.expect.context
    assert again[1].table.expect.context.set == {"id": 8}
    assert '\n\n[[case]]\nname = "b"\n' in after


def test_a_place_with_null_in_it_is_told_field_by_field(suite: Suite) -> None:
    """And not by the whole context as JSON."""
    script = "context.A = { b: 'made', c: null, d: { e: null } }; done(context);"
    got = update(suite, "context = { unchanged = true }\n", script)
    assert got == 'context = {only = true, set = {"A.b" = "made"}, null = ["A.c", "A.d.e"]}\n'
