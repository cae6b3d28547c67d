"""What a guest can ask for. A command is a wish: the session decides, the world acts.

Every command that the author's code caused carries `at`, the place in his script.
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
    """Give up on a request: nothing more is heard of it."""

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
    """What restler made of an answer, before the script's handlers hear of it.

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
    """Forget a timer."""

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

    `context` is JSON text. `own` says whether it was the `context` object that the script was given;
    `unchanged_since` names the failed requests since whose answer that JSON has stayed the same.
    """

    context: str
    own: bool = True
    unchanged_since: tuple[int, ...] = ()
    at: Place | None = None


@dataclass(frozen=True, slots=True)
class Throw:
    """An exception left the script: nobody caught it. Fatal in Node, so the run ends here."""

    message: str
    stack: tuple[Place, ...] = ()
    syntax: bool = False  # the script never ran: the engine could not compile it
    called: bool = False  # it arose in a function of ours or the engine's that the script had called

    @property
    def at(self) -> Place | None:
        """Where it was thrown, as far as the script's own frames tell."""
        return self.stack[0] if self.stack else None


Command = SendRequest | AbortRequest | Listen | Settle | SetTimer | ClearTimer | Log | Finish | Throw
