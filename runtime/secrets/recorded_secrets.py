"""The secrets of a run that comes from a recording, which has stand-ins for them already."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from runtime.model.http import Header, Request
from runtime.secrets.detect import Secrets
from runtime.secrets.ordinary import is_small


class RecordedSecrets(Secrets):
    """Masks only the secrets that were put back in place of their stand-ins.

    After `begin_to_learn` it learns further secrets like `Secrets`: then the run goes on from its recording
    with a service. What `recognise` has learned as a stand-in stays as it is.
    """

    def __init__(self, key: bytes | None = None) -> None:
        super().__init__(key)
        self._put_back: dict[str, str] = {}
        self._learns = self._recognises = False
        self._has_additions = False  # whether other secrets were put into the run
        self.masked = True

    @property
    def idle(self) -> bool:
        """Whether there is nothing to learn and nothing to mask."""
        return not (self._put_back or self._learns or self._has_additions)

    def put_back(self, secret: str, stand_in: str) -> None:
        """Mask `secret` as `stand_in`: the run has it where its recording has the stand-in."""
        self._put_back[secret] = stand_in
        super().learn(secret, stand_in)

    def recognise(self, look: Callable[[], None]) -> None:
        """Call `look`: everything that it makes this learn is a stand-in already."""
        self._learns = self._recognises = True
        try:
            look()
        finally:
            self._learns = self._recognises = False

    def learn_from(self, look: Callable[[], None]) -> None:
        """Call `look`: everything that it makes this learn is a secret that was put into the run.

        Raises TooManySecrets.
        """
        self._learns = self._has_additions = True
        try:
            look()
        finally:
            self._learns = False

    def begin_to_learn(self) -> None:
        """Learn from everything from now on: it may have secrets that were never masked."""
        self._learns = True

    def learn(self, secret: str, stand_in: str = "") -> None:
        """As `Secrets.learn`, but only while it learns."""
        if self._recognises:
            self._put_back.setdefault(secret, secret)
            if secret not in self._known and not is_small(secret):
                self._known.add(secret, secret)
        elif self._learns:
            super().learn(secret, stand_in)

    def learn_value(self, value: Any, *, secret: bool = False, depth: int = 0) -> None:
        """As `Secrets.learn_value`, but only while it learns."""
        if self._learns:
            super().learn_value(value, secret=secret, depth=depth)

    def learn_source(self, script: str) -> None:
        if self._learns:
            super().learn_source(script)

    def learn_request(self, request: Request) -> None:
        if self._learns:
            super().learn_request(request)

    def learn_response(self, headers: Iterable[Header], body: bytes) -> None:
        if self._learns:
            super().learn_response(headers, body)

    def learn_text(self, text: str) -> None:
        if self._learns:
            super().learn_text(text)

    def mask_bytes(self, data: bytes) -> bytes:
        """As `Secrets.mask_bytes`; returns at once if there is nothing to mask."""
        return data if self.idle else super().mask_bytes(data)

    def mask_source(self, script: str) -> str:
        return script if self.idle else super().mask_source(script)

    def _draw(self, value: str) -> str:
        return self._put_back.get(value) or (
            super()._draw(value) if self._learns or self._has_additions else value
        )
