"""Where lines are printed: in colour on a terminal, plain in a pipe. Wrapped only where that is asked for.

rich draws on terminals. It takes its time to load, so a pipe, which gets plain text anyway, does without.
"""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

Span = str | tuple[str, str]  # text, or text with rich's style
Line = tuple[Span, ...]


class Screen:
    """Standard output, or another stream."""

    def __init__(self, file: TextIO | None = None, *, folds: bool = False) -> None:
        """Find out what it is. NO_COLOR and TERM=dumb are rich's to honour.

        One that `folds` goes on under a line's beginning where the terminal's width ends.
        """
        self._folds = folds
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

    def speaks(self, signs: str) -> bool:
        """Whether these signs can be printed as they are."""
        try:
            signs.encode(self._file.encoding or "ascii")
        except (LookupError, UnicodeEncodeError):
            return False
        return True

    def print(self, *spans: Span, end: str = "\n", hang: int = 0) -> None:
        """One line, at once: whoever reads a pipe may be waiting for it.

        What `hang`s so many characters may be folded.
        """
        if self._console is None:
            self._file.write(plain(spans) + end)
            self._file.flush()
            return
        from rich.text import Text

        text = Text.assemble(*spans)
        if self._folds and hang and text.cell_len > self._console.width:
            text = _fold(text, self._console.width, hang)
        self._console.print(text, end=end)

    def markdown(self, text: str) -> None:
        """A page of ours, drawn on a terminal; as it is elsewhere."""
        if self._console is None:
            self._file.write(text)
            return
        from rich.markdown import Markdown

        self._console.print(Markdown(text), soft_wrap=False, width=min(self._console.width, 100))

    def wipe(self) -> None:
        """Take back what stands on the last line of the terminal."""
        self._file.write("\r\x1b[2K")
        self._file.flush()


def plain(spans: Line) -> str:
    """The text without its styles."""
    return "".join(span if isinstance(span, str) else span[0] for span in spans)


def _fold(text: Text, width: int, hang: int) -> Text:
    """A line in pieces that fit, all but the first with blanks before them; at a blank if one is near.

    rich's own wrapping would put an address, which has no blank in it, on a line of its own.
    """
    from rich.cells import cell_len

    room, remaining, cuts, blank = width, width, [], 0
    for place, character in enumerate(text.plain):
        remaining -= cell_len(character)
        if remaining < 0:
            cuts.append(blank if blank and place - blank < room // 4 else place)
            room = max(width - hang, 20)
            remaining = room - cell_len(text.plain[cuts[-1] : place + 1])
            blank = 0
        if character == " ":
            blank = place + 1
    first, *more = text.divide(cuts)
    for piece in more:
        first.rstrip()
        first.append(f"\n{' ' * hang}").append_text(piece)
    return first


def _console(file: TextIO) -> Console:
    from rich.console import Console

    return Console(file=file, markup=False, highlight=False, emoji=False, soft_wrap=True)
