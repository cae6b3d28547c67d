"""What a guest can ask for. The session decides what is done; a world or the clock does it.

Every command that the author's code caused has `at`, the place in the script.
"""

from __future__ import annotations

from dataclasses import dataclass

from runtime.model.http import Request
from runtime.model.script import Place


@dataclass(frozen=True, slots=True)
class SendRequest:
    """Send this request, now. restler's own redirects and retries are requests of their own."""

    request: Request
    at: Place | None = None
    because: str = "call"  # "call", "redirect" or "retry"


@dataclass(frozen=True, slots=True)
class AbortRequest:
    """Give up a request: the guest gets no more events about it."""

    request: int
    at: Place | None = None


@dataclass(frozen=True, slots=True)
class Listen:
    """The script attached a listener to the requests that start with this one."""

    request: int
    event: str
    at: Place | None = None


@dataclass(frozen=True, slots=True)
class Settle:
    """How restler classified an answer, before it calls the script's handlers.

    `verdict` is "success", "fail" (status of 400 or more) or "error" (network, TLS, parse, decode).
    """

    request: int
    verdict: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Wake the guest after `delay` milliseconds."""

    timer: int
    delay: float
    at: Place | None = None


@dataclass(frozen=True, slots=True)
class ClearTimer:
    timer: int
    at: Place | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """The script wrote to `console`."""

    level: str
    text: str
    at: Place | None = None


@dataclass(frozen=True, slots=True)
class Finish:
    """`done(context)`, or the end of a transformation script.

    `context` is JSON text. `own` says whether it was the script's own `context` object; `unchanged_since` has
    the numbers of the failed requests after whose answer the context did not change.
    """

    context: str
    own: bool = True
    unchanged_since: tuple[int, ...] = ()
    at: Place | None = None


@dataclass(frozen=True, slots=True)
class Throw:
    """An exception that the script did not catch. It ends a Node process, so it ends the run."""

    message: str
    stack: tuple[Place, ...] = ()
    syntax: bool = False  # the script never ran: the engine could not compile it
    called: bool = False  # it was thrown in a function of the runtime or the engine that the script called

    @property
    def at(self) -> Place | None:
        """The innermost place in the script; None if the stack has none."""
        return self.stack[0] if self.stack else None


Command = SendRequest | AbortRequest | Listen | Settle | SetTimer | ClearTimer | Log | Finish | Throw
