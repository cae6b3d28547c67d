"""The Linux cage from the host's side: a zygote process, and the children that it forks, one for each run."""

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
_CLOSING_TIME = 5.0  # seconds for it to end its children, after the pool has closed the socket
_EXIT_TIME = 1.0  # seconds from the end of its socket to its own end
_PATIENCE = 30.0  # seconds for a zygote to report a child's end
_GONE = Exit("broken", "the zygote is gone, and all that it had forked")


class Zygote:
    """A zygote's process from the host's side: it gets orders to fork and to kill, and reports ends."""

    def __init__(self, process: subprocess.Popen[bytes], control: socket.socket) -> None:
        """Its process, and the socket to it; orders wait until it is ready."""
        self._process, self._control = process, control
        self._outgoing: deque[tuple[bytes, socket.socket | None]] = deque()
        self._pending: deque[ForkedChild] = deque()
        self._living: dict[int, ForkedChild] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self.forks = 0
        self.gone = False

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def idle(self) -> bool:
        """Whether it has no child."""
        return not self._pending and not self._living

    def fork(self, bounds: Bounds, longest: int) -> ForkedChild:
        """Order a child, which gets ready meanwhile. `longest` is the most bytes of one line from it."""
        ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        child = ForkedChild(self, ours, bounds, longest)
        self.forks += 1
        self._pending.append(child)
        self._say({"fork": list(bounds)}, its)
        return child

    def end(self, child: ForkedChild) -> None:
        """Order the end of a child; one that has not started yet is ended when it has."""
        if self.gone:
            child.lose(_GONE)
        elif self._living.get(child.pid) is child:  # and not another one that has got its number
            self._say({"kill": child.pid})

    def listen(self) -> None:
        """Receive reports of starts and ends, in the running loop."""
        if self._loop is None and not self.gone:
            self._loop = asyncio.get_running_loop()
            self._control.settimeout(0)
            self._loop.add_reader(self._control, self._hear)

    def close(self) -> None:
        """Close the socket: the zygote then ends all its children and itself."""
        self._lose_all()
        try:
            self._process.wait(_CLOSING_TIME)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _say(self, message: dict[str, Any], pipe: socket.socket | None = None) -> None:
        self._outgoing.append((json.dumps(message).encode(), pipe))
        self._flush()

    def _flush(self) -> None:
        """Send the waiting orders as far as the zygote takes them, and the others when it can take more."""
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
        """How the zygote ended. It ends by itself only when the pool closes the socket."""
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

    def _take(self, message: dict[str, Any]) -> None:
        if "started" in message:
            child = self._pending.popleft()
            self._living[message["started"]] = child
            child.start(message["started"])
        elif "refused" in message:
            self._pending.popleft().lose(Exit("broken", f"no process could be forked: {message['refused']}"))
        else:
            child = self._living.pop(message["ended"])
            child.end(message["status"], message["cpu"], message["peak"])

    def _lose_all(self, message: Exit = _GONE) -> None:
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
            child.lose(message)
        self._pending.clear()
        self._living.clear()


class ForkedChild(Child, asyncio.Protocol):
    """A child that a zygote has forked; its pipe is a socket pair."""

    cage = NAME

    def __init__(self, zygote: Zygote, pipe: socket.socket, bounds: Bounds, longest: int) -> None:
        super().__init__(longest)
        self._zygote, self._pipe, self._bounds = zygote, pipe, bounds
        self._transport: asyncio.Transport | None = None
        self._connecting = False  # after that the loop closes the pipe
        self._known = asyncio.Event()  # set when it has started, or will never start

    def start(self, pid: int) -> None:
        """Take the report of its start."""
        self.pid = pid
        self._known.set()
        if self._ending:
            self._kill()

    def end(self, status: int, cpu: float, peak: int) -> None:
        """Take the report of its end: seconds of CPU and bytes of memory, as the kernel counted them."""
        self._receive_exit(explain(status, self._bounds, cpu, peak))

    def lose(self, status: Exit) -> None:
        """Take its loss: it never started, or its zygote is gone and can't report its end."""
        self._close_pipe()
        self._pipe_ended = True
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
        del exc  # the zygote reports how it ended
        self._receive_end()

    async def _open(self) -> None:
        self._zygote.listen()
        if self._pipe_ended:  # it was lost already
            return
        self._connecting = True
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self, sock=self._pipe)
        await self._known.wait()  # its own first line may come before the zygote's report

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
            self._zygote.close()  # it doesn't report the end: something is wrong, so end the whole zygote

    def _close_pipe(self) -> None:
        """Close the pipe: an idle child ends by this alone."""
        if self._transport is not None:
            with contextlib.suppress(RuntimeError):  # its loop is closed already
                self._transport.abort()
        elif not self._connecting:
            self._pipe.close()
            self._pipe_ended = True
