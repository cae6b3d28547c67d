"""The portable cage from the host's side: a new process for each run, with the limits of its platform.

Threads read and write its pipes: the process is started before an event loop exists, and on Windows no event
loop can use a `subprocess` pipe.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import queue
import subprocess
import threading
from collections.abc import Callable

from runtime.cage import windows_job as job
from runtime.cage.child import Child
from runtime.cage.child_protocol import Bounds, explain

NAME = "spawn"
_PIECE = 1 << 16


class SpawnedChild(Child):
    """A child in a process that was started for it."""

    cage = NAME

    def __init__(self, process: subprocess.Popen[bytes], bounds: Bounds, longest: int) -> None:
        """`process` is its process, which is getting ready."""
        super().__init__(longest)
        self._bounds = bounds
        assert process.stdin is not None  # noqa: S101 - it is started with a pipe each way
        assert process.stdout is not None  # noqa: S101 - as above
        self._process, self._stdin, self._stdout = process, process.stdin, process.stdout
        self.pid = self._process.pid
        self._job = job.hold(self._process, bounds)
        if self._job is not None:
            self._outer_layers = (*self._outer_layers, "job object")
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def _open(self) -> None:
        self._loop = asyncio.get_running_loop()
        for work in (self._write, self._read, self._wait):
            threading.Thread(target=work, daemon=True).start()

    def _send(self, data: bytes) -> None:
        self._outgoing.put(data)

    def _kill(self) -> None:
        self._process.kill()
        self._outgoing.put(None)
        if self._loop is None:  # no thread uses the pipes
            self._process.wait()
            for pipe in (self._stdin, self._stdout):
                pipe.close()

    def _write(self) -> None:
        # Writing to an ended child fails: the reading thread reports its end.
        with contextlib.suppress(OSError, ValueError):
            while (data := self._outgoing.get()) is not None:
                self._stdin.write(data)
                self._stdin.flush()
        with contextlib.suppress(OSError):
            self._stdin.close()

    def _read(self) -> None:
        while data := os.read(self._stdout.fileno(), _PIECE):
            self._in_loop(self._receive, data)
        self._stdout.close()
        self._in_loop(self._receive_end)

    def _wait(self) -> None:
        status = self._process.wait()
        self._in_loop(self._receive_exit, explain(status, self._bounds))

    def _in_loop(self, call: Callable[..., None], *arguments: object) -> None:
        """Call a function in the loop and wait for it, so that data the loop can't take yet stays in the
        child.
        """
        done = threading.Event()

        def take() -> None:
            call(*arguments)
            done.set()

        with contextlib.suppress(RuntimeError):  # the loop is closed: the result is not needed
            assert self._loop is not None  # noqa: S101 - this is a thread that `_open` began
            self._loop.call_soon_threadsafe(take)
            done.wait()
