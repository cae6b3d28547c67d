"""A recorded conversation on a screen: for each line its number, its time, and what it was in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from runtime.model.script import Place, Script, lines_of
from runtime.recording.timeline import Moment
from runtime.render.screen import Line, Screen
from runtime.render.text import one_line, seconds

_GUTTER = 19  # characters before the words: number and time
_STYLES = {"good": "green", "odd": "yellow", "bad": "red"}
_SENT = {"SendRequest", "AbortRequest"}
_HEARD = {"Responded", "Received", "Failed", "HeldBack", "Cut", "Aborted"}
_SHORT = 10  # milliseconds: a fake answers in fewer
_LEAST = 12  # characters of a source line that are worth showing


@dataclass(slots=True)
class Moments:
    """Prints lines of one script's conversation."""

    screen: Screen
    script: Script
    _source: list[str] = field(init=False)  # split once: a run may have sent ten thousand requests

    def __post_init__(self) -> None:
        """Know the script's lines."""
        self._source = lines_of(self.script.text)

    def heading(self) -> None:
        """What the columns are."""
        self.screen.print((f"{'line':>6}{'ms':>11}", "dim"))

    def all(self, moments: Iterable[Moment]) -> None:
        """Those that a reader of the whole wants."""
        for moment in moments:
            if not moment.aside:
                self.one(moment)

    def one(self, moment: Moment) -> None:
        """One line, and under it its place and the handlers that heard of it."""
        self.screen.print((f"{moment.seq:>6}{moment.t:>11.1f}  ", "dim"), *_words(moment), hang=_GUTTER + 2)
        if moment.at is not None:
            self._place(moment.at)
        for handler in moment.handlers:
            place = one_line(self.script.where(handler.at))
            target = f"told to '{one_line(handler.event, 80)}'  "
            self.screen.print(" " * _GUTTER, (target, "dim"), (place, "cyan"), hang=_GUTTER + 2)

    def _place(self, at: Place) -> None:
        place = one_line(self.script.where(at))
        room = min(self.screen.width, 120) - _GUTTER - len(place) - 3
        line = self._source[at.line - 1] if 0 < at.line <= len(self._source) else ""
        window = f"  {_window(line, at.column, room)}" if line and room >= _LEAST else ""
        self.screen.print(" " * _GUTTER, (place, "cyan"), (window, "dim"), hang=_GUTTER + 2)


def _window(line: str, column: int, room: int) -> str:
    """A source line, or of a long one what stands at the column."""
    start = len(line) - len(line.lstrip())
    if column - start > room // 2 and len(line) - start > room:
        start = max(start, column - room // 3)
        return f"…{one_line(line[start:], room - 1)}"
    return one_line(line[start:], room)


def _span(milliseconds: float) -> str:
    return f"{milliseconds:.1f} ms" if milliseconds < _SHORT else seconds(milliseconds / 1000)


def _words(moment: Moment) -> Line:
    number = f"#{moment.request} " if moment.request else ""
    way = "> " if moment.kind in _SENT else "< " if moment.kind in _HEARD else ""
    took = "" if moment.took is None else f"  after {_span(moment.took)}"
    style = "bold" if moment.kind == "SendRequest" else _STYLES.get(moment.tone, "")
    return (f"{number}{way}", "dim"), (one_line(moment.text), style), (took, "dim")
