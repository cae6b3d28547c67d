"""Pydantic's errors in plain words: what is wrong with a value in a file that people write."""

from __future__ import annotations

from pydantic_core import ErrorDetails

_PLAIN = {
    "string_type": "must be a text in quotes",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "int_parsing": "must be a whole number",
    "float_parsing": "must be a number",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list: [...]",
    "tuple_type": "must be a list: [...]",
    "dict_type": "must be {table}",
    "model_type": "must be {table}",
    "model_attributes_type": "must be {table}",
    "dataclass_type": "must be {table}",
    "unexpected_keyword_argument": "is not known here",
    "extra_forbidden": "is not known here",
    "datetime_type": "must be a date and time: 2026-01-01T12:00:00Z",
    "literal_error": "must be {expected}",
    "greater_than_equal": "must be {ge:g} or more",
    "less_than_equal": "must be {le:g} or less",
    "too_short": "is empty: name some, or leave it out",
    "missing": "is missing",
    "finite_number": "must be a number",
    "int_parsing_size": "is too large",
}


def explain(error: ErrorDetails, table: str = "an object") -> str:
    """The end of a sentence that begins with the name of the value: `must be true or false`.

    `table` is what the file's format calls an object.
    """
    plain = _PLAIN.get(error["type"])
    if plain is None:
        return error["msg"].removeprefix("Value error, ")
    return plain.format(table=table, **error.get("ctx", {}))
