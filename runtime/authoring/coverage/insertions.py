"""Insertions into a text: put in, taken out again, and places brought back. None holds an end of a line."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

from runtime.formats.javascript import Syntax
from runtime.model.script import Place


@dataclass(frozen=True, slots=True)
class Insertion:
    """A piece that goes in before the byte `at` of the original."""

    at: int
    piece: bytes


@dataclass(slots=True)
class Draft:
    """Insertions as they are found, from the outside to the inside, in the order of the text.

    At one byte, what closes something goes before what opens something; of two that open, the outer one goes
    first, and of two that close, the inner one.
    """

    _found: list[tuple[int, int, int, str]] = field(default_factory=list)

    def opens(self, at: int, piece: str) -> None:
        """Put a piece before what begins at this byte."""
        self._found.append((at, 1, len(self._found), piece))

    def closes(self, at: int, piece: str) -> None:
        """Put a piece behind what ends at this byte."""
        self._found.append((at, 0, -len(self._found), piece))

    @property
    def insertions(self) -> tuple[Insertion, ...]:
        """All of them, in the order in which they stand in the copy."""
        return tuple(Insertion(at, piece.encode()) for at, _, _, piece in sorted(self._found))


def insert(original: bytes, insertions: tuple[Insertion, ...]) -> bytes:
    """The original with these pieces in it."""
    pieces, before = [], 0
    for one in insertions:
        pieces += [original[before : one.at], one.piece]
        before = one.at
    return b"".join([*pieces, original[before:]])


def strip(copy: bytes, insertions: tuple[Insertion, ...]) -> bytes | None:
    """The copy without these pieces; None if one of them doesn't stand where it should."""
    pieces, at, before = [], 0, 0
    for one in insertions:
        end = at + one.at - before
        if copy[end : end + len(one.piece)] != one.piece:
            return None
        pieces.append(copy[at:end])
        at, before = end + len(one.piece), one.at
    return b"".join([*pieces, copy[at:]])


class PlaceMap:
    """From the engine's places in a copy to those in the original. Lines are the same in both."""

    def __init__(self, original: Syntax, copy: Syntax, insertions: tuple[Insertion, ...]) -> None:
        """`copy` is `original` with the insertions."""
        self._original, self._copy, self._insertions = original, copy, insertions
        sizes = [len(one.piece) for one in insertions]
        self._before = [0, *accumulate(sizes)]  # bytes put in before the n-th insertion
        self._starts = [
            one.at + before for one, before in zip(insertions, self._before, strict=False)
        ]  # of each, in the copy

    def __call__(self, place: Place) -> Place:
        """A place of the original: for one inside an insertion, where that stands."""
        offset, start = self._copy.offset(place), self._original.offset(Place(place.line, 1))
        if offset is None or start is None:
            return place
        passed = bisect_right(self._starts, offset)
        at = offset - self._before[passed]
        if passed:
            at = max(at, self._insertions[passed - 1].at)
        return Place(place.line, max(at - start, 0) + 1)
