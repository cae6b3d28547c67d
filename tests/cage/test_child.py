"""A child, from the outside and in either cage: what it says, what it owns, and how it is ended."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.cage.child import Child
from runtime.cage.child_protocol import TOO_MUCH, Bounds, Exit, explain
from runtime.cage.pool import SCRIPT, Cage, ChildPool, has_zygote
from runtime.guest.protocol import Turn, format_begun, read_turn
from runtime.model.commands import Finish, Log, Throw
from runtime.model.errors import CageBroke
from runtime.model.limits import Limits
from runtime.model.script import Place

PATIENCE = 120.0
CAGES = [Cage.SPAWN, *([Cage.ZYGOTE] if has_zygote() else [])]
MISBEHAVING = "tests.cage.misbehaving"


class Stage:
    """An event loop, a pool, a child, and what it was heard to say."""

    child: Child

    def __init__(self, cage: Cage, program: str = SCRIPT) -> None:
        self.runner = asyncio.Runner()
        self.pool = ChildPool(cage, program=program)
        self.heard: asyncio.Queue[bytes | Exit] = asyncio.Queue()

    def open(self, limits: Limits | None = None) -> Child:
        self.child = self.runner.run(self.pool.child(limits or Limits()))
        self.child.attend(self.heard.put_nowait)
        return self.child

    def run(self, script: str, limits: Limits | None = None) -> None:
        self.open(limits)
        begun = format_begun(context='{"a":1}', kind="workflow", timers=False, seed=(1, 2, 3, 4), now=0)
        self.runner.run(self._begin(begun, script))

    async def _begin(self, begun: str, script: str) -> None:
        self.child.begin(begun=begun, script=script)

    def next(self) -> bytes | Exit:
        return self.runner.run(asyncio.wait_for(self.heard.get(), PATIENCE))

    def turn(self) -> Turn:
        line = self.next()
        assert isinstance(line, bytes), line
        return read_turn(line, most_commands=100)

    def end(self) -> Exit:
        """How it ended, whatever it said before."""
        while isinstance(line := self.next(), bytes):
            pass
        return line

    def stop(self) -> str:
        return self.end().stop

    def close(self) -> None:
        self.runner.run(self.pool.aclose())
        self.runner.close()


@pytest.fixture(params=CAGES, ids=str)
def pool_stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    made = Stage(request.param)
    yield made
    made.close()


@pytest.fixture(params=CAGES, ids=str)
def misbehaving_pool(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """A pool whose children do what they are told instead of what they should."""
    made = Stage(request.param, MISBEHAVING)
    yield made
    made.close()


def process_exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_script_runs_and_its_commands_come_back_with_their_places(pool_stage: Stage) -> None:
    """One turn for the script's first run."""
    pool_stage.run("console.log('hello');\ndone(context);")
    log, finish = pool_stage.turn().commands
    assert log == Log("log", "hello", Place(1, 8))
    assert isinstance(finish, Finish)
    assert finish.context == '{"a":1}'
    assert finish.at is not None
    assert finish.at.line == 2


def test_a_child_is_ended_whatever_it_is_doing(pool_stage: Stage) -> None:
    """And reaped: no process is left."""
    pool_stage.run("for (;;);", Limits(cpu=60))
    pool_stage.runner.run(pool_stage.child.aclose())
    assert pool_stage.child.exit is not None
    assert not process_exists(pool_stage.child.pid)


def test_children_that_were_never_used_are_ended_too(pool_stage: Stage) -> None:
    """Bad input may be found after one was started."""
    pool_stage.pool.expect(Limits())
    (_, child) = pool_stage.pool._waiting[0]
    if not child.pid:  # the zygote tells the number of a child once it was forked
        pool_stage.runner.run(child.open())
    assert process_exists(child.pid)
    pool_stage.pool.close()
    assert not process_exists(child.pid)
    pool_stage.pool.close()


def test_a_child_does_not_outlive_its_pool(pool_stage: Stage) -> None:
    """Not even one that somebody still has."""
    child = pool_stage.open()
    pool_stage.pool.close()
    assert pool_stage.end().stop in {"", "broken"}
    assert child.over
    assert not process_exists(child.pid)


def test_one_pool_has_many_children_at_once(pool_stage: Stage) -> None:
    """Each has its own pipe, its own script, and its own end."""

    async def run_one(number: int) -> bytes | Exit:
        heard: asyncio.Queue[bytes | Exit] = asyncio.Queue()
        child = await pool_stage.pool.child(Limits())
        child.attend(heard.put_nowait)
        begun = format_begun(context="{}", kind="workflow", timers=False, seed=(1, 2, 3, 4), now=0)
        child.begin(begun=begun, script=f"done({{a: {number}}})")
        said = await heard.get()
        await child.aclose()
        return said

    async def all_of_them() -> list[bytes | Exit]:
        return await asyncio.gather(*map(run_one, range(12)))

    for number, said in enumerate(pool_stage.runner.run(all_of_them())):
        assert isinstance(said, bytes)
        assert b'{\\"a\\":%d}' % number in said


def test_an_endless_loop_ends_at_its_cpu_limit_and_says_where(pool_stage: Stage) -> None:
    """The engine interrupts it; the exit status confirms it."""
    pool_stage.run("function f() {\n  while (true) [1].indexOf(2);\n}\nf();", Limits(cpu=0.3))
    turn = pool_stage.turn()
    assert turn.stopped == "cpu"
    assert isinstance(turn.commands[-1], Throw)
    assert turn.commands[-1].at is not None
    assert turn.commands[-1].at.line == 2
    assert pool_stage.stop() == "cpu"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no CPU timer; the deadline ends it there")
def test_native_work_that_the_engine_cannot_interrupt_ends_by_the_timer(pool_stage: Stage) -> None:
    """The binding is deaf while it turns an exception into text."""
    pool_stage.run("throw {toString() { for (;;); }};", Limits(cpu=0.3))
    assert pool_stage.stop() == "cpu"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such timer; the deadline ends it there")
def test_a_turn_that_lasts_longer_than_its_run_may_is_ended_by_the_clock(pool_stage: Stage) -> None:
    """Even if nobody in the host looks after it any more."""
    pool_stage.run("for (;;);", Limits(cpu=60, deadline=0.1, after_done=0.1))
    assert "longer for one turn" in pool_stage.end().detail


def test_too_much_memory_ends_at_the_memory_limit(pool_stage: Stage) -> None:
    """By the engine's own counter."""
    pool_stage.run("const all = []; for (;;) all.push({a: [1, 2, 3]});", Limits(memory=16 << 20, cpu=10))
    assert pool_stage.stop() == "memory"


def test_a_script_can_throw_the_engines_words_and_has_only_thrown(pool_stage: Stage) -> None:
    """A limit is what the counters say, never what the script says."""
    pool_stage.run("throw new Error('out of memory');")
    turn = pool_stage.turn()
    assert turn.stopped == ""
    assert isinstance(turn.commands[-1], Throw)
    assert turn.commands[-1].message == "Error: out of memory"


def test_a_child_that_says_too_much_at_once_is_ended(pool_stage: Stage) -> None:
    """The host doesn't buffer what it wouldn't read."""
    pool_stage.run("done({a: 'x'.repeat(3000)});", Limits(message=1000))
    end = pool_stage.end()
    assert end.stop == TOO_MUCH
    assert end.detail.startswith("more than 0.000954 MB of requests")


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("say {}\n{}\n", "more than one line at once"),
        ("say {}\n{", "more than one line at once"),
        ("whisper {}", "half a line"),
        ("exit 3", "ended with status 3"),
    ],
)
def test_a_child_that_leaves_the_protocol_is_ended_and_says_why(
    misbehaving_pool: Stage, what: str, why: str
) -> None:
    """Whatever it does, its end is told once, and soon."""
    misbehaving_pool.run(what)
    end = misbehaving_pool.end()
    assert end.stop == "broken"
    assert why in end.detail
    assert not process_exists(misbehaving_pool.child.pid)


def test_a_child_that_talks_without_end_is_ended(misbehaving_pool: Stage) -> None:
    """When it has said more than it may at once."""
    misbehaving_pool.run("flood")
    assert misbehaving_pool.stop() == TOO_MUCH
    assert not process_exists(misbehaving_pool.child.pid)


def test_a_child_that_closes_its_pipe_and_goes_on_is_ended() -> None:
    """Where it can: in the stronger cage it can't close anything."""
    stage = Stage(Cage.SPAWN, MISBEHAVING)
    stage.run("hang-up")
    assert stage.end() == Exit("broken", "the child process closed its pipe and went on")
    stage.close()


def test_a_child_that_leaves_somebody_behind_holds_nobody_up() -> None:
    """Its pipe has no end then; that of the run is its deadline's, and nothing more is waited for."""
    stage = Stage(Cage.SPAWN, MISBEHAVING)
    stage.run("leave")
    assert stage.next() == b"{}\n"
    stage.runner.run(asyncio.wait_for(stage.child.aclose(), PATIENCE))
    assert stage.child.exit is not None
    assert not process_exists(stage.child.pid)
    stage.close()


def test_a_child_that_lies_about_its_cpu_is_not_believed() -> None:
    """Its exit status is a claim; the kernel has counted."""
    assert explain(81).stop == "cpu"
    assert explain(81, Bounds(1.0, 0, 5.0), cpu=0.01).stop == "broken"
    assert explain(81, Bounds(1.0, 0, 5.0), cpu=1.01).stop == "cpu"


def test_a_program_that_can_not_start_is_told_and_nothing_is_left() -> None:
    """A cage that broke is no outcome of a script: nothing has run."""
    for cage in CAGES:
        made = Stage(cage, "tests.cage.nowhere")
        with pytest.raises(CageBroke, match="did not get ready"):
            made.open()
        made.close()


@pytest.mark.parametrize("cage", CAGES)
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")
def test_a_child_owns_no_environment_no_folder_and_no_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cage: Cage
) -> None:
    """Its pipe and a root folder; not one variable, not even of what the host has."""
    monkeypatch.setenv("MWS_TEST_TOKEN", "hidden")
    with (tmp_path / "open").open("w") as held:
        os.set_inheritable(held.fileno(), True)  # noqa: FBT003 - os has no keyword for it
        made = Stage(cage)
        made.run("1;")
        made.turn()
        proc = Path(f"/proc/{made.child.pid}")
        descriptors = {link.name: str(link.readlink()) for link in (proc / "fd").iterdir()}
        environment = (proc / "environ").read_bytes()
        folder = str((proc / "cwd").readlink())
        made.close()
    assert set(descriptors) <= {"0", "1"}
    assert all(re.match(r"pipe:|socket:", target) for target in descriptors.values())
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
        (-14, "broken"),
        (-11, "broken"),
    ],
)
def test_an_exit_status_says_how_the_child_ended(status: int, stop: str) -> None:
    """Our own two, the kernel's CPU signals, and everything else."""
    assert explain(status).stop == stop
