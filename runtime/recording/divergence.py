"""Where a run differs from its recording, and how: values for every face."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from runtime.formats.request_diff import Difference
from runtime.model.commands import (
    AbortRequest,
    ClearTimer,
    Command,
    Finish,
    Listen,
    Log,
    SendRequest,
    SetTimer,
    Settle,
    Throw,
)
from runtime.model.events import (
    Aborted,
    Begun,
    Collected,
    Cut,
    Event,
    Failed,
    Fired,
    HeldBack,
    Received,
    Responded,
)
from runtime.model.script import Place
from runtime.recording import Recording

DEPENDS_ON_SECRET = "depends on a masked secret"  # noqa: S105 - a sentence


class DivergenceKind(StrEnum):
    """How a run differs from its recording."""

    CHANGED = "changed"  # the request at this place is another one
    ADDITIONAL = "additional"  # the recording has no such request
    MISSING = "missing"  # the recording has a request here that the run doesn't make
    SWAPPED = "swapped"  # this request and its neighbour have changed places
    SAID = "said"  # something other than a request differs, in a run in which nothing should differ
    OPEN = "open"  # this request was sent, and the recording has no answer to it
    ENDED = "ended"  # the recording ends here and the run goes on, or the other way round


@dataclass(frozen=True, slots=True)
class Divergence:
    """The first place at which a run differs from its recording.

    `request` is its number in the run, from 1 on; 0 if it is not about a request. `seq` is the recording's
    line. `at` and `recorded_at` are places in the script that ran and in the recorded one. `differences` has
    a request's fields that differ. `recorded` is what the recording has at that place, and `next_` what it
    has next; `got` is what the run has there.
    """

    kind: DivergenceKind
    text: str
    request: int = 0
    seq: int | None = None
    at: Place | None = None
    recorded_at: Place | None = None
    differences: tuple[Difference, ...] = ()
    got: str = ""
    recorded: str = ""
    next_: str = ""


def depends_on_secret(recording: Recording, script: str, context: str, engine: str) -> bool:
    """Whether a run with this script and context differs because a secret is masked.

    A recording has everything that a run depends on: time, random numbers, and every answer in its order. So
    with the recording's own script, context and engine only stand-ins for secrets can be the cause: the
    script has decoded, hashed or compared one. False for a recording without an end, because it doesn't say
    whether anything is masked.
    """
    head, end = recording.head, recording.end
    same = (script, context, engine) == (
        head.plan.script.text,
        head.plan.context,
        head.versions.get("engine"),
    )
    return same and end is not None and end.masked


def describe(what: Command | Event) -> str:
    """A command or event in a few words, for people."""
    for kinds, words in _WORDS:
        if isinstance(what, kinds):
            return words(what)
    return type(what).__name__


def _request(what: SendRequest) -> str:
    why = "" if what.because == "call" else f" ({what.because})"
    return f"{what.request.method} {what.request.url}{why}"


_WORDS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (SendRequest, _request),
    (Finish, lambda _: "done(context)"),
    (Log, lambda what: f"console.{what.level}: {what.text}"),
    (Throw, lambda what: f"an exception: {what.message}"),
    (Listen, lambda what: f"a listener for '{what.event}' of request {what.request}"),
    (Settle, lambda what: f"request {what.request} taken for {what.verdict}"),
    (SetTimer, lambda what: f"a timer of {what.delay:g} ms"),
    (ClearTimer, lambda _: "a timer taken back"),
    (AbortRequest, lambda what: f"request {what.request} given up"),
    (Responded, lambda what: f"status {what.status} for request {what.request}"),
    (Received, lambda what: f"the body of the answer to request {what.request}"),
    (Failed, lambda what: f"request {what.request} failed: {what.failure.message}"),
    (HeldBack, lambda what: f"request {what.request} held back"),
    (Cut, lambda what: f"nothing more for request {what.request}"),
    (Aborted, lambda what: f"the connection of request {what.request} closed"),
    (Fired, lambda _: "a timer that ran out"),
    (Begun, lambda _: "the beginning"),
    (Collected, lambda _: "the question for a transformation's result"),
)
