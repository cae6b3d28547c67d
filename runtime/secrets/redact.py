"""Masks whole values, such as an entry or a plan: every text and every body in them."""

from __future__ import annotations

import dataclasses
import gzip
import zlib
from typing import Any, Protocol, TypeVar

from runtime.model.events import Received
from runtime.secrets.keys import is_secret

# Fields with pairs of a name and a value: a value under a secret's name is always masked.
_PAIRS = {"headers", "trailers"}
_GZIP = b"\x1f\x8b"
_Value = TypeVar("_Value")


class Mask(Protocol):
    """What masks: `runtime.secrets.Secrets`, or a map of pseudonyms."""

    def mask_text(self, text: str) -> str:
        """The text, masked."""
        ...

    def mask_value(self, value: str) -> str:
        """The value of a secret's name, masked."""
        ...

    def mask_bytes(self, data: bytes) -> bytes:
        """The bytes, masked."""
        ...


def redact(value: _Value, mask: Mask) -> _Value:
    """The same value, masked; everything keeps its type."""
    masked: _Value = _redact(value, mask)
    return masked


def redact_received(received: Received, mask: Mask) -> Received:
    """An answer's body, masked.

    If the decoded body has secrets, the body is compressed anew from the masked one. Both can be large, so
    each is masked once.
    """
    if received.decoded is None:
        return redact(received, mask)
    decoded = mask.mask_bytes(received.decoded)
    if decoded == received.decoded:
        body = mask.mask_bytes(received.body)  # gzip can have a file name and a comment
    else:
        body = gzip.compress(decoded, mtime=0) if received.body.startswith(_GZIP) else zlib.compress(decoded)
    rest = redact(dataclasses.replace(received, body=b"", decoded=None), mask)
    return dataclasses.replace(rest, body=body, decoded=decoded)


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
        return type(value)(**{f.name: _redact_field(f.name, getattr(value, f.name), mask) for f in fields})
    return value


def _redact_field(name: str, value: Any, mask: Mask) -> Any:
    if name in _PAIRS:
        return tuple(_redact_pair(str(key), str(content), mask) for key, content in value)
    return _redact(value, mask)


def _redact_pair(name: str, value: str, mask: Mask) -> tuple[str, str]:
    secret = is_secret(name)
    return mask.mask_text(name), mask.mask_value(value) if secret else mask.mask_text(value)


def _redact_items(value: list[Any] | tuple[Any, ...], mask: Mask) -> Any:
    items = [_redact(item, mask) for item in value]
    return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
