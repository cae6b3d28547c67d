"""The JavaScript engine with one script. Only this module imports the engine's binding.

A guest can reach no Python callable: the prelude keeps commands as JSON text, which is taken out after each
call. The engine stops a script that uses too much CPU or memory where it can; where it can't, the child's
timers and its pool do.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

# `import quickjs` would start a thread pool, which a locked child must not have. Both distributions of the
# engine have the binding itself in `_quickjs`.
import _quickjs

from runtime.guest import prelude
from runtime.guest import promise_tracker as rejections

CPU = "cpu"
MEMORY = "memory"

_TICK = ""
_REJECTIONS = "rejections"
_DRAIN = "drain"
# The prelude's state: an exception has left the script; ticks wait; none wait; the next event comes before
# all that wait; the event comes too early.
_OVER, _WAITS, _RESTS, _GOES_ON, _NOT_YET = "!", "+", "-", "=", "?"
_FRAME = re.compile(r"<input>:(\d+)(?::(\d+))?")
_OUT_OF_MEMORY = "InternalError: out of memory"
# After a limit was reached, the engine needs a little more to hand out the last commands.
_LAST_WORDS_CPU = 0.1
_LAST_WORDS_MEMORY = 8 << 20
_LONGEST = 10_000  # characters of an exception's message, as of every value that the prelude shows


@dataclass(frozen=True, slots=True)
class EngineTurn:
    """The result of one event: `commands` is the inside of a JSON array; `stopped` is CPU, MEMORY or ''."""

    commands: str
    stopped: str = ""


class Engine:
    """One engine context for one run; `cpu` is in seconds for the whole run, `memory` in bytes."""

    def __init__(self, *, cpu: float, memory: int, prelude_source: str | None = None) -> None:
        self._context = _quickjs.Context()
        self._deliver = self._context.eval(prelude_source or prelude.source())
        self._tracker = rejections.track_rejections(self._context, _quickjs.__file__, "rejected")
        self._commands: list[str] = []
        self._stopped = ""
        self._state = _RESTS
        self.limit(cpu=cpu, memory=memory)

    def limit(self, *, cpu: float, memory: int) -> None:
        """Set what the script may use, counted from now. An engine can be made before that is known."""
        self._context.set_memory_limit(memory)
        self._cpu, self._memory = cpu, memory
        self._resident = _resident()
        self._started = time.process_time()

    @property
    def cpu_used(self) -> float:
        """Seconds of CPU since `limit` was called."""
        return time.process_time() - self._started

    @property
    def memory_used(self) -> int:
        """Bytes that the engine has allocated now: what --memory limits."""
        return int(self._context.memory()["malloc_size"])

    @property
    def _most_memory(self) -> int:
        """As memory_used, or by how much the process grew: the engine has freed much when it throws."""
        return max(self.memory_used, _resident() - self._resident)

    def run(self, begun: str, script: str) -> EngineTurn:
        """Set up the globals as the event `begun` says, and evaluate the script as it is."""

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
        """Deliver an event; if the prelude expected another one first, run what waits for that. As `_say`."""
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
        """Call the prelude and keep the commands that it returns; False if the turn is over."""
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
        """Run ticks and promise jobs in Node's order until none are left; then report unhandled
        rejections.
        """
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
        """Limit the next call to the rest of the run's CPU time: the binding starts at zero with each
        call.
        """
        self._context.set_time_limit(max(self._cpu - self.cpu_used, 0.0))

    def _keep(self, answer: object) -> bool:
        """Take in the prelude's answer; False if an exception has left the script."""
        if not isinstance(answer, str) or not answer:
            raise TypeError(answer)
        self._state = answer[0]
        if len(answer) > 1:
            self._commands.append(answer[1:])
        if self._state == _OVER:
            self._stopped = self._stopped or self._limit_hit(_last_message(answer[1:]))
        return self._state != _OVER

    def _broke(self, text: str, *, syntax: bool = False, ours: bool = False) -> bool:
        """End the turn by an exception: keep the commands before it, the exception, and the limit that caused
        it.

        With `ours` the exception came out of the prelude: it could not even read the event, without memory.
        """
        unread = ours and text.startswith("SyntaxError")
        self._stopped = self._limit_hit(_OUT_OF_MEMORY if unread else text)
        self._last_words()
        self._commands.append(_throw(text, syntax=syntax))
        return False

    def _limit_hit(self, text: str) -> str:
        """The limit that made the engine throw, by its own counters; '' if the script threw the exception."""
        if self.cpu_used >= self._cpu:
            return CPU
        # A script can throw these texts itself, so they count only together with the counter. Without memory
        # for an error object the engine throws null.
        words = text.partition("\n")[0]
        is_reported = words == _OUT_OF_MEMORY and self._most_memory > self._memory // 4
        is_null = words == "null" and self._most_memory > self._memory // 2
        return MEMORY if is_reported or is_null else ""

    def _last_words(self) -> None:
        """Take the commands before the exception, with a little more CPU and memory for that."""
        self._context.set_time_limit(_LAST_WORDS_CPU)
        self._context.set_memory_limit(self._memory + _LAST_WORDS_MEMORY)
        try:
            self._keep(self._deliver(_DRAIN))
        except Exception:  # noqa: BLE001 - then they are lost; the exception is what matters
            return
        finally:
            self._context.set_memory_limit(self._memory)


def _last_message(commands: str) -> str:
    """The message of the last command if that is a Throw; '' otherwise."""
    at = commands.rfind('{"do":"Throw"')
    try:
        return str(json.loads(commands[at:])["message"]) if at >= 0 else ""
    except (ValueError, KeyError):
        return ""


def _throw(text: str, *, syntax: bool) -> str:
    """The Throw command for an exception that the binding has turned into text."""
    if text.startswith("(Failed obtaining"):  # the binding has no text for it
        text = "a value that can't be shown as text"
    message, _, stack = text.partition("\n    at ")
    frames = [(int(m[1]), int(m[2] or 1)) for m in _FRAME.finditer(stack)]
    own = [frame for frame in frames if frame[0] < prelude.FIRST_LINE][:20]
    message = message.removesuffix("\n").removesuffix("\nundefined")
    message = message if len(message) <= _LONGEST else message[:_LONGEST] + "…"
    first = _FRAME.search(stack.partition("\n")[0])
    called = first is None or int(first[1]) >= prelude.FIRST_LINE
    command = {"do": "Throw", "message": message, "stack": own, "syntax": syntax, "called": called}
    return json.dumps(command, ensure_ascii=False)


def _unreadable(text: str, script: str) -> bool:
    """Whether the script itself doesn't compile (a script can also throw a SyntaxError of its own).

    A second, empty engine compiles the text, without running it.
    """
    if not text.startswith("SyntaxError"):
        return False
    try:
        _quickjs.Context().eval("throw 0;" + script)
    except Exception as error:  # noqa: BLE001 - as above
        return str(error).startswith("SyntaxError")
    return False


def _resident() -> int:
    """The most memory that this process ever had, in bytes; 0 if the platform doesn't say."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
