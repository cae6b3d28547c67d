"""What a case.toml may say, and what is said of one that can't be used."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from runtime.authoring.cases import read_cases
from runtime.authoring.cases.setup import context_of, files_of
from runtime.formats.toml import TomlLines
from runtime.model.errors import BadInput
from tests.authoring.cases.suite import Suite, run

HEAD = 'script = "a.js"\ncontext = "@assigned-new"\n'


def test_a_case_is_called_as_its_folder_unless_it_has_a_name(suite: Suite) -> None:
    assert [case.name for case in suite.cases(HEAD)] == ["one"]
    assert [case.name for case in suite.cases(f'name = "first try"\n{HEAD}')] == ["first try"]


def test_several_cases_say_only_what_they_have_of_their_own(suite: Suite) -> None:
    """Expectations add up key by key; everything else replaces."""
    cases = suite.cases(
        HEAD + '[expect]\ncount = 1\n[[case]]\nname = "a"\nexpect.exact = true\n[[case]]\nname = "b"\n'
        'script = "b.js"\nexpect.count = 2\n'
    )
    assert [(case.name, case.line, case.table.script) for case in cases] == [
        ("a", 5, "a.js"),
        ("b", 8, "b.js"),
    ]
    expected = [(case.table.expect.count, case.table.expect.exact) for case in cases]
    assert expected == [(1, True), (2, False)]


def test_a_matrix_makes_a_case_of_each_combination(suite: Suite) -> None:
    """Values keep their kind where they stand alone, and are text within a text."""
    cases = suite.cases(
        'script = "${lang}.js"\n[matrix]\nlang = ["de", "en"]\nnumber = [1, 2]\n'
        '[context]\nlang = "$${x} ${lang}"\nnumber = "${number}"\n'
    )
    assert [case.name for case in cases] == ["one[de-1]", "one[de-2]", "one[en-1]", "one[en-2]"]
    assert cases[3].table.script == "en.js"
    assert context_of(cases[3]).value == {"lang": "${x} en", "number": 2}


def test_a_value_that_is_no_name_makes_one_all_the_same(suite: Suite) -> None:
    """On one line, and not too long."""
    cases = suite.cases(HEAD + f'[matrix]\nv = ["a\\nb", "a::b", "{"x" * 100}"]\n')
    assert [case.name for case in cases] == ["one[a?b]", "one[a:b]", f"one[{'x' * 60}]"]


def test_a_file_may_begin_as_another(suite: Suite) -> None:
    """Whose paths stay where they were."""
    suite.write(
        'script = "a.js"\ncontext = { extends = "c.json" }\n[expect]\ncount = 1\n', "tests/common.toml"
    )
    suite.write("{}", "tests/c.json")
    suite.write("done(context);", "tests/a.js")
    (case,) = suite.cases('extends = "../common.toml"\n[expect]\nexact = true\n')
    assert (case.table.script, case.table.expect.count, case.table.expect.exact) == ("../a.js", 1, True)
    assert [Path(file).as_posix() for file in files_of(case)] == [
        "tests/one/case.toml",
        "tests/common.toml",
        "tests/a.js",
        "tests/c.json",
    ]
    assert [one.what for one in run(case).failures] == ["count"]


def test_a_context_may_be_another_with_changes(suite: Suite) -> None:
    """Set, set to null, and taken out, also in JSON in a string."""
    (case,) = suite.cases(
        'script = "a.js"\n[context]\nextends = "@assigned-new"\n'
        'remove = ["Application", "ProvisionedUser.LastName", "OAuth2ProtocolConfiguration.refresh_token"]\n'
        'null = ["ProvisionedUser.FirstName"]\n'
        '[context.set]\n"OAuth2ProtocolConfiguration.account_key" = "7"\n"New" = [1, { a = true }]\n'
    )
    value = context_of(case).value
    assert value["ProvisionedUser"] == {"MailAddress": "ada@example.com", "FirstName": None}
    assert "Application" not in value
    assert '"account_key":"7"' in value["OAuth2ProtocolConfiguration"]
    assert "refresh" not in value["OAuth2ProtocolConfiguration"]
    assert value["New"] == [1, {"a": True}]


@pytest.mark.parametrize(
    ("text", "where", "problem", "way_out"),
    [
        ("scrip = 'a.js'", 1, "scrip is no key of a case", "Did you mean script?"),
        (HEAD + "[expect]\noutcom = 'done'", 4, "expect.outcom is no key of a case", "Did you mean outcome?"),
        (HEAD + "[expect]\noutcome = 'dne'", 4, "expect.outcome: must be 'done', 'threw'", "docs"),
        (
            HEAD + "[[expect.requests]]\nrequest = 'GET'",
            4,
            "expect.requests[0].request: must be a method",
            "",
        ),
        (
            HEAD + "[expect]\nfindings = ['denid']",
            4,
            "expect.findings[0]: 'denid' is no finding. Did you",
            "",
        ),
        (HEAD + "[expect.context]\nabsent = ['a..b']", 4, "expect.context.absent[0]: 'a..b' is", ""),
        (HEAD + "[world]\nfake = 'goto'\nrecording = 'r'", 3, "world: recording stands alone", ""),
        (
            HEAD + "[[case]]\nname = 'a'\n[[case]]\nname = 'b'\nseed = 'x'",
            7,
            "seed: must be a whole number",
            "",
        ),
        (HEAD + "[[case]]\nseed = 1", 3, "a case of several has no name", "Give it one"),
        (HEAD + "[[case]]\nname = 'a'\n[[case]]\nname = 'a'", 5, "a is another case's name already", ""),
        (HEAD + "[limits]\ndeadline = 'soon'", 4, "limits.deadline: 'soon' is not a time", ""),
        ("context = {}", 1, "script: is missing", ""),
        (
            HEAD + "[matrix]\na = [1]\n[limits]\ncpu = '${b}'",
            3,
            "${b} is no name of the matrix",
            "There are: a",
        ),
        (HEAD + "[matrix]\na = []", 4, "matrix.a: is empty", "docs"),
        (HEAD + "now = 'today'", 3, "now: must be a date and time", ""),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_was_meant(
    suite: Suite, text: str, where: int, problem: str, way_out: str
) -> None:
    """So it can be found, and put right."""
    with pytest.raises(BadInput) as refused:
        suite.cases(text)
    told = refused.value
    assert Path(told.where).as_posix() == f"tests/one/case.toml:{where}"
    assert told.problem.startswith(problem)
    assert way_out in told.way_out


@pytest.mark.parametrize(
    "text",
    [
        "a = [" * 5000,
        HEAD + "[matrix]\n" + "\n".join(f"n{n} = [1, 2, 3, 4, 5, 6, 7, 8, 9]" for n in range(9)),
        HEAD + "[matrix]\nn = [" + "1," * 1001 + "]",
        HEAD + "\n".join(f"[[case]]\nname = 'c{n}'" for n in range(1001)),
        HEAD + "extends = 'case.toml'",
        HEAD + f"name = '{'x' * 201}'",
        HEAD + "case = 7",
        HEAD + "name = 'a::b'",
        "x = '" + "y" * (1 << 20) + "'",
        "\x00",
    ],
    ids=["deep", "product", "values", "cases", "circle", "name", "case", "colons", "large", "nul"],
)
def test_what_is_too_much_is_refused(suite: Suite, text: str) -> None:
    """Before it takes memory or time."""
    with pytest.raises(BadInput):
        suite.cases(text)


def test_lines_are_those_of_the_parser(suite: Suite) -> None:
    """Every key that the text has on a line of its own is found."""
    text = suite.write(
        HEAD + "[expect]\ncount = 1\n[[expect.requests]]\nurl = '*'\n[[expect.requests]]\nurl = 'x'\n"
    )
    lines = TomlLines(text.read_text("utf-8"))
    assert lines.of(("expect", "requests", 1, "url")) == 8
    assert lines.of(("context",)) == 2
    assert tomllib.loads(text.read_text("utf-8"))["expect"]["requests"][1] == {"url": "x"}


def test_a_missing_file_is_bad_input(suite: Suite) -> None:
    """Named as it stands, seen from here."""
    (case,) = suite.cases(HEAD)
    with pytest.raises(BadInput, match=r"a\.js: no such file"):
        run(case)
    assert read_cases(suite.write(HEAD)) == [case]


@pytest.mark.parametrize(
    "text",
    [
        ".".join(["a"] * 100_000) + " = 1\n",
        f"[{'.'.join(['a'] * 100_000)}]\n",
        f"seed = {'1' * 5000}\n",
        'name = "' + '\\"' * 200_000 + '"\n',
        "[[case]]\n" * 50_000,
        "x = '''\n[" + " " * 200_000 + "\n'''\n",
        '[[expect.requests]]\nrequest = "GET x"\ntimes = 1000\n',
        f'extends = "{"a" * 5000}"\n',
        f'[matrix]\na = ["{"x" * 100_000}"]\n[context]\nb = "{"${a}" * 20_000}"\n',
    ],
    ids=["key", "table", "number", "quotes", "heads", "head", "times", "long name", "filled"],
)
def test_no_file_of_a_megabyte_takes_long_to_refuse(suite: Suite, text: str) -> None:
    """Each of these took minutes, gigabytes, or ended in an error of Python's."""
    head = HEAD if "[context]" not in text else 'script = "a.js"\n'
    with pytest.raises(BadInput):
        suite.cases(head + text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[expect.context]\nset = { "a" = 2020-01-01 }\n', r":4: expect\.context\.set\.a: holds a date"),
        ("[expect.context]\njson = { a = [10:00:00] }\n", r":4: expect\.context\.json\.a\[0\]: holds a date"),
        ("[expect.state]\nusers = nan\n", r":4: expect\.state\.users: holds nan"),
        ('[world]\nfake = "goto"\nstate = { users = [{ email = 2020-01-01 }] }\n', r":5: world\.state"),
    ],
)
def test_what_json_does_not_have_is_refused_where_it_stands(suite: Suite, text: str, told: str) -> None:
    """TOML has dates, and numbers that are none; no context and no answer has."""
    with pytest.raises(BadInput, match=told):
        suite.cases(HEAD + text)
    assert suite.cases(HEAD + "now = 2020-01-01T00:00:00Z\n")


def test_a_matrix_without_values_is_no_test_that_passes(suite: Suite) -> None:
    """It would make no case, and nobody would see that there is none."""
    with pytest.raises(BadInput, match=r":4: matrix\.a: is empty"):
        suite.cases(HEAD + "[matrix]\na = []\n")


def test_a_line_is_what_toml_calls_one(suite: Suite) -> None:
    """A line separator within a text ends none."""
    with pytest.raises(BadInput, match=r":4: nmae is no key"):
        suite.cases(HEAD + 'name = "a"\nnmae = 1 # \u2028 \x85\n')
    with pytest.raises(BadInput, match=r":4: nmae is no key"):
        suite.cases(HEAD + 'kind = """workflow\u2028"""\nnmae = 1\n')


@pytest.mark.skipif(os.name == "nt", reason="no such folders there")
def test_a_folder_that_is_called_anything_gives_a_name_on_one_line(suite: Suite) -> None:
    """Which pytest can select, and a log shows as one."""
    (case,) = read_cases(suite.write(HEAD, "tests/a\n::b\x1b/case.toml"))
    assert case.name == "a?:b?"
