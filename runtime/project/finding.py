"""The project that a folder belongs to: the nearest folder above it with a mws.toml, and what that says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from runtime.egress import table
from runtime.errors import BadInput
from runtime.project.settings import Settings
from runtime.reading import nearest, read_text

NAME = "mws.toml"
_WAY_OUT = "mws schema project has all keys."
_WRONG = {
    "string_type": "must be a text in quotes",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "list_type": "must be a list: [...]",
    "dict_type": "must be a table",
    "model_type": "must be a table",
}


@dataclass(frozen=True, slots=True)
class Project:
    """A project: its folder, its file with the text in it, and its settings."""

    folder: Path
    file: Path
    text: str
    settings: Settings

    def path(self, name: str) -> str:
        """A path of the file's as the command line takes it; what is no path (`@NAME`, `-`) as it is."""
        if name.startswith("@") or name == "-":
            return name
        full = self.folder / name
        try:
            return str(full.relative_to(Path.cwd()))
        except ValueError:
            return str(full)

    def line(self, *keys: str) -> int | None:
        """The line on which a setting stands; None if it isn't written on one of its own."""
        return line_of(self.text, keys)


def found(start: Path | None = None) -> Project | None:
    """The project of a folder, or of where we are; None outside of any. Raises BadInput for a bad file."""
    here = (start or Path.cwd()).resolve()
    files = (folder / NAME for folder in (here, *here.parents))
    file = next((file for file in files if file.is_file()), None)
    return None if file is None else load(file)


def load(file: Path) -> Project:
    """The project of this mws.toml. Raises BadInput naming the line, the key, and what was meant."""
    text = read_text(file, "settings")
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInput(str(file), f"not TOML: {error}", _WAY_OUT) from error
    try:
        settings = Settings.model_validate(raw)
    except ValidationError as error:
        raise _refused(file, text, error) from error
    if settings.egress is not None:
        table.read(str(file), settings.egress)
    return Project(file.parent, file, text, settings)


def line_of(text: str, keys: Sequence[str]) -> int | None:
    """The line of `key = ` in its table, or of the table's own head: it is looked for, not parsed."""
    *tables, key = keys
    here: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        head = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
        if head is not None:
            here = [part.strip(" \"'") for part in head[1].split(".")]
            if here == list(keys):
                return number
        elif here == tables and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
            return number
    return None


def _refused(file: Path, text: str, error: ValidationError) -> BadInput:
    first = error.errors()[0]
    keys = [str(part) for part in first["loc"] if isinstance(part, str)]
    line = line_of(text, keys[:2]) or line_of(text, keys[:1])
    where = f"{file}:{line}" if line else str(file)
    name = ".".join(map(str, first["loc"]))
    if first["type"] == "extra_forbidden":
        known = list(_known(keys[:-1]))
        return BadInput(where, f"{name} is not a setting", _near(keys[-1], known))
    told = _WRONG.get(first["type"], first["msg"].removeprefix("Value error, "))
    return BadInput(where, f"{name}: {told}", _WAY_OUT)


def _near(key: str, known: list[str]) -> str:
    way_out = nearest(key, known) or f"There are: {', '.join(known)}."
    return f"{way_out} ({_WAY_OUT})"


def _known(tables: Sequence[str]) -> Iterator[str]:
    model: type[BaseModel] = Settings
    for name in tables:
        default = next(field.default for field in model.model_fields.values() if field.alias == name)
        model = type(default)
    return (str(field.alias) for field in model.model_fields.values())
