"""Replaces the stand-ins of the first recording by those of the second.

The same secret has the same stand-in only in recordings of one folder (runtime/secrets/stand_in.py). So two
different stand-ins may stand for the same secret; and tokens differ from day to day. Where both recordings
have a value under a secret key, the first one's value is replaced by the second one's, everywhere in the
first recording: then everything but secrets is compared.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from typing import TypeVar, cast

from runtime.formats.json_diff import Change, differences_of_texts
from runtime.formats.request_diff import Difference, compare, compare_bodies
from runtime.recording import Recording
from runtime.recording.compare.exchanges import pair_exchanges
from runtime.secrets.keys import is_secret
from runtime.session.transcript import Transcript

Value = TypeVar("Value")
_MOST = 2000  # as many secrets as a run may meet
_SHORTEST = 4  # characters; a shorter text may appear anywhere


def rename_stand_ins(before: Recording, after: Recording) -> tuple[Recording, int]:
    """The first recording with the second one's stand-ins, and their number."""
    names = _names(_secret_pairs(before, after))
    if not names:
        return before, 0
    pattern = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    renamer = _Renamer(pattern, names)
    entries = tuple(dataclasses.replace(entry, what=renamer.of(entry.what)) for entry in before.entries)
    plan = dataclasses.replace(
        before.plan, context=renamer.of(before.plan.context), script=renamer.of(before.plan.script)
    )
    other = dataclasses.replace(before.with_plan(plan), entries=entries, end=renamer.of(before.end))
    return other, len(names)


@dataclasses.dataclass(frozen=True, slots=True)
class _Renamer:
    pattern: re.Pattern[str]
    names: dict[str, str]

    def of(self, value: Value) -> Value:
        """The value, with each stand-in in its texts replaced."""
        return cast("Value", self._of(value))

    def _of(self, value: object) -> object:
        if type(value) is str:  # not an outcome, which is a StrEnum
            return self.pattern.sub(lambda found: self.names[found[0]], value)
        if isinstance(value, bytes):
            text = value.decode("utf-8", "surrogateescape")
            return self.of(text).encode("utf-8", "surrogateescape")
        if type(value) in {tuple, list}:
            return type(value)(map(self._of, cast("Iterable[object]", value)))  # type: ignore[call-arg]
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = {one.name: self._of(getattr(value, one.name)) for one in dataclasses.fields(value)}
            return dataclasses.replace(value, **fields)
        return value


def _names(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The first one's stand-ins, each with the second one's; of `Bearer abc`, the word that differs."""
    names: dict[str, str] = {}
    for one, other in pairs:
        words, others = one.split(), other.split()
        for left, right in zip(words, others, strict=False) if len(words) == len(others) else ():
            if left != right and len(left) >= _SHORTEST and len(names) < _MOST:
                names.setdefault(left, right)
    return names


def _secret_pairs(before: Recording, after: Recording) -> Iterator[tuple[str, str]]:
    yield from _in_changes(differences_of_texts(before.plan.context, after.plan.context))
    yield from _in_exchanges(before.transcript, after.transcript)


def _in_exchanges(before: Transcript, after: Transcript) -> Iterator[tuple[str, str]]:
    for one, other in pair_exchanges(before, after):
        if one and other:
            yield from _in_fields(compare(one.request, other.request))
            if one.response and other.response:
                yield from _in_fields(compare_bodies(one.response.body, other.response.body))


def _in_fields(every: Iterable[Difference]) -> Iterator[tuple[str, str]]:
    for one in every:
        yield from _in_changes(one.changes)
        if one.recorded and one.asked and _is_secret(one.field):
            yield one.recorded, one.asked


def _in_changes(every: Iterable[Change]) -> Iterator[tuple[str, str]]:
    for one in every:
        if isinstance(one.before, str) and isinstance(one.after, str) and _is_secret(one.path):
            yield one.before, one.after


def _is_secret(path: str) -> bool:
    return any(is_secret(word) for word in re.findall(r"[\w-]+", path))
