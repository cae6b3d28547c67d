"""Shapes as TypeScript: interfaces for what has a name, everything else where it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from runtime.authoring.types.shapes import Member, Object, Shape

_INDENT = "  "
_PLAIN = ("string", "number", "boolean", "null")
_NAME = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)


def interfaces(shape: Shape) -> str:
    """The named objects in a shape, each once, the outermost first."""
    named = {object_.name: object_ for object_ in _objects_in(shape)}
    return "\n".join(
        f"{comment(one.about)}interface {name} {_body(one, '')}\n" for name, one in named.items()
    )


def type_of(shape: Shape, indent: str = "") -> str:
    """A shape as a type; `indent` stands before its further lines."""
    if "unknown" in shape.plain:
        return "unknown"
    kinds = [kind for kind in _PLAIN[:-1] if kind in shape.plain]
    if shape.text is not None:
        kinds.append(f"JsonText<{type_of(shape.text, indent)}>")
    if shape.object is not None:
        kinds.append(shape.object.name or _body(shape.object, indent))
    if shape.items is not None:
        kinds.append(_list(type_of(shape.items, indent)))
    if "null" in shape.plain and kinds:  # null alone tells nothing of what stands there at other times
        kinds.append("null")
    return " | ".join(kinds) or "unknown"


def _list(items: str) -> str:
    return f"{items}[]" if _NAME.fullmatch(items) else f"Array<{items}>"


def comment(text: str, indent: str = "") -> str:
    """A sentence for who looks the name up, on a line of its own."""
    closed = " ".join(text.split()).replace("*/", "* /")
    return f"{indent}/** {closed} */\n" if closed else ""


def key_of(name: str) -> str:
    """A field's name as it may stand before a colon."""
    if _NAME.fullmatch(name):
        return name
    return json.dumps(name, ensure_ascii=not name.isprintable())


def _body(one: Object, indent: str) -> str:
    lines = [_member(key, member, indent + _INDENT) for key, member in one.fields.items()]
    if one.values is not None:
        lines.append(f"{indent}{_INDENT}[key: string]: {type_of(one.values, indent + _INDENT)};\n")
    if one.open:
        others = "Other fields may be written. One that is read has to be asked for what it is."
        lines.append(f"{comment(others, indent + _INDENT)}{indent}{_INDENT}[field: string]: unknown;\n")
    return f"{{\n{''.join(lines)}{indent}}}" if lines else "{ [field: string]: unknown }"


def _member(key: str, member: Member, indent: str) -> str:
    mark = "?" if member.optional else ""
    return f"{comment(member.about, indent)}{indent}{key_of(key)}{mark}: {type_of(member.shape, indent)};\n"


def _objects_in(shape: Shape) -> Iterator[Object]:
    for inner in (shape.text, shape.items):
        if inner is not None:
            yield from _objects_in(inner)
    if shape.object is not None:
        if shape.object.name:
            yield shape.object
        for member in shape.object.fields.values():
            yield from _objects_in(member.shape)
