"""The command `mws`. Here is only what every command shares: starting fast and failing clearly."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import Protocol, runtime_checkable

from runtime import __version__
from runtime.errors import BadInput, MwsError
from runtime.outcome import BAD_INPUT

INTERRUPTED = 130


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
    gc.set_threshold(50_000)  # what is loaded stays: looking for garbage in it takes a tenth of the time
    for stream in (sys.stdout, sys.stderr):
        # A pipe on Windows may know 256 characters only; a script's text must not break the report.
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(call(arguments))


def call(arguments: list[str]) -> int:
    """Run one command line; the answer is its exit code. Bad input is told on standard error."""
    try:
        from runtime.cli.app import build

        code = build(arguments)(arguments, prog_name="mws", standalone_mode=False)
        sys.stdout.flush()
    except MwsError as error:
        bad = error if isinstance(error, BadInput) else BadInput("mws", str(error))
        return _refuse(bad, as_json="--json" in arguments)
    except BrokenPipeError:
        # Whoever reads (head, less) has seen enough. Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SystemExit:
        # typer's own answer to a reader that is gone; it has silenced the streams.
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if not isinstance(error, _UsageError):
            raise
        return _refuse(_usage(error, arguments), as_json="--json" in arguments)
    return code if isinstance(code, int) else 0


def _usage(error: _UsageError, arguments: list[str]) -> BadInput:
    from runtime.cli.app import COMMANDS

    command = next((f" {argument}" for argument in arguments if argument in COMMANDS), "")
    return BadInput("mws", error.format_message(), f"mws{command} --help lists what there is.")


def _refuse(error: BadInput, *, as_json: bool) -> int:
    from runtime.render.refusal import refusal, refusal_json

    if as_json:
        print(refusal_json(error))  # noqa: T201 - machines read standard output
    print(refusal(error), file=sys.stderr)  # noqa: T201
    return BAD_INPUT
