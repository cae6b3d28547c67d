"""Infers which of MyWorkspace's two kinds a script is, with the reason."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePath
from typing import NamedTuple

from runtime.model.errors import BadInput
from runtime.model.option import Option
from runtime.model.script import Script

_MARKER = re.compile(r"\s*//\s*mws:\s*([\w-]*)\s*")


class Kind(StrEnum):
    """A workflow has `rest` and `done`; a transformation changes the context in place and has neither."""

    WORKFLOW = "workflow"
    TRANSFORMATION = "transformation"


DEFAULT_REASON = "the default"


class InferredKind(NamedTuple):
    """A kind, and the reason in words."""

    kind: Kind
    because: str


def infer_kind(script: Script, option: str | None = None) -> InferredKind:
    """The kind by option, first-line marker (`// mws: transformation`) or folder (`transformations/`).

    Raises BadInput for an unknown kind.
    """
    if option is not None:
        return InferredKind(_kind_named(Option.KIND.spell(), option), Option.KIND.spell())
    marker = _MARKER.fullmatch(script.line(1))
    if marker is not None:
        return InferredKind(_kind_named(f"{script.name}:1:1", marker[1]), "its first line")
    if "transformations" in PurePath(script.name).parent.parts:
        return InferredKind(Kind.TRANSFORMATION, "its folder, transformations/")
    return InferredKind(Kind.WORKFLOW, DEFAULT_REASON)


def _kind_named(where: str, text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        known = " or ".join(Kind)
        raise BadInput(where, f"{text!r} is not a kind of script", f"Say {known}.") from None
