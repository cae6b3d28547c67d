"""The portable cage: a freshly started process with an empty environment, two pipe ends and limits.

Threads read and write its pipes: a child is started before an event loop exists, and on Windows no loop
takes a `subprocess` pipe. Linux gets a stronger cage behind the same interface.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from runtime.cage.protocol import Exit, explain
from runtime.limits import Limits

NAME = "spawn"
_GOODBYE = 1.0  # seconds from a child's last word to its end
_START = "import sys; sys.path[:] = sys.argv[1].split('\\n'); from {program} import main; main()"


class Child:
    """One child process for one run. It is ended by `kill`, whatever it is doing."""

    def __init__(self, program: str = "runtime.cage.child") -> None:
        """Start the process at once; it gets ready while the host still does other things.

        `program` is the module whose `main` runs in it.
        """
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own code
            [
                sys.executable,
                "-I",
                "-S",
                "-X",
                "utf8",
                "-c",
                _START.format(program=program),
                "\n".join(_paths()),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            cwd=Path(sys.executable).anchor,
            close_fds=True,
            # Ctrl-C is the host's to hear: it ends the run in good order, and the child with it.
            start_new_session=os.name == "posix",
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._attended = False

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def layers(self) -> tuple[str, ...]:
        """What holds the child, for reports."""
        own = ("own process", "no environment", "no files", "deadline")
        if os.name == "posix":
            return (*own, "rlimits", "CPU timer")
        return own

    def attend(self, limits: Limits, hear: Callable[[bytes | Exit], None]) -> None:
        """Begin to listen: `hear` gets each line and at last the end, called in a thread of its own."""
        self._attended = True
        threading.Thread(target=self._write, daemon=True).start()
        threading.Thread(target=self._read, args=(limits.message, hear), daemon=True).start()

    def begin(self, *, begun: str, script: str, limits: Limits) -> None:
        """Tell the child what to run; its answer is the first line that is heard."""
        order = {"begun": begun, "script": script, "cpu": limits.cpu, "memory": limits.memory}
        self.deliver(json.dumps(order).encode())

    def deliver(self, event: bytes) -> None:
        """Send one line; it waits in the host if the child doesn't read."""
        self._outgoing.put(event)

    def hang_up(self) -> None:
        """Say that nothing more will come: a child that rests then ends by itself."""
        self._outgoing.put(None)

    def kill(self) -> None:
        """End the process now and reap it. May be called again, and from any state and thread."""
        self._process.kill()
        self._process.wait()
        self.hang_up()
        if not self._attended:
            self._close_pipes()

    def _close_pipes(self) -> None:
        """For a child that was never listened to: no thread holds its pipes."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _write(self) -> None:
        pipe = self._process.stdin
        assert pipe is not None  # noqa: S101 - it was asked for above
        # A child that is gone can't be written to: its reader says so.
        with contextlib.suppress(OSError, ValueError):
            while (line := self._outgoing.get()) is not None:
                pipe.write(line)
                pipe.write(b"\n")
                pipe.flush()
        with contextlib.suppress(OSError):
            pipe.close()

    def _read(self, longest: int, hear: Callable[[bytes | Exit], None]) -> None:
        pipe = self._process.stdout
        assert pipe is not None  # noqa: S101 - as above
        while line := pipe.readline(longest + 1):
            if len(line) > longest or not line.endswith(b"\n"):
                break
            hear(line)
        pipe.close()
        if line:
            self.kill()
            hear(
                Exit(
                    "broken",
                    f"the child process said more than {longest} bytes at once, or half a line",
                )
            )
            return
        hear(self._status())

    def _status(self) -> Exit:
        """How the process ended, after its last word; one that hangs on without its pipe is ended."""
        try:
            return explain(self._process.wait(_GOODBYE))
        except subprocess.TimeoutExpired:
            self.kill()
            return Exit("broken", "the child process closed its pipe and went on")


def _paths() -> list[str]:
    """Where the child finds the standard library, this package and the engine; nothing else."""
    here = Path(__file__).parents[2]
    binding = find_spec("_quickjs")
    engine = str(Path(binding.origin).parent) if binding and binding.origin else ""
    library = [
        p for p in sys.path if p and (p.endswith(".zip") or Path(p, "json").is_dir() or "lib-dynload" in p)
    ]
    return [str(here), *library, engine]


def _environment() -> dict[str, str]:
    """Nothing, but for what the platform itself needs to start a process at all."""
    needed = ("SYSTEMROOT",) if os.name == "nt" else ()
    return {name: os.environ[name] for name in needed if name in os.environ}
