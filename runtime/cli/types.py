"""`mws types`: types for an editor and for `tsc`, of what a script finds in its global scope."""

# No postponed annotations: see run.py.

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from runtime.cli.complete_values import runs_or_contexts
from runtime.model.errors import BadInput

if TYPE_CHECKING:
    from runtime.authoring.project import Project
    from runtime.authoring.types import SampleTypes, TypesFile

_OUTDATED = 1


def types(
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="The folder with the scripts. The default is the project's folder, or this folder.",
            metavar="[FOLDER]",
        ),
    ] = None,
    *,
    from_: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            metavar="DIR|FILE|@NAME",
            autocompletion=runs_or_contexts,
            help="Take the fields from these contexts and recordings instead of those in mws.toml.",
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; the exit code is 1 if a file is out of date.")
    ] = False,
    stdout: Annotated[
        bool, typer.Option("--stdout", help="Print mws.d.ts instead of writing files.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Also replace files that were changed after mws types wrote them.")
    ] = False,
) -> int:
    """Write type declarations, so that editors check scripts.

    With mws.d.ts and jsconfig.json, VS Code completes and checks scripts, and tsc checks them. They declare
    context, rest and done. The documented fields of context are known; --from adds the fields that your own
    contexts and recordings have: their names and types, never a value. Folders named transformations/ get
    their own pair without rest and done. docs/types.md has the details.

    ```
    mws types
    mws types --from contexts --from .mws/runs
    mws types --check              # in CI
    npx -p typescript tsc -p jsconfig.json
    ```
    """
    from runtime.authoring.project import find_project
    from runtime.authoring.types import infer_from_samples, plan_files
    from runtime.authoring.types.jsconfig import TARGET

    project = find_project(folder)
    settings = project.settings if project else None
    learned = infer_from_samples(from_ or _sources(project))
    files = plan_files(
        folder or (project.folder if project else Path()),
        learned.shape,
        target=(settings and settings.check.target) or TARGET,
        timers="timers" in ((settings and settings.run.globals_) or ()),
    )
    if stdout:
        from runtime.cli.output import to_standard_output

        to_standard_output(files[0].text.encode("utf-8", "replace"))
        return 0
    _say_learned(learned)
    return _check(files) if check else _write(files, force=force)


def _sources(project: "Project | None") -> list[str]:
    """What mws.toml says to learn from."""
    names = (project.settings.types.from_ if project else None) or []
    return [project.path(name) for name in names] if project else []


def _say_learned(learned: "SampleTypes") -> None:
    from runtime.render.text import one_line

    for problem in learned.left_out:
        typer.echo(one_line(f"left out: {problem}"), err=True)
    if learned.count:
        typer.echo(f"Fields were learned from {learned.count:,} context{'s' * (learned.count != 1)}.")


def _check(files: "list[TypesFile]") -> int:
    """Settings that somebody has made his own are his: only the declarations have to be ours."""
    from runtime.authoring.types import FileState
    from runtime.authoring.types.generated_files import DECLARATIONS

    late = [
        file
        for file in files
        if file.state is not FileState.CURRENT and not (file.is_others and file.path.name != DECLARATIONS)
    ]
    for file in late:
        _say(file, f"{_WORDS[file.state]}: run mws types")
    if not late:
        typer.echo("Up to date.")
    return _OUTDATED if late else 0


_WORDS = {
    "missing": "is missing",
    "outdated": "is out of date",
    "edited": "was edited",
    "foreign": "was not written by mws types",
}


def _write(files: "list[TypesFile]", *, force: bool) -> int:
    from runtime.authoring.types import FileState
    from runtime.authoring.types.generated_files import DECLARATIONS

    for file in files:
        if file.state is FileState.CURRENT:
            _say(file, "up to date")
        elif not file.is_others or force or _ask(file):
            file.write()
            _say(file, "written")
        elif file.path.name == DECLARATIONS:
            raise BadInput(str(file.path), f"{_WORDS[file.state]}, and is left as it is", _FORCE)
        else:
            _say(file, f"left as it is: it {_WORDS[file.state]} (--force replaces it)")
    return 0


_FORCE = "Move it away, or replace it with --force."


def _ask(file: "TypesFile") -> bool:
    from runtime.cli.prompts import ask_whether, can_ask
    from runtime.render.text import one_line

    return can_ask("") and ask_whether(f"{one_line(str(file.path))} {_WORDS[file.state]}. Replace it?")


def _say(file: "TypesFile", what: str) -> None:
    from runtime.render.screen import Screen
    from runtime.render.text import one_line

    Screen().print(one_line(str(file.path)), "  ", what)
