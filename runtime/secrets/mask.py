"""Finds and masks secrets in time that grows with the data: not with its square, nor with their number.

Not by a package's Aho-Corasick automaton (ahocorasick_rs 1.0): that has to be built anew for each secret
that an answer brings, and takes 750 MB for 500 secrets of a thousand characters, which a run may meet.
"""

from __future__ import annotations

from runtime.secrets.encodings import Core, cores, forms
from runtime.secrets.fragments import Fragments

# No form of a secret is shorter (see `SHORTEST` in learning.py): its beginning tells where one may be.
_HEAD = 6
# Looking at each place of the data takes as long as looking for so many patterns.
_MANY = 800
# A service can give out secrets that all begin alike, and then nothing but their beginnings.
_MOST_LOOKS = 20_000_000
_UNSEEN = b"(not shown: it takes too long to mask)"


class _TooLong(Exception):
    """More looks than are reasonable."""


class Patterns:
    """What secrets look like, each form with its stand-in."""

    def __init__(self) -> None:
        """Look for nothing yet."""
        self._forms: dict[bytes, bytes] = {}
        self._cores: dict[bytes, Core] = {}
        self._sorted = True
        # How long the patterns are that begin like this, the longest first.
        self._form_heads: dict[bytes, list[int]] = {}
        self._core_heads: dict[bytes, list[int]] = {}
        self._looks = 0
        self._pieces = Fragments()

    def add(self, secret: str, instead: str) -> None:
        """Look for this secret, too."""
        for form, replaced in forms(secret, instead).items():
            if form not in self._forms:
                self._forms[form] = replaced
                _note(self._form_heads, form)
                self._sorted = False
        for core in cores(secret, instead):
            if core.text not in self._cores:
                self._cores[core.text] = core
                _note(self._core_heads, core.text)
        self._pieces.add(secret.encode("utf-8", "surrogatepass"), instead.encode("utf-8", "surrogatepass"))

    def find_stand_in(self, text: str) -> str:
        """What stands for a text that is another form of a known secret, such as percent-encoded; or ''."""
        form = self._forms.get(text.encode("utf-8", "surrogatepass"), b"")
        return form.decode("utf-8", "replace")

    def mask(self, data: bytes) -> bytes:
        """`data` with a stand-in for each, whole or in pieces; the very same object if it holds none."""
        return self._pieces.mask(self._mask_whole(data))

    def _mask_whole(self, data: bytes) -> bytes:
        many = len(self._forms) + len(self._cores)
        if many < _MANY and many < 2 * len(data):
            return self._each_core(self._each_form(data))
        self._looks = 0
        try:
            return self._core_at_each_place(self._form_at_each_place(data))
        except _TooLong:
            return _UNSEEN

    def _each_form(self, data: bytes) -> bytes:
        if not self._sorted:
            # The longest first: a secret may hold another one.
            self._forms = dict(sorted(self._forms.items(), key=lambda form: len(form[0]), reverse=True))
            self._sorted = True
        for form, instead in self._forms.items():
            if form in data:
                data = data.replace(form, instead)
        return data

    def _each_core(self, data: bytes) -> bytes:
        masked: bytearray | None = None
        for text, core in self._cores.items():
            position = data.find(text)
            while position >= 0:
                masked = bytearray(data) if masked is None else masked
                _mask_core(masked, core, position)
                position = data.find(text, position + 1)
        return data if masked is None else bytes(masked)

    def _form_at_each_place(self, data: bytes) -> bytes:
        pieces: list[bytes] = []
        at = kept = 0
        while at <= len(data) - _HEAD:
            lengths = self._form_heads.get(data[at : at + _HEAD])
            form = self._one_of(self._forms, lengths, data, at) if lengths else None
            if form is None:
                at += 1
                continue
            pieces += (data[kept:at], self._forms[form])
            kept = at = at + len(form)
        return b"".join([*pieces, data[kept:]]) if pieces else data

    def _core_at_each_place(self, data: bytes) -> bytes:
        masked: bytearray | None = None
        for at in range(len(data) - _HEAD + 1):
            lengths = self._core_heads.get(data[at : at + _HEAD])
            text = self._one_of(self._cores, lengths, data, at) if lengths else None
            if text is not None:
                masked = bytearray(data) if masked is None else masked
                _mask_core(masked, self._cores[text], at)
        return data if masked is None else bytes(masked)

    def _one_of(
        self, known: dict[bytes, bytes] | dict[bytes, Core], lengths: list[int], data: bytes, at: int
    ) -> bytes | None:
        """The longest pattern that stands there."""
        self._looks += len(lengths)
        if self._looks > _MOST_LOOKS:
            raise _TooLong
        return next((text for length in lengths if (text := data[at : at + length]) in known), None)


def _note(heads: dict[bytes, list[int]], pattern: bytes) -> None:
    lengths = heads.setdefault(pattern[:_HEAD], [])
    if len(pattern) not in lengths:
        lengths.append(len(pattern))
        lengths.sort(reverse=True)


def _mask_core(masked: bytearray, core: Core, position: int) -> None:
    """Mask one occurrence, unless that has been done with another that overlaps it."""
    if masked.startswith(core.text, position):
        core.replace_at(masked, position)
