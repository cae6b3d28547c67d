"""The whole command as a process of its own: interrupts, pipes, terminals, colours."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.paths import RECORDINGS, ROOT

DONE = RECORDINGS / "v2" / "done.jsonl"
MWS = (sys.executable, "-c", "from runtime.cli import main; main()")
NEVER = ("run", "@goto-provision", "--context", "@assigned-new", "--fake", "goto=@never")
POSIX = pytest.mark.skipif(os.name != "posix", reason="needs signals and terminals as POSIX has them")


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    return {**kept, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **more}


def children(pid: int) -> list[int]:
    """The processes that this one has started."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks into /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_the_run_in_good_order(tmp_path: Path, number: signal.Signals) -> None:
    """At once: a whole recording, the outcome, what was pending, and no child left behind."""
    process = subprocess.Popen(
        [*MWS, *NEVER], cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    seen = b""
    while b"world" not in seen:  # it is told when the first request has been sent
        seen += process.stdout.readline()
    (child,) = children(process.pid)
    process.send_signal(number)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 130
    assert err == b""
    assert b"outcome   interrupted" in out
    assert b"no answer; listening: 'complete'" in out
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    (recording,) = tmp_path.glob(".mws/runs/*.jsonl")
    last = json.loads(recording.read_text("utf-8").splitlines()[-1])
    assert last["end"]["outcome"] == "interrupted"


@POSIX
def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    """As with `mws contexts | head -1`."""
    process = subprocess.Popen(
        [*MWS, "schema", "recording"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(300) == 0


CLOSED = {
    "a HAR": ("export", "har", str(DONE)),
    "a command line": ("export", "curl", str(DONE), "--request", "1"),
    "a context": ("context", str(DONE)),
    "a shipped script": ("scripts", "goto-provision"),
}


@POSIX
@pytest.mark.parametrize("what", CLOSED)
def test_what_was_to_go_to_a_closed_standard_output_is_missed(what: str, tmp_path: Path) -> None:
    """Bad input, and no fault of ours."""
    said = subprocess.run(
        ["/bin/sh", "-c", 'exec "$@" >&-', "sh", *MWS, *CLOSED[what]],
        cwd=tmp_path,
        env=environment(),
        stderr=subprocess.PIPE,
        timeout=300,
        check=False,
    )
    assert (said.returncode, said.stderr) == (2, b"standard output: is closed\n")


def test_a_piped_report_has_no_colours_and_no_wrapped_lines(tmp_path: Path) -> None:
    """However narrow the terminal is said to be."""
    said = subprocess.run(
        [*MWS, "run", "@goto-provision", "--context", "@assigned-new"],
        cwd=tmp_path,
        env=environment(COLUMNS="20"),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "\x1b" not in said
    line = next(line for line in said.splitlines() if "POST" in line)
    assert line.strip().startswith("goto-provision.js:55:10  POST   https://api.getgo.com/")
    assert "201 Created" in line


@contextmanager
def terminal() -> Iterator[tuple[int, int]]:
    """Both ends of a pseudo-terminal: ours, and the command's."""
    import pty

    ours, theirs = pty.openpty()
    try:
        yield ours, theirs
    finally:
        os.close(ours)


def read_terminal(ours: int) -> str:
    """All that was written to the terminal until its end."""
    text = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        text += part
    return text.decode("utf-8")


@POSIX
@pytest.mark.parametrize(("colours", "more"), [(1, {}), (0, {"NO_COLOR": "1"})])
def test_colours_are_for_terminals_and_can_be_declined(
    tmp_path: Path,
    colours: int,
    more: dict[str, str],
) -> None:
    with terminal() as (ours, theirs):
        process = subprocess.Popen(
            [*MWS, "run", "@goto-provision", "--context", "@assigned-new"],
            cwd=tmp_path,
            env=environment(**more),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        text = read_terminal(ours)
        assert process.wait(300) == 0
    assert "201 Created" in text
    assert ("\x1b[1;32m" in text or "\x1b[32m" in text) == bool(colours)


@POSIX
@pytest.mark.parametrize(("answer", "code", "writes"), [(b"y\n", 0, 1), (b"n\n", 17, 0), (b"\n", 17, 0)])
def test_a_write_to_a_live_service_is_asked_about(
    tmp_path: Path, httpserver: HTTPServer, answer: bytes, code: int, writes: int
) -> None:
    """On the terminal; no is the answer of whoever only presses Enter."""
    httpserver.expect_request("/users", method="POST").respond_with_json({"id": 1})
    script = tmp_path / "a.js"
    text = "rest.postJson('http://api.example.com/users', {a: 1}).on('complete', () => done(context));"
    script.write_text(text, "utf-8")
    with terminal() as (ours, theirs):
        process = subprocess.Popen(
            [
                *MWS,
                "run",
                "a.js",
                "--context",
                "@assigned-new",
                "--live",
                "api.example.com",
                "--map",
                f"api.example.com={httpserver.url_for('')}",
            ],
            cwd=tmp_path,
            env=environment(),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        os.write(ours, answer)
        text = read_terminal(ours)
        assert process.wait(300) == code
    assert "This writes to a live service. Allow writes to api.example.com in this run? [y/N]" in text
    assert len(httpserver.log) == writes


def test_without_a_terminal_a_write_needs_the_option(tmp_path: Path, httpserver: HTTPServer) -> None:
    """Nobody is there to be asked: it is denied, and the option is named."""
    httpserver.expect_request("/users", method="POST").respond_with_json({"id": 1})
    text = "rest.postJson('http://api.example.com/users', {a: 1}).on('complete', () => done(context));"
    (tmp_path / "a.js").write_text(text, "utf-8")
    words = [*MWS, "run", "a.js", "--context", "@assigned-new", "--live", "api.example.com"]
    words += ["--map", f"api.example.com={httpserver.url_for('')}", "--json"]

    def run_command(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*words, *more],
            cwd=tmp_path,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    denied = run_command()
    assert denied.returncode == 17
    assert "--yes" in json.loads(denied.stdout)["requests"][0]["denied"]
    assert len(httpserver.log) == 0
    allowed = run_command("--yes")
    assert allowed.returncode == 0
    assert len(httpserver.log) == 1


@POSIX
def test_ctrl_c_at_the_question_ends_the_run(tmp_path: Path) -> None:
    """In good order, as anywhere else."""
    text = "rest.del('http://api.example.com/').on('complete', function () { done(context); });"
    (tmp_path / "a.js").write_text(text, "utf-8")
    with terminal() as (ours, theirs):
        process = subprocess.Popen(
            [*MWS, "run", "a.js", "--context", "@assigned-new", "--live", "api.example.com"],
            cwd=tmp_path,
            env=environment(),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        seen = b""
        while b"[y/N]" not in seen:
            seen += os.read(ours, 65536)
        # One that comes between the question and the wait for its answer is heard with the next one.
        process.send_signal(signal.SIGINT)
        while not select.select([ours], [], [], 30.0)[0]:
            process.send_signal(signal.SIGINT)
        text = read_terminal(ours)
        assert process.wait(300) == 130
    assert "interrupted" in text
