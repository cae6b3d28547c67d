"""Where lines are printed: in colour on a terminal, plain in a pipe. Lines are never wrapped.

rich draws on terminals. It takes its time to load, so a pipe, which gets plain text anyway, does without.
"""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

Span = str | tuple[str, str]  # text, or text with rich's style
Line = tuple[Span, ...]


class Screen:
    """Standard output, or another stream."""

    def __init__(self, file: TextIO | None = None) -> None:
        """Find out what it is. NO_COLOR and TERM=dumb are rich's to honour."""
        self._file = file or sys.stdout or io.StringIO()  # a closed standard output is None
        self._console = _console(self._file) if self._file.isatty() else None

    @property
    def is_terminal(self) -> bool:
        """Whether somebody watches."""
        return self._console is not None and self._console.is_terminal

    @property
    def width(self) -> int:
        """Characters in a line of the terminal."""
        return self._console.width if self._console else sys.maxsize

    def print(self, *spans: Span, end: str = "\n") -> None:
        """One line, at once: whoever reads a pipe may be waiting for it."""
        if self._console is None:
            self._file.write(plain(spans) + end)
            self._file.flush()
            return
        from rich.text import Text  # noqa: PLC0415 - see above

        self._console.print(Text.assemble(*spans), end=end)

    def wipe(self) -> None:
        """Take back what stands on the last line of the terminal."""
        self._file.write("\r\x1b[2K")
        self._file.flush()


def plain(spans: Line) -> str:
    """The text without its styles."""
    return "".join(span if isinstance(span, str) else span[0] for span in spans)


def _console(file: TextIO) -> Console:
    from rich.console import Console  # noqa: PLC0415 - see above

    return Console(file=file, markup=False, highlight=False, emoji=False, soft_wrap=True)
