"""The command `mws`. Here is only what every command shares: starting fast and failing clearly."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import signal
import sys
import threading
from itertools import pairwise
from typing import Protocol, runtime_checkable

from runtime import __version__
from runtime.model.errors import BadInput, Fault, MwsError
from runtime.model.outcome import BAD_INPUT, FAULT

INTERRUPTED = 130
COMPLETING = "_MWS_LINE"  # holds a command line that a shell wants completed


@runtime_checkable
class _UsageError(Protocol):
    """What typer raises for an option or argument that it can't use; its own class is not public."""

    exit_code: int

    def format_message(self) -> str:
        """The sentence for people."""
        ...


def main() -> None:
    """Run the command line and end the process with its exit code."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:  # asked often, by scripts: no need to load anything
        print(f"mws {__version__}")  # noqa: T201 - see above
        return
    # Until a run listens for itself, Ctrl-C ends the process without a word; the child ends with its pipe.
    signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    threading.excepthook = _broke_beside
    gc.set_threshold(50_000)  # what is loaded stays: looking for garbage in it takes a tenth of the time
    for stream in (sys.stdout, sys.stderr):
        # A pipe on Windows may know 256 characters only; a script's text must not break the report.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    line = os.environ.get(COMPLETING)
    if line is not None:
        from runtime.cli.complete import answer

        answer(line)
        return
    sys.exit(call(arguments))


def call(arguments: list[str]) -> int:
    """Run one command line; the answer is its exit code. What went wrong is told on standard error."""
    from runtime.cli.option_names import NAMES
    from runtime.model.option import call_options

    with call_options(NAMES):
        return _call(arguments)


def _call(arguments: list[str]) -> int:
    try:
        from runtime.cli.app import invoke

        code = invoke(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except SystemExit:
        code = 0  # typer's own answer to a reader that is gone; it has silenced the streams
    except KeyboardInterrupt:
        code = INTERRUPTED
    except Exception as error:  # noqa: BLE001 - Python would show its text, whatever is in it
        refused = _bad_input(error)
        code = _broke(error) if refused is None else _refuse(refused, arguments)
    return code if isinstance(code, int) else 0


def _bad_input(error: Exception) -> BadInput | None:
    """What is wrong, in our words; without a problem if nothing is; None for a fault of ours."""
    if isinstance(error, BadInput):
        return error
    if isinstance(error, MwsError) and not isinstance(error, Fault):
        return BadInput("mws", str(error))
    if isinstance(error, OSError) and error.filename is not None:
        return BadInput(str(error.filename), f"can't be used: {error.strerror}", "Name another place.")
    if isinstance(error, OSError):
        _silence()
        # Whoever reads (head, less) and has seen enough did nothing wrong.
        problem = "" if isinstance(error, BrokenPipeError) else f"can't be written: {error.strerror or error}"
        return BadInput("standard output", problem)
    return _usage(error) if isinstance(error, _UsageError) else None


def _silence() -> None:
    """Standard output can't take any more: Python would complain once again at the end."""
    with contextlib.suppress(OSError, AttributeError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _usage(error: _UsageError) -> BadInput:
    context = getattr(error, "ctx", None)
    command = "mws" if context is None else context.command_path
    problem = error.format_message() or "a command is missing"
    return BadInput("mws", problem, f"{command} --help lists what there is.")


def _broke(error: Exception) -> int:
    from runtime.secrets import tracebacks as faults

    text = str(error) if isinstance(error, Fault) else faults.format_bare_traceback(error)
    print(f"mws: a fault of mws itself; please report it\n{text.rstrip()}", file=sys.stderr)  # noqa: T201
    return FAULT


def _refuse(error: BadInput, arguments: list[str]) -> int:
    from runtime.render.error import refusal, refusal_json

    if not error.problem:
        return 0
    error = _without_passwords(error, arguments)
    if _for_machines(arguments):
        print(refusal_json(error))  # noqa: T201 - machines read standard output
    print(refusal(error), file=sys.stderr)  # noqa: T201 - people read standard error
    return BAD_INPUT


def _for_machines(arguments: list[str]) -> bool:
    """Whether a program reads what is said: `--json`, or `--format json` in one word or two."""
    either = "--json" in arguments or "--format=json" in arguments
    return either or ("--format", "json") in pairwise(arguments)


def _broke_beside(fault: threading.ExceptHookArgs) -> None:
    """A thread's exception, which Python would show with its text."""
    if isinstance(fault.exc_value, Exception):
        _broke(fault.exc_value)


def _without_passwords(error: BadInput, arguments: list[str]) -> BadInput:
    """What is told of an address such as http://ada:password@example.com/ is told without the password."""
    from runtime.secrets import Secrets, pairs

    secrets = Secrets()
    for argument in arguments:
        for password in pairs.find_passwords(argument):
            secrets.learn(password)
    texts = (error.where, error.problem, error.way_out, error.excerpt)
    return BadInput(*map(secrets.mask_text, texts))
