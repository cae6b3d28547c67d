"""`mws init`: a project to write scripts in."""

# No postponed annotations: see run.py.

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from runtime.cli.complete_values import script_names

_OWN = "one of your own"


class BuildServer(StrEnum):
    """Whose examples are laid out."""

    GITHUB = "github"
    AZURE = "azure"
    BOTH = "both"
    NONE = "none"


def init(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FOLDER]",
            help="The folder of the project. It is created if it does not exist. The default is this folder.",
        ),
    ] = None,
    *,
    start: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="NAME",
            autocompletion=script_names,
            help="Start from this example script (mws scripts) instead of a new one.",
        ),
    ] = None,
    ci: Annotated[
        BuildServer | None,
        typer.Option(help="The CI service to write an example pipeline for. The default is both."),
    ] = None,
    yes: Annotated[
        bool,
        typer.Option(
            "--yes",
            "-y",
            help="Ask no questions and use the defaults. This is also what happens without a terminal.",
        ),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object on standard output (mws schema init).")
    ] = False,
) -> None:
    """Create a project: script, context, tests, settings, pipeline.

    Existing files are never changed; they are listed and left as they are. The new script creates an
    account in a service that canned answers stand for, and handles everything that can go wrong. --from
    starts from a published script instead.

    ```
    mws init my-scripts
    mws init my-scripts --from goto-provision --ci github
    mws init --yes
    ```
    """
    from runtime.authoring.project import templates as starts
    from runtime.authoring.project.scaffold import Scaffold, lay
    from runtime.cli.prompts import can_ask

    if not (yes or as_json) and can_ask(""):
        folder, start, ci = _ask(folder, start, ci)
    folder, ci = folder or Path(), ci or BuildServer.BOTH
    files = starts.template() if start is None else starts.files_for(start)
    pipelines = [file for name, file in starts.PIPELINES.items() if ci in {name, BuildServer.BOTH}]
    files = starts.with_types(starts.with_pipelines(files, pipelines))
    written, left = lay(folder, files)
    scaffold = Scaffold(str(folder), written, left, _next(folder, files), starts.note(start))
    if as_json:
        from runtime.runs.report import as_json as in_json

        typer.echo(in_json(scaffold))
        return
    from runtime.render.init import show
    from runtime.render.screen import Screen

    show(scaffold, Screen())


def _next(folder: Path, files: dict[str, bytes]) -> list[str]:
    """The commands that come next."""
    from runtime.cli.next_command import shell

    script = next(name for name in files if name.endswith(".js"))
    change_folder = [] if folder.resolve() == Path.cwd() else [shell(["cd", str(folder)])]
    return [*change_folder, "mws check", "mws test", shell(["mws", "run", script])]


def _ask(
    folder: Path | None, start: str | None, ci: BuildServer | None
) -> tuple[Path, str | None, BuildServer]:
    """What the command line leaves open, from a person. Raises KeyboardInterrupt."""
    try:
        folder = folder or Path(typer.prompt("Folder", default=".", err=True))
        start = start or _start()
        ci = ci or BuildServer(_one_of("Pipelines for", [str(one) for one in BuildServer], "both"))
    except typer.Abort as error:
        raise KeyboardInterrupt from error
    return folder, start, ci


def _start() -> str | None:
    from runtime.inputs import samples

    typer.echo(f"Scripts to start from: {_OWN}, for a service that canned answers stand for; or", err=True)
    for name, file in samples.scripts().items():
        typer.echo(f"  {name:<30}{samples.describe(file)}".rstrip(), err=True)
    chosen = _one_of("Start from", [_OWN, *samples.scripts()], _OWN)
    return None if chosen == _OWN else chosen


def _one_of(question: str, names: list[str], default: str) -> str:
    """Asked again until it is one of these."""
    from runtime.formats.suggest import suggest

    while True:
        answer = str(typer.prompt(question, default=default, err=True)).strip()
        if answer in names:
            return answer
        typer.echo(f"  {suggest(answer, names) or 'There are: ' + ', '.join(names)}", err=True)
