"""Where a run leaves its recording, and why: values only, for every face."""

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
    """In what way it does."""

    CHANGED = "changed"  # the request in this place is another
    ADDITIONAL = "additional"  # the recording has no such request
    MISSING = "missing"  # the recording has a request here that isn't made
    SWAPPED = "swapped"  # this request and its neighbour have changed places
    SAID = "said"  # something else than a request differs, of a run in which nothing should
    OPEN = "open"  # this request was sent, and the recording has no answer to it
    ENDED = "ended"  # the recording breaks off here, or the run ends where the recording goes on


@dataclass(frozen=True, slots=True)
class Divergence:
    """The first place at which a run asks for something that its recording doesn't have there.

    `request` is its number in the run, from 1 on; 0 where none is concerned. `seq` is the recording's line.
    `at` and `recorded_at` are places in the script that ran and in the recorded one. `differences` tells a
    request's fields apart. `recorded` is what the recording has at that place, and `next_` what it has next;
    `got` is what the run said, where that is no request.
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
    """Whether it is for a masked secret that a run of these went another way than the recording.

    All that a run depends on stands in its recording: time, chance, and every answer in its order. So with
    the recording's own script and context, on its engine, only what stands in for secrets is left: the
    script has decoded, hashed or compared one. Of a recording without an end it isn't known whether
    anything is masked; then it isn't said either.
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
