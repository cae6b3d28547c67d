"""The requests of a recorded run that were sent and have no answer in the recording.

A run that is continued never sends them again by itself, because the service may have acted on them.
"""

from __future__ import annotations

from dataclasses import dataclass

from runtime.model.commands import AbortRequest, SendRequest
from runtime.model.events import Cut, Failed, Received
from runtime.model.script import Place
from runtime.recording.model import Recording


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRequest:
    """A request without an answer; `line` is its `seq` in the recording, `at` its place in the script.

    The script no longer waits for a request that was `given_up`.
    """

    number: int
    line: int
    method: str
    url: str
    at: Place | None
    given_up: bool = False


def find_unanswered(recording: Recording) -> list[OpenRequest]:
    """Every request without a complete answer, also those that the script gave up, in their order."""
    what = [entry.what for entry in recording.entries]
    answered = {one.request for one in what if isinstance(one, Received | Failed | Cut)}
    given_up = {one.request for one in what if isinstance(one, AbortRequest)}
    return [
        OpenRequest(
            number=entry.what.request.id,
            line=entry.seq,
            method=entry.what.request.method,
            url=entry.what.request.url,
            at=entry.what.at,
            given_up=entry.what.request.id in given_up,
        )
        for entry in recording.entries
        if isinstance(entry.what, SendRequest) and entry.what.request.id not in answered
    ]


def find_open(recording: Recording) -> list[OpenRequest]:
    """The requests that the script still waited for at the end of the recording."""
    return [one for one in find_unanswered(recording) if not one.given_up]
