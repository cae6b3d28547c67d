"""A recorded run as a page for the terminal: what it was, what happened in order, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.model.commands import Finish, Log, SendRequest, Throw
from runtime.model.events import Received, Responded
from runtime.model.script import excerpt
from runtime.recording import Recording
from runtime.recording.timeline import Moment, RunState, timeline
from runtime.render.blocks import Pieces, answer, status_line
from runtime.render.bodies import body_lines, text_lines
from runtime.render.outcome import outcome_style
from runtime.render.recording_notes import about
from runtime.render.screen import Screen
from runtime.render.text import date, one_line, safe
from runtime.render.timeline import Moments
from runtime.runs.report import FindingFacts, Report
from runtime.session.transcript import Exchange


@dataclass(frozen=True, slots=True)
class Page:
    """Prints one recording, or a part of it."""

    screen: Screen
    recording: Recording
    report: Report

    @property
    def _pieces(self) -> Pieces:
        return Pieces(self.screen)

    def whole(self, command: str) -> None:
        """The page. `command` is the one that shows it, for those that show more."""
        self._head()
        self._heading("what happened", "  (mws show --at takes any line, mws fork --at an answer's)")
        moments = Moments(self.screen, self.recording.plan.script)
        moments.heading()
        moments.all(timeline(self.recording.entries))
        self._heading("context")
        self._pieces.context(self.report)
        if self.report.findings:
            self._heading("findings")
            self._pieces.findings(self.report.findings)
        self.screen.print()
        self._pieces.outcome(self.report)
        self._more(command)

    def request(self, number: int) -> None:
        """One request in full, with all that came of it."""
        exchanges = self.recording.transcript.exchanges
        exchange = exchanges[number]
        self._request_head(number, exchange)
        self._show_request(exchange)
        self._show_answer(exchange)
        self._heading("its lines")
        moments = Moments(self.screen, self.recording.plan.script)
        for moment in timeline(self.recording.entries):
            if moment.request == number:
                moments.one(moment)
        self._family([one for one in exchanges.values() if one.origin == exchange.origin], number)
        found = [one for one in self.report.findings if _is_about(one, exchange)]
        if found:
            self._heading("findings")
            self._pieces.findings(found)

    def context(self) -> None:
        """What the script was given, what it gave back, and how they differ."""
        finishes = self.recording.transcript.finishes
        self.screen.print(("context before", "bold"))
        self._show_indented(text_lines(self.recording.plan.context))
        if finishes:
            self._heading("context after")
            self._show_indented(text_lines(finishes[0].context))
        self._heading("what the script changed")
        self._pieces.context(self.report)

    def show_state(self, at: RunState) -> None:
        """How things stood after one line."""
        last = at.so_far[-1]
        moments = Moments(self.screen, self.recording.plan.script)
        self._heading_first(f"up to line {last.seq}", f" of {self.recording.entries[-1].seq}")
        moments.heading()
        moments.all(at.so_far[:-1])
        self._heading(f"line {last.seq}")
        moments.one(last)
        self._in_full(last, at)
        self._heading("open then")
        self._open(at)
        self._heading("next")
        if at.next is None:
            self.screen.print(f"  nothing: the run ended here ({self.report.outcome})")
        else:
            moments.one(at.next)

    def _head(self) -> None:
        head, label = self.recording.head, self._pieces.label
        versions = ", ".join(f"{name} {version}" for name, version in head.versions.items())
        label("script", f"{one_line(head.plan.script.name)}  {one_line(head.plan.kind)}")
        label("sha256", one_line(head.plan.script.sha256))
        label("recorded", f"{date(head.plan.started)}, {_lines(len(self.recording.entries))}")
        label("by", one_line(versions))
        label("world", one_line(head.world))
        self._pieces.cage(head.cage, head.layers)
        for note in about(self.recording):
            label("note", one_line(note), "yellow")
        outcome = self.report.outcome
        label("outcome", str(outcome), outcome_style(outcome, findings=bool(self.report.findings)))

    def _request_head(self, number: int, exchange: Exchange) -> None:
        self._heading_first(
            f"request {number}",
            f"  {exchange.because} of #{exchange.origin}" if exchange.origin != number else "",
        )
        label = self._pieces.label
        label("sent", f"at {exchange.sent:.1f} ms{', after done' if exchange.after_done else ''}")
        text, style = answer(exchange)
        label("answer", text, style)
        if exchange.denied:
            label("", one_line(exchange.denied, 2000), "red")
        if exchange.problem:
            label("problem", one_line(exchange.problem, 2000), "red")
        if exchange.at is not None:
            label("from", one_line(self.recording.plan.script.where(exchange.at)), "cyan")
            self._pieces.excerpt(excerpt(self.recording.plan.script.text, exchange.at))

    def _show_request(self, exchange: Exchange) -> None:
        request = exchange.request
        self.screen.print()
        self.screen.print((f"> {one_line(request.method)} {one_line(request.url, 8000)}", "bold"), hang=4)
        self._pieces.message("> ", request.headers, body_lines(request.body))

    def _show_answer(self, exchange: Exchange) -> None:
        response = exchange.response
        if response is None:
            return
        self.screen.print()
        self.screen.print((f"< {status_line(response.status, response.reason)}", "bold"))
        self._pieces.message("< ", response.headers, body_lines(response.body))

    def _family(self, members: list[Exchange], number: int) -> None:
        if len(members) < 2:  # noqa: PLR2004 - it has company
            return
        self._heading("redirects and retries")
        for one in members:
            mark = "  <- this one" if one.request.id == number else ""
            why = "" if one.because == "call" else f" ({one.because})"
            what = f"{one.request.method} {one.request.url}{why}  "
            self.screen.print(f"  #{one.request.id} {one_line(what, 2000)}", answer(one), mark, hang=6)

    def _in_full(self, last: Moment, at: RunState) -> None:
        what = at.entry.what
        if last.at is not None:
            self._pieces.excerpt(excerpt(self.recording.plan.script.text, last.at))
        match what:
            case SendRequest(request):
                self._pieces.message("> ", request.headers, body_lines(request.body))
            case Responded():
                self._pieces.message("< ", what.headers, [])
            case Received(_, body, trailers, decoded):
                self._pieces.message("< ", trailers, body_lines(body if decoded is None else decoded))
            case Finish(context):
                self._show_indented(text_lines(context))
            case Log(_, text) | Throw(text):
                self._show_indented(text.split("\n"))
            case _:
                pass

    def _open(self, at: RunState) -> None:
        for exchange in at.open:
            request = exchange.request
            what = f"  #{request.id} {one_line(f'{request.method} {request.url}')}"
            self.screen.print(what, (f"  since {exchange.sent:.1f} ms{_so_far(exchange)}", "yellow"), hang=6)
        for timer in at.timers:
            place = (
                one_line(self.recording.plan.script.where(timer.at)) if timer.at else "rest's own time-out"
            )
            self.screen.print(f"  timer {timer.timer}, due at {timer.due:.1f} ms  ", (place, "cyan"), hang=6)
        if not at.open and not at.timers:
            self.screen.print(("  nothing", "dim"))

    def _more(self, command: str) -> None:
        failed = [one.number for one in self.report.requests if one.verdict in {"fail", "error"}]
        more = f"--request {failed[0] if failed else 1}" if self.report.requests else "--context"
        self._pieces.label("recording", safe(self.recording.name))
        self._pieces.label("next", f"{safe(command)} {more}")

    def _show_indented(self, lines: list[str]) -> None:
        for line in lines:
            self.screen.print(f"  {safe(line)}")

    def _heading(self, text: str, more: str = "") -> None:
        self.screen.print()
        self._heading_first(text, more)

    def _heading_first(self, text: str, more: str = "") -> None:
        self._pieces.heading(text, more)


def _so_far(exchange: Exchange) -> str:
    if exchange.response is None:
        return ""
    return ", its answer is there" if exchange.whole else f", status {exchange.response.status} so far"


def _is_about(finding: FindingFacts, exchange: Exchange) -> bool:
    """Findings name the request that they are about."""
    return f"{exchange.request.method} {exchange.request.url}" in finding.text


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count:,} lines"
