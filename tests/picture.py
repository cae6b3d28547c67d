"""Draws docs/terminal.svg from a real run: `make picture`."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile

from rich.console import Console
from rich.text import Text

from tests.paths import ROOT

COMMAND = ("run", "@goto-provision", "--context", "@expired-token", "--fake", "goto=@expired-token")
WIDTH = 118
_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def main() -> None:
    """Run the command on a terminal and write what it shows."""
    target = ROOT / "docs" / "terminal.svg"
    target.write_text(draw(run_on_terminal(COMMAND)), encoding="utf-8", newline="\n")
    print(f"{target.relative_to(ROOT)}: mws {' '.join(COMMAND)}")  # noqa: T201 - a command of its own


def run_on_terminal(arguments: tuple[str, ...]) -> str:
    """What the command writes to a terminal, escape sequences and all."""
    import pty

    ours, theirs = pty.openpty()
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-c", "from runtime.cli import main; main()", *arguments],
            cwd=folder,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "COLUMNS": "400"},
        )
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            shown += part
        process.wait()
    os.close(ours)
    # A line that waited for an answer was wiped: what counts is what stands there in the end.
    text = re.sub(r"[^\n]*\r\x1b\[2K", "", shown.decode("utf-8").replace("\r\n", "\n"))
    return f"$ mws {' '.join(arguments)}\n{text}"


def draw(shown: str) -> str:
    """The same as a picture that loads nothing from anywhere."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(shown.rstrip("\n")))
    return _FONT.sub("", console.export_svg(title="mws", unique_id="mws"))


if __name__ == "__main__":
    main()
