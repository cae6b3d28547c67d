"""Finds what an author should know about a run, in addition to its outcome. Facts of the transcript only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from runtime.model.script import Place
from runtime.session.transcript import Exchange, Transcript

CODES = (
    "failed-unseen",
    "denied",
    "unfinished-answer",
    "done-again",
    "done-other",
    "after-done",
    "threw-after-done",
    "no-listener",
    "undocumented-global",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: `code` is stable and for programs, `text` is a sentence for people."""

    code: str
    text: str
    at: Place | None = None


def findings(run: Transcript) -> list[Finding]:
    """The findings of a run, the most important kind first."""
    return [
        *_silent_failures(run),
        *_denials(run),
        *_find_unfinished(run),
        *_find_done_calls(run),
        *_after_done(run),
        *_listeners(run),
        *_find_undocumented(run),
    ]


def _silent_failures(run: Transcript) -> Iterator[Finding]:
    """Requests that failed before a done(context) whose context shows nothing of it, as in the published
    scripts.
    """
    if not run.finishes:
        return
    for number in run.finishes[0].unchanged_since:
        exchange = run.exchanges.get(number)
        if exchange is not None and exchange.has_failed:
            what = f"{_name(exchange)} failed ({_why(exchange)})"
            text = f"{what}, and nothing shows it: the context is as it was"
            yield Finding("failed-unseen", text, exchange.at)


def _denials(run: Transcript) -> Iterator[Finding]:
    for exchange in run.exchanges.values():
        if exchange.denied:
            yield Finding("denied", f"{_name(exchange)} was denied: {exchange.denied}", exchange.at)


def _find_unfinished(run: Transcript) -> Iterator[Finding]:
    """Answers that were cut off, or came too slowly: restler waits for the rest without an event."""
    for exchange in run.exchanges.values():
        if exchange.open and exchange.response and not exchange.whole and exchange.failure is None:
            began = f"the answer to {_name(exchange)} began (status {exchange.response.status})"
            yield Finding("unfinished-answer", f"{began} and never came to its end", exchange.at)


def _find_done_calls(run: Transcript) -> Iterator[Finding]:
    for finish in run.finishes[1:]:
        text = "done was called again; the first call's context counts"
        yield Finding("done-again", text, finish.at)
    # The result of a transformation has no place, and may be another object.
    if run.finishes and not run.finishes[0].own and run.finishes[0].at is not None:
        text = "done was called with something other than the context that the script was given"
        yield Finding("done-other", text, run.finishes[0].at)


def _after_done(run: Transcript) -> Iterator[Finding]:
    for exchange in run.exchanges.values():
        if exchange.after_done:
            text = f"{_name(exchange)} went out after done, and nobody waits for its answer"
            yield Finding("after-done", text, exchange.at)
    for log, late in run.logs:
        if late:
            yield Finding("after-done", f"console.{log.level} was called after done", log.at)
    if run.is_finished:
        for throw in run.throws:
            yield Finding("threw-after-done", f"after done, the script threw: {throw.message}", throw.at)


def _listeners(run: Transcript) -> Iterator[Finding]:
    for exchange in run.exchanges.values():
        if exchange.because == "call" and not exchange.listeners:
            text = f"nobody listens to {_name(exchange)}: its answer is lost, whatever it says"
            yield Finding("no-listener", text, exchange.at)


def _find_undocumented(run: Transcript) -> Iterator[Finding]:
    if run.logs:
        text = f"console is not documented for MyWorkspace (used {_times(len(run.logs))})"
        yield Finding("undocumented-global", text, run.logs[0][0].at)
    # restler's own time-outs are timers too, but were not set at a place of the script.
    places = [place for place in run.timers_used if place is not None]
    if places:
        text = f"timers are not documented for MyWorkspace (used {_times(len(places))})"
        yield Finding("undocumented-global", text, places[0])


def _name(exchange: Exchange) -> str:
    return f"{exchange.request.method} {exchange.request.url}"


def _why(exchange: Exchange) -> str:
    if exchange.failure is not None:
        return exchange.failure.message
    if exchange.problem:
        return exchange.problem
    status = exchange.response.status if exchange.response else 0
    return f"status {status}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
