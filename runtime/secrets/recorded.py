"""The secrets of a run that comes from a recording: stand-ins stand for them already."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from runtime.model.http import Header, Request
from runtime.secrets.detect import Secrets
from runtime.secrets.ordinary import is_small


class RecordedSecrets(Secrets):
    """Masks only what it has been told of: secrets that somebody has put back for their stand-ins.

    `begin_to_learn` makes it look for secrets as any other, because a run goes on from its recording with
    a service. What it has `recognised` by then as a stand-in stays as it is.
    """

    def __init__(self, key: bytes | None = None) -> None:
        """Nothing has been put back."""
        super().__init__(key)
        self._put_back: dict[str, str] = {}
        self._learns = self._recognises = False
        self._given = False  # whether somebody has put secrets of his own into the run
        self.masked = True

    @property
    def idle(self) -> bool:
        """Whether there is nothing to learn and nothing to mask."""
        return not (self._put_back or self._learns or self._given)

    def put_back(self, secret: str, instead: str) -> None:
        """The run gets `secret` where its recording has `instead`."""
        self._put_back[secret] = instead
        super().learn(secret, instead)

    def recognise(self, look: Callable[[], None]) -> None:
        """Meanwhile what `look` has this learn is a stand-in."""
        self._learns = self._recognises = True
        try:
            look()
        finally:
            self._learns = self._recognises = False

    def learn_from(self, look: Callable[[], None]) -> None:
        """Meanwhile it learns as any: from what somebody has put into the run. Raises TooManySecrets."""
        self._learns = self._given = True
        try:
            look()
        finally:
            self._learns = False

    def begin_to_learn(self) -> None:
        """From now on there may be secrets that nobody has masked."""
        self._learns = True

    def learn(self, secret: str, instead: str = "") -> None:
        """As any, once it learns at all."""
        if self._recognises:
            self._put_back.setdefault(secret, secret)
            if secret not in self._known and not is_small(secret):
                self._known.add(secret, secret)
        elif self._learns:
            super().learn(secret, instead)

    def learn_value(self, value: Any, *, secret: bool = False, depth: int = 0) -> None:
        """As any, once it learns at all; so the others."""
        if self._learns:
            super().learn_value(value, secret=secret, depth=depth)

    def learn_source(self, script: str) -> None:
        """As `learn_value`."""
        if self._learns:
            super().learn_source(script)

    def learn_request(self, request: Request) -> None:
        """As `learn_value`."""
        if self._learns:
            super().learn_request(request)

    def learn_response(self, headers: Iterable[Header], body: bytes) -> None:
        """As `learn_value`."""
        if self._learns:
            super().learn_response(headers, body)

    def learn_text(self, text: str) -> None:
        """As `learn_value`."""
        if self._learns:
            super().learn_text(text)

    def mask_bytes(self, data: bytes) -> bytes:
        """As any; at once where there is nothing to mask."""
        return data if self.idle else super().mask_bytes(data)

    def mask_source(self, script: str) -> str:
        """As `mask_bytes`."""
        return script if self.idle else super().mask_source(script)

    def _draw(self, value: str) -> str:
        return self._put_back.get(value) or (super()._draw(value) if self._learns or self._given else value)
