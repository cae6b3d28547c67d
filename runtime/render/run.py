"""A run on the terminal: each request as it happens, and the rest once it is over."""

from __future__ import annotations

from dataclasses import dataclass, field

from runtime.model.commands import AbortRequest, Log, SendRequest
from runtime.model.events import Begun, Failed, Received
from runtime.model.script import Script
from runtime.render import blocks as pieces
from runtime.render.blocks import LABEL, Pieces
from runtime.render.screen import Line, Screen, plain
from runtime.render.text import one_line, safe
from runtime.runs.report import Body, Report, RequestFacts
from runtime.runs.result import Setting
from runtime.session.transcript import Entry, Exchange, Transcript

_NOT_DOCUMENTED = "not documented for MyWorkspace"


@dataclass(slots=True)
class Narrator:
    """Tells a run while it goes on. `take` is called with each (masked) entry."""

    screen: Screen
    script: Script
    transcript: Transcript = field(default_factory=Transcript)
    setting: Setting | None = None
    waiting: bool = False
    has_printed: bool = False

    def begin(self, setting: Setting, transcript: Transcript) -> None:
        """What is about to run, where, and against what; shown once the script has proved to be one."""
        self.setting, self.transcript = setting, transcript

    def take(self, entry: Entry) -> None:
        """Show what there is to show of one entry."""
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
        blocks = Pieces(self.screen)
        label = blocks.label
        label("script", f"{one_line(self.script.name)}  {setting.kind.kind} ({setting.kind.because})")
        label("sha256", self.script.sha256)
        blocks.cage(setting.cage, setting.layers)
        label("world", safe(setting.world))
        for host in setting.live:
            label("", f"open: {safe(host)}", "bold yellow")

    def _say(self, line: Line) -> None:
        """Print a line in place of the one that waits."""
        self.pause()
        self._space()
        self.screen.print(*line)

    def _space(self) -> None:
        """A line of nothing between the heading and the first request."""
        if not self.has_printed:
            self.screen.print()
            self.has_printed = True

    def _wait_for(self, exchange: Exchange) -> None:
        """On a terminal, show what is being waited for until something comes of it."""
        if not self.screen.is_terminal:
            return
        self.pause()
        self._space()
        line = plain(_request_spans(self.script, exchange))[: max(self.screen.width - 3, 20)]
        self.screen.print((f"{line} …", "dim"), end="")
        self.waiting = True


def _exchange_line(script: Script, exchange: Exchange) -> Line:
    return (*_request_spans(script, exchange), "  ", pieces.answer(exchange))


def _request_spans(script: Script, exchange: Exchange) -> Line:
    request = exchange.request
    why = f" ({exchange.because})" if exchange.because != "call" else ""
    place = f"  {one_line(script.where(exchange.at))}"
    url = one_line(request.url, 2000)
    return (place, "cyan"), f"  {safe(request.method):<6} ", (url, "bold"), (why, "dim")


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
            self._show_held_back(held_back)
        if not self.quiet:
            self._context(report)
        self._findings(report)
        self._outcome(report)
        if not self.quiet:
            self._show_next_command(report, next_command)
        if report.learned is not None:
            self._show_egress(report.learned)

    def _request(self, request: RequestFacts) -> None:
        self.screen.print()
        mark = ("  held back, answered here", "yellow") if request.held_back else ""
        self.screen.print((f"> {safe(request.method)} {one_line(request.url, 4000)}", "bold"), mark)
        self._message("> ", request.headers, request.body)
        if request.response is not None:
            self.screen.print(
                (f"< {pieces.status_line(request.response.status, request.response.reason)}", "bold")
            )
            self._message("< ", request.response.headers, request.response.body)
        elif request.failure:
            self.screen.print((f"< {one_line(request.failure)}", "red"))

    def _show_held_back(self, requests: list[RequestFacts]) -> None:
        """What a dry run is for: each write in full, as the service would have had it."""
        self._heading("held back")
        for number, request in enumerate(requests):
            if number:
                self.screen.print()
            self.screen.print((f"> {safe(request.method)} {one_line(request.url, 4000)}", "bold"))
            self._message("> ", request.headers, request.body)

    def _message(self, mark: str, headers: list[tuple[str, str]], body: Body) -> None:
        Pieces(self.screen).message(mark, headers, pieces.plain_body(body))

    def _context(self, report: Report) -> None:
        self._heading("context")
        Pieces(self.screen).context(report)

    def _findings(self, report: Report) -> None:
        if report.findings:
            self._heading("findings")
        Pieces(self.screen).findings(report.findings)

    def _outcome(self, report: Report) -> None:
        if not self.quiet:
            self.screen.print()
        Pieces(self.screen).outcome(report)

    def _show_egress(self, table: str) -> None:
        """Lines as they are, to be pasted."""
        self._heading("egress that this run needed (--egress FILE)")
        for line in safe(table).rstrip("\n").split("\n"):
            self.screen.print(line)

    def _show_next_command(self, report: Report, next_command: str) -> None:
        if report.recording:
            self.screen.print((f"{'recording':<{LABEL}}", "dim"), safe(report.recording))
        if next_command:
            self.screen.print((f"{'next':<{LABEL}}", "dim"), safe(next_command))

    def _heading(self, text: str) -> None:
        if not self.quiet:
            self.screen.print()
        self.screen.print((text, "bold"))
