"""The zygote: a process with a ready engine and nothing else, which forks a child for each run.

Its packets with the pool over descriptor 0 (see `runtime.cage.forked`):
    {"fork": [cpu, memory, wall]} and the child's pipe as a descriptor; answered by {"started": PID}, in order
    {"kill": PID}
    {"ended": PID, "status": ..., "cpu": seconds, "peak": bytes}, once for each child
When the pool closes the socket, it ends its children and then itself.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import select
import signal
import socket
from importlib import import_module
from typing import Any, NoReturn

from runtime.cage import locks
from runtime.cage.child_protocol import Bounds, ready_line
from runtime.cage.inside.drop_privileges import drop_privileges
from runtime.cage.inside.pipe import Pipe
from runtime.cage.inside.serve_script import Serve
from runtime.cage.locks import identity
from runtime.cage.locks.bounds import address_space

_OWN = ["own process", "no environment", "one descriptor", "dies with its zygote"]
_LONGEST_PACKET = 4096
# A child closes all possible descriptors, one after the other on some systems; some containers allow a
# billion.
_MOST_DESCRIPTORS = 64


def main(program: str) -> NoReturn:
    """Prepare `program` (the name of a module), close the locks, and fork until the pool closes the
    socket.
    """
    serve: Serve = import_module(program).prepare()
    drop_privileges(1, 2)
    resource.setrlimit(resource.RLIMIT_NOFILE, (_MOST_DESCRIPTORS, _MOST_DESCRIPTORS))
    control = socket.socket(fileno=0)
    address_space()  # now, while /proc can still be read
    # Collect garbage now: ctypes' callbacks can't be freed after their page is closed. Everything else is
    # frozen: a collection in a child would copy every page.
    gc.collect()
    gc.freeze()
    held = locks.close(locks.ZYGOTE, Bounds(0, 0, 0))
    zygote = _ZygoteProcess(control, serve, [*_OWN, *held])
    try:
        zygote.live()
    finally:  # not Python's own exit: it would free the engine in an order that crashes
        zygote.end()


class _ZygoteProcess:
    def __init__(self, control: socket.socket, serve: Serve, held: list[str]) -> None:
        self._control, self._serve, self._held = control, serve, held
        self._pid = os.getpid()
        self._children: set[int] = set()
        self._woken, self._wake = os.pipe()

    def live(self) -> None:
        """Execute the pool's orders, and report each child's end."""
        for end in (self._woken, self._wake):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # the byte in the pipe is the message
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        poll.register(self._woken, select.POLLIN)
        while True:
            for descriptor, _ in poll.poll():
                if descriptor == self._woken:
                    os.read(self._woken, _LONGEST_PACKET)
                    self._reap()
                elif not self._obey():
                    return

    def end(self) -> NoReturn:
        """End all children, without zombies, and then this process."""
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)
        for pid in self._children:
            os.waitpid(pid, 0)
        os._exit(0)

    def _obey(self) -> bool:
        try:
            packet, descriptors, _, _ = socket.recv_fds(self._control, _LONGEST_PACKET, 1)
        except ConnectionError:  # the pool closed the socket before it read everything
            return False
        if not packet:
            return False
        message: dict[str, Any] = json.loads(packet)
        if "fork" in message:
            self._fork(descriptors[0], Bounds(*message["fork"]))
        elif message["kill"] in self._children:  # another process may have got the number of a reaped child
            os.kill(message["kill"], signal.SIGKILL)
        return True

    def _fork(self, pipe: int, bounds: Bounds) -> None:
        try:
            pid = os.fork()
        except OSError as error:
            self._say({"refused": error.strerror})
        else:
            if pid == 0:
                self._become_child(pipe, bounds)
            self._children.add(pid)
            self._say({"started": pid})
        os.close(pipe)

    def _become_child(self, pipe: int, bounds: Bounds) -> NoReturn:
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(pipe, 0)
            os.closerange(1, os.sysconf("SC_OPEN_MAX"))
            identity.die_with(self._pid)
            held = self._held + locks.close(locks.CHILD, bounds)
            channel = Pipe(0, 0)
            channel.say(ready_line(held))
            self._serve(channel, bounds)
            status = 0
        finally:
            os._exit(status)  # without the zygote's own exit: no handler, no buffer, no traceback

    def _reap(self) -> None:
        while self._children:
            pid, status, usage = os.wait4(-1, os.WNOHANG)
            if not pid:
                return
            self._children.discard(pid)
            self._say(
                {
                    "ended": pid,
                    "status": os.waitstatus_to_exitcode(status),
                    "cpu": usage.ru_utime + usage.ru_stime,
                    "peak": usage.ru_maxrss * 1024,
                }
            )

    def _say(self, message: dict[str, Any]) -> None:
        try:
            self._control.send(json.dumps(message).encode())
        except OSError:  # the pool has closed the socket
            self.end()
