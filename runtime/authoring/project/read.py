"""A mws.toml read: its bytes to settings, and for what is wrong its line, the key, and what was meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from runtime.authoring.project.locate import display_path, place
from runtime.authoring.project.settings import Settings
from runtime.formats.json_path import Keys, dotted, parse_dotted
from runtime.formats.json_text import decode_text
from runtime.formats.suggest import suggest
from runtime.formats.toml import parse_toml
from runtime.formats.validation import explain
from runtime.inputs import egress_table as table
from runtime.inputs.files import contents
from runtime.model.errors import BadInput

LARGEST = 1 << 20  # bytes
_WAY_OUT = "mws schema project has all keys."


def read(file: Path) -> tuple[str, Settings]:
    """The text of a mws.toml, and the settings in it. Raises BadInput."""
    name = display_path(file)
    data = contents(file, name, LARGEST, "settings")
    text = decode_text(name, data) if data.strip() else ""
    raw = parse_toml(name, text, _WAY_OUT)
    try:
        settings = Settings.model_validate(raw, by_alias=True, by_name=False)
    except ValidationError as error:
        raise _refusal(file, text, error.errors(include_url=False, include_input=False)[0]) from None
    if "egress" in raw:
        _check_egress(file, text, raw["egress"])
    return text, settings


def _check_egress(file: Path, text: str, raw: Any) -> None:
    """Hold the table against what opens hosts; its errors name a path, of which we know the line."""
    try:
        table.read_egress("", raw, "$.egress")
    except BadInput as error:
        path = error.where.removeprefix(": $.")
        raise BadInput(
            place(file, text, parse_dotted(path)), f"{path}: {error.problem}", error.way_out
        ) from None


def _refusal(file: Path, text: str, error: ErrorDetails) -> BadInput:
    keys = tuple(key for key in error["loc"] if key != "[key]")
    where = place(file, text, keys)
    if error["type"] == "extra_forbidden":
        return BadInput(where, f"{dotted(keys)} is not a setting", _suggestion(keys))
    problem = explain(error, "a table")
    return BadInput(where, f"{dotted(keys)}: {problem}", _WAY_OUT)


def _suggestion(keys: Keys) -> str:
    """The key that comes near to the last of these, or all that there are in its table; a table's, too."""
    known = _allowed_keys(keys[:-1])
    near = suggest(str(keys[-1]), known) or f"There are: {', '.join(known)}."
    return f"{near} ({_WAY_OUT})"


def _allowed_keys(tables: Keys) -> list[str]:
    model: type[BaseModel] = Settings
    for name in tables:
        if isinstance(name, str):
            field = next(field for field in model.model_fields.values() if field.alias == name)
            model = _model(field.annotation)
    return [str(field.alias) for field in model.model_fields.values()]


def _model(annotation: Any) -> type[BaseModel]:
    """The model in an annotation: itself, or the one in `list[Allow] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(model for inner in get_args(annotation) if (model := _model_or_none(inner)))


def _model_or_none(annotation: Any) -> type[BaseModel] | None:
    try:
        return _model(annotation)
    except StopIteration:
        return None
