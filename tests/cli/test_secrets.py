"""`mws run` with secrets from outside: --set, --secret, --proxy; and faults that keep them to themselves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from runtime.cli import prompts as asking
from runtime.model.errors import BadInput
from tests.cli.conftest import Mws
from tests.cli.test_process import MWS, POSIX, environment, terminal

NEW = ("--context", "@assigned-new")
TOKEN = "Qh8sVn3LdY5uWc1J"
FIELD = "OAuth2ProtocolConfiguration.access_token"
Write = Callable[..., str]
# getpass opens the terminal that a process has as its own, whatever its standard input is.
WITH_A_TERMINAL = """
import fcntl, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from runtime.cli import main
main()
"""


def everything(folder: Path) -> str:
    """All that was written there, but the scripts."""
    return "".join(
        path.read_text("utf-8", "replace") for path in folder.rglob("*") if path.suffix not in {".js", ""}
    )


def test_a_token_comes_from_outside_the_context(
    mws: Mws, script: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The script has it, and nobody else sees it; only --out is the author's own."""
    monkeypatch.setenv("GOTO_TOKEN", TOKEN)
    text = "context.n = JSON.parse(context.OAuth2ProtocolConfiguration).access_token.length;"
    text += "console.log(context.OAuth2ProtocolConfiguration); done(context);"
    said = mws("run", script(text), *NEW, "--set", f"{FIELD}=@env:GOTO_TOKEN", "-v")
    assert said.code == 0
    assert f"+ context.n  {len(TOKEN)}" in said.out
    assert TOKEN not in said.out + said.err + everything(folder)
    mws("run", "a.js", *NEW, "--set", f"{FIELD}=@env:GOTO_TOKEN", "--out", "after.json")
    after = json.loads((folder / "after.json").read_text("utf-8"))
    assert json.loads(after["OAuth2ProtocolConfiguration"])["access_token"] == TOKEN


def test_the_state_of_the_fake_is_the_authors_own(
    mws: Mws, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were it masked, the next run would not find the user whom this one has made."""
    monkeypatch.setenv("NAME_OF_HERS", "Grace-Brewster")
    options = ("--state", "service.json", "--set", "ProvisionedUser.FirstName=@env:NAME_OF_HERS", "-v")
    said = mws("run", "@goto-provision", *NEW, *options)
    assert (
        json.loads((folder / "service.json").read_text("utf-8"))["users"][0]["first_name"] == "Grace-Brewster"
    )
    (folder / "service.json").unlink()
    assert "Grace-Brewster" not in said.out + said.err + everything(folder)


@pytest.mark.parametrize("name", ["Note", "password"])
def test_a_marked_value_is_masked_whatever_its_key(mws: Mws, script: Write, folder: Path, name: str) -> None:
    (folder / "note.key").write_text(f"{TOKEN}\n", "utf-8")
    text = f"context.x = context.ProvisionedUser.{name}; done(context);"
    said = mws("run", script(text), *NEW, "--set", f"ProvisionedUser.{name}=@file:note.key", "--json")
    assert len(said.json["context"]["after"]["x"]) == len(TOKEN)
    (folder / "note.key").unlink()
    assert TOKEN not in said.out + everything(folder)


def test_what_is_no_secret_by_its_key_can_be_marked(mws: Mws, script: Write, folder: Path) -> None:
    """It stands in the script, and no name gives it away."""
    (folder / "mark").write_text(TOKEN, "utf-8")
    name = script(f"let x = '{TOKEN}'; context.x = x; done(context);")
    unmarked = mws("run", name, *NEW, "--no-record")
    assert TOKEN in unmarked.out
    marked = mws("run", name, *NEW, "--secret", "@file:mark", "-v")
    assert marked.code == 0
    assert TOKEN not in marked.out + everything(folder)


@pytest.mark.parametrize(
    "options",
    [
        ["--secret", TOKEN],
        ["--secret", f"@env:{TOKEN}"],
        ["--set", f"{FIELD}={TOKEN}"],
        ["--set", TOKEN],
        ["--proxy", f"http://ada:{TOKEN}@proxy.example.com:3128"],
        ["--live", f"https://ada:{TOKEN}@api.example.com"],
        ["--map", f"api.example.com=http://ada:{TOKEN}@127.0.0.1:1"],
        ["--secret", "@ask", TOKEN],
    ],
    ids=lambda options: " ".join(options).replace(TOKEN, "TOKEN"),
)
@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_a_secret_on_the_command_line_is_refused_and_not_repeated(
    mws: Mws, script: Write, folder: Path, options: list[str], as_json: tuple[str, ...]
) -> None:
    said = mws("run", script("done(context);"), *NEW, *options, *as_json)
    assert said.code == 2
    assert TOKEN not in said.out + said.err + everything(folder)
    assert not list(folder.glob(".mws/**/*.jsonl"))


def test_a_proxys_password_comes_from_a_source(
    mws: Mws, script: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is masked, should it come up."""
    monkeypatch.setenv("MY_PROXY", f"http://ada:{TOKEN}@127.0.0.1:9")
    text = f"context.x = '{TOKEN}'; rest.get('http://api.example.com/').on('complete', () => done(context));"
    options = ("--live", "api.example.com", "--proxy", "@env:MY_PROXY", "-v")
    said = mws("run", script(text), *NEW, *options)
    assert said.code == 0
    assert "ECONNREFUSED" in said.out
    assert TOKEN not in said.out + said.err + everything(folder)


def test_a_line_that_is_no_javascript_is_shown_without_its_secret(mws: Mws, script: Write) -> None:
    said = mws("run", script(f"let a = {{password: '{TOKEN}', api_key: 'k1y'}} x;"), *NEW)
    assert "a.js:1:" in said.err
    assert "password: '" in said.err
    assert TOKEN not in said.err
    assert "k1y" not in said.err


def test_a_fault_of_ours_is_told_without_a_secret(
    mws: Mws, script: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python puts what it likes into an exception's text; the place and the kind are enough to report."""

    def break_down(*_: object) -> None:
        raise KeyError(json.loads(secret_context)["password"])

    secret_context = json.dumps({"password": TOKEN})
    (folder / "ctx.json").write_text(secret_context, "utf-8")
    monkeypatch.setattr("runtime.runs.launch.report", break_down)
    said = mws("run", script("done(context);"), "--context", "ctx.json")
    assert said.code == 1
    assert "in break_down" in said.err
    assert "KeyError: '" in said.err
    assert TOKEN not in said.out + said.err
    monkeypatch.setattr("runtime.cli.run.read_context", break_down)
    before = mws("run", "a.js", "--context", "ctx.json")
    assert before.code == 1
    assert "in break_down" in before.err
    assert "KeyError: (not shown" in before.err
    assert TOKEN not in before.out + before.err


def test_a_fault_in_a_thread_is_told_without_its_text(tmp_path: Path) -> None:
    """Nobody there knows what is secret in it."""
    program = f"""
import threading
from runtime import cli
def break_down():
    raise KeyError("{TOKEN}")
def call(arguments):
    thread = threading.Thread(target=break_down)
    thread.start()
    thread.join()
    return 0
cli.call = call
cli.main()
"""
    said = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "in break_down" in said.stderr
    assert "KeyError: (not shown" in said.stderr
    assert TOKEN not in said.stderr


def test_the_address_that_a_person_is_asked_about_is_masked(
    mws: Mws, script: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The question is no report, and stands on the terminal all the same."""
    asked: list[str] = []

    def asker(_clear: object) -> Callable[[Any], bool]:
        def ask(request: Any) -> bool:
            asked.append(request.url)
            return False

        return ask

    monkeypatch.setattr("runtime.cli.run.asker", asker)
    monkeypatch.setattr("runtime.cli.run.can_ask", lambda _context: True)
    text = f"rest.post('http://api.example.com/?access_token={TOKEN}').on('complete', () => done(context));"
    mws("run", script(text), *NEW, "--live", "api.example.com")
    assert len(asked) == 1
    assert asked[0].startswith("http://api.example.com/?access_token=")
    assert TOKEN not in asked[0]


def read_until(ours: int, text: bytes) -> bytes:
    """What the terminal shows, up to this."""
    seen = b""
    while text not in seen:
        seen += os.read(ours, 65536)
    return seen


@POSIX
def test_what_is_asked_for_is_not_shown(tmp_path: Path) -> None:
    script = f"context.n = JSON.parse(context.OAuth2ProtocolConfiguration).access_token === '{TOKEN}';"
    (tmp_path / "a.js").write_text(f"{script} done(context);", "utf-8")
    with terminal() as (ours, theirs):
        process = subprocess.Popen(
            [sys.executable, "-c", WITH_A_TERMINAL, "run", "a.js", *NEW, "--set", f"{FIELD}=@ask"],
            cwd=tmp_path,
            env=environment(),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        seen = read_until(ours, f"--set {FIELD}: ".encode())
        os.write(ours, f"{TOKEN}\n".encode())
        seen += read_until(ours, b"outcome")
        assert process.wait(20) == 0
    assert b"context.n  true" in seen
    assert TOKEN.encode() not in seen


@POSIX
def test_nobody_is_asked_without_a_terminal(tmp_path: Path) -> None:
    """What comes on standard input is no answer, and would be shown."""
    (tmp_path / "a.js").write_text("done(context);", "utf-8")
    said = subprocess.run(
        [*MWS, "run", "a.js", *NEW, "--secret", "@ask"],
        cwd=tmp_path,
        env=environment(),
        check=False,
        input=TOKEN,
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    assert said.returncode == 2
    assert said.stderr.startswith("--secret: there is no terminal to ask on\n  Use @env:NAME or @file:PATH.")
    assert TOKEN not in said.stdout + said.stderr


def test_on_windows_only_a_terminal_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its getpass would wait for keys that never come."""
    monkeypatch.setattr("runtime.cli.prompts.os.name", "nt")
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(BadInput, match="no terminal"):
        asking.ask_secret("--secret: ")


def descendants(pid: int) -> list[int]:
    """All processes that this one has started, and those that they have."""
    found = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        for child in (thread / "children").read_text().split():
            found += [int(child), *descendants(int(child))]
    return found


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks into /proc")
def test_no_secret_is_in_a_command_line_or_in_a_childs_environment(tmp_path: Path) -> None:
    """While a run waits: neither one of the context's nor one from outside."""
    sources = {"GOTO_TOKEN": TOKEN, "OTHER": "0therSecret-4711"}
    (tmp_path / "ctx.json").write_text(
        json.dumps({"OAuth2ProtocolConfiguration": '{"access_token": "x"}', "password": "InTheC0ntext"}),
        "utf-8",
    )
    (tmp_path / "a.js").write_text("rest.get('https://api.getgo.com/');", "utf-8")
    process = subprocess.Popen(
        [
            *MWS,
            "run",
            "a.js",
            "--context",
            "ctx.json",
            "--fake",
            "goto=@never",
            "--set",
            f"{FIELD}=@env:GOTO_TOKEN",
            "--secret",
            "@env:OTHER",
        ],
        cwd=tmp_path,
        env=environment(**sources),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        seen = b""
        while b"world" not in seen:
            seen += process.stdout.readline()
        children = descendants(process.pid)
        assert children
        own = Path(f"/proc/{process.pid}/cmdline").read_bytes()
        kept = [
            Path(f"/proc/{one}/{what}").read_bytes() for one in children for what in ("cmdline", "environ")
        ]
    finally:
        process.terminate()
        process.communicate(timeout=300)
    for secret in (*sources.values(), "InTheC0ntext"):
        assert secret.encode() not in b"".join([own, *kept])
