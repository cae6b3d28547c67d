"""The spawned child, from the outside: what it says, what it owns, and how it is ended."""

from __future__ import annotations

import os
import queue
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.cage.protocol import READY, Exit, explain
from runtime.cage.spawn import Child
from runtime.commands import Finish, Log, Throw
from runtime.guest.messages import Turn, begun_text, read_turn
from runtime.limits import Limits

PATIENCE = 20.0


class Heard:
    """A child and what it was heard to say."""

    def __init__(self) -> None:
        """Start the child."""
        self.child = Child()
        self.lines: queue.Queue[bytes | Exit] = queue.Queue()

    def run(self, script: str, limits: Limits | None = None) -> None:
        """Give it a script."""
        limits = limits or Limits()
        self.child.attend(limits, self.lines.put)
        assert self.lines.get(timeout=PATIENCE) == READY
        begun = begun_text(context='{"a":1}', kind="workflow", timers=False, seed=(1, 2, 3, 4), now=0)
        self.child.begin(begun=begun, script=script, limits=limits)

    def turn(self) -> Turn:
        """Its next turn."""
        line = self.lines.get(timeout=PATIENCE)
        assert isinstance(line, bytes), line
        return read_turn(line, most_commands=100)

    def end(self) -> Exit:
        """How it ended, whatever it said before."""
        while isinstance(line := self.lines.get(timeout=PATIENCE), bytes):
            pass
        return line


@pytest.fixture
def heard() -> Iterator[Heard]:
    """A child that is ended after the test."""
    made = Heard()
    yield made
    made.child.kill()


def test_a_script_runs_and_its_commands_come_back_with_their_places(heard: Heard) -> None:
    """One turn for the script's first run."""
    heard.run("console.log('hello');\ndone(context);")
    log, finish = heard.turn().commands
    assert log == Log("log", "hello", (1, 8))  # type: ignore[arg-type]
    assert isinstance(finish, Finish)
    assert finish.context == '{"a":1}'
    assert finish.at is not None
    assert finish.at.line == 2


def test_a_child_is_ended_by_kill_whatever_it_is_doing(heard: Heard) -> None:
    """And reaped: no process is left."""
    heard.run("for (;;);", Limits(cpu=60))
    heard.child.kill()
    assert heard.end().stop == "broken"
    with pytest.raises(ProcessLookupError):
        os.kill(heard.child.pid, 0)


def test_a_child_that_was_never_used_is_ended_too() -> None:
    """Bad input may be found after it was started."""
    child = Child()
    child.kill()
    child.kill()
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)


def test_an_endless_loop_ends_at_its_cpu_limit_and_says_where(heard: Heard) -> None:
    """The engine interrupts it; the exit status confirms it."""
    heard.run("function f() {\n  while (true) [1].indexOf(2);\n}\nf();", Limits(cpu=0.3))
    turn = heard.turn()
    assert turn.stopped == "cpu"
    assert isinstance(turn.commands[-1], Throw)
    assert turn.commands[-1].at is not None
    assert turn.commands[-1].at.line == 2
    assert heard.end() == Exit("cpu")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no CPU timer; the deadline ends it there")
def test_native_work_that_the_engine_cannot_interrupt_ends_by_the_timer(heard: Heard) -> None:
    """The binding is deaf while it turns an exception into text."""
    heard.run("throw {toString() { for (;;); }};", Limits(cpu=0.3))
    assert heard.end() == Exit("cpu")


def test_too_much_memory_ends_at_the_memory_limit(heard: Heard) -> None:
    """By the engine's own counter."""
    heard.run("const all = []; for (;;) all.push({a: [1, 2, 3]});", Limits(memory=16 << 20, cpu=10))
    assert heard.end() == Exit("memory")


def test_a_script_can_throw_the_engines_words_and_has_only_thrown(heard: Heard) -> None:
    """A limit is what the counters say, never what the script says."""
    heard.run("throw new Error('out of memory');")
    turn = heard.turn()
    assert turn.stopped == ""
    assert isinstance(turn.commands[-1], Throw)
    assert turn.commands[-1].message == "Error: out of memory"


def test_a_child_that_says_too_much_at_once_is_ended(heard: Heard) -> None:
    """The host doesn't buffer what it wouldn't read."""
    heard.run("done({a: 'x'.repeat(3000)});", Limits(message=1000))
    assert heard.end() == Exit(
        "broken", "the child process said more than 1000 bytes at once, or half a line"
    )


def test_a_child_whose_host_goes_away_ends_by_itself(heard: Heard) -> None:
    """The end of its standard input is the end of it."""
    heard.run("1;")
    heard.turn()
    heard.child.hang_up()
    assert heard.end() == Exit("")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")
def test_a_child_owns_no_environment_no_folder_and_no_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Two pipe ends and a root folder; not one variable, not even of what the host has."""
    monkeypatch.setenv("MWS_TEST_TOKEN", "hidden")
    with (tmp_path / "open").open("w") as held:
        os.set_inheritable(held.fileno(), True)  # noqa: FBT003 - os has no keyword for it
        made = Heard()
        made.run("1;")
        made.turn()
        proc = Path(f"/proc/{made.child.pid}")
        descriptors = {link.name: str(link.readlink()) for link in (proc / "fd").iterdir()}
        environment = (proc / "environ").read_bytes()
        folder = str((proc / "cwd").readlink())
        made.child.kill()
    assert set(descriptors) == {"0", "1"}
    assert all(target.startswith("pipe:") for target in descriptors.values())
    assert environment == b""
    assert folder == "/"


@pytest.mark.parametrize(
    ("status", "stop"),
    [
        (0, ""),
        (81, "cpu"),
        (82, "memory"),
        (1, "broken"),
        (-27, "cpu"),
        (-24, "cpu"),
        (-11, "broken"),
    ],
)
def test_an_exit_status_says_how_the_child_ended(status: int, stop: str) -> None:
    """Our own two, the kernel's CPU signals, and everything else."""
    assert explain(status).stop == stop
