"""What holds in a folder, and where it comes from: for `mws config`. Of a secret, only where it is."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from runtime.authoring.project.discover import Project
from runtime.authoring.project.locate import display_path
from runtime.authoring.project.option_defaults import option_defaults
from runtime.authoring.project.settings import Settings

DEFAULT = "default"
_AS_OPTIONS = ("run", "limits")  # tables whose keys are options of `mws run`, which has their defaults


@dataclass(frozen=True, slots=True)
class Held:
    """One setting, such as `limits.cpu`, or one option of a command, such as `--cpu`.

    `value` is null where there is none. `source` is `mws.toml:12`, or `default`. `note` tells of a value that
    stands elsewhere whether it is there.
    """

    name: str
    value: Any
    source: str
    about: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Configuration:
    """All of it. `project` is the file of settings; null outside of any project.

    `run` has the options of `mws run`, as a command line leaves them that gives none.
    """

    project: str | None
    settings: list[Held]
    run: list[Held]


def configuration(project: Project | None, options: Mapping[str, Any]) -> Configuration:
    """What holds; `options` are those of `mws run` with their own defaults, by parameter."""
    settings = Settings() if project is None else project.settings
    return Configuration(
        None if project is None else display_path(project.file),
        list(_settings(project, settings, options)),
        list(_options(project, options)),
    )


def _settings(project: Project | None, settings: Settings, options: Mapping[str, Any]) -> Iterator[Held]:
    for table, field in Settings.model_fields.items():
        inner, name = getattr(settings, table), str(field.alias)
        if name == "egress":
            opened = None if inner is None else inner.model_dump(by_alias=True, exclude_none=True)
            yield Held(name, opened, _source(project, opened, name), "What may leave the machine.")
            continue
        yield from _table(project, name, inner, options if name in _AS_OPTIONS else {})


def _table(
    project: Project | None, name: str, table: BaseModel, options: Mapping[str, Any]
) -> Iterator[Held]:
    for key, field in type(table).model_fields.items():
        value, alias = getattr(table, key), str(field.alias)
        note = _notes(project, value) if name == "secrets" or alias == "proxy" else ""
        source = _source(project, value, name, alias)
        setting = options.get(key) if value is None else value
        yield Held(f"{name}.{alias}", setting, source, field.description or "", note)


def _options(project: Project | None, options: Mapping[str, Any]) -> Iterator[Held]:
    ours = (
        {}
        if project is None
        else {one.parameter: one for one in option_defaults(project, "run", checks=False)}
    )
    for parameter, default in options.items():
        one = ours.get(parameter)
        name = f"--{parameter.rstrip('_').replace('_', '-')}"
        if one is None or project is None:
            yield Held(name, default, DEFAULT)
        else:
            yield Held(name, one.value, project.where(*one.keys))


def _source(project: Project | None, value: Any, *keys: str) -> str:
    return DEFAULT if project is None or value is None else project.where(*keys)


def _notes(project: Project | None, value: Any) -> str:
    """Whether what a source of a secret names is there, for each of them."""
    if project is None or value is None:
        return ""
    sources = (
        list(value.values()) if isinstance(value, dict) else [value] if isinstance(value, str) else value
    )
    return ", ".join(
        f"{source} {_availability(project.folder, source)}" for source in sources if source[:1] == "@"
    )


def _availability(folder: Path, source: str) -> str:
    kind, _, name = source.partition(":")
    if kind == "@env":
        return "is set" if os.environ.get(name) else "is not set"
    if kind == "@file":
        return "is there" if (folder / name).is_file() else "is not there"
    return "asks on the terminal"
