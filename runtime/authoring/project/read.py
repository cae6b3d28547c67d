"""A mws.toml read: its bytes to settings, and for what is wrong its line, the key, and what was meant."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from runtime.authoring.project.locate import display_path, place
from runtime.authoring.project.settings import Settings
from runtime.formats.toml import Keys, parse_toml
from runtime.inputs import egress_table as table
from runtime.inputs.context import decode_text
from runtime.inputs.files import contents, nearest
from runtime.model.errors import BadInput

LARGEST = 1 << 20  # bytes
_WAY_OUT = "mws schema project has all keys."
_WRONG = {
    "string_type": "must be a text in quotes",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "list_type": "must be a list: [...]",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "missing": "is missing",
    "too_short": "is empty: name some, or leave it out",
    "greater_than_equal": "must be {ge:g} or more",
    "less_than_equal": "must be {le:g} or less",
    "finite_number": "must be a number",
    "int_parsing_size": "is too large",
}


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
        keys = tuple(int(key) if key.isdecimal() else key for key in re.split(r"[.\[\]]+", path) if key)
        raise BadInput(place(file, text, keys), f"{path}: {error.problem}", error.way_out) from None


def _refusal(file: Path, text: str, error: ErrorDetails) -> BadInput:
    keys = tuple(key for key in error["loc"] if key != "[key]")
    where = place(file, text, keys)
    if error["type"] == "extra_forbidden":
        return BadInput(where, f"{_dot(keys)} is not a setting", _suggestion(keys))
    return BadInput(where, f"{_dot(keys)}: {_explain(error)}", _WAY_OUT)


def _explain(error: ErrorDetails) -> str:
    """The end of the sentence that begins with the setting's name."""
    context = error.get("ctx", {})
    if error["type"] == "literal_error":
        return f"must be {context['expected']}"
    if error["type"] in _WRONG:
        return _WRONG[error["type"]].format(**context)
    return error["msg"].removeprefix("Value error, ")


def _dot(keys: Keys) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).removeprefix(".")


def _suggestion(keys: Keys) -> str:
    """The key that comes near to the last of these, or all that there are in its table; a table's, too."""
    known = _allowed_keys(keys[:-1])
    near = nearest(str(keys[-1]), known) or f"There are: {', '.join(known)}."
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
