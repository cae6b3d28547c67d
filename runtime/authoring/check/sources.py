"""Which files are checked, and what their project tells of where they will run."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runtime.authoring.check.origins import PARSED
from runtime.authoring.check.rules import RULES
from runtime.authoring.check.script_context import Surroundings
from runtime.authoring.project import Project
from runtime.formats.json_text import try_parse
from runtime.formats.suggest import suggest
from runtime.inputs import samples
from runtime.inputs.context import LARGEST, Context
from runtime.inputs.files import contents, sample_path
from runtime.model.errors import BadInput
from runtime.model.script import LONGEST

STDIN = "-"
_USUAL = ("workflows/**/*.js", "transformations/**/*.js")
_MOST_CONTEXTS, _MOST_FIELDS, _DEEPEST = 500, 20_000, 40
_WAY_OUT = "Name scripts, folders or patterns: mws check workflows/*.js"


@dataclass(frozen=True, slots=True)
class ScriptSource:
    """A file's bytes, and what messages call it; `path` is None for what can't be written to."""

    name: str
    data: bytes
    path: Path | None = None


def sources(names: Sequence[str], project: Project | None, stdin_name: str | None) -> list[ScriptSource]:
    """The scripts to check, each once, in the order in which they are named. Raises BadInput."""
    found: dict[str, ScriptSource] = {}
    for one in names:
        if one == STDIN:
            found.setdefault(STDIN, _standard_input(stdin_name))
        elif one.startswith("@"):
            path = sample_path(one, samples.scripts(), "script", "mws scripts")
            found.setdefault(one, ScriptSource(f"{one[1:]}.js", contents(path, one, LONGEST, "a script")))
        else:
            _add(found, _files(one))
    if not names:
        _add(found, _of_project(project))
    return list(found.values())


def surroundings(project: Project | None, target: str | None) -> Surroundings:
    """Where the scripts will run, as far as the project and the command line tell."""
    if project is None:
        return Surroundings(target or Surroundings().target, assumed=target is None)
    version = target or project.settings.check.target
    return Surroundings(
        version or Surroundings().target,
        assumed=version is None,
        fields=frozenset(_fields(project.folder)),
        globals=frozenset(project.settings.run.globals_ or ()),
    )


def ignore_codes(project: Project | None) -> frozenset[str]:
    """The codes that don't count in a project. Raises BadInput for one that there isn't."""
    ignored = project.settings.check.ignore if project is not None else None
    if project is None or ignored is None:
        return frozenset()
    codes = [rule.code for rule in RULES]
    for one in ignored:
        if one not in codes:
            line = project.line("check", "ignore")
            where = f"{project.file}:{line}" if line else str(project.file)
            way_out = suggest(one, codes) or "mws check --rules lists them."
            raise BadInput(where, f"check.ignore: there is no rule {one}", way_out)
    return frozenset(ignored)


def _standard_input(name: str | None) -> ScriptSource:
    if sys.stdin is None:
        raise BadInput("standard input", "is closed", "Name a file.")
    data = sys.stdin.buffer.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise BadInput("standard input", "is too large for a script", f"{LONGEST >> 20} MB is the most.")
    return ScriptSource(name or "standard input", data)


def _add(scripts: dict[str, ScriptSource], paths: Sequence[Path]) -> None:
    for path in paths:
        key = str(path.resolve())
        if key not in scripts:
            name = _short(path)
            scripts[key] = ScriptSource(name, contents(path, name, LONGEST, "a script"), path)


def _files(name: str) -> list[Path]:
    """The files that an argument means: itself, those in a folder, or those that fit a pattern."""
    path = Path(name)
    if path.is_dir():
        found = list(_in_folder(path))
        if not found:
            raise BadInput(name, "there is no script (*.js) in this folder", _WAY_OUT)
        return found
    if path.exists() or not set(name) & set("*?["):
        return [path]
    found = list(_find_matches(Path(), name))
    if not found:
        raise BadInput(name, "no file fits this pattern", _WAY_OUT)
    return found


def _of_project(project: Project | None) -> list[Path]:
    home = Path() if project is None else project.folder
    patterns = project.settings.check.files if project is not None else None
    found = [path for pattern in patterns or _USUAL for path in _project_files(home, pattern)]
    if found:
        return found
    if project is not None and patterns:
        raise BadInput(f"{project.file}: check.files", "no script fits", _WAY_OUT)
    raise BadInput(
        "mws check", "no script is named, and there is none in workflows or transformations", _WAY_OUT
    )


def _project_files(home: Path, pattern: str) -> list[Path]:
    path = home / pattern
    return list(_in_folder(path)) if path.is_dir() else list(_find_matches(home, pattern))


def _in_folder(folder: Path) -> Iterator[Path]:
    """All scripts in it, without hidden folders and what npm has put there."""
    for home, folders, files in os.walk(folder):
        folders[:] = sorted(one for one in folders if not _is_hidden([one], set()))
        yield from (Path(home) / file for file in sorted(files) if file.endswith(".js"))


def _is_hidden(folders: Sequence[str], names: set[str]) -> bool:
    return any((one.startswith(".") or one == "node_modules") and one not in names for one in folders)


def _find_matches(home: Path, pattern: str) -> Iterator[Path]:
    full = Path(pattern)
    try:
        if full.is_absolute():
            home, pattern = Path(full.anchor), str(full.relative_to(full.anchor))
        # What a pattern doesn't name itself, such as node_modules, it doesn't mean either.
        fit = (path for path in home.glob(pattern) if path.is_file())
        parts = set(Path(pattern).parts)
        yield from sorted(path for path in fit if not _is_hidden(path.relative_to(home).parts[:-1], parts))
    except (ValueError, NotImplementedError) as error:
        raise BadInput(pattern, f"is no pattern: {error}", _WAY_OUT) from error


def _short(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd())) if path.is_absolute() else str(path)
    except ValueError:
        return str(path)


def _fields(folder: Path) -> Iterator[tuple[str, ...]]:
    """The paths of all fields in the project's contexts; one that can't be read is `mws run`'s affair."""
    count = 0
    for file in sorted((folder / "contexts").glob("*.json"))[:_MOST_CONTEXTS]:
        try:
            value = Context.from_bytes(file.name, contents(file, file.name, LARGEST, "a context")).value
        except BadInput:
            continue
        for path in _paths(value):
            yield path
            count += 1
            if count >= _MOST_FIELDS:
                return


def _paths(value: Any) -> Iterator[tuple[str, ...]]:
    waiting: list[tuple[tuple[str, ...], Any]] = [((), value)]
    while waiting:
        path, current = waiting.pop()
        if isinstance(current, str) and path == ("OAuth2ProtocolConfiguration",):
            path, current = (*path, PARSED), try_parse(current)
        if isinstance(current, dict) and len(path) < _DEEPEST:
            for key, item in current.items():
                yield (*path, key)
                waiting.append(((*path, key), item))
