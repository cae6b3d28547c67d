"""Masks whole values of ours: every text and every body in them, whatever their shape."""

from __future__ import annotations

import dataclasses
from typing import Any, Protocol, TypeVar

from runtime.secrets.keys import is_secret

_PAIR = 2
_Value = TypeVar("_Value")


class Mask(Protocol):
    """What knows the secrets: `runtime.secrets.Secrets`."""

    def mask_text(self, text: str) -> str:
        """The text with stand-ins."""
        ...

    def mask_value(self, value: str) -> str:
        """A text that stands under a name of a secret."""
        ...

    def mask_bytes(self, data: bytes) -> bytes:
        """The bytes with stand-ins."""
        ...


def redact(value: _Value, mask: Mask) -> _Value:
    """The same value without secrets; what holds none stays as it is, and everything keeps its type."""
    masked: _Value = _redact(value, mask)
    return masked


def _redact(value: Any, mask: Mask) -> Any:
    if type(value) is str:
        return mask.mask_text(value)
    if type(value) is bytes:
        return mask.mask_bytes(value)
    if isinstance(value, list | tuple):
        return _redact_items(value, mask)
    if isinstance(value, dict):
        return {_redact(key, mask): _redact(item, mask) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return type(value)(**{f.name: _redact(getattr(value, f.name), mask) for f in fields})
    return value


def _redact_items(value: list[Any] | tuple[Any, ...], mask: Mask) -> Any:
    if type(value) is tuple and len(value) == _PAIR and is_secret(str(value[0])):
        return value[0], mask.mask_value(str(value[1]))  # a header
    items = [_redact(item, mask) for item in value]
    return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
