"""A shell at a terminal: keys are typed, and what comes of them is read."""

from __future__ import annotations

import os
import pty
import select
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

_PATIENCE = 60.0  # seconds, on a machine that has a lot to do


class Terminal:
    """Runs a shell until it is closed. POSIX only."""

    def __init__(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        """The shell gets this environment, and no other."""
        self._here, there = pty.openpty()
        # The terminal is the shell's own: it takes Ctrl-U and Tab for keys, and not for text.
        self._process = subprocess.Popen(
            ["setsid", "--ctty", "--wait", *command],
            cwd=folder,
            env=dict(environment),
            stdin=there,
            stdout=there,
            stderr=there,
        )
        os.close(there)
        self.seen = b""

    def type(self, keys: str, until: str) -> str:
        """Type something, and wait until the shell has shown a text. What was shown since is the answer."""
        self.seen = b""
        os.write(self._here, keys.encode())
        while until.encode() not in self.seen:
            ready, _, _ = select.select([self._here], [], [], _PATIENCE)
            assert ready, f"no {until!r} in {self.seen!r}"
            self.seen += os.read(self._here, 65536)
        return self.seen.decode("utf-8", "replace")

    def close(self) -> None:
        os.close(self._here)
        self._process.kill()
        self._process.wait()
