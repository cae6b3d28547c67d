"""What is held against a script that met a fault: it hung, threw, or called `done` as if nothing was."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.authoring.faults.model import Verdict
from runtime.model.outcome import Outcome
from runtime.runs.report import At, Report
from runtime.session.transcript import Exchange, Transcript

_HUNG = {Outcome.NEVER_DONE, Outcome.DEADLINE, Outcome.CPU_LIMIT}
_BROKE = {Outcome.MEMORY_LIMIT, Outcome.LIMIT, Outcome.ENGINE_FAULT, Outcome.DIVERGED}
_MOST_PENDING = 3


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with what is known of it: what happened, where, and what else."""

    verdict: Verdict
    text: str
    at: At | None = None
    source: str = ""
    why: tuple[str, ...] = ()


def judge(report: Report, run: Transcript, request: int, before: Transcript, outcome: Outcome) -> Judgement:
    """Judge a run in which this request failed. `before` and `outcome` are the recorded run's.

    An end to which that came without any fault is none that a fault has brought about.
    """
    if report.outcome in _HUNG | _BROKE | {Outcome.THREW} and report.outcome is outcome:
        return Judgement(Verdict.OK, f"ended as the case does without a fault: {outcome}")
    if report.outcome is Outcome.THREW:
        return Judgement(Verdict.THREW, f"threw {report.detail}", report.at, report.source)
    if report.outcome in _HUNG:
        why = tuple(report.pending[:_MOST_PENDING])
        return Judgement(Verdict.HUNG, f"never called done: {report.detail}", report.at, report.source, why)
    if report.outcome in _BROKE:
        return Judgement(
            Verdict.BROKE, f"ended as {report.outcome}: {report.detail}", report.at, report.source
        )
    return _threw_late(report, before) or _unseen(report, run, request, before) or _fine(run)


def _threw_late(report: Report, before: Transcript) -> Judgement | None:
    found = [one for one in report.findings if one.code == "threw-after-done"]
    if not found or (before.is_finished and before.throws):
        return None
    return Judgement(Verdict.THREW, found[0].text, found[0].at)


def _unseen(report: Report, run: Transcript, request: int, before: Transcript) -> Judgement | None:
    """As the finding of that name, but for requests that went well when they were made again."""
    if not run.finishes:
        return None
    earlier = unseen(before)
    new = [number for number in unseen(run) if number == request or number not in earlier]
    if not new or _as_before(new, request, run, before):
        return None
    place = run.finishes[0].at
    at = None if place is None else At(report.script.name, place.line, place.column)
    lost = [_failure(run.exchanges[number]) for number in new if number != request]
    return Judgement(
        Verdict.UNSEEN,
        "done(context), and nothing shows it: the context is as it was",
        at,
        why=tuple(lost[:_MOST_PENDING]),
    )


def unseen(run: Transcript) -> list[int]:
    """The requests that failed, for good, without a trace in what `done` was called with.

    Not those that were denied: there a test lacks an answer, and no service has failed.
    """
    if not run.finishes:
        return []
    failed = [
        number
        for number in run.finishes[0].unchanged_since
        if number in run.exchanges and run.exchanges[number].has_failed and not run.exchanges[number].denied
    ]
    return [number for number in failed if not _was_repeated(number, run)]


def _was_repeated(number: int, run: Transcript) -> bool:
    """Whether the same was asked again later, and went well."""
    request = run.exchanges[number].request
    return any(
        later > number
        and exchange.verdict == "success"
        and (exchange.request.method, exchange.request.url) == (request.method, request.url)
        for later, exchange in run.exchanges.items()
    )


def _as_before(new: list[int], request: int, run: Transcript, before: Transcript) -> bool:
    """Whether the fault is what the service had answered anyway, unseen then, too."""
    if new != [request] or request not in unseen(before):
        return False
    now, earlier = run.exchanges[request].response, before.exchanges[request].response
    return now is not None and earlier is not None and now.status == earlier.status


def _failure(exchange: Exchange) -> str:
    why = exchange.failure.message if exchange.failure else exchange.problem
    status = f"status {exchange.response.status}" if exchange.response else ""
    request = exchange.request
    return f"request {request.id}, {request.method} {request.url}, failed as well ({why or status})"


def _fine(run: Transcript) -> Judgement:
    denied = [exchange for exchange in run.exchanges.values() if exchange.denied]
    if not denied:
        return Judgement(Verdict.OK, "called done(context)")
    why = tuple(exchange.denied for exchange in denied[:_MOST_PENDING])
    return Judgement(Verdict.OK, "called done(context), after a request that was denied", why=why)
