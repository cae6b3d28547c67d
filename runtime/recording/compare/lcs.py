"""Pairs the items of two sequences that belong together.

It finds the longest common subsequence, with a whole row of the table in the bits of one number (Hyyrö 2004,
"Bit-parallel LCS-length computation revisited"): two sequences of ten thousand items take a moment. difflib
looks for the longest common stretches first, and takes minutes for sequences with little in common. Sequences
that are too long even for this are paired by position.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Item = TypeVar("Item")
Pair = tuple[int | None, int | None]  # the indexes in both; None where there is no such item

MOST = 20_000 * 20_000  # the lengths multiplied: bits in memory, 50 MB


def align(before: Sequence[Item], after: Sequence[Item], *keys: Callable[[Item], Hashable]) -> list[Pair]:
    """The pairs in their order; each item is in one pair.

    Items with the same first key are paired first; between these, items with the same second key; and so on.
    """
    aligner = _Aligner(before, after)
    aligner.align(range(len(before)), range(len(after)), keys)
    return aligner.found


@dataclass(frozen=True, slots=True)
class _Aligner(Generic[Item]):
    before: Sequence[Item]
    after: Sequence[Item]
    found: list[Pair] = field(default_factory=list)

    def align(self, one: range, other: range, keys: tuple[Callable[[Item], Hashable], ...]) -> None:
        """Pair the items of these two ranges."""
        if not keys or not one or not other:
            self.found.extend((place, None) for place in one)
            self.found.extend((None, place) for place in other)
            return
        key, *rest = keys
        start = there = 0
        for left, right in _matches([key(self.before[i]) for i in one], [key(self.after[i]) for i in other]):
            self.align(one[start:left], other[there:right], tuple(rest))
            self.found.append((one[left], other[right]))
            start, there = left + 1, right + 1
        self.align(one[start:], other[there:], tuple(rest))


def _matches(before: Sequence[Hashable], after: Sequence[Hashable]) -> Iterator[tuple[int, int]]:
    """The indexes of equal items, in rising order on both sides."""
    shorter = min(len(before), len(after))
    first = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    yield from ((at, at) for at in range(first))
    last = next((at for at in range(shorter - first) if before[-1 - at] != after[-1 - at]), shorter - first)
    middle = before[first : len(before) - last], after[first : len(after) - last]
    yield from ((first + left, first + right) for left, right in _common(*middle))
    yield from ((len(before) - at, len(after) - at) for at in range(last, 0, -1))


def _common(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[tuple[int, int]]:
    if len(before) * len(after) > MOST:
        every = enumerate(zip(before, after, strict=False))
        return [(at, at) for at, (one, other) in every if one == other]
    rows, found = _rows(before, after), []
    left, right = len(before), len(after)
    while left and right:
        if rows[left] >> (right - 1) & 1:  # as long without this item of `after`
            right -= 1
            continue
        left -= 1
        if rows[left] >> (right - 1) & 1:  # and shorter without this item of `before`: they are a pair
            right -= 1
            found.append((left, right))
    return found[::-1]


def _rows(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[int]:
    """A number for each prefix of `before`: a bit is 0 where one more item of `after` makes the result
    longer.
    """
    places: dict[Hashable, int] = {}
    for at, key in enumerate(after):
        places[key] = places.get(key, 0) | 1 << at
    every = (1 << len(after)) - 1
    rows = [every]
    for key in before:
        fitting = rows[-1] & places.get(key, 0)
        rows.append(((rows[-1] + fitting) | (rows[-1] - fitting)) & every)
    return rows
