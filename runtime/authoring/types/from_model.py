"""The shape of a documented object, from its pydantic model."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import Json
from pydantic.fields import FieldInfo

from runtime.authoring.types.documented import DocumentedPart, FieldSource
from runtime.authoring.types.shapes import Member, Object, Shape

_PLAIN = {str: "string", bool: "boolean", int: "number", float: "number"}


def shape_of_model(model: type[DocumentedPart]) -> Shape:
    """A model's shape: each field with what is said of it, labelled as documented or assumed."""
    fields = {info.alias or name: _member(info) for name, info in model.model_fields.items()}
    about = (model.__doc__ or "").strip()
    return Shape(object=Object(fields, None, model.__name__, about, model.unknown_fields))


def _member(info: FieldInfo) -> Member:
    source = next((one for one in info.metadata if isinstance(one, FieldSource)), FieldSource.DOCUMENTED)
    shape = _shape(info.annotation, info.metadata)
    about = f"{source.capitalize()}. {' '.join((info.description or '').split())}"
    return Member(shape, not info.is_required(), about)


def _shape(annotation: Any, metadata: Any = ()) -> Shape:
    """A field that may be left out is written `X | None`: a context doesn't say null there."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if any(type(one) is Json or one is Json for one in metadata):
        return Shape(text=_shape(annotation))
    if origin is Annotated:
        return _shape(arguments[0], arguments[1:])
    if origin in {Union, UnionType}:
        return _shape(next(one for one in arguments if one is not NoneType))
    if origin is list:
        return Shape(items=_shape(arguments[0]))
    if isinstance(annotation, type) and issubclass(annotation, DocumentedPart):
        return shape_of_model(annotation)
    return Shape(frozenset({_PLAIN[annotation]}))
