"""Makes an archive from a recording, for the tools of browsers: values in, values out.

The texts are those of the recording, so they are masked. Fields of browsers (`_error`, `_initiator`) are
written in their form, so that a network tab shows the request's place in the script.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from runtime import __version__
from runtime.model.events import Received, Responded
from runtime.model.script import Place
from runtime.recording import Recording
from runtime.recording.har import messages
from runtime.recording.har.failures import SILENCE
from runtime.recording.har.times import Times, iso
from runtime.session.transcript import Exchange

_MASKED = "The secrets in it are masked: stand-ins of the same length are in their place."
_BROKE_OFF = "the answer broke off"


def to_har(recording: Recording) -> dict[str, Any]:
    """The recording's requests and answers as HAR 1.2: the JSON value of the file."""
    head = recording.head
    request_times = _RequestTimes.of(recording)
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "mws", "version": __version__},
            "pages": [],
            "entries": [
                _entry(recording, request_times, exchange) for exchange in request_times.exchanges.values()
            ],
            "comment": f"{head.plan.script.name}, answered by {head.world}. {_MASKED}",
        }
    }


@dataclass(frozen=True, slots=True)
class _RequestTimes:
    """Exchanges, heads and bodies by the request's number.

    An exchange without an end lasts until the run's end.
    """

    exchanges: dict[int, Exchange]
    heads: dict[int, float]
    bodies: dict[int, Received]
    end: float

    @classmethod
    def of(cls, recording: Recording) -> _RequestTimes:
        heads = {e.what.request: e.t for e in recording.entries if isinstance(e.what, Responded)}
        bodies = {e.what.request: e.what for e in recording.entries if isinstance(e.what, Received)}
        last = recording.entries[-1].t if recording.entries else 0.0
        end = last if recording.end is None or recording.end.t is None else recording.end.t
        return cls(recording.transcript.exchanges, heads, bodies, end)

    def times(self, exchange: Exchange) -> Times:
        ended = self.end if exchange.ended is None else exchange.ended
        return Times(exchange.sent, self.heads.get(exchange.request.id), ended)


def _entry(recording: Recording, request_times: _RequestTimes, exchange: Exchange) -> dict[str, Any]:
    origin = request_times.exchanges.get(exchange.origin, exchange)
    times, comment = request_times.times(exchange), _comment(exchange)
    return {
        "startedDateTime": iso(recording.plan.started, exchange.sent),
        "time": times.whole,
        "request": messages.request(exchange.request),
        "response": _response(exchange, request_times.bodies.get(exchange.request.id)),
        "cache": {},
        "timings": times.timings(),
        "_initiator": _initiator(recording.plan.script.name, exchange.at or origin.at),
        "_resourceType": "xhr",
        **({"comment": comment} if comment else {}),
        **({"_denied": exchange.denied} if exchange.denied else {}),
    }


def _response(exchange: Exchange, received: Received | None) -> dict[str, Any]:
    failure = exchange.failure
    if exchange.response is None:
        return messages.failure_response(SILENCE if failure is None else failure.message)
    response = messages.response(exchange.response, received)
    if failure is not None:
        response["_error"] = failure.message
    elif received is None and not exchange.aborted:
        response["_error"] = _BROKE_OFF
    return response


def _comment(exchange: Exchange) -> str:
    remarks = []
    if exchange.denied:
        remarks.append(f"denied: nothing was sent. {exchange.denied}")
    if exchange.held_back:
        remarks.append("held back: it never left the machine, and what answers is not the service")
    if exchange.aborted:
        remarks.append("the script gave it up")
    if exchange.because != "call":
        remarks.append(f"sent by restler itself: a {exchange.because}")
    return "; ".join(remarks)


def _initiator(script: str, at: Place | None) -> dict[str, Any]:
    """The place in the script as Chrome writes it: lines and columns from 0; older versions read `url` and
    `lineNumber`.
    """
    if at is None:
        return {"type": "other"}
    line, column = at.line - 1, at.column - 1
    frame = {
        "functionName": "",
        "scriptId": "0",
        "url": script,
        "lineNumber": line,
        "columnNumber": column,
    }
    return {"type": "script", "url": script, "lineNumber": line, "stack": {"callFrames": [frame]}}
