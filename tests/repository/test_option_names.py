"""Options are called by the faces: a room below them says which option it means, not what a face calls it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from runtime.cli.option_names import NAMES
from runtime.model.option import Option
from tests.paths import ROOT

FACES = {"cli", "render", "pytest_plugin.py"}
# Files that speak of the command line itself, and why.
EXCEPTIONS = {
    "authoring/project/option_defaults.py": "reads which options a command line has",
    "authoring/project/settings.py": "describes keys of mws.toml by the options they stand for",
    "recording/field_docs.py": "describes fields of a recording by the options they stand for",
    "runs/demo.py": "prints command lines to try next",
}
OURS = {match[0] for name in NAMES.values() if (match := re.match(r"--?[a-z][\w-]*", name))}


def texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every text of a module that is no docstring, with its line."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def options_by_file() -> dict[str, list[str]]:
    """Our options that files below the faces spell out in a text, each with its line."""
    runtime = ROOT / "runtime"
    found: dict[str, list[str]] = {}
    for file in sorted(runtime.rglob("*.py")):
        name = file.relative_to(runtime)
        if name.parts[0] in FACES:
            continue
        for line, text in texts(ast.parse(file.read_text("utf-8"))):
            for word in OURS.intersection(re.findall(r"(?<![\w-])--[a-z][\w-]*", text)):
                found.setdefault(name.as_posix(), []).append(f"{line}: {word}")
    return found


def test_no_room_below_the_faces_spells_an_option() -> None:
    """Under pytest and from Python a message speaks of that face's own names."""
    found = options_by_file()
    assert {name: options for name, options in found.items() if name not in EXCEPTIONS} == {}
    assert set(EXCEPTIONS) <= set(found)


def test_the_command_line_has_a_name_for_every_option() -> None:
    """None is called as in Python there."""
    assert set(NAMES) == set(Option)
