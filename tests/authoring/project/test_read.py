"""A mws.toml is settings, or an error that names the line: whatever somebody has put into it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from runtime.authoring.project import Project, load
from runtime.authoring.project.schema import project_schema
from runtime.authoring.project.settings import Settings, Types
from runtime.formats.toml import TomlLines
from runtime.model.errors import BadInput
from tests.work import calls

Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """`write("[run]")` makes a mws.toml in a folder of its own, which is where we are."""
    monkeypatch.chdir(tmp_path)

    def put(text: str | bytes) -> Path:
        file = tmp_path / "mws.toml"
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    return put


def refusal(file: Path) -> BadInput:
    """What is said of a file that is wrong."""
    with pytest.raises(BadInput) as caught:
        load(file)
    return caught.value


ALL = """
[run]
context = "@assigned-new"
globals = ["timers"]
strict = true
[world]
fake = ["goto=@one-user"]
state = "state.json"
answers = "answers.json"
map = ["api.example.com=http://127.0.0.1:8080"]
proxy = "http://proxy.example.com:3128"
[egress]
allow-private = ["10.20.0.0/16"]
[[egress.allow]]
host = "api.example.com"
schemes = ["https"]
ports = [443]
methods = ["GET", "POST"]
[limits]
deadline = "1m"
after-done = "500ms"
cpu = "3"
memory = "32M"
max-requests = 5
max-response = "1k"
max-recording = "1 MiB"
[secrets]
mask = ["@ask", "@file:key.txt"]
[secrets.set]
"OAuth2ProtocolConfiguration.access_token" = "@env:TOKEN"
[check]
files = ["workflows/**/*.js"]
target = "es2019"
strict = false
ignore = ["MWS017"]
[test]
folder = "tests"
fail-under = 90
[types]
from = ["contexts"]
"""


def test_a_file_with_every_setting_is_read(write: Write) -> None:
    settings = load(write(ALL)).settings
    said = settings.model_dump(by_alias=True)
    empty = [f"{table}.{key}" for table, keys in said.items() for key, value in keys.items() if value is None]
    assert empty == []
    assert (settings.limits.after_done, settings.check.target) == ("500ms", "es2019")
    assert settings.types.from_ == ["contexts"]
    assert settings.test.fail_under == 90


def test_an_empty_file_is_a_project_without_settings(write: Write) -> None:
    """It says where the project is, and that is enough; so does a comment."""
    for text in ("", "\n", "# nothing yet\n", "\ufeff# from Windows\r\n"):
        assert load(write(text)).settings.run.context is None


WRONG = {
    '[run]\ncontxt = "a"': (2, "run.contxt is not a setting", "Did you mean context?"),
    "[runn]\nx = 1": (1, "runn is not a setting", "Did you mean run?"),
    "zzz = 1": (1, "zzz is not a setting", "There are: run, world, egress,"),
    "\n[limits]\n\nafter_done = '1s'": (4, "limits.after_done is not a setting", "Did you mean after-done?"),
    "[limits]\ncpu = '2s'\ndeadline = '30 days'": (3, "'30 days' is not a time such as", ""),
    "[limits]\ncpu = 2": (2, "limits.cpu: must be a text in quotes", ""),
    "[limits]\nmemory = '1k'": (2, "1k is too little. It takes at least 2048K.", ""),
    "[limits]\nmax-requests = -1": (2, "must be 0 or more", ""),
    "[limits]\nmax-requests = true": (2, "must be a whole number", ""),
    "run = 1": (1, "run: must be a table", ""),
    "run = [1]": (1, "run: must be a table", ""),
    "[[run]]\nstrict = true": (1, "run: must be a table", ""),
    "[run]\nstrict = 'yes'": (2, "must be true or false", ""),
    "[run]\nglobals = ['timer']": (2, "run.globals[0]: must be 'timers'", ""),
    "[run]\ncontext = 1979-05-27": (2, "must be a text in quotes", ""),
    "[run]\ncontext = ''": (2, "run.context: is empty", ""),
    "[run]\ncontext = '-'": (2, "every run would wait for standard input", ""),
    "[run]\ncontext = '@assignd-new'": (2, "no shipped context", ""),
    "[run]\ncontext = '../../secret.json'": (2, "must stay in the project's folder", ""),
    "[run]\ncontext = 'C:\\secret.json'": (2, "must stay in the project's folder", ""),
    "[run]\ncontext = '/etc/passwd'": (2, "must stay in the project's folder", ""),
    "[run]\ncontext = '\\\\server\\share'": (2, "must stay in the project's folder", ""),
    '[run]\ncontext = "a\\u0000b"': (2, "has a control character in it", ""),
    '[run]\ncontext = "a\\u001b[31m"': (2, "has a control character in it", ""),
    "[world]\nfake = 'goto'": (2, "world.fake: must be a list: [...]", ""),
    "[world]\nfake = ['gotoo']": (2, "world.fake[0]:", ""),
    "[world]\nfake = ['goto=']": (2, "has no state behind the =", ""),
    "[world]\nfake = ['goto=../x.json']": (2, "must stay in the project's folder", ""),
    "[world]\nstate = '..\\x.json'": (2, "must stay in the project's folder", ""),
    "[world]\nyes = true": (2, "world.yes is not a setting", ""),
    "[world]\nlive = ['api.example.com']": (2, "world.live is not a setting", ""),
    "[world]\nmap = ['api.example.com']": (2, "world.map[0]:", ""),
    "[world]\nproxy = 'http://ada:hunter2@proxy.example.com:1'": (2, "has a password in it", ""),
    "[world]\nproxy = '@env:'": (2, "must say where the value is", ""),
    "[egress]\nallow = [{ hst = 'x' }]": (2, "egress.allow[0].", ""),
    "[[egress.allow]]\nhost = 'a.example.com'\n[[egress.allow]]\nhost = 'b_$'": (
        4,
        "egress.allow[1].host",
        "",
    ),
    "[[egress.allow]]\nhost = 'a.example.com'\nhots = 1": (3, "hots is not a setting", "Did you mean host?"),
    "[[egress.allow]]\nhost = 'a.example.com'\nports = []": (3, "is empty", ""),
    "[[egress.allow]]\nhost = 'a.example.com'\nports = [70000]": (3, "must be 65535 or less", ""),
    "[[egress.allow]]\nhost = 'a.example.com'\nmethods = ['get']": (3, "'get' is not a method", ""),
    "[[egress.allow]]\nschemes = ['https']": (1, "egress.allow[0].host: is missing", ""),
    "[egress]\nallow-private = ['169.254.169.254']": (2, "metadata service", ""),
    "[secrets.set]\n'a.b' = 'hunter2'": (2, "must say where the value is", ""),
    "[secrets.set]\n'a.' = '@env:TOKEN'": (2, "is not PATH=VALUE", ""),
    "[secrets]\nmask = ['@file:/etc/shadow']": (2, "must stay in the project's folder", ""),
    "[check]\ntarget = 'es6'": (2, "must be 'es2015', 'es2016'", ""),
    "[check]\nignore = ['MWS7']": (2, "must be codes of rules", ""),
    "[test]\nfail-under = 101": (2, "must be 100 or less", ""),
    "[test]\nfail-under = nan": (2, "must be", ""),
    "[types]\nfrom_ = ['x']": (2, "types.from_ is not a setting", "Did you mean from?"),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_told_with_its_line(write: Write, text: str) -> None:
    """And with the key, the problem, and what was probably meant."""
    line, problem, way_out = WRONG[text]
    error = refusal(write(text))
    assert error.where == f"mws.toml:{line}"
    assert problem in error.problem
    assert way_out in error.way_out
    assert "hunter2" not in f"{error.where} {error.problem} {error.way_out}"


@pytest.mark.parametrize("text", [ALL, *WRONG])
def test_the_schema_and_the_reader_agree_as_far_as_a_schema_can(write: Write, text: str) -> None:
    """What the reader takes, the schema takes; what the schema refuses, the reader refuses."""
    taken = Draft202012Validator(project_schema()).is_valid(tomllib.loads(text))
    try:
        load(write(text))
    except BadInput:
        return
    assert taken


def test_the_schema_says_what_each_setting_is_for() -> None:
    """In a sentence; and it refuses what isn't a setting."""
    schema = project_schema()
    Draft202012Validator.check_schema(schema)
    assert "null" not in str(schema)
    for table in schema["$defs"].values():
        assert table["additionalProperties"] is False
        assert all(one["description"].endswith(".") for one in table["properties"].values()), table
    assert not Draft202012Validator(schema).is_valid({"run": {"contxt": "a"}})
    assert not Draft202012Validator(schema).is_valid({"secrets": {"mask": ["hunter2"]}})


NO_TOML: dict[str, str | bytes] = {
    "no TOML": "[run\n",
    "a key twice": "[run]\nstrict = true\nstrict = true\n",
    "a table twice": "[run]\n[run]\n",
    "not UTF-8": b"[run]\ncontext = '\xff'\n",
    "UTF-16": "[run]\n".encode("utf-16"),
    "a NUL": "[run]\ncontext = '\0'\n",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "a long number": "[limits]\nmax-requests = " + "9" * 100_000,
    "too large": "#" * (10 << 20),
    "lists in lists": "x = " + "[" * 100_000,
    "closed lists in lists": "x = " + "[" * 400 + "]" * 400,
    "tables in tables": "x = " + "{a=" * 100_000,
    "a head of many parts": "[" + ".".join(["a"] * 100_000) + "]",
    "a key of many parts": ".".join(["a"] * 100_000) + " = 1",
    "a quoted key of many parts": " . ".join(['"a b"'] * 50_000) + " = 1",
    "20,000 tables": "".join(f"[a{n}]\n" for n in range(20_000)),
    "a wrong setting behind a list of many lines": "x = [\n" + "1,\n" * 20_000 + "]\n",
    "a text that isn't closed": 'x = """' + "a\n" * 100_000,
}


@pytest.mark.parametrize("what", NO_TOML)
def test_whatever_it_is_it_is_refused_after_bounded_work(write: Write, what: str) -> None:
    """By an error of ours, that says a few words and not the file."""
    file = write(NO_TOML[what])
    refused: list[BadInput] = []
    assert calls(lambda: refused.append(refusal(file))) < 5_000 + 200 * file.stat().st_size
    (error,) = refused
    assert error.where.startswith("mws.toml")
    assert len(error.problem) < 300
    assert len(error.way_out) < 400


def test_a_place_in_no_toml_is_where_editors_look_for_it(write: Write) -> None:
    """FILE:LINE:COLUMN."""
    assert refusal(write("[run]\nstrict = yes\n")).where == "mws.toml:2:10"


def test_the_line_of_a_setting_is_found_however_it_is_written() -> None:
    """Quoted, dotted, in a table on one line, behind a text or a list of several lines."""
    text = (
        "# a = 1\n"
        "test.folder = '''\n"
        "\n"
        "x'''\n"
        'run = { strict = true, "context" = "@assigned-new" }\n'
        "[check]\r\n"
        "files = [\n"
        '  "[limits]",\n'
        "  'b',  # ]\n"
        "]\n"
        " [ limits ] # here\n"
        '"cpu" = "1s"\n'
        "[[egress . allow]]\n"
        "host = 'a.example.com'\n"
        "[[egress.allow]]\n"
        "host = 'b.example.com'\n"
    )
    lines = TomlLines(text)
    assert lines.of(("test", "folder")) == 2
    assert lines.of(("run", "context")) == 5
    assert lines.of(("check", "files")) == 7
    assert lines.of(("limits", "cpu")) == 12
    assert lines.of(("limits", "memory")) == 11
    assert lines.of(("egress", "allow", 0, "host")) == 14
    assert lines.of(("egress", "allow", 1, "host")) == 16
    assert lines.of(("world",)) is None


def test_a_path_is_seen_from_where_we_are(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the project's folder and below it; what is no path stays as it is."""
    project = load(write(""))
    below = project.folder / "a" / "b"
    below.mkdir(parents=True)
    assert project.path("contexts/x.json") == str(Path("contexts/x.json"))
    monkeypatch.chdir(below)
    assert project.path("contexts/x.json") == os.path.join("..", "..", "contexts", "x.json")  # noqa: PTH118
    assert project.where("run") == os.path.join("..", "..", "mws.toml")  # noqa: PTH118
    assert (project.path("@assigned-new"), project.path("-")) == ("@assigned-new", "-")


def test_a_project_tells_the_line_of_a_setting(write: Write) -> None:
    """For messages of whoever uses the setting."""
    project: Project = load(write("[check]\nstrict = true\n"))
    assert (project.line("check", "strict"), project.line("run")) == (2, None)
    assert project.where("check", "strict") == "mws.toml:2"


def test_a_setting_can_be_made_in_python_by_its_own_name() -> None:
    """Whoever tests a command needs no file for that."""
    made: Any = Settings(types=Types(from_=["x"]))
    assert made.types.from_ == ["x"]
