"""What came of a replay, on the terminal."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.model.outcome import Outcome
from runtime.model.script import Place, Script, excerpt
from runtime.recording.divergence import DEPENDS_ON_SECRET, DivergenceKind
from runtime.render.blocks import LABEL, Pieces
from runtime.render.diff import DiffSheet
from runtime.render.screen import Line, Screen
from runtime.render.text import one_line, safe, seconds
from runtime.runs.replay.replay_result import DivergenceFacts, ReplayResult

_LONGEST = 300
_PUT_BACK = "--secrets-from CONTEXT.json replays it with the real one"


@dataclass(frozen=True, slots=True)
class ReplaySummary:
    """Prints what a replay came to. `script` is the text that ran, for the line of a divergence."""

    screen: Screen

    def notes(self, notes: list[str]) -> None:
        """What there is to know before it starts."""
        for note in notes:
            self.screen.print((f"{'note':<{LABEL}}", "dim"), (one_line(note, 2000), "yellow"))

    def verdict(self, result: ReplayResult) -> None:
        """One recording, replayed as it was."""
        times = f", {result.times} times" if result.times > 1 else ""
        if result.identical:
            is_complete = result.outcome is result.recorded_outcome
            how = f"{result.outcome}, as recorded" if is_complete else "as far as it was recorded"
            self._label("identical", f"{how}{times}", "bold green", result.seconds)
            return
        word = "stopped" if result.outcome is Outcome.INTERRUPTED else "diverged"
        self._label(word, f"recorded as {result.recorded_outcome}{times}", "bold red", result.seconds)
        self._because(result)

    def line(self, result: ReplayResult) -> None:
        """One of many: a line."""
        word, style = ("identical", "green") if result.identical else ("DIFFERS", "bold red")
        if not result.times:
            word, style = "unreadable", "bold red"
        what = result.because if not result.times else str(result.recorded_outcome)
        name = "" if not result.times else f"  {one_line(result.recording)}"
        self.screen.print((f"{word:<11}", style), f"{one_line(what, 2000):<14}", name)
        if result.divergence is not None:
            why = f" ({result.because})" if result.because else ""
            self.screen.print(("           " + one_line(result.divergence.text) + why, "red"))
        for note in result.notes:
            self.screen.print((f"           {one_line(note, 2000)}", "yellow"))

    def total(self, every: list[ReplayResult], count: int, took: float) -> None:
        """The last line about many; of `count` somebody may have stopped the rest."""
        same = sum(one.identical for one in every)
        style = "bold green" if same == count else "bold red"
        stopped = f", {count - len(every)} not replayed: stopped by hand" if len(every) < count else ""
        rate = f", {len(every) / took:.0f} a second" if every and took > 0 else ""
        self.screen.print()
        self.screen.print(
            (f"{same} of {count} identical{stopped}", style), (f"  {seconds(took)}{rate}", "dim")
        )

    def divergence(self, divergence: DivergenceFacts, script: Script, recording: str) -> None:
        """Where a run left its recording, field by field, and what to do about an open request."""
        self.screen.print()
        place = f"{divergence.at}: " if divergence.at else ""
        self.screen.print(("diverged  ", "bold red"), (safe(place), "cyan"), one_line(divergence.text, 2000))
        if divergence.at is not None:
            Pieces(self.screen).excerpt(excerpt(script.text, Place(divergence.at.line, divergence.at.column)))
        if divergence.recorded:
            where = f"  ({divergence.recorded_at})" if divergence.recorded_at else ""
            line = f", line {divergence.line}" if divergence.line else ""
            self._pair("recorded", divergence.recorded, f"{where}{line}")
        if divergence.got:
            self._pair("now", divergence.got)
        Pieces(self.screen).differences(divergence.differences)
        if divergence.next:
            self._pair("next", divergence.next, "  (what the recording has then)")
        if divergence.kind == DivergenceKind.OPEN:
            fork = f"mws fork {recording} --at {divergence.line}"
            self._pair("try", f"{fork} --status STATUS", "  (or --answer, --fail: this came back)")
            self._pair("", f"{fork} --send", "  (it never reached the service)")

    def alike(self, result: ReplayResult) -> None:
        """Differences that no service minds."""
        for one in result.alike:
            what = f"request {one.request}: {one.difference.field}"
            self.screen.print(
                (f"{'same':<{LABEL}}", "dim"), (f"{one_line(what)} written otherwise, same meaning", "dim")
            )

    def against(self, result: ReplayResult) -> None:
        """How a changed run that found all its answers compares with the recorded one."""
        if result.divergence is not None:
            return
        if result.identical:
            self._label("identical", "it said the same as the recorded run", "bold green", result.seconds)
            return
        self._label("replayed", "every request found its answer; what differs:", "bold", result.seconds)
        if result.comparison is not None:
            DiffSheet(self.screen).consequences(result.comparison)

    def _because(self, result: ReplayResult) -> None:
        if result.because:
            self.screen.print((f"{'because':<{LABEL}}", "dim"), (one_line(result.because), "bold"))
        if DEPENDS_ON_SECRET in result.because:
            self.screen.print((f"{'try':<{LABEL}}", "dim"), _PUT_BACK)

    def _pair(self, label: str, text: str, more: str = "") -> None:
        line: Line = ((f"{label:<{LABEL}}", "dim"), one_line(text, _LONGEST), (safe(more), "dim"))
        self.screen.print(*line)

    def _label(self, word: str, text: str, style: str, took: float) -> None:
        self.screen.print((f"{word:<{LABEL}}", style), f" {text}", (f"  {seconds(took)}", "dim"))
