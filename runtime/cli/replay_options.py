"""The options that commands share which run a recording again."""

# No postponed annotations: see run.py.

from pathlib import Path
from typing import Annotated

import typer

from runtime.model.errors import BadInput
from runtime.model.limits import parse_duration, parse_size
from runtime.recording import Recording
from runtime.runs.replay.child_limits import ChildLimits
from runtime.runs.replay.unmask import Unmasking, unmask

_LIMITS = "Limits"

SecretsFrom = Annotated[
    str | None,
    typer.Option(
        "--secrets-from",
        metavar="FILE|@env:NAME|@ask",
        help="Use real secrets in place of their stand-ins: from the original context,"
        ' from {"STAND-IN": "SECRET"}, or a single value.',
    ),
]
Cpu = Annotated[
    str | None,
    typer.Option(
        "--cpu",
        metavar="TIME",
        help="The script's CPU time. The default is that of the recorded run, at most 60s.",
        rich_help_panel=_LIMITS,
    ),
]
Memory = Annotated[
    str | None,
    typer.Option(
        "--memory",
        metavar="SIZE",
        help="The script's memory. The default is that of the recorded run, at most 1G.",
        rich_help_panel=_LIMITS,
    ),
]


def limits_of(cpu: str | None, memory: str | None) -> ChildLimits:
    """The limits that these options say. Raises BadInput."""
    return ChildLimits(
        cpu=None if cpu is None else parse_duration("--cpu", cpu),
        memory=None if memory is None else parse_size("--memory", memory, 2 << 20),
    )


def secrets_for(recording: Recording, source: str | None) -> Unmasking:
    """The secrets that --secrets-from names, for this recording. Raises BadInput, without them."""
    return Unmasking({}) if source is None else unmask(recording, secrets_text(source))


def secrets_text(source: str) -> str:
    """What stands in a file, an environment variable, or is typed. Raises BadInput."""
    from runtime.cli.prompts import ask_secret
    from runtime.inputs.files import read_text
    from runtime.inputs.secret_sources import is_source, read_source

    option = "--secrets-from"
    if is_source(source):
        return read_source(option, source, ask_secret)
    path = Path(source)
    if not path.exists() and source.lstrip()[:1] == "{":
        way_out = "Write them into a file, or into an environment variable: --secrets-from @env:NAME."
        raise BadInput(option, "takes no secrets itself: others could read them on the command line", way_out)
    return read_text(path, "a file of secrets")
