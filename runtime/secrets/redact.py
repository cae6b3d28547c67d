"""Masks whole values of ours: every text and every body in them, whatever their shape."""

from __future__ import annotations

import dataclasses
import gzip
import zlib
from typing import Any, Protocol, TypeVar

from runtime.model.events import Received
from runtime.secrets.keys import is_secret

# Fields that hold pairs of a name and a value: what stands under a secret's name is one, however it looks.
_PAIRS = {"headers", "trailers"}
_GZIP = b"\x1f\x8b"
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


def redact_received(received: Received, mask: Mask) -> Received:
    """A body with stand-ins for its secrets.

    A compressed body hides what its decoded form shows: it is compressed anew where that is masked. Both can
    be large, and each goes through once.
    """
    if received.decoded is None:
        return redact(received, mask)
    decoded = mask.mask_bytes(received.decoded)
    if decoded == received.decoded:
        body = mask.mask_bytes(received.body)  # gzip has room for a name, and for a comment
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
