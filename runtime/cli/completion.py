"""`mws completion`: the script by which a shell completes mws's command lines."""

# No postponed annotations: see run.py.

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

_SCRIPTS = Path(__file__).with_name("shells")


class CompletionShell(StrEnum):
    """Those that there is a script for."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


_FILES = {
    CompletionShell.BASH: "mws.bash",
    CompletionShell.ZSH: "mws.zsh",
    CompletionShell.FISH: "mws.fish",
    CompletionShell.POWERSHELL: "mws.ps1",
}


def completion(shell: Annotated[CompletionShell, typer.Argument(help="Your shell.")]) -> None:
    """Print a script that lets your shell complete mws commands.

    It completes commands, options, recordings by their short ids, example scripts and contexts after an @,
    rules by their codes, and otherwise files. Nothing is installed: add the output to where your shell
    looks for it, and open a new shell.

    ```
    mws completion bash >> ~/.bashrc
    mws completion zsh >> ~/.zshrc         # behind the line with compinit
    mws completion fish > ~/.config/fish/completions/mws.fish
    mws completion powershell | Add-Content $PROFILE
    ```
    """
    from runtime.cli.output import to_standard_output

    to_standard_output((_SCRIPTS / _FILES[shell]).read_bytes())
