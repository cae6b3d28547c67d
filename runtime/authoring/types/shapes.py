"""What values look like, without the values: their kinds, and what objects and lists are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Shape:
    """What may stand in one place: any of the kinds that it names, or nothing that is known (none of them).

    `plain` are string, number, boolean, null, and unknown, which is anything. `items` is what a list holds,
    `text` what the JSON in a string is.
    """

    plain: frozenset[str] = frozenset()
    object: Object | None = None
    items: Shape | None = None
    text: Shape | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A field of an object; `about` is said of it to its reader, one sentence after the other."""

    shape: Shape
    optional: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Object:
    """An object by its fields; or, if `values` is given, one whose keys are data, and what they lead to.

    `name` is its interface's, if it has one. With `open`, fields may be asked for of which nothing is known.
    """

    fields: Mapping[str, Member] = field(default_factory=dict)
    values: Shape | None = None
    name: str = ""
    about: str = ""
    open: bool = False


NOTHING = Shape()
UNKNOWN = Shape(frozenset({"unknown"}))
TEXT, NUMBER, BOOLEAN, NULL = (Shape(frozenset({kind})) for kind in ("string", "number", "boolean", "null"))


def merge_shapes(one: Shape, other: Shape) -> Shape:
    """What is either: a field that one of two objects lacks is optional."""
    if one == other:  # most contexts of a project look the same
        return one
    return Shape(
        one.plain | other.plain,
        _either(one.object, other.object, _objects),
        _either(one.items, other.items, merge_shapes),
        _either(one.text, other.text, merge_shapes),
    )


def all_of(fields: Mapping[str, Member]) -> Shape:
    """What any of these is."""
    shape = NOTHING
    for member in fields.values():
        shape = merge_shapes(shape, member.shape)
    return shape


def size(shape: Shape) -> int:
    """How many fields there are in it, on all levels."""
    inner = [one for one in (shape.items, shape.text) if one is not None]
    if shape.object is not None:
        inner += [member.shape for member in shape.object.fields.values()]
        inner += [] if shape.object.values is None else [shape.object.values]
    return len(inner) + sum(map(size, inner))


def cut(shape: Shape, levels: int) -> Shape:
    """The same to so many levels; what lies deeper is unknown."""
    if levels <= 0 and (shape.object is not None or shape.items is not None):
        return UNKNOWN
    return replace(
        shape,
        object=shape.object and _cut_object(shape.object, levels - 1),
        items=shape.items and cut(shape.items, levels - 1),
        text=shape.text and cut(shape.text, levels - 1),
    )


def _cut_object(one: Object, levels: int) -> Object:
    fields = {key: replace(member, shape=cut(member.shape, levels)) for key, member in one.fields.items()}
    return replace(one, fields=fields, values=one.values and cut(one.values, levels))


def _either(one: _T | None, other: _T | None, both: Callable[[_T, _T], _T]) -> _T | None:
    if one is None or other is None:
        return other if one is None else one
    return both(one, other)


def _objects(one: Object, other: Object) -> Object:
    if one.values is not None or other.values is not None:
        return Object(values=merge_shapes(_values(one), _values(other)))
    fields = {key: _member(key, one, other) for key in [*one.fields, *other.fields]}
    return replace(one, fields=fields, open=one.open or other.open)


def _values(one: Object) -> Shape:
    return all_of(one.fields) if one.values is None else one.values


def _member(key: str, one: Object, other: Object) -> Member:
    mine, yours = one.fields.get(key), other.fields.get(key)
    if mine is None or yours is None:
        return replace(mine or yours or Member(UNKNOWN), optional=True)
    return Member(merge_shapes(mine.shape, yours.shape), mine.optional or yours.optional, mine.about)
