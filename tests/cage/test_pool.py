"""The pool: children in advance, zygotes that end and are replaced, and what is left when the host dies."""

from __future__ import annotations

import asyncio
import errno
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import pytest

from runtime.cage import pool as keeping
from runtime.cage.child import Child
from runtime.cage.forked import Zygote
from runtime.cage.pool import Cage, ChildPool, has_zygote
from runtime.model.errors import BadInput, CageBroke
from runtime.model.limits import Limits

pytestmark = pytest.mark.skipif(not has_zygote(), reason="zygotes exist only on Linux")


def run_with_pool(work: Callable[[ChildPool], Awaitable[None]], *, ahead: int = 0) -> None:
    async def do() -> None:
        async with ChildPool(Cage.ZYGOTE, ahead=ahead) as pool:
            await work(pool)

    asyncio.run(do())


def zygote_of(child: Child) -> int:
    """The number of the process that forked it."""
    fields = Path(f"/proc/{child.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return int(fields[1])


def zygotes_of(pool: ChildPool) -> list[Zygote]:
    source = pool._child_source
    assert isinstance(source, keeping._ForkSource)
    return source._zygotes


def memory_of(pid: int) -> list[str]:
    """The lines of a process's map of its memory."""
    return Path(f"/proc/{pid}/maps").read_text("utf-8").splitlines()


def limits_of(pid: int) -> list[str]:
    """What the kernel says of a process's limits."""
    return Path(f"/proc/{pid}/limits").read_text("ascii").splitlines()


def has_ended(child: Child) -> bool:
    return child.exit is not None


async def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not true():
        assert time.monotonic() < end, "it never came"
        await asyncio.sleep(0.005)


async def wait_until_gone(pid: int) -> None:
    """Wait until there is no such process (its parent may have to reap it first)."""
    await wait_until(lambda: is_zombie(pid))


def is_zombie(pid: int) -> bool:
    """Whether it has ended, and its parent doesn't know yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_children_wait_in_advance_for_runs_of_their_kind() -> None:
    """One for other limits is ended: it could not be used."""

    async def work(pool: ChildPool) -> None:
        await pool.child(Limits())
        await wait_until(lambda: len(pool._waiting) == 2)
        waiting = [child for _, child in pool._waiting]
        other = await pool.child(Limits(cpu=0.5))
        assert other not in waiting
        for child in waiting:
            await wait_until(partial(has_ended, child))

    run_with_pool(work, ahead=2)


def test_a_zygote_is_replaced_after_so_many_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The old one stays as long as one of its children lives, and not longer."""
    monkeypatch.setattr(keeping, "_MOST_FORKS", 2)

    async def work(pool: ChildPool) -> None:
        children = [await pool.child(Limits()) for _ in range(4)]
        zygotes = [zygote_of(child) for child in children]
        assert zygotes[0] == zygotes[1] != zygotes[2] == zygotes[3]
        for child in children[:2]:
            await child.aclose()
        await pool.child(Limits())
        await wait_until_gone(zygotes[0])
        assert not is_zombie(zygotes[2])

    run_with_pool(work)


def test_a_zygote_that_dies_takes_its_children_along_and_is_replaced() -> None:
    """The runs that it held are told; the next one doesn't notice."""

    async def work(pool: ChildPool) -> None:
        child = await pool.child(Limits())
        heard: asyncio.Queue[object] = asyncio.Queue()
        child.attend(heard.put_nowait)
        os.kill(zygote_of(child), signal.SIGKILL)
        await asyncio.wait_for(heard.get(), 120)
        assert child.exit is not None
        assert child.exit.stop == "broken"
        assert child.exit.detail.startswith("the zygote was ended by SIGKILL, and with it all")
        await wait_until_gone(child.pid)
        assert (await pool.child(Limits())).layers

    run_with_pool(work)


def test_children_that_wait_and_are_gone_are_given_to_nobody() -> None:
    """However many: a zygote's end takes all that waits."""

    async def work(pool: ChildPool) -> None:
        child = await pool.child(Limits())
        await wait_until(lambda: len(pool._waiting) == 5)
        os.kill(zygote_of(child), signal.SIGKILL)
        await wait_until_gone(child.pid)
        assert (await pool.child(Limits())).layers

    run_with_pool(work, ahead=5)


def test_a_zygote_that_is_dead_before_anybody_listens_is_a_child_that_is_not_ready() -> None:
    """And the next one is another zygote's."""
    pool = ChildPool(Cage.ZYGOTE)
    pool.expect(Limits())
    [zygote] = zygotes_of(pool)
    os.kill(zygote.pid, signal.SIGKILL)
    asyncio.run(wait_until_gone(zygote.pid))
    pool.expect(Limits())

    async def work() -> None:
        async with pool:
            assert (await pool.child(Limits())).layers

    asyncio.run(work())


def test_a_child_is_not_open_before_its_number_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine it speaks before its zygote does."""

    async def work(pool: ChildPool) -> None:
        [zygote] = zygotes_of(pool)
        with monkeypatch.context() as deaf:
            deaf.setattr(zygote, "listen", lambda: None)
            opening = asyncio.create_task(pool.child(Limits()))
            await wait_until(lambda: bool(zygote._pending and zygote._pending[0]._messages))
            await asyncio.sleep(0)
            assert not opening.done()
        zygote.listen()
        assert (await opening).pid

    run_with_pool(work)


def test_a_zygote_ends_in_good_order_even_if_nobody_has_heard_what_it_said() -> None:
    """It reaps its children first; Python's own end would crash."""
    pool = ChildPool(Cage.ZYGOTE)
    pool.expect(Limits())
    [zygote] = zygotes_of(pool)
    select.select([zygote._control], [], [], 20)  # the birth
    pool.close()
    assert zygote._process.returncode == 0


def test_a_pool_that_is_closed_has_no_child_for_anybody() -> None:
    """Nor does it start a process for one."""
    for cage in (Cage.ZYGOTE, Cage.SPAWN):
        pool = ChildPool(cage)
        pool.close()
        with pytest.raises(CageBroke, match="closed"):
            asyncio.run(pool.child(Limits()))


@pytest.mark.parametrize("cage", [Cage.ZYGOTE, Cage.SPAWN])
def test_a_system_that_has_nothing_to_give_is_a_cage_that_broke(
    monkeypatch: pytest.MonkeyPatch, cage: Cage
) -> None:
    """No descriptor, no process: whoever asks for a child is told, and the pool goes on."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    async def work() -> None:
        async with ChildPool(cage, ahead=2) as pool:
            with monkeypatch.context() as full:
                full.setattr(socket, "socketpair", refuse)
                full.setattr(subprocess, "Popen", refuse)
                with pytest.raises(CageBroke, match="Too many open files"):
                    await pool.child(Limits())
                with pytest.raises(CageBroke, match="Too many open files"):
                    ChildPool(cage).expect(Limits())
            assert (await pool.child(Limits())).layers

    asyncio.run(work())


def test_a_zygote_may_have_few_descriptors() -> None:
    """Each child closes all that it may have: where that is a billion, none would ever be ready."""

    async def work(pool: ChildPool) -> None:
        child = await pool.child(Limits())
        limits = limits_of(zygote_of(child))
        [line] = [line for line in limits if line.startswith("Max open files")]
        assert int(line.split()[4]) < 1000

    run_with_pool(work)


def test_a_childs_number_that_another_one_has_by_now_ends_nobody() -> None:
    """Numbers of processes are used again, by the same zygote, too."""

    async def work(pool: ChildPool) -> None:
        old, young = await pool.child(Limits()), await pool.child(Limits())
        await old.aclose()
        old.pid = young.pid
        await old.aclose()
        await (await pool.child(Limits())).aclose()  # what the zygote was told before, it has done
        assert not young.over

    run_with_pool(work)


def test_a_child_is_not_ended_by_the_number_of_one_that_is_gone() -> None:
    """Numbers of processes are used again; the zygote kills only what it has not reaped."""

    async def work(pool: ChildPool) -> None:
        child = await pool.child(Limits())
        await child.aclose()
        await child.aclose()
        assert child.exit is not None
        assert child.exit.stop == ""
        assert child.exit.peak
        assert child.exit.cpu

    run_with_pool(work)


HOST = """
import asyncio, sys
from runtime.cage.pool import ChildPool
from runtime.guest.protocol import format_begun
from runtime.model.limits import Limits
async def main():
    pool = ChildPool()
    child = await pool.child(Limits(cpu=60))
    child.attend(lambda said: None)
    begun = format_begun(context="{}", kind="workflow", timers=False, seed=(1, 2, 3, 4), now=0)
    child.begin(begun=begun, script="for (;;);")
    print(child.pid, flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""


def test_nothing_is_left_of_a_host_that_is_killed() -> None:
    """Not even a child that loops: the zygote ends with its pool, and the child with its zygote."""
    host = subprocess.Popen([sys.executable, "-c", HOST], stdout=subprocess.PIPE, text=True)
    assert host.stdout is not None
    pid = int(host.stdout.readline())
    host.kill()
    host.wait()
    host.stdout.close()
    asyncio.run(wait_until_gone(pid))


def test_a_cage_that_is_not_to_be_had_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """And auto takes the one that there is."""
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(BadInput, match="only on Linux"):
        ChildPool(Cage.ZYGOTE)
    pool = ChildPool(Cage.AUTO)
    pool.close()


def test_a_pool_that_is_closed_leaves_neither_process_nor_zombie() -> None:
    """The zygote reaps its children before it ends itself."""
    children: list[int] = []

    async def work(pool: ChildPool) -> None:
        made = [await pool.child(Limits()) for _ in range(5)]
        children.extend([*(child.pid for child in made), zygote_of(made[0])])

    run_with_pool(work)
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []


def test_no_memory_of_a_child_can_be_both_written_and_run() -> None:
    """Not even the page that libffi made for the engine's tracker of rejections."""

    async def work(pool: ChildPool) -> None:
        child = await pool.child(Limits())
        maps = memory_of(child.pid)
        assert len(maps) > 10
        assert [line for line in maps if "wx" in line.split()[1]] == []

    run_with_pool(work)


def test_a_zygote_survives_callbacks_that_are_garbage_when_their_page_is_closed() -> None:
    """They are freed before: to free one is to write into that page."""

    async def work() -> None:
        async with ChildPool(Cage.ZYGOTE, program="tests.cage.garbage") as pool:
            children = [await pool.child(Limits()) for _ in range(3)]
            assert len({zygote_of(child) for child in children}) == 1
            source: Any = pool._child_source
            assert source._zygotes[0].forks == 3, "an attempt was in vain"

    asyncio.run(work())


@pytest.mark.parametrize("heard", [False, True], ids=["before it is ready", "before its word is heard"])
def test_a_zygote_ends_in_good_order_whenever_its_pool_hangs_up(heard: bool) -> None:  # noqa: FBT001
    """With the exit status 0: neither a traceback nor a crash, whatever is still on its way."""
    pool = ChildPool(Cage.ZYGOTE)
    pool.expect(Limits())
    source: Any = pool._child_source
    (zygote,) = source._zygotes
    if heard:
        assert select.select([zygote._control], [], [], 20)[0]
    pool.close()
    assert zygote._process.returncode == 0
