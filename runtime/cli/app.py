"""All commands of `mws`, one file each. Only the one that is called is loaded: that is most of a short
command's time. The list of all of them loads all.
"""

import importlib
from typing import Annotated, Any

import typer

from runtime import __version__
from runtime.cli.command import Command

_HELP = """Run Matrix42 MyWorkspace workflow scripts on your own machine: unmodified, in a cage, against
a fake or the real service, and see what they do.

Start with: mws demo. For scripts of your own: mws init.
"""

# What mws --help shows together: the name of each command, the module in this package and the function (or
# typer app) in it.
PANELS = {
    "Start here": {
        "demo": "demo:demo",
        "init": "init:init",
        "scripts": "samples:scripts",
        "contexts": "samples:contexts",
        "answers": "samples:answers",
    },
    "Run scripts and look at runs": {
        "run": "run:run",
        "show": "show:show",
        "replay": "replay:replay",
        "fork": "fork:fork",
        "diff": "diff:diff",
        "runs": "runs:runs",
        "context": "context:context",
        "prune": "prune:prune",
    },
    "Before you upload a script": {
        "check": "check:check",
        "test": "test:cases",
        "promote": "promote:promote",
        "types": "types:types",
        "config": "config:config",
    },
    "Share a run": {
        "pseudonymise": "pseudonymise:pseudonymise",
        "export": "export:app",
        "import": "import_:app",
    },
    "Tools": {
        "fake": "fake:app",
        "schema": "schema:schema",
        "doctor": "doctor:doctor",
        "completion": "completion:completion",
    },
}
COMMANDS = {name: place for commands in PANELS.values() for name, place in commands.items()}
# Those whose options a project may set (mws.toml); others read what they need of it themselves.
CONFIGURED = {"run", "fork", "replay"}


def invoke(arguments: list[str]) -> object:
    """Run one command line, from the settings of the project here on; the answer is the command's."""
    command, settings = _command_name(arguments), dict[str, Any]()
    if command in CONFIGURED and not {"--help", "-h"} & set(arguments):
        place = arguments.index(command) + 1
        settings, more = _settings(command, arguments[place:])
        arguments = [*arguments[:place], *more, *arguments[place:]]
    return build(arguments, settings)(arguments, prog_name="mws", standalone_mode=False)


def build(arguments: list[str], settings: dict[str, Any] | None = None) -> typer.Typer:
    """The command line for these arguments: with the one command that they name, or with all.

    `settings` are values for its options, by parameter, for those that the arguments leave out.
    """
    command = _command_name(arguments)
    app = typer.Typer(
        name="mws",
        help=_HELP,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
        context_settings={"help_option_names": ["-h", "--help"], "default_map": {command: settings or {}}},
    )
    app.callback()(_mws)
    for name in [command] if command in COMMANDS else COMMANDS:
        _add(app, name)
    return app


def _command_name(arguments: list[str]) -> str:
    """The command that is called; '' for none."""
    return next((argument for argument in arguments if not argument.startswith("-")), "")


def _settings(command: str, arguments: list[str]) -> tuple[dict[str, Any], list[str]]:
    """What the project here gives a command: values for options, and options before those that are given."""
    from runtime.authoring.project.discover import find_project

    project = find_project()
    if project is None:
        return {}, []
    from runtime.authoring.project.option_defaults import option_defaults

    defaults = option_defaults(project, command, arguments)
    added = [word for one in defaults if one.adds for value in one.value for word in (one.option, value)]
    return {one.parameter: one.value for one in defaults if not one.adds}, added


def _add(app: typer.Typer, name: str) -> None:
    module, _, attribute = COMMANDS[name].partition(":")
    command = getattr(importlib.import_module(f"runtime.cli.{module}"), attribute)
    panel = next(title for title, commands in PANELS.items() if name in commands)
    if isinstance(command, typer.Typer):
        app.add_typer(command, name=name, rich_help_panel=panel)
    else:
        app.command(name, cls=Command, rich_help_panel=panel)(command)


def _version(show: bool) -> None:  # noqa: FBT001 - typer's convention
    if show:
        typer.echo(f"mws {__version__}")
        raise typer.Exit


def _mws(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    del version  # its callback has dealt with it
