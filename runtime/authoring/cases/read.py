"""The cases in a case.toml: read with what it extends, each put together, checked, and given its name."""

from __future__ import annotations

import itertools
import math
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path, PurePath
from typing import Any

from pydantic import BaseModel, ValidationError

from runtime.authoring.cases import schema as shape
from runtime.authoring.cases.matrix import Values, combinations, fill, put_in
from runtime.authoring.cases.model import Case
from runtime.authoring.cases.project_defaults import apply_defaults
from runtime.authoring.cases.schema import CaseFile, CaseTable
from runtime.authoring.project import Project, find_project
from runtime.authoring.project.settings import LimitSettings
from runtime.formats.json_path import Keys, dotted
from runtime.formats.json_text import decode_text
from runtime.formats.suggest import suggest
from runtime.formats.toml import TomlLines, parse_toml
from runtime.formats.validation import explain
from runtime.inputs.files import contents
from runtime.model.errors import BadInput

NAME = "case.toml"
WAY_OUT = "docs/testing.md has all keys; so has mws schema case."
_LARGEST = 1 << 20  # bytes
_MOST_CASES = 1000  # in a file, all combinations counted
_MOST_BYTES = 64 << 20  # of its text, in all cases together
_TOO_MANY = f"has more than {_MOST_CASES:,} cases, all combinations of its matrix counted"
_MOST_EXTENDED = 5
_LONGEST_NAME = 200
_LONGEST_VALUE = 60  # characters, in a name
# What isn't a key of one case.
_OF_THE_FILE = {"extends", "case", "matrix"}
# Those of a case that add to what the file says; all others replace it.
_ADDED = {"expect", "limits"}


def read_cases(file: Path) -> list[Case]:
    """All cases of a file. Raises BadInput naming the file's line, the key, and what was meant."""
    source = _read(file)
    parts, matrix = source.parts(), _matrix(source)
    every = [*itertools.islice(combinations(matrix), _MOST_CASES + 1)]
    _check_number(source, len(parts) * len(every))
    project = find_project(file.parent)
    chosen = [(index, part, values) for index, part in parts for values in every]
    _check_size(source, ((part, values) for _, part, values in chosen))
    cases = [_case(source, *one, project) for one in chosen]
    _check_names(cases)
    return cases


@dataclass(frozen=True, slots=True)
class _CaseSource:
    """A file: what it says, extended files included, and where in the text of each what stands."""

    file: Path
    raw: dict[str, Any]
    texts: tuple[tuple[Path, TomlLines], ...]  # itself first, then what it extends
    size: int  # in bytes

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(file for file, _ in self.texts)

    def parts(self) -> list[tuple[int | None, dict[str, Any]]]:
        """What each case says, all together, with its place among the [[case]] tables."""
        common = {key: value for key, value in self.raw.items() if key not in _OF_THE_FILE}
        own = self.raw.get("case")
        if own is None:
            return [(None, common)]
        if not isinstance(own, list) or not own or not all(isinstance(one, dict) for one in own):
            raise BadInput(self.where(("case",)), "case: must be written as [[case]]", WAY_OUT)
        return [(index, _over(common, one)) for index, one in enumerate(own)]

    def where(self, keys: Keys, index: int | None = None) -> str:
        """`FILE:LINE` of a key; of one that a case has not, where the file has it for all."""
        places = []
        for file, lines in self.texts:
            for tried in ([("case", index, *keys)] if index is not None else []) + [keys]:
                length, line = lines.nearest(tried)
                places.append((length - (len(tried) - len(keys)), file, line or 1))
        _, file, line = max(places, key=lambda place: place[0])
        return f"{file}:{line}"

    def line(self, index: int | None) -> int:
        """Where a case begins."""
        return 1 if index is None else self.texts[0][1].of(("case", index)) or 1


def _read(file: Path, above: tuple[Path, ...] = ()) -> _CaseSource:
    text = decode_text(str(file), contents(file, str(file), _LARGEST, "a case"))
    raw = parse_toml(str(file), text, WAY_OUT)
    own = ((file, TomlLines(text)),)
    base = raw.get("extends")
    if base is None:
        return _CaseSource(file, raw, own, len(text))
    if not isinstance(base, str):
        raise BadInput(
            f"{file}:{own[0][1].of(('extends',)) or 1}", "extends: must be a text in quotes", WAY_OUT
        )
    extended = _extend(file, base, above)
    return _CaseSource(file, _over(extended.raw, raw), own + extended.texts, len(text) + extended.size)


def _extend(file: Path, base: str, above: tuple[Path, ...]) -> _CaseSource:
    path = tidy(file.parent / base)
    if path in (*above, tidy(file)) or len(above) >= _MOST_EXTENDED:
        raise BadInput(str(file), f"extends {base}, and so on without an end", "Let one of them stand alone.")
    extended = _read(path, (*above, tidy(file)))
    if "case" in extended.raw or "matrix" in extended.raw:
        problem = "is extended, and has cases of its own"
        raise BadInput(str(path), problem, "What several files have in common stands in a file without any.")
    away = os.path.relpath(path.parent, file.parent) if path.parent != tidy(file).parent else ""
    raw = {key: value for key, value in extended.raw.items() if key != "extends"}
    return _CaseSource(path, _rebase(raw, away) if away else raw, extended.texts, extended.size)


def tidy(path: Path) -> Path:
    """A path without `..` where it can do without."""
    return Path(os.path.normpath(path))


def _over(common: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """What both say: the second's word counts, but expectations and limits add up, key by key."""
    both = {**common, **own}
    for key in _ADDED & common.keys() & own.keys():
        if isinstance(common[key], dict) and isinstance(own[key], dict):
            both[key] = {**common[key], **own[key]}
    return both


def _rebase(raw: dict[str, Any], away: str) -> dict[str, Any]:
    """Another folder's file, its paths as seen from here."""

    def path(value: Any) -> Any:
        if not isinstance(value, str) or value.startswith("@"):
            return value
        return PurePath(away, value).as_posix()

    def within(table: Any, *keys: str) -> Any:
        if not isinstance(table, dict):
            return path(table)
        return {key: path(value) if key in keys else value for key, value in table.items()}

    made = {key: path(value) if key == "script" else value for key, value in raw.items()}
    for key, names in (("context", ("extends",)), ("world", ("state", "recording", "answers"))):
        if key in made:
            made[key] = within(made[key], *names)
    if isinstance(made.get("expect"), dict):
        made["expect"] = within(made["expect"], "state")
    return made


def _case(
    source: _CaseSource, index: int | None, part: dict[str, Any], values: Values, project: Project | None
) -> Case:
    raw = fill(part, values, source.where(("matrix",))) if values else part
    table = _check(source, index, raw)
    name = table.name or _plain(source.file.parent.resolve().name) or "case"
    if values:
        name += f"[{'-'.join(map(_show, values.values()))}]"
    table, files = apply_defaults(table, project), source.files
    if project is not None:
        files += (project.file,)
    return Case(source.file, source.line(index), name, table, files, index, bool(values))


def _matrix(source: _CaseSource) -> dict[str, list[Any]]:
    raw = {"matrix": source.raw["matrix"]} if "matrix" in source.raw else {}
    try:
        return CaseFile.model_validate(raw).matrix
    except ValidationError as error:
        raise _refusal(source, None, error, raw) from error


def _show(value: Any) -> str:
    """A value as a part of a name."""
    return _plain((str(value).lower() if isinstance(value, bool) else str(value))[:_LONGEST_VALUE])


def _plain(text: str) -> str:
    """On one line, and without what separates a file from a name: a folder may be called anything."""
    return "".join(sign if sign.isprintable() else "?" for sign in text).replace("::", ":")


def _check(source: _CaseSource, index: int | None, raw: dict[str, Any]) -> CaseTable:
    if (alien := next(_aliens(raw), None)) is not None:
        keys, what = alien
        raise BadInput(
            source.where(keys, index),
            f"{dotted(keys)}: holds {what}, which JSON doesn't have",
            "Put it in quotes.",
        )
    try:
        table = CaseTable.model_validate(raw)
    except ValidationError as error:
        raise _refusal(source, index, error, raw) from error
    if table.name is not None and not _is_name(table.name):
        raise BadInput(source.where(("name",), index), "name: is no name", "Take a few words, on one line.")
    return table


def _aliens(value: Any, keys: Keys = ()) -> Iterator[tuple[Keys, str]]:
    """What a case has that neither a script nor an answer could: all dates and times but `now`."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _aliens(inner, (*keys, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _aliens(inner, (*keys, place))
    elif isinstance(value, date | time) and keys != ("now",):
        yield keys, "a date or a time"
    elif isinstance(value, float) and not math.isfinite(value):
        yield keys, f"{value}"


def _is_name(text: str) -> bool:
    """Whether pytest and people can call a case so."""
    return bool(text.strip()) and len(text) <= _LONGEST_NAME and text.isprintable() and "::" not in text


def _refusal(source: _CaseSource, index: int | None, error: ValidationError, raw: dict[str, Any]) -> BadInput:
    every = error.errors()
    # A misspelt key is often why another is missing.
    first = next((one for one in every if one["type"] == "extra_forbidden"), every[0])
    keys = tuple(part for part in first["loc"] if part not in shape.FORMS or _is_key(raw, first["loc"], part))
    where, name = source.where(keys, index), dotted(keys)
    if first["type"] == "extra_forbidden":
        known = _allowed_keys(keys[:-1])
        near = suggest(str(keys[-1]), known) or f"There are: {', '.join(known)}."
        return BadInput(where, f"{name} is no key of a case", f"{near} ({WAY_OUT})")
    problem = explain(first, "a table")
    return BadInput(where, f"{name}: {problem}" if name else problem, WAY_OUT)


def _is_key(raw: Any, loc: tuple[str | int, ...], part: str | int) -> bool:
    """Whether a part of a place is a key of the file's, and not one of the forms that pydantic has tried."""
    for step in loc[: loc.index(part)]:
        raw = raw.get(step, raw) if isinstance(raw, dict) else raw
    return isinstance(raw, dict) and part in raw


def _allowed_keys(keys: tuple[str | int, ...]) -> list[str]:
    """The keys that may stand in a table."""
    model: type[BaseModel] = CaseFile if not keys else CaseTable
    for key in keys:
        if isinstance(key, str):
            model = _TABLES.get(key, model)
    return [field.alias or name for name, field in model.model_fields.items()]


_TABLES: dict[str, type[BaseModel]] = {
    "world": shape.CaseWorld,
    "limits": LimitSettings,
    "expect": shape.Expect,
    "requests": shape.ExpectedRequest,
}


def _check_number(source: _CaseSource, number: int) -> None:
    if number > _MOST_CASES or number * source.size > _MOST_BYTES:
        problem = f"is {number:,} cases, and that is too many" if number <= _MOST_CASES else _TOO_MANY
        raise BadInput(str(source.file), problem, "Spread them over folders.")


def _check_size(source: _CaseSource, chosen: Iterable[tuple[dict[str, Any], Values]]) -> None:
    """Before values are put in: a long one may stand in many places."""
    room = _MOST_BYTES
    for part, values in chosen:
        room -= put_in(part, values) if values else 0
        if room < 0:
            problem = f"is more than {_MOST_BYTES >> 20} MB with the values of its matrix put in"
            raise BadInput(str(source.file), problem, "Take shorter values, or name files by them.")


def _check_names(cases: list[Case]) -> None:
    seen: set[str] = set()
    for case in cases:
        where = f"{case.file}:{case.line}"
        if case.index is not None and case.table.name is None:
            raise BadInput(where, "a case of several has no name", 'Give it one: name = "..."')
        if case.name in seen:
            raise BadInput(where, f"{case.name} is another case's name already", "Each has its own.")
        seen.add(case.name)
