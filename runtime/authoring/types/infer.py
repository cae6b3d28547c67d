"""What a context looks like: its shape, without any of its values. A documented shape takes it in.

Keys are kept where they are names of fields. Those that look like data (addresses, numbers, ids) are left
out, and said to be there. What is read is bounded in depth and in number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from runtime.authoring.types.shapes import (
    BOOLEAN,
    NOTHING,
    NULL,
    NUMBER,
    TEXT,
    UNKNOWN,
    Member,
    Object,
    Shape,
    all_of,
    cut,
    merge_shapes,
    size,
)
from runtime.formats.json_text import try_parse

DEEPEST = 12  # levels
MOST_FIELDS = 200  # of one object: more are data
MOST_IN_ALL = 5_000
_MOST_ITEMS = 500  # of one list
_LONGEST_KEY = 64
_DATA = re.compile(r"@|://|\d{3}|[0-9a-f]{8}-[0-9a-f]{4}-|[\x00-\x1f\x7f]|^\s*$|^\d+$", re.IGNORECASE)

_LEARNED = "Not documented: seen in this project's contexts or recordings."
_ABSENT = "Some of this project's contexts lack it."


def infer_shape(value: Any, texts: Iterable[str] = (), deepest: int = DEEPEST) -> Shape:
    """The shape of a JSON value; the fields in `texts` are read as JSON in a string, if they are."""
    shape = _infer_shape(value, deepest)
    if shape.object is None or not isinstance(value, dict):
        return shape
    read = {key: Member(_in_text(value[key], deepest)) for key in texts if key in value}
    fields = {key: read.get(key, member) for key, member in shape.object.fields.items()}
    return Shape(object=replace(shape.object, fields=fields))


def _infer_shape(value: Any, levels: int) -> Shape:
    if isinstance(value, str):
        return TEXT
    if isinstance(value, bool):
        return BOOLEAN
    if value is None or isinstance(value, (int, float)):
        return NULL if value is None else NUMBER
    if levels <= 0:
        return UNKNOWN
    if isinstance(value, list):
        items = NOTHING
        for item in value[:_MOST_ITEMS]:
            items = merge_shapes(items, _infer_shape(item, levels - 1))
        return Shape(items=items)
    return Shape(object=_object(value, levels - 1))


def _object(value: Mapping[str, Any], levels: int) -> Object:
    names = [key for key in value if not is_data(key)]
    if value and (not names or len(names) > MOST_FIELDS):
        some = list(value)[:MOST_FIELDS]
        return Object(values=all_of({key: Member(_infer_shape(value[key], levels)) for key in some}))
    fields = {key: Member(_infer_shape(value[key], levels)) for key in names}
    return Object(fields, open=len(names) < len(value))


def is_data(key: str) -> bool:
    """Whether a key looks like data: an address, a number, an id, or nothing that anybody calls a field."""
    return len(key) > _LONGEST_KEY or _looks_like_data(key)


@lru_cache(maxsize=10_000)
def _looks_like_data(key: str) -> bool:
    return _DATA.search(key) is not None


_NONE = object()  # for what is no JSON text: null is one


def _in_text(value: Any, levels: int) -> Shape:
    found = try_parse(value, _NONE) if isinstance(value, str) else _NONE
    return _infer_shape(value, levels) if found is _NONE else Shape(text=_infer_shape(found, levels - 1))


def limit_shape(shape: Shape) -> Shape:
    """As deep as it is, if it has no more fields than anybody reads; else cut down to so many."""
    deepest = DEEPEST
    while size(shape) > MOST_IN_ALL and deepest > 1:
        deepest = deepest * 2 // 3
        shape = cut(shape, deepest)
    return shape


def extend_shape(documented: Shape, sample: Shape) -> Shape:
    """A documented shape with the fields that were seen beside the documented ones.

    What is documented stays as it is: a field that some contexts lack is not optional for that, and it is
    said of it. It may be null where null was seen.
    """
    object_, text = documented.object, documented.text
    if object_ is not None and sample.object is not None:
        object_ = _objects(object_, sample.object)
    if text is not None and sample.text is not None:
        text = extend_shape(text, sample.text)
    return replace(documented, plain=documented.plain | (sample.plain & {"null"}), object=object_, text=text)


def _objects(documented: Object, sample: Object) -> Object:
    known = {key: _field(member, sample.fields.get(key)) for key, member in documented.fields.items()}
    others = {key: member for key, member in sample.fields.items() if key not in known}
    learned_ones = {key: replace(member, about=_LEARNED) for key, member in others.items()}
    return replace(documented, fields=known | learned_ones)


def _field(member: Member, sample: Member | None) -> Member:
    if sample is None:
        return member
    about = f"{member.about} {_ABSENT}" if sample.optional and not member.optional else member.about
    return replace(member, shape=extend_shape(member.shape, sample.shape), about=about)
