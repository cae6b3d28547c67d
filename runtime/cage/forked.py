"""The Linux cage: a zygote process, and the children that it forks, one for each run."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import subprocess
from collections import deque
from typing import Any

from runtime.cage.child import Child
from runtime.cage.child_protocol import Bounds, Exit, explain

NAME = "zygote"
_LONGEST_PACKET = 4096
_CLOSING_TIME = 5.0  # seconds for it to end its children, after the pool has hung up
_EXIT_TIME = 1.0  # seconds from its last word to its end
_PATIENCE = 30.0  # seconds for a zygote to tell of an end
_GONE = Exit("broken", "the zygote is gone, and all that it had forked")


class Zygote:
    """A zygote's process, from outside: it is told to fork and to kill, and tells of ends."""

    def __init__(self, started: subprocess.Popen[bytes], control: socket.socket) -> None:
        """Its process, and the socket by which it is spoken to; what it is told waits until it is ready."""
        self._process, self._control = started, control
        self._outgoing: deque[tuple[bytes, socket.socket | None]] = deque()
        self._pending: deque[ForkedChild] = deque()
        self._living: dict[int, ForkedChild] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self.forks = 0
        self.gone = False

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def idle(self) -> bool:
        """Whether no child of it is left."""
        return not self._pending and not self._living

    def fork(self, bounds: Bounds, longest: int) -> ForkedChild:
        """A child that is on its way. `longest` is what it may say at once, in bytes."""
        ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        child = ForkedChild(self, ours, bounds, longest)
        self.forks += 1
        self._pending.append(child)
        self._say({"fork": list(bounds)}, its)
        return child

    def end(self, child: ForkedChild) -> None:
        """Have a child killed, unless it is gone; one that has not started yet, as soon as it is."""
        if self.gone:
            child.lose(_GONE)
        elif self._living.get(child.pid) is child:  # and not another one, to whom its number went
            self._say({"kill": child.pid})

    def listen(self) -> None:
        """Hear of starts and ends, in the running loop."""
        if self._loop is None and not self.gone:
            self._loop = asyncio.get_running_loop()
            self._control.settimeout(0)
            self._loop.add_reader(self._control, self._hear)

    def close(self) -> None:
        """Hang up: it ends all its children, and itself."""
        self._lose_all()
        try:
            self._process.wait(_CLOSING_TIME)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _say(self, told: dict[str, Any], pipe: socket.socket | None = None) -> None:
        self._outgoing.append((json.dumps(told).encode(), pipe))
        self._flush()

    def _flush(self) -> None:
        """Send what waits; the rest when it can take more."""
        while self._outgoing and not self.gone:
            packet, pipe = self._outgoing[0]
            try:
                socket.send_fds(self._control, [packet], [pipe.fileno()] if pipe else [])
            except BlockingIOError:
                assert self._loop is not None  # noqa: S101 - only then it doesn't block
                self._loop.add_writer(self._control, self._flush)
                return
            except OSError:
                self._lose_all()
                return
            self._outgoing.popleft()
            if pipe is not None:
                pipe.close()
        if self._loop is not None and not self.gone:
            self._loop.remove_writer(self._control)

    def _hear(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while not self.gone and (packet := self._packet()):
                self._take(json.loads(packet))
            self._lose_all(self._how_it_ended())

    def _how_it_ended(self) -> Exit:
        """After its last word: by itself it ends when the pool hangs up, and not before."""
        try:
            ended = (
                explain(self._process.wait(_EXIT_TIME), process="zygote").detail
                or "the zygote ended by itself"
            )
        except subprocess.TimeoutExpired:
            ended = "the zygote has hung up"
        return Exit("broken", f"{ended}, and with it all that it had forked")

    def _packet(self) -> bytes:
        try:
            return self._control.recv(_LONGEST_PACKET)
        except ConnectionError:
            return b""

    def _take(self, told: dict[str, Any]) -> None:
        if "started" in told:
            child = self._pending.popleft()
            self._living[told["started"]] = child
            child.start(told["started"])
        elif "refused" in told:
            self._pending.popleft().lose(Exit("broken", f"no process could be forked: {told['refused']}"))
        else:
            child = self._living.pop(told["ended"])
            child.end(told["status"], told["cpu"], told["peak"])

    def _lose_all(self, told: Exit = _GONE) -> None:
        if self.gone:
            return
        self.gone = True
        if self._loop is not None:
            self._loop.remove_reader(self._control)
            self._loop.remove_writer(self._control)
        self._control.close()
        for _, pipe in self._outgoing:
            if pipe is not None:
                pipe.close()
        for child in (*self._pending, *self._living.values()):
            child.lose(told)
        self._pending.clear()
        self._living.clear()


class ForkedChild(Child, asyncio.Protocol):
    """A child of a zygote; its pipe is a socket pair."""

    cage = NAME

    def __init__(self, zygote: Zygote, pipe: socket.socket, bounds: Bounds, longest: int) -> None:
        """See `Zygote.fork`."""
        super().__init__(longest)
        self._zygote, self._pipe, self._bounds = zygote, pipe, bounds
        self._transport: asyncio.Transport | None = None
        self._connecting = False  # then the pipe is the loop's to close
        self._known = asyncio.Event()  # whether it has started, or never will

    def start(self, pid: int) -> None:
        """It is there."""
        self.pid = pid
        self._known.set()
        if self._ending:
            self._kill()

    def end(self, status: int, cpu: float, peak: int) -> None:
        """It has been reaped; the counters are the kernel's."""
        self._receive_exit(explain(status, self._bounds, cpu, peak))

    def lose(self, status: Exit) -> None:
        """Nobody knows any more how it ended, or it never was."""
        self._close_pipe()
        self._silent = True
        self._known.set()
        self._receive_exit(status)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Part of asyncio.Protocol."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - it is a socket's
        self._transport = transport
        if self._ending or self._status is not None:  # meanwhile
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Part of asyncio.Protocol."""
        self._receive(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Part of asyncio.Protocol."""
        del exc  # how it ended is the zygote's to tell
        self._receive_end()

    async def _open(self) -> None:
        self._zygote.listen()
        if self._silent:  # it was lost before
            return
        self._connecting = True
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self, sock=self._pipe)
        await self._known.wait()  # it may speak before its zygote does

    def _send(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    def _kill(self) -> None:
        self._zygote.end(self)
        self._close_pipe()

    async def _wait_for_exit(self) -> None:
        try:
            await asyncio.wait_for(super()._wait_for_exit(), _PATIENCE)
        except TimeoutError:
            self._zygote.close()  # it doesn't answer: whatever is wrong with it, all of it ends

    def _close_pipe(self) -> None:
        """A child at rest ends by this alone."""
        if self._transport is not None:
            with contextlib.suppress(RuntimeError):  # its loop is closed already
                self._transport.abort()
        elif not self._connecting:
            self._pipe.close()
            self._silent = True
