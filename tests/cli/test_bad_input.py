"""Whatever is wrong with the input: one clear message, exit code 2, and nothing half-written."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Mws

NEW = ("--context", "@assigned-new")


def nothing_written(folder: Path) -> bool:
    """Whether no recording, not even a folder for one, was left."""
    return not list(folder.glob(".mws/**/*.jsonl"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "ctx.json: is empty\n"),
        (
            b'{"a": "\xff"}',
            "ctx.json:1:8: is not UTF-8: the byte 0xff can't stand there\n  Save the file as UTF-8.\n",
        ),
        (
            b'{"a": 1,\n "b": }',
            'ctx.json:2:7: is not JSON: expecting value\n         2 |  "b": }\n                   ^\n',
        ),
        (
            b'\xef\xbb\xbf{"a":\n x}',
            "ctx.json:2:2: is not JSON: expecting value\n         2 |  x}\n              ^\n",
        ),
        (
            b"[1]",
            "ctx.json: $: a context is an object, and this is a list\n  Start from a sample: mws contexts\n",
        ),
        (
            b'{"a": NaN}',
            "ctx.json:1:7: NaN is not JSON\n"
            '         1 | {"a": NaN}\n                   ^\n'
            "  JSON knows only finite numbers; write null, or leave the field out.\n",
        ),
        (
            b'{"a": {"b": 1,\n "b": 2}}',
            "ctx.json: $.a.b: stands there twice\n  Only one of the two would count: delete the other.\n",
        ),
        (
            b'{"OAuth2ProtocolConfiguration": {"account_key": "1"}}',
            "ctx.json: $.OAuth2ProtocolConfiguration: is an object; MyWorkspace gives it as a string that "
            'holds JSON\n  Write it as a string: "{\\"account_key\\": \\"1\\"}"\n',
        ),
        (
            b'{"ProvisionedUser": {"MailAddress": 7}}',
            "ctx.json: $.ProvisionedUser.MailAddress: must be a string, and is a number\n"
            "  Start from a sample: mws contexts\n",
        ),
        (
            b'{"Application": {"ApplicationSettings": {"Fields": {"ApplicationLicenses": [817365]}}}}',
            "ctx.json: $.Application.ApplicationSettings.Fields.ApplicationLicenses[0]: must be a string, "
            "and is a number\n"
            "  Licence keys are longer than JavaScript's numbers are exact: put it in quotes.\n",
        ),
        (b"[" * 100_000, "ctx.json: is not JSON that can be used: it is nested too deeply\n"),
        (
            b'{"a": "' + b"x" * (50 << 20) + b'"}',
            "ctx.json: is too large for a context\n  10 MB is the most.\n",
        ),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value[:40].split(":")[1].strip() or "place",
)
def test_a_context_that_can_not_be_used_is_refused_with_its_place(
    mws: Mws, folder: Path, script: Callable[..., str], data: bytes, message: str
) -> None:
    """The file, line and column or JSON path, and the way out."""
    Path("ctx.json").write_bytes(data)
    said = mws("run", script("done(context);"), "--context", "ctx.json")
    assert said == (2, "", message)
    assert nothing_written(folder)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.js: is empty\n"),
        (b"  \n", "a.js: is empty\n"),
        (
            b"// \xe9\ndone(context);",
            "a.js:1:4: is not UTF-8: the byte 0xe9 can't stand there\n  Save the file as UTF-8.\n",
        ),
        (b"a;\nb\0", "a.js:2:2: there is a NUL character in the script\n  Delete it.\n"),
        (
            b"\xef\xbb\xbf\n  const = 3;",
            "a.js:2:9: SyntaxError: ",
        ),
        (
            b"done(context);\nlet x = ;",
            "a.js:2:9: SyntaxError: unexpected token in expression: ';'\n"
            "         2 | let x = ;\n                     ^\n"
            "  The script was not run: correct it and try again.\n",
        ),
        (b"\n" * 100_000 + b"1", "a.js: has more than 99999 lines\n"),
        (b"/*" + b"x" * (1 << 20) + b"*/", "a.js: is too large for a script\n  1 MB is the most.\n"),
    ],
)
def test_a_script_that_can_not_be_used_is_refused_with_its_place(
    mws: Mws, folder: Path, data: bytes, message: str
) -> None:
    """A byte order mark shifts no line; nothing of the script runs."""
    Path("a.js").write_bytes(data)
    said = mws("run", "a.js", *NEW)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(message)
    assert nothing_written(folder)


def test_a_file_that_is_not_there_is_told_with_the_one_that_was_meant(
    mws: Mws, script: Callable[..., str]
) -> None:
    """The nearest name in the same folder."""
    script("done(context);", "provision.js")
    assert mws("run", "provison.js", *NEW) == (
        2,
        "",
        "provison.js: no such file\n  Did you mean provision.js?\n",
    )
    assert mws("run", "none/a.js", *NEW).err == (
        "none/a.js: no such file\n  There is no folder none, either.\n"
    )


def test_more_secrets_than_can_be_masked_are_told_before_anything_runs(
    mws: Mws, script: Callable[..., str], folder: Path
) -> None:
    """It is said where they stand: the context and the script are the author's own."""
    (folder / "ctx.json").write_text(json.dumps({"credentials": [f"token-{n:06}" for n in range(2001)]}))
    context = mws("run", script("done(context);"), "--context", "ctx.json")
    text = f"const password = '{'x' * 600_000}'; done(context);"
    source = mws("run", script(text, "b.js"), "--context", "@assigned-new")
    problem = (
        "holds more secrets (tokens, passwords, cookies) than can be masked: "
        "more than 2,000, or 512 KB of them\n"
        "  Shorten or leave out what stands under names such as token, password or secret.\n"
    )
    assert (context.code, source.code) == (2, 2)
    assert context.err == f"ctx.json: {problem}"
    assert source.err == f"b.js: {problem}"
    assert nothing_written(folder)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("%s\n}", "ctx.json:2:1: is not JSON: extra data\n"),
        (
            '{"OAuth2ProtocolConfiguration": %s}',
            "ctx.json: $.OAuth2ProtocolConfiguration: is an object; MyWorkspace gives it as a string that "
            "holds JSON\n  Write it as a string: with each quote escaped\n",
        ),
    ],
    ids=["no JSON", "an object where a string belongs"],
)
def test_what_holds_more_secrets_than_can_be_masked_is_refused_without_showing_them(
    mws: Mws, folder: Path, script: Callable[..., str], text: str, message: str
) -> None:
    """What else is wrong with the context is told first: with its place, which has to do."""
    passwords = json.dumps({f"password{n}": f"hidden-{n:06}" for n in range(3000)})
    (folder / "ctx.json").write_text(text % passwords)
    assert mws("run", script("done(context);"), "--context", "ctx.json") == (2, "", message)


def test_a_folder_is_no_script(mws: Mws) -> None:
    """Nor a context."""
    assert mws("run", ".", *NEW) == (2, "", ".: is a folder\n  Name a file in it.\n")


def test_an_unknown_sample_is_told_with_the_one_that_was_meant(mws: Mws) -> None:
    """Scripts and contexts alike."""
    assert mws("run", "@goto-provison", *NEW).err == (
        "@goto-provison: no shipped script has this name\n"
        "  Did you mean goto-provision? (mws scripts lists them.)\n"
    )
    assert mws("run", "@goto-provision", "--context", "@asigned-new").err == (
        "@asigned-new: no shipped context has this name\n"
        "  Did you mean assigned-new? (mws contexts lists them.)\n"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--contxt", "x"], "mws: No such option: --contxt"),
        (["--fake", "gotoo"], "--fake: there is no fake service 'gotoo'\n  Did you mean goto?"),
        (["--fake", "goto=none.json"], "none.json: no such file"),
        (
            ["--live", "https://x.example.com/a"],
            "--live: 'https://x.example.com/a' is not the name of a host",
        ),
        (["--map", "nonsense"], "--map: 'nonsense' is not HOST=URL"),
        (["--deadline", "soon"], "--deadline: 'soon' is not a time"),
        (["--cpu", "0"], "--cpu: '0' is not a time"),
        (["--memory", "64X"], "--memory: '64X' is not a size"),
        (["--max-requests", "-1"], "mws: Invalid value for '--max-requests'"),
        (["--kind", "flow"], "--kind: 'flow' is not a kind of script\n  Say workflow or transformation."),
        (
            ["--globals", "node"],
            "--globals: 'node' is not a set of globals\n  There is one: --globals timers",
        ),
        (["--record", "x", "--no-record"], "--record: is given together with --no-record"),
        (["--world", "none.json"], "none.json: no such file"),
        (["--live", "x.example.com", "--state", "s.json"], "--state: keeps the fake's state"),
        (["--out", "."], ".: is a folder"),
        (["--out", "none/ctx.json"], "none/ctx.json: there is no folder none"),
        (["--proxy", "ftp://x", "--live", "x.example.com"], "--proxy: "),
        (["--proxy", "", "--live", "x.example.com"], "--proxy: its URL does not begin with http://"),
        (["--proxy", "http://proxy.example.com:3128"], "--proxy: leads to live hosts, and no host is live"),
        (["--record", "x" * 300], "x" * 300),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_an_option_that_can_not_be_used_is_named(
    mws: Mws, folder: Path, script: Callable[..., str], options: list[str], message: str
) -> None:
    """With what it should have been."""
    said = mws("run", script("done(context);"), *NEW, *options)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(message)
    assert nothing_written(folder)


@pytest.mark.parametrize(
    "text",
    [
        "{{'password': '{}'}}",
        "{{access_token: '{}'}}",
        '{{"access_token": "{}',
        '{{"a": 1,\n"access_token": {},\n}}',
        '{{"a": 1, "access_token" "{}"}}',
        "{{\u201caccess_token\u201d: \u201c{}\u201d}}",
        "password: {}",
    ],
)
def test_a_context_that_is_no_json_is_shown_without_its_secret(
    mws: Mws, folder: Path, script: Callable[..., str], text: str
) -> None:
    """Where it can't be told from the rest, the place has to do."""
    (folder / "ctx.json").write_text(text.format("k7w-Q2v-99"), "utf-8")
    said = mws("run", script("done(context);"), "--context", "ctx.json")
    assert said.code == 2
    assert said.err.startswith("ctx.json:")
    assert "k7w" not in said.err


def test_a_script_that_does_not_close_a_secret_is_shown_without_it(
    mws: Mws, script: Callable[..., str]
) -> None:
    """It goes on to the end of its line."""
    said = mws("run", script("let password = 'k7w-Q2v-99;\ndone(context);"), *NEW)
    assert said.code == 2
    assert "let password = '" in said.err
    assert "k7w" not in said.err


def test_an_unknown_command_is_told_with_the_one_that_was_meant(mws: Mws) -> None:
    """And where the list is."""
    said = mws("rum")
    assert said == (
        2,
        "",
        "mws: No such command 'rum'. Did you mean 'run'?\n  mws --help lists what there is.\n",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"account": 5}', "s.json: $.account: must be a text in quotes\n"),
        ('{"accounts": "5"}', "s.json: $.accounts: is not known here\n"),
        ('{"users": [{"email": "a"}]}', "s.json: $.users[0].key: "),
        ("{", "s.json:1:2: is not JSON: "),
    ],
)
def test_a_state_that_can_not_be_used_is_refused_with_its_path(
    mws: Mws, script: Callable[..., str], text: str, message: str
) -> None:
    """A misspelt key would otherwise be a setting that never holds."""
    Path("s.json").write_text(text, encoding="utf-8")
    said = mws("run", script("done(context);"), *NEW, "--fake", "goto=s.json")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"answers": [{"request": "x"}]}', "a.json: $.answers[0].request: "),
        (
            '{"answers": [{"request": "GET http://x/", "json": 1, "text": "a"}]}',
            "a.json: $.answers[0]: json and text are both given",
        ),
        (
            '{"answers": [{"request": "GET http://x/", "fail": "cut", "status": 200}]}',
            "a.json: $.answers[0]: fail means that no answer comes",
        ),
        ('{"answers": [{"request": "GET http://x/", "sttus": 200}]}', "a.json: $.answers[0].sttus: "),
        ("[]", "a.json: $: "),
    ],
)
def test_answers_that_can_not_be_used_are_refused_with_their_path(
    mws: Mws, script: Callable[..., str], text: str, message: str
) -> None:
    """Each key is checked."""
    Path("a.json").write_text(text, encoding="utf-8")
    said = mws("run", script("done(context);"), *NEW, "--world", "a.json")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(message)
    assert "docs/answers.md" in said.err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_folder_that_can_not_be_written_to_takes_no_recording(
    mws: Mws, folder: Path, script: Callable[..., str]
) -> None:
    """And nothing is run without one."""
    name = script("done(context);")
    folder.chmod(0o500)
    said = mws("run", name, *NEW)
    folder.chmod(0o700)
    assert (said.code, said.out) == (2, "")
    assert "--no-record" in said.err


def test_a_recording_that_may_not_be_made_is_told_before_anything_runs(
    mws: Mws, folder: Path, script: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs it: here the system says no."""
    really = os.open

    def refuse(path: Any, *more: int) -> int:
        if str(path).endswith(".jsonl"):
            raise PermissionError(13, "Permission denied")
        return really(path, *more)

    name = script("done(context);")
    monkeypatch.setattr(os, "open", refuse)
    said = mws("run", name, *NEW)
    assert (said.code, said.out) == (2, "")
    assert "can't be recorded here: this folder can't be written to" in said.err
    assert nothing_written(folder)


def test_a_place_where_no_recording_can_be_is_named(
    mws: Mws, folder: Path, script: Callable[..., str]
) -> None:
    """Here a file is in the folder's way."""
    (folder / ".mws").write_text("in the way", encoding="utf-8")
    said = mws("run", script("done(context);"), *NEW)
    assert (said.code, said.out) == (2, "")
    assert "can't be recorded here" in said.err
    assert "Run with --no-record, or name another place: --record PATH." in said.err


def test_a_recording_is_never_overwritten(mws: Mws, script: Callable[..., str]) -> None:
    """It is somebody's evidence."""
    Path("r.jsonl").write_text("evidence", encoding="utf-8")
    said = mws("run", script("done(context);"), *NEW, "--record", "r.jsonl")
    assert said.code == 2
    assert said.err.startswith("r.jsonl: exists already, and recordings are never overwritten\n")
    assert Path("r.jsonl").read_text(encoding="utf-8") == "evidence"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no device that is always full")
def test_a_full_disk_is_told_before_anything_runs(mws: Mws, script: Callable[..., str]) -> None:
    """What can't be recorded is not run."""
    said = mws("run", script("done(context);"), *NEW, "--record", "/dev/full")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("/dev/full: can't be written: No space left on device\n")


def test_a_port_that_is_taken_is_named(mws: Mws) -> None:
    """With the way to another one."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = mws("fake", "goto", "--port", str(port))
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"--port {port}: can't be used at 127.0.0.1: address already in use\n")


def test_machines_get_the_refusal_as_json(mws: Mws, script: Callable[..., str]) -> None:
    """On standard output, where they wait for the report."""
    said = mws("run", script("let x = ;"), *NEW, "--json")
    assert said.code == 2
    assert said.json == {
        "error": {
            "where": "a.js:1:9",
            "problem": "SyntaxError: unexpected token in expression: ';'",
            "way_out": "The script was not run: correct it and try again.",
        }
    }


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (("shwo",), "mws"),
        (("show", "--nothing"), "mws show"),
        (("export", "har", "--nothing"), "mws export har"),
        (("run", "export", "--nothing"), "mws run"),
    ],
)
def test_the_help_that_is_named_is_that_of_the_command(
    mws: Mws, words: tuple[str, ...], command: str
) -> None:
    """Also of one in a group, and whatever its arguments are called."""
    said = mws(*words)
    assert said.code == 2
    assert said.err.splitlines()[-1] == f"  {command} --help lists what there is."
