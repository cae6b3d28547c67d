"""The JavaScript engine, holding one script. The only importer of the engine's binding.

No Python callable is ever within the guest's reach: commands wait in the prelude as JSON text and are taken
out after each call. What runs too long or takes too much is stopped by the engine where it can be
(and, where it can't, by the child's timers and its pool).
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

# `import quickjs` would start a thread pool that a locked-down child must not have; both distributions
# of the engine keep the binding itself in `_quickjs`.
import _quickjs

from runtime.guest import prelude
from runtime.guest import promise_tracker as rejections

CPU = "cpu"
MEMORY = "memory"

_TICK = ""
_REJECTIONS = "rejections"
_DRAIN = "drain"
# What the prelude says of itself: an exception has left the script, ticks wait, none do, the next event comes
# before all that waits, the event comes too early.
_OVER, _WAITS, _RESTS, _GOES_ON, _NOT_YET = "!", "+", "-", "=", "?"
_FRAME = re.compile(r"<input>:(\d+)(?::(\d+))?")
_OUT_OF_MEMORY = "InternalError: out of memory"
# An engine that has run out may still have to say what it had been asked for.
_LAST_WORDS_CPU = 0.1
_LAST_WORDS_MEMORY = 8 << 20
_LONGEST = 10_000  # of an exception's message, as of all that the prelude shows of values


@dataclass(frozen=True, slots=True)
class EngineTurn:
    """What one event led to: `commands` is the inside of a JSON array; `stopped` is CPU, MEMORY or ''."""

    commands: str
    stopped: str = ""


class Engine:
    """One context for one run; `cpu` in seconds for the whole run, `memory` in bytes."""

    def __init__(self, *, cpu: float, memory: int, prelude_source: str | None = None) -> None:
        self._context = _quickjs.Context()
        self._deliver = self._context.eval(prelude_source or prelude.source())
        self._tracker = rejections.track_rejections(self._context, _quickjs.__file__, "rejected")
        self._commands: list[str] = []
        self._stopped = ""
        self._state = _RESTS
        self.limit(cpu=cpu, memory=memory)

    def limit(self, *, cpu: float, memory: int) -> None:
        """What the script may use, counted from now. An engine can be made before that is known."""
        self._context.set_memory_limit(memory)
        self._cpu, self._memory = cpu, memory
        self._resident = _resident()
        self._started = time.process_time()

    @property
    def cpu_used(self) -> float:
        """Seconds of CPU since the engine stood ready."""
        return time.process_time() - self._started

    @property
    def memory_used(self) -> int:
        """Bytes that the engine holds now: what --memory limits."""
        return int(self._context.memory()["malloc_size"])

    @property
    def _most_memory(self) -> int:
        """as memory_used, or by how much the process grew: the engine has let go of much when it throws."""
        return max(self.memory_used, _resident() - self._resident)

    def run(self, begun: str, script: str) -> EngineTurn:
        """Set the globals up as the event `begun` says and evaluate the script as it is."""

        def work() -> None:
            if self._say(begun) and self._evaluate(script):
                self._settle()

        return self._turn(work)

    def deliver(self, event: str) -> EngineTurn:
        """Hand over one event (JSON) and run until nothing is left to do."""

        def work() -> None:
            if self._hand_over(event) and self._state != _GOES_ON:
                self._settle()

        return self._turn(work)

    def _hand_over(self, event: str) -> bool:
        """Say an event; what waits for another one that the prelude expected runs before it. As `_say`."""
        said = self._say(event)
        if said and self._state == _NOT_YET:
            self._settle()
            said = self._say(event)
        return said

    def _turn(self, work: Callable[[], None]) -> EngineTurn:
        if not self._stopped:
            work()
        turn = EngineTurn(",".join(self._commands), self._stopped)
        self._commands = []
        return turn

    def _say(self, text: str) -> bool:
        """Call the prelude and keep the commands that it hands out; False if the turn is over."""
        try:
            self._arm()
            return self._keep(self._deliver(text))
        except Exception as error:  # noqa: BLE001 - the binding raises SystemError and ValueError, too
            return self._broke(str(error), ours=True)

    def _evaluate(self, script: str) -> bool:
        try:
            self._arm()
            self._context.eval(script)
        except _quickjs.JSException as error:
            text = str(error)
            return self._broke(text, syntax=_unreadable(text, script))
        except Exception:  # noqa: BLE001 - the script's completion value has no counterpart in Python
            return True
        return True

    def _settle(self) -> None:
        """Run ticks and promise jobs in Node's order, until neither is left; then tell of lost rejections."""
        while self._say(_TICK):
            jobs_ran = False
            try:
                self._arm()
                while self._context.execute_pending_job():
                    jobs_ran = True
                    self._arm()
            except Exception as error:  # noqa: BLE001 - as in _say
                self._broke(str(error))
                return
            if jobs_ran or self._state == _WAITS:
                continue
            if not self._say(_REJECTIONS) or self._state != _WAITS:
                return

    def _arm(self) -> None:
        """Give the next call what is left of the run's CPU: the binding starts afresh at each."""
        self._context.set_time_limit(max(self._cpu - self.cpu_used, 0.0))

    def _keep(self, answer: object) -> bool:
        """Take in the prelude's answer; False once an exception has left the script."""
        if not isinstance(answer, str) or not answer:
            raise TypeError(answer)
        self._state = answer[0]
        if len(answer) > 1:
            self._commands.append(answer[1:])
        if self._state == _OVER:
            self._stopped = self._stopped or self._limit_hit(_last_message(answer[1:]))
        return self._state != _OVER

    def _broke(self, text: str, *, syntax: bool = False, ours: bool = False) -> bool:
        """An exception ended the turn: what was asked for before it, the exception, whose fault it was.

        `ours` is one that the prelude didn't hold: it could not even read the event, for want of memory.
        """
        unread = ours and text.startswith("SyntaxError")
        self._stopped = self._limit_hit(_OUT_OF_MEMORY if unread else text)
        self._last_words()
        self._commands.append(_throw(text, syntax=syntax))
        return False

    def _limit_hit(self, text: str) -> str:
        """The limit of which the engine's own counters say that it, not the script, threw."""
        if self.cpu_used >= self._cpu:
            return CPU
        # A script can throw these texts itself, so they only count together with the counter. With no
        # memory left for an error object the engine throws a bare null.
        words = text.partition("\n")[0]
        told = words == _OUT_OF_MEMORY and self._most_memory > self._memory // 4
        mute = words == "null" and self._most_memory > self._memory // 2
        return MEMORY if told or mute else ""

    def _last_words(self) -> None:
        """What had been asked for before the exception; a used-up engine gets a little more for it."""
        self._context.set_time_limit(_LAST_WORDS_CPU)
        self._context.set_memory_limit(self._memory + _LAST_WORDS_MEMORY)
        try:
            self._keep(self._deliver(_DRAIN))
        except Exception:  # noqa: BLE001 - then they are lost; the exception is what matters
            return
        finally:
            self._context.set_memory_limit(self._memory)


def _last_message(commands: str) -> str:
    """What the last of these commands says that was thrown, if it does."""
    at = commands.rfind('{"do":"Throw"')
    try:
        return str(json.loads(commands[at:])["message"]) if at >= 0 else ""
    except (ValueError, KeyError):
        return ""


def _throw(text: str, *, syntax: bool) -> str:
    """The Throw command for an exception that the binding has turned into text."""
    if text.startswith("(Failed obtaining"):  # the binding has no words for it
        text = "a value that can't be shown as text"
    message, _, stack = text.partition("\n    at ")
    frames = [(int(m[1]), int(m[2] or 1)) for m in _FRAME.finditer(stack)]
    own = [frame for frame in frames if frame[0] < prelude.FIRST_LINE][:20]
    message = message.removesuffix("\n").removesuffix("\nundefined")
    message = message if len(message) <= _LONGEST else message[:_LONGEST] + "…"
    first = _FRAME.search(stack.partition("\n")[0])
    called = first is None or int(first[1]) >= prelude.FIRST_LINE
    told = {"do": "Throw", "message": message, "stack": own, "syntax": syntax, "called": called}
    return json.dumps(told, ensure_ascii=False)


def _unreadable(text: str, script: str) -> bool:
    """Whether the script itself doesn't compile (a script may also throw a SyntaxError of its own).

    Asked of a second, empty engine, in which the text is compiled but never runs.
    """
    if not text.startswith("SyntaxError"):
        return False
    try:
        _quickjs.Context().eval("throw 0;" + script)
    except Exception as error:  # noqa: BLE001 - as above
        return str(error).startswith("SyntaxError")
    return False


def _resident() -> int:
    """The most memory that this process ever held, in bytes; 0 where the platform doesn't tell."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
