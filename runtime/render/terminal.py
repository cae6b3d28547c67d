"""A run on the terminal: each request as it happens, and the rest once it is over.

Lines are never wrapped here, so that `FILE:LINE:COL` stays whole in a pipe; colour only on a terminal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus

from rich.console import Console
from rich.text import Text

from runtime.commands import AbortRequest, Log, SendRequest
from runtime.difference import Change
from runtime.events import Begun, Failed, Received
from runtime.outcome import TABLE, Outcome
from runtime.render.text import one_line, safe, seconds, size, value
from runtime.report import Body, Report, RequestFacts, Setting
from runtime.script import Script
from runtime.transcript import Entry, Exchange, Transcript

_NOT_DOCUMENTED = "not documented for MyWorkspace"
_LABEL = 10


def console_for(*, stderr: bool = False) -> Console:
    """The console: plain when piped or under NO_COLOR, and without any markup or guessing of its own."""
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, soft_wrap=True)


@dataclass(slots=True)
class Narrator:
    """Tells a run while it goes on. `take` is what the ledger calls with each (masked) entry."""

    console: Console
    script: Script
    transcript: Transcript = field(default_factory=Transcript)
    waiting: bool = False
    setting: Setting | None = None
    spoke: bool = False

    def begin(self, setting: Setting) -> None:
        """What is about to run, where, and against what; shown once the script has proved to be one."""
        self.setting = setting

    def _open(self) -> None:
        setting = self.setting
        if setting is None:
            return
        self.setting = None
        script = self.script
        kind = f"{setting.kind.kind} ({setting.kind.because})"
        self._label("script", f"{safe(script.name)}  {kind}")
        self._label("sha256", script.sha256)
        self._label("cage", f"{setting.cage}: {', '.join(setting.layers)}")
        self._label("world", safe(setting.world))
        for host in setting.live:
            self._label("", f"open: {safe(host)}", "bold yellow")

    def take(self, entry: Entry) -> None:
        """Show what there is to show of one entry."""
        self.transcript.add(entry)
        if not isinstance(entry.what, Begun):
            self._open()
        match entry.what:
            case SendRequest(request):
                self._wait_for(self.transcript.exchanges[request.id])
            case Received(request) | Failed(request) | AbortRequest(request):
                exchange = self.transcript.exchanges.get(request)
                if exchange is not None:
                    self.say(_exchange_line(self.script, exchange))
            case Log() as log:
                self.say(_log_line(self.script, log))
            case _:
                pass

    def say(self, line: Text) -> None:
        """Print a line in place of the one that waits."""
        self.pause()
        self._space()
        self.console.print(line)

    def _space(self) -> None:
        """A line of nothing between the heading and the first request."""
        if not self.spoke:
            self.console.print()
            self.spoke = True

    def end(self) -> None:
        """Nothing more comes: show what never got an answer."""
        self.pause()
        self._open()
        for exchange in self.transcript.exchanges.values():
            if exchange.ended is None and not exchange.aborted:
                self._space()
                self.console.print(_exchange_line(self.script, exchange))

    def _wait_for(self, exchange: Exchange) -> None:
        """On a terminal, show what is being waited for until something comes of it."""
        if self.console.is_terminal:
            self.pause()
            self._space()
            line = _exchange_line(self.script, exchange, waiting=True)
            line.truncate(max(self.console.width - 1, 20), overflow="ellipsis")
            self.console.print(line, end="")
            self.waiting = True

    def pause(self) -> None:
        """Leave the line to somebody else."""
        if self.waiting:
            self.console.file.write("\r\x1b[2K")
            self.waiting = False

    def _label(self, label: str, text: str, style: str = "") -> None:
        self.console.print(Text.assemble((f"{label:<{_LABEL}}", "dim"), (text, style)))


def _exchange_line(script: Script, exchange: Exchange, *, waiting: bool = False) -> Text:
    request = exchange.request
    why = f" ({exchange.because})" if exchange.because != "call" else ""
    text = Text.assemble(
        ("  " + safe(script.where(exchange.at)), "cyan"),
        f"  {safe(request.method):<6} ",
        (one_line(request.url, 2000), "bold"),
        (why, "dim"),
        "  ",
    )
    return text.append("…" if waiting else "").append_text(_answer(exchange, waiting=waiting))


def _answer(exchange: Exchange, *, waiting: bool) -> Text:
    if waiting:
        return Text()
    took = "" if exchange.ended is None else f"  {seconds((exchange.ended - exchange.sent) / 1000)}"
    if exchange.denied:
        return Text("denied", "bold red")
    if exchange.aborted:
        return Text(f"aborted{took}", "yellow")
    if exchange.failure is not None:
        return Text(f"{one_line(exchange.failure.message)}{took}", "red")
    if exchange.response is None:
        return Text("no answer", "red")
    return Text(f"{_status(exchange.response.status, exchange.response.reason)}{took}", _colour(exchange))


def _status(status: int, reason: str) -> str:
    return f"{status} {one_line(reason, 80)}".rstrip()


def _colour(exchange: Exchange) -> str:
    status = exchange.response.status if exchange.response else 0
    if status >= HTTPStatus.BAD_REQUEST:
        return "red"
    return "yellow" if status >= HTTPStatus.MULTIPLE_CHOICES else "green"


def _log_line(script: Script, log: Log) -> Text:
    return Text.assemble(
        ("  " + safe(script.where(log.at)), "cyan"),
        f"  console.{log.level}: {one_line(log.text, 2000)}  ",
        (f"({_NOT_DOCUMENTED})", "dim"),
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """Prints a report: the context, the findings, the outcome, and where to go from here."""

    console: Console
    verbose: bool = False
    quiet: bool = False

    def show(self, report: Report, next_command: str = "") -> None:
        """The whole of it; quiet keeps to findings and outcome."""
        if self.verbose:
            for request in report.requests:
                self._request(request)
        if not self.quiet:
            self._context(report)
        self._findings(report)
        self._outcome(report)
        if not self.quiet:
            self._onward(report, next_command)

    def _request(self, request: RequestFacts) -> None:
        self._line(Text(f"\n> {safe(request.method)} {one_line(request.url, 4000)}", "bold"))
        self._message("> ", request.headers, request.body)
        if request.response is not None:
            reason = _status(request.response.status, request.response.reason)
            self._line(Text(f"< {reason}", "bold"))
            self._message("< ", request.response.headers, request.response.body)
        elif request.failure:
            self._line(Text(f"< {one_line(request.failure)}", "red"))

    def _message(self, mark: str, headers: list[tuple[str, str]], body: Body) -> None:
        for name, content in headers:
            self._line(Text.assemble((mark, "dim"), (f"{name}: ", "cyan"), one_line(content, 4000)))
        if body.bytes:
            shown = body.text if body.text is not None else f"({size(body.bytes)} that are not text)"
            for line in safe(shown).split("\n"):
                self._line(Text.assemble((f"{mark}  ", "dim"), line))

    def _context(self, report: Report) -> None:
        self._heading("context")
        if report.context.after is None and not report.context.changes:
            self._line(Text("  not given back: done was not called", "dim"))
        elif not report.context.changes:
            self._line(Text("  unchanged", "dim"))
        for change in report.context.changes:
            self._line(_change(change))

    def _findings(self, report: Report) -> None:
        if report.findings:
            self._heading("findings")
        for finding in report.findings:
            place = f"{safe(str(finding.at))}  " if finding.at else ""
            text = one_line(finding.text, 2000)
            self._line(Text.assemble("  ", (place, "cyan"), (text, "yellow"), (f"  [{finding.code}]", "dim")))

    def _outcome(self, report: Report) -> None:
        good = report.outcome is Outcome.DONE
        usage = report.usage
        took = f"  {seconds(usage.seconds)}, CPU {seconds(usage.cpu_seconds)}, {size(usage.memory_bytes)}"
        colour = "bold green" if good and not report.findings else "bold yellow" if good else "bold red"
        if not self.quiet:
            self._line(Text())
        self._line(Text.assemble((f"{'outcome':<{_LABEL}}", "dim"), (report.outcome, colour), (took, "dim")))
        if good:
            return
        self._line(Text(f"  {safe(_at(report))}{safe(report.detail or TABLE[report.outcome].text)}"))
        for line in report.source.split("\n") if report.source else ():
            self._line(Text(safe(line), "bold red" if line.strip() == "^" else ""))
        for frame in report.stack[1:]:
            self._line(Text(f"  called from {safe(str(frame))}", "dim"))
        for sentence in report.pending:
            self._line(Text(f"  {one_line(sentence, 4000)}"))
        if report.hint:
            self._line(Text(f"  {report.hint}", "bold"))

    def _onward(self, report: Report, next_command: str) -> None:
        if report.recording:
            self._line(Text.assemble((f"{'recording':<{_LABEL}}", "dim"), safe(report.recording)))
        if next_command:
            self._line(Text.assemble((f"{'next':<{_LABEL}}", "dim"), safe(next_command)))

    def _heading(self, text: str) -> None:
        self._line(Text(f"\n{text}" if not self.quiet else text, "bold"))

    def _line(self, text: Text) -> None:
        self.console.print(text)


def _at(report: Report) -> str:
    return f"{report.at}: " if report.at else ""


def _change(change: Change) -> Text:
    path = one_line(change.path, 300)
    if change.how == "added":
        return Text(f"  + {path}  {value(change.after)}", "green")
    if change.how == "removed":
        return Text(f"  - {path}  {value(change.before)}", "red")
    return Text.assemble(
        (f"  ~ {path}  ", "yellow"),
        (value(change.before), "red"),
        " -> ",
        (value(change.after), "green"),
    )
