"""All commands of `mws`, one file each. Only the one that is called is loaded: that is most of a short
command's time. The list of all of them loads all.
"""

import importlib
from typing import Annotated, Any

import typer

from runtime import __version__

_HELP = """Run Matrix42 MyWorkspace workflow scripts on your own machine: unmodified, in a cage, against
a fake or the real service, and see what they do.

Start with: mws demo
"""

# Name of the command: the module in this package and the function (or typer app) in it.
COMMANDS = {
    "run": "run:run",
    "show": "show:show",
    "replay": "replay:replay",
    "fork": "fork:fork",
    "diff": "diff:diff",
    "check": "check:check",
    "test": "test:cases",
    "promote": "promote:promote",
    "runs": "runs:runs",
    "prune": "prune:prune",
    "context": "context:context",
    "pseudonymise": "pseudonymise:pseudonymise",
    "export": "export:app",
    "import": "import_:app",
    "demo": "demo:demo",
    "scripts": "shipped:scripts",
    "contexts": "shipped:contexts",
    "answers": "shipped:answers",
    "fake": "fake:app",
    "schema": "schema:schema",
    "types": "types:types",
    "doctor": "doctor:doctor",
    "completion": "completion:completion",
}
# Those whose options a project may set (mws.toml); others read what they need of it themselves.
CONFIGURED = {"run", "fork"}


def build(arguments: list[str], *, configured: bool = True) -> typer.Typer:
    """The command line for these arguments: with the one command that they name, or with all.

    Whoever only asks what there is has no use for what a project sets: not `configured`.
    """
    named = next((argument for argument in arguments if not argument.startswith("-")), None)
    app = typer.Typer(
        name="mws",
        help=_HELP,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
        context_settings={
            "help_option_names": ["-h", "--help"],
            "default_map": _settings(named, arguments) if configured else {},
        },
    )
    app.callback()(_mws)
    for name in [named] if named in COMMANDS else COMMANDS:
        _add(app, str(name))
    return app


def _settings(named: str | None, arguments: list[str]) -> dict[str, Any]:
    """What the project here sets for the command; most commands and most folders have nothing."""
    if named not in CONFIGURED:
        return {}
    from runtime.project import found
    from runtime.project.defaults import defaults

    project = found()
    return {} if project is None else dict(defaults(project, arguments))


def _add(app: typer.Typer, name: str) -> None:
    module, _, attribute = COMMANDS[name].partition(":")
    command = getattr(importlib.import_module(f"runtime.cli.{module}"), attribute)
    if isinstance(command, typer.Typer):
        app.add_typer(command, name=name)
    else:
        app.command(name)(command)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer's convention
    if wanted:
        typer.echo(f"mws {__version__}")
        raise typer.Exit


def _mws(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    del version  # its callback has dealt with it
