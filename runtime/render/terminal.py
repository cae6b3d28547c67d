"""A run on the terminal: each request as it happens, and the rest once it is over."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus

from runtime.commands import AbortRequest, Log, SendRequest
from runtime.difference import Change
from runtime.events import Begun, Failed, Received
from runtime.outcome import TABLE, Outcome
from runtime.render.outcome import outcome_style
from runtime.render.screen import Line, Screen, Span, plain
from runtime.render.text import one_line, safe, seconds, size, value
from runtime.report import Body, Report, RequestFacts, Setting
from runtime.script import Script
from runtime.transcript import Entry, Exchange, Transcript

_NOT_DOCUMENTED = "not documented for MyWorkspace"
_LABEL = 10
_ROOM = 88  # characters for layers beside their label


@dataclass(slots=True)
class Narrator:
    """Tells a run while it goes on. `take` is what the ledger calls with each (masked) entry."""

    screen: Screen
    script: Script
    transcript: Transcript = field(default_factory=Transcript)
    setting: Setting | None = None
    waiting: bool = False
    spoke: bool = False

    def begin(self, setting: Setting) -> None:
        """What is about to run, where, and against what; shown once the script has proved to be one."""
        self.setting = setting

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
                    self._say(_exchange_line(self.script, exchange))
            case Log() as log:
                self._say(_log_line(self.script, log))
            case _:
                pass

    def end(self) -> None:
        """Nothing more comes: show what never got an answer."""
        self.pause()
        self._open()
        for exchange in self.transcript.exchanges.values():
            if exchange.ended is None and not exchange.aborted:
                self._say(_exchange_line(self.script, exchange))

    def pause(self) -> None:
        """Leave the line to somebody else."""
        if self.waiting:
            self.screen.wipe()
            self.waiting = False

    def _open(self) -> None:
        setting, self.setting = self.setting, None
        if setting is None:
            return
        self._label("script", f"{one_line(self.script.name)}  {setting.kind.kind} ({setting.kind.because})")
        self._label("sha256", self.script.sha256)
        for number, line in enumerate(_layers(setting)):
            self._label("" if number else "cage", line)
        self._label("world", safe(setting.world))
        for host in setting.live:
            self._label("", f"open: {safe(host)}", "bold yellow")

    def _say(self, line: Line) -> None:
        """Print a line in place of the one that waits."""
        self.pause()
        self._space()
        self.screen.print(*line)

    def _space(self) -> None:
        """A line of nothing between the heading and the first request."""
        if not self.spoke:
            self.screen.print()
            self.spoke = True

    def _wait_for(self, exchange: Exchange) -> None:
        """On a terminal, show what is being waited for until something comes of it."""
        if not self.screen.is_terminal:
            return
        self.pause()
        self._space()
        shown = plain(_request_spans(self.script, exchange))[: max(self.screen.width - 3, 20)]
        self.screen.print((f"{shown} …", "dim"), end="")
        self.waiting = True

    def _label(self, label: str, text: str, style: str = "") -> None:
        self.screen.print((f"{label:<{_LABEL}}", "dim"), (text, style))


def _layers(setting: Setting) -> list[str]:
    """What held the script, in lines that a terminal has room for."""
    lines = [f"{setting.cage}:"]
    for number, layer in enumerate(setting.layers, start=1):
        word = f" {layer}," if number < len(setting.layers) else f" {layer}"
        if len(lines[-1]) + len(word) > _ROOM:
            lines.append("")
        lines[-1] += word if lines[-1] else word.lstrip()
    return lines


def _exchange_line(script: Script, exchange: Exchange) -> Line:
    return (*_request_spans(script, exchange), "  ", _answer(exchange))


def _request_spans(script: Script, exchange: Exchange) -> Line:
    request = exchange.request
    why = f" ({exchange.because})" if exchange.because != "call" else ""
    place = f"  {one_line(script.where(exchange.at))}"
    url = one_line(request.url, 2000)
    return (place, "cyan"), f"  {safe(request.method):<6} ", (url, "bold"), (why, "dim")


def _answer(exchange: Exchange) -> Span:
    """What came of a request; what was held back says so first."""
    text, style = _came_of(exchange)
    return (f"held back, answered here: {text}", "yellow") if exchange.held_back else (text, style)


def _came_of(exchange: Exchange) -> tuple[str, str]:
    took = "" if exchange.ended is None else f"  {seconds((exchange.ended - exchange.sent) / 1000)}"
    if exchange.denied:
        return "denied", "bold red"
    if exchange.aborted:
        return f"aborted{took}", "yellow"
    if exchange.failure is not None:
        return f"{one_line(exchange.failure.message)}{took}", "red"
    if exchange.response is None:
        return "no answer", "red"
    return f"{_status(exchange.response.status, exchange.response.reason)}{took}", _colour(exchange)


def _status(status: int, reason: str) -> str:
    return f"{status} {one_line(reason, 80)}".rstrip()


def _colour(exchange: Exchange) -> str:
    status = exchange.response.status if exchange.response else 0
    if status >= HTTPStatus.BAD_REQUEST:
        return "red"
    return "yellow" if status >= HTTPStatus.MULTIPLE_CHOICES else "green"


def _log_line(script: Script, log: Log) -> Line:
    place = f"  {one_line(script.where(log.at))}"
    text = f"  console.{log.level}: {one_line(log.text, 2000)}  "
    return (place, "cyan"), text, (f"({_NOT_DOCUMENTED})", "dim")


@dataclass(frozen=True, slots=True)
class Summary:
    """Prints a report: the context, the findings, the outcome, and where to go from here."""

    screen: Screen
    verbose: bool = False
    quiet: bool = False

    def show(self, report: Report, next_command: str = "") -> None:
        """The whole of it; quiet keeps to findings and outcome."""
        held_back = [request for request in report.requests if request.held_back]
        if self.verbose:
            for request in report.requests:
                self._request(request)
        elif held_back and not self.quiet:
            self._held_back(held_back)
        if not self.quiet:
            self._context(report)
        self._findings(report)
        self._outcome(report)
        if not self.quiet:
            self._onward(report, next_command)
        if report.learned is not None:
            self._learned(report.learned)

    def _request(self, request: RequestFacts) -> None:
        self.screen.print()
        mark = ("  held back, answered here", "yellow") if request.held_back else ""
        self.screen.print((f"> {safe(request.method)} {one_line(request.url, 4000)}", "bold"), mark)
        self._message("> ", request.headers, request.body)
        if request.response is not None:
            self.screen.print((f"< {_status(request.response.status, request.response.reason)}", "bold"))
            self._message("< ", request.response.headers, request.response.body)
        elif request.failure:
            self.screen.print((f"< {one_line(request.failure)}", "red"))

    def _held_back(self, requests: list[RequestFacts]) -> None:
        """What a dry run is for: each write in full, as the service would have had it."""
        self._heading("held back")
        for number, request in enumerate(requests):
            if number:
                self.screen.print()
            self.screen.print((f"> {safe(request.method)} {one_line(request.url, 4000)}", "bold"))
            self._message("> ", request.headers, request.body)

    def _message(self, mark: str, headers: list[tuple[str, str]], body: Body) -> None:
        for name, content in headers:
            self.screen.print((mark, "dim"), (f"{safe(name)}: ", "cyan"), one_line(content, 4000))
        if body.bytes:
            shown = body.text if body.text is not None else f"({size(body.bytes)} that are not text)"
            for line in safe(shown).split("\n"):
                self.screen.print((f"{mark}  ", "dim"), line)

    def _context(self, report: Report) -> None:
        self._heading("context")
        if report.context.after is None and not report.context.changes:
            why = ": done was not called" if report.script.kind == "workflow" else ""
            self.screen.print((f"  not given back{why}", "dim"))
        elif not report.context.changes:
            self.screen.print(("  unchanged", "dim"))
        for change in report.context.changes:
            self.screen.print(*change_line(change))

    def _findings(self, report: Report) -> None:
        if report.findings:
            self._heading("findings")
        for finding in report.findings:
            place = f"{safe(str(finding.at))}  " if finding.at else ""
            text = one_line(finding.text, 2000)
            self.screen.print("  ", (place, "cyan"), (text, "yellow"), (f"  [{finding.code}]", "dim"))

    def _outcome(self, report: Report) -> None:
        usage = report.usage
        took = f"  {seconds(usage.seconds)}, CPU {seconds(usage.cpu_seconds)}, {size(usage.memory_bytes)}"
        if not self.quiet:
            self.screen.print()
        outcome = (str(report.outcome), outcome_style(report.outcome, findings=bool(report.findings)))
        self.screen.print((f"{'outcome':<{_LABEL}}", "dim"), outcome, (took, "dim"))
        if report.outcome not in {Outcome.DONE, Outcome.DIVERGED}:  # where it diverged is told by itself
            self._reason(report)

    def _learned(self, table: str) -> None:
        """Lines as they are, to be pasted."""
        self._heading("egress that this run needed (--egress FILE)")
        for line in safe(table).rstrip("\n").split("\n"):
            self.screen.print(line)

    def _reason(self, report: Report) -> None:
        at = f"{report.at}: " if report.at else ""
        first, *more = safe(report.detail or TABLE[report.outcome].text).split("\n")
        self.screen.print(f"  {one_line(at)}{first}")
        for line in more:  # the guest's words never stand at the beginning of a line
            self.screen.print(f"    {line}")
        for line in report.source.split("\n") if report.source else ():
            self.screen.print((safe(line), "bold red" if line.strip() == "^" else ""))
        for frame in report.stack[1:]:
            self.screen.print((f"  called from {safe(str(frame))}", "dim"))
        for sentence in report.pending:
            self.screen.print(f"  {one_line(sentence, 4000)}")
        if report.hint:
            self.screen.print((f"  {report.hint}", "bold"))

    def _onward(self, report: Report, next_command: str) -> None:
        if report.recording:
            self.screen.print((f"{'recording':<{_LABEL}}", "dim"), safe(report.recording))
        if next_command:
            self.screen.print((f"{'next':<{_LABEL}}", "dim"), safe(next_command))

    def _heading(self, text: str) -> None:
        if not self.quiet:
            self.screen.print()
        self.screen.print((text, "bold"))


def change_line(change: Change) -> Line:
    """A place that differs, in one line."""
    path = one_line(change.path, 300)
    if change.how == "added":
        return ((f"  + {path}  {value(change.after)}", "green"),)
    if change.how == "removed":
        return ((f"  - {path}  {value(change.before)}", "red"),)
    before, after = (value(change.before), "red"), (value(change.after), "green")
    return (f"  ~ {path}  ", "yellow"), before, " -> ", after
