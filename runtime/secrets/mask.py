"""Finds and masks secrets, in time proportional to the data, whatever the number of secrets.

An Aho-Corasick automaton (ahocorasick_rs 1.0) is not used: it has to be built anew for each new secret in an
answer, and takes 750 MB for 500 secrets of a thousand characters, which a run can have.
"""

from __future__ import annotations

from runtime.secrets.encodings import Core, cores, forms
from runtime.secrets.fragments import Fragments

# No form of a secret is shorter (see `SHORTEST` in ordinary.py), so six bytes show where one may begin.
_HEAD = 6
# To look at each place of the data takes as long as to search for so many patterns.
_MANY = 800
# A service can send secrets that all begin alike, and then many texts with that beginning.
_MOST_LOOKS = 20_000_000
_UNSEEN = b"(not shown: it takes too long to mask)"


class _TooLong(Exception):
    """The data needs too many comparisons."""


class Patterns:
    """All forms of the secrets, each with its stand-in."""

    def __init__(self) -> None:
        self._forms: dict[bytes, bytes] = {}
        self._cores: dict[bytes, Core] = {}
        self._sorted = True
        # The lengths of the patterns by their first six bytes, the longest first.
        self._form_heads: dict[bytes, list[int]] = {}
        self._core_heads: dict[bytes, list[int]] = {}
        self._looks = 0
        self._pieces = Fragments()

    def add(self, secret: str, stand_in: str) -> None:
        """Mask this secret from now on."""
        for form, replacement in forms(secret, stand_in).items():
            if form not in self._forms:
                self._forms[form] = replacement
                _note(self._form_heads, form)
                self._sorted = False
        for core in cores(secret, stand_in):
            if core.text not in self._cores:
                self._cores[core.text] = core
                _note(self._core_heads, core.text)
        self._pieces.add(secret.encode("utf-8", "surrogatepass"), stand_in.encode("utf-8", "surrogatepass"))

    def find_stand_in(self, text: str) -> str:
        """The stand-in of a text that is another form of a known secret, such as percent-encoded; '' if
        none.
        """
        form = self._forms.get(text.encode("utf-8", "surrogatepass"), b"")
        return form.decode("utf-8", "replace")

    def mask(self, data: bytes) -> bytes:
        """`data` with stand-ins for secrets and for pieces of them; the same object if there are none."""
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
        for form, stand_in in self._forms.items():
            if form in data:
                data = data.replace(form, stand_in)
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
        at = end_of_last = 0
        while at <= len(data) - _HEAD:
            lengths = self._form_heads.get(data[at : at + _HEAD])
            form = self._one_of(self._forms, lengths, data, at) if lengths else None
            if form is None:
                at += 1
                continue
            pieces += (data[end_of_last:at], self._forms[form])
            end_of_last = at = at + len(form)
        return b"".join([*pieces, data[end_of_last:]]) if pieces else data

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
        """The longest pattern at that place."""
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
    """Mask one occurrence, unless an overlapping one was masked before."""
    if masked.startswith(core.text, position):
        core.replace_at(masked, position)
