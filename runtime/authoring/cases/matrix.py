"""A case for each combination of values: `${NAME}` stands for one of a name's, wherever a text is."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from runtime.formats.suggest import suggest
from runtime.model.errors import BadInput

_PLACE = re.compile(r"\$\$\{|\$\{([^}]*)\}")
Values = dict[str, Any]


def combinations(matrix: Mapping[str, list[Any]]) -> Iterator[Values]:
    """Every choice of one value for each name; a single one, without values, of no matrix."""
    names = list(matrix)
    for values in itertools.product(*(matrix[name] for name in names)):
        yield dict(zip(names, values, strict=True))


def fill(value: Any, values: Values, where: str) -> Any:
    """The same with the values in it: a text that is nothing but `${NAME}` becomes the value itself.

    `$${` stands for `${`. Raises BadInput for a name that the matrix doesn't have.
    """
    if isinstance(value, dict):
        return {_text(key, values, where): fill(item, values, where) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, values, where) for item in value]
    if not isinstance(value, str):
        return value
    match = _PLACE.fullmatch(value)
    return _value(match[1], values, where) if match and match[1] is not None else _text(value, values, where)


def put_in(value: Any, values: Values) -> int:
    """How many characters of values `filled` would put into texts."""
    if isinstance(value, dict):
        return sum(put_in(key, values) + put_in(item, values) for key, item in value.items())
    if isinstance(value, list):
        return sum(put_in(item, values) for item in value)
    if not isinstance(value, str):
        return 0
    return sum(len(str(values.get(match[1], ""))) for match in _PLACE.finditer(value))


def _text(text: str, values: Values, where: str) -> str:
    def one(match: re.Match[str]) -> str:
        return "${" if match[1] is None else str(_value(match[1], values, where))

    return _PLACE.sub(one, text)


def _value(name: str, values: Values, where: str) -> Any:
    if name not in values:
        way_out = suggest(name, values) or f"There are: {', '.join(values)}. For the text itself write $${{."
        raise BadInput(where, f"${{{name}}} is no name of the matrix", way_out)
    return values[name]
