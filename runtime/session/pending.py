"""Describes what a run still waited for when it ended: the answer to "why was done never called?"."""

from __future__ import annotations

from runtime.model.script import Place
from runtime.session.transcript import Exchange, Transcript


def describe_pending(run: Transcript) -> tuple[str, ...]:
    """A sentence for each open request and running timer, with its place as `line L`."""
    open_requests = [_request(exchange) for exchange in run.exchanges.values() if exchange.open]
    timers = [f"a timer was running, set {_line(at)}" for at in run.timers.values() if at is not None]
    return (*open_requests, *timers) or (_why_nothing(run),)


def _request(exchange: Exchange) -> str:
    prefix = f"{exchange.request.method} {exchange.request.url}, sent {_line(exchange.at)}"
    listeners = ", ".join(f"'{event}'" for event in exchange.listeners) or "nobody"
    if exchange.response is not None:
        return (
            f"{prefix}: the answer began ({exchange.response.status}) and never ended; listening: {listeners}"
        )
    return f"{prefix}: no answer; listening: {listeners}"


def _why_nothing(run: Transcript) -> str:
    answered = list(run.exchanges.values())
    if not answered:
        return "nothing was pending: no request was sent, and the script never called done"
    last = answered[-1]
    events = ", ".join(f"'{event}'" for event in last.listeners) or "no event"
    return (
        "nothing was pending: the last answer came for "
        f"{last.request.method} {last.request.url}, sent {_line(last.at)} (listening to: {events}), "
        "and no listener called done"
    )


def _line(at: Place | None) -> str:
    return f"at line {at.line}" if at else "by restler itself"
