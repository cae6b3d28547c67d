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

    def verdict(self, done: ReplayResult) -> None:
        """One recording, replayed as it was."""
        times = f", {done.times} times" if done.times > 1 else ""
        if done.identical:
            known = done.outcome is done.recorded_outcome
            how = f"{done.outcome}, as recorded" if known else "as far as it was recorded"
            self._label("identical", f"{how}{times}", "bold green", done.seconds)
            return
        word = "stopped" if done.outcome is Outcome.INTERRUPTED else "diverged"
        self._label(word, f"recorded as {done.recorded_outcome}{times}", "bold red", done.seconds)
        self._because(done)

    def line(self, done: ReplayResult) -> None:
        """One of many: a line."""
        word, style = ("identical", "green") if done.identical else ("DIFFERS", "bold red")
        if not done.times:
            word, style = "unreadable", "bold red"
        what = done.because if not done.times else str(done.recorded_outcome)
        name = "" if not done.times else f"  {one_line(done.recording)}"
        self.screen.print((f"{word:<11}", style), f"{one_line(what, 2000):<14}", name)
        if done.divergence is not None:
            why = f" ({done.because})" if done.because else ""
            self.screen.print(("           " + one_line(done.divergence.text) + why, "red"))
        for note in done.notes:
            self.screen.print((f"           {one_line(note, 2000)}", "yellow"))

    def total(self, every: list[ReplayResult], wanted: int, took: float) -> None:
        """The last line about many; of `wanted` somebody may have stopped the rest."""
        same = sum(one.identical for one in every)
        style = "bold green" if same == wanted else "bold red"
        stopped = f", {wanted - len(every)} not replayed: stopped by hand" if len(every) < wanted else ""
        rate = f", {len(every) / took:.0f} a second" if every and took > 0 else ""
        self.screen.print()
        self.screen.print(
            (f"{same} of {wanted} identical{stopped}", style), (f"  {seconds(took)}{rate}", "dim")
        )

    def divergence(self, found: DivergenceFacts, script: Script, recording: str) -> None:
        """Where a run left its recording, field by field, and what to do about an open request."""
        self.screen.print()
        place = f"{found.at}: " if found.at else ""
        self.screen.print(("diverged  ", "bold red"), (safe(place), "cyan"), one_line(found.text, 2000))
        if found.at is not None:
            Pieces(self.screen).excerpt(excerpt(script.text, Place(found.at.line, found.at.column)))
        if found.recorded:
            where = f"  ({found.recorded_at})" if found.recorded_at else ""
            line = f", line {found.line}" if found.line else ""
            self._pair("recorded", found.recorded, f"{where}{line}")
        if found.got:
            self._pair("now", found.got)
        Pieces(self.screen).differences(found.differences)
        if found.next:
            self._pair("next", found.next, "  (what the recording has then)")
        if found.kind == DivergenceKind.OPEN:
            fork = f"mws fork {recording} --at {found.line}"
            self._pair("try", f"{fork} --status STATUS", "  (or --answer, --fail: this came back)")
            self._pair("", f"{fork} --send", "  (it never reached the service)")

    def alike(self, done: ReplayResult) -> None:
        """Differences that no service minds."""
        for one in done.alike:
            what = f"request {one.request}: {one.difference.field}"
            self.screen.print(
                (f"{'same':<{LABEL}}", "dim"), (f"{one_line(what)} written otherwise, same meaning", "dim")
            )

    def against(self, done: ReplayResult) -> None:
        """How a changed run that found all its answers compares with the recorded one."""
        if done.divergence is not None:
            return
        if done.identical:
            self._label("identical", "it said the same as the recorded run", "bold green", done.seconds)
            return
        self._label("replayed", "every request found its answer; what differs:", "bold", done.seconds)
        if done.comparison is not None:
            DiffSheet(self.screen).consequences(done.comparison)

    def _because(self, done: ReplayResult) -> None:
        if done.because:
            self.screen.print((f"{'because':<{LABEL}}", "dim"), (one_line(done.because), "bold"))
        if DEPENDS_ON_SECRET in done.because:
            self.screen.print((f"{'try':<{LABEL}}", "dim"), _PUT_BACK)

    def _pair(self, label: str, text: str, more: str = "") -> None:
        line: Line = ((f"{label:<{LABEL}}", "dim"), one_line(text, _LONGEST), (safe(more), "dim"))
        self.screen.print(*line)

    def _label(self, word: str, text: str, style: str, took: float) -> None:
        self.screen.print((f"{word:<{LABEL}}", style), f" {text}", (f"  {seconds(took)}", "dim"))
