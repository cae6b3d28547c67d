"""The report of a run, as one value that every face shows. Everything in it is masked.

`mws schema report` publishes its shape; fields are added, never renamed.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import re
from dataclasses import dataclass
from typing import Any

from runtime import __version__
from runtime.formats import json_outline as outline
from runtime.formats.json_diff import Change, differences
from runtime.formats.json_text import TOO_DEEP, parse_to_show
from runtime.model.http import Header
from runtime.model.outcome import STRICT_FINDINGS, Outcome
from runtime.model.script import Place, Script, excerpt
from runtime.runs.result import RunResult, Usage
from runtime.secrets import Secrets
from runtime.secrets.keys import is_secret
from runtime.session.findings import Finding
from runtime.session.hints import find_hint, needs_timers
from runtime.session.transcript import Exchange

_LONGEST_BODY = 64 << 10
# A result can have so many more values than the context has bytes to be compared with it place by place: a
# script can make in a second what takes the host ten seconds to compare.
_MOST = 50_000


@dataclass(frozen=True)
class At:
    """A place in the author's script, both counted from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """`FILE:LINE:COL`, which editors and terminals make a link of."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(slots=True, eq=False, repr=False)
class ScriptFacts:
    """Which script ran; `sha256` is of its file's bytes."""

    name: str
    sha256: str
    kind: str
    kind_because: str


@dataclass(slots=True, eq=False, repr=False)
class CageFacts:
    """The cage of the script."""

    name: str
    layers: list[str]


@dataclass(slots=True, eq=False, repr=False)
class WorldFacts:
    """What answered; `live` has the real hosts that were open to the run, and their mapped addresses."""

    answers: str
    live: list[str]


@dataclass(slots=True, eq=False, repr=False)
class Body:
    """A body as text, or as base64 if it isn't UTF-8; cut off after 64 KB (`bytes` is its full size)."""

    bytes: int
    text: str | None = None
    base64: str | None = None


@dataclass(slots=True, eq=False, repr=False)
class ResponseFacts:
    """An answer; its body is decoded."""

    status: int
    reason: str
    headers: list[Header]
    body: Body


@dataclass(slots=True, eq=False, repr=False)
class HandlerFacts:
    """A handler that was called for a request: its event, and its place."""

    event: str
    at: At | None


@dataclass(slots=True, eq=False, repr=False)
class RequestFacts:
    """One request with its answer. `sent` is milliseconds since the run began, `took` until the answer.

    `verdict` is restler's: success, fail (400 and above), error, redirect, or "" while it was open.
    `listeners` are the events that the script listens to, `handlers` those that were called, in their order.
    A request that was `held_back` never left the machine: its body is complete, and its answer is not the
    service's.
    """

    number: int
    at: At | None
    because: str
    method: str
    url: str
    headers: list[Header]
    body: Body
    sent: float
    took: float | None
    verdict: str
    response: ResponseFacts | None
    failure: str
    denied: str
    aborted: bool
    after_done: bool
    held_back: bool
    listeners: list[str]
    handlers: list[HandlerFacts]


@dataclass(slots=True, eq=False, repr=False)
class ConsoleFacts:
    """A line that the script wrote to the console, which MyWorkspace doesn't document."""

    level: str
    text: str
    at: At | None
    after_done: bool
    note: str = "console is not documented for MyWorkspace"


@dataclass(slots=True, eq=False, repr=False)
class ContextFacts:
    """The context before and after; `after` is null if the script gave none."""

    before: Any
    after: Any
    changes: list[Change]


@dataclass(slots=True, eq=False, repr=False)
class FindingFacts:
    """A finding for the author. `code` is stable."""

    code: str
    text: str
    at: At | None


@dataclass(slots=True, eq=False, repr=False)
class Report:
    """Everything about one run. `outcome` is the word from the table; `exit_code` is the process's."""

    mws: str
    script: ScriptFacts
    cage: CageFacts
    world: WorldFacts
    outcome: Outcome
    exit_code: int
    detail: str
    at: At | None
    source: str  # the script's line at `at`, and a marker under it
    stack: list[At]
    pending: list[str]
    hint: str
    requests: list[RequestFacts]
    console: list[ConsoleFacts]
    context: ContextFacts
    findings: list[FindingFacts]
    usage: Usage
    recording: str | None = None
    remedy: str = ""  # what would most likely help: deadline, cpu, memory, writes or timers
    learned: str | None = None  # the [egress] table that this run needed, as TOML, if --learn was given


@dataclass(frozen=True, slots=True)
class _Reporter:
    script: Script

    def at(self, place: Place | None) -> At | None:
        return None if place is None else At(self.script.name, place.line, place.column)

    def request(self, exchange: Exchange) -> RequestFacts:
        request, response = exchange.request, exchange.response
        took = None if exchange.ended is None else round(exchange.ended - exchange.sent, 3)
        return RequestFacts(
            number=request.id,
            at=self.at(exchange.at),
            because=exchange.because,
            method=request.method,
            url=request.url,
            headers=list(request.headers),
            body=body(request.body, longest=None if exchange.held_back else _LONGEST_BODY),
            sent=exchange.sent,
            took=took,
            verdict=exchange.verdict,
            response=None
            if response is None
            else ResponseFacts(response.status, response.reason, list(response.headers), body(response.body)),
            failure=exchange.failure.message if exchange.failure else exchange.problem,
            denied=exchange.denied,
            aborted=exchange.aborted,
            after_done=exchange.after_done,
            held_back=exchange.held_back,
            listeners=exchange.listeners,
            handlers=[HandlerFacts(handler.event, self.at(handler.at)) for handler in exchange.fired],
        )

    def finding(self, finding: Finding) -> FindingFacts:
        return FindingFacts(finding.code, finding.text, self.at(finding.at))


def report(result: RunResult, learned: str | None = None) -> Report:
    """The report of a run."""
    plan, setting, ending, run = result.plan, result.setting, result.ending, result.transcript
    to = _Reporter(plan.script)
    return Report(
        mws=__version__,
        script=ScriptFacts(plan.script.name, plan.script.sha256, setting.kind.kind, setting.kind.because),
        cage=CageFacts(setting.cage, list(setting.layers)),
        world=WorldFacts(setting.world, list(setting.live)),
        outcome=ending.outcome,
        exit_code=exit_code(result),
        detail=ending.detail,
        at=to.at(ending.at),
        source=result.secrets.mask_source(excerpt(plan.script.text, ending.at)) if ending.at else "",
        stack=[place for place in map(to.at, ending.stack) if place],
        pending=list(ending.pending),
        hint=find_hint(ending, setting.kind.kind),
        requests=[to.request(exchange) for exchange in run.exchanges.values()],
        console=[ConsoleFacts(log.level, log.text, to.at(log.at), late) for log, late in run.logs],
        context=_context(result),
        findings=[to.finding(finding) for finding in result.findings],
        usage=result.usage,
        recording=None if result.file is None else str(result.file),
        remedy=_remedy(result),
        learned=learned,
    )


_LIMITS = {Outcome.DEADLINE: "deadline", Outcome.CPU_LIMIT: "cpu", Outcome.MEMORY_LIMIT: "memory"}


def _remedy(result: RunResult) -> str:
    if result.ending.outcome in _LIMITS:
        return _LIMITS[result.ending.outcome]
    if any(exchange.remedy for exchange in result.transcript.exchanges.values()):
        return "writes"
    return "timers" if needs_timers(result.ending) else ""


def exit_code(result: RunResult) -> int:
    """The outcome's exit code; with --strict, a `done` with findings has another one."""
    if result.setting.strict and result.findings and result.ending.outcome is Outcome.DONE:
        return STRICT_FINDINGS
    return result.ending.exit_code


def as_json(value: Any) -> str:
    """A report as one JSON object, for programs."""
    return json.dumps(dataclasses.asdict(value), ensure_ascii=False, indent=2)


def body(data: bytes, longest: int | None = _LONGEST_BODY) -> Body:
    """A body for the report; `longest` is the most bytes of it, None for all."""
    shown = data[:longest]
    try:
        return Body(
            len(data),
            text=shown.decode("utf-8", "ignore" if len(data) > len(shown) else "strict"),
        )
    except UnicodeDecodeError:
        return Body(len(data), base64=base64.b64encode(shown).decode("ascii"))


def _context(result: RunResult) -> ContextFacts:
    """The contexts and their changes: compared unmasked, so that no stand-in looks like a change, then
    masked.
    """
    mask = result.secrets.mask_json
    before = parse_to_show(result.plan.context, TOO_DEEP)
    if result.context is None:
        return ContextFacts(mask(before), None, [])
    if outline.is_more(result.context.encode("utf-8", "replace"), len(result.plan.context) + _MOST):
        return ContextFacts(mask(before), None, [Change("context", "changed", after="(too much to show)")])
    after = parse_to_show(result.context, TOO_DEEP)
    try:
        changes = differences(before, after)
        return ContextFacts(
            mask(before), mask(after), [mask_change(change, result.secrets) for change in changes]
        )
    except RecursionError:
        too_deep = Change("context", "changed", after="(nested too deeply to show)")
        return ContextFacts(mask(before), None, [too_deep])


def mask_change(change: Change, secrets: Secrets) -> Change:
    """A change, masked; short secrets are found by the keys in its path."""
    secret = any(is_secret(key) for key in re.findall(r"[\w-]+", change.path))
    mask = secrets.mask_json
    return Change(
        secrets.mask_text(change.path),
        change.how,
        mask(change.before, secret=secret),
        mask(change.after, secret=secret),
    )
