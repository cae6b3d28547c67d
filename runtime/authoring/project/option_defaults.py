"""What a project's settings mean to each command: values for the options that its command line leaves out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from runtime.authoring.project.discover import NONE, VARIABLE, Project
from runtime.authoring.project.locate import display_path
from runtime.formats.json_path import Keys
from runtime.inputs.overrides import parse_override
from runtime.model.errors import BadInput

# The options of one decision: one of them on the command line replaces all that the project says of it.
_WORLD = ("--fake", "--world", "--live", "--map", "--egress")
_OPENING = ("--live", "--map", "--egress")
_ELSEWHERE = "On the command line you can name another."


@dataclass(frozen=True, slots=True)
class OptionDefault:
    """A value for an option, by the name of its parameter, and where in mws.toml it stands.

    One that `adds` goes before those of the command line; others are for a command line without the option.
    """

    parameter: str
    value: Any
    keys: Keys
    adds: bool = False

    @property
    def option(self) -> str:
        """As it is written: `--max-requests`."""
        return f"--{self.parameter.rstrip('_').replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class _CommandLine:
    """A project, and the arguments of the command that is called in it."""

    project: Project
    arguments: Sequence[str]
    checks: bool  # whether files and variables have to be there

    def has(self, *options: str) -> bool:
        """Whether one of these options is given."""
        return any(_names(argument, option) for argument in self.arguments for option in options)

    def values(self, option: str) -> Iterator[str]:
        """What each mention of an option says."""
        for argument, behind in pairwise((*self.arguments, "")):
            name, equals, value = argument.partition("=")
            if name == option:
                yield value if equals else behind

    def file(self, name: str, *keys: str, must_exist: bool = True) -> str:
        """A file of the project's as an option takes it. Raises BadInput if it isn't in there."""
        if name.startswith("@"):
            return name
        path, where = self.project.folder / name, self.project.where(*keys)
        if not self.checks:
            return self.project.path(name)
        if not path.resolve().is_relative_to(self.project.folder.resolve()):
            problem = f"{'.'.join(keys)}: {name} leads out of the project's folder"
            raise BadInput(where, problem, _ELSEWHERE)
        if must_exist and not path.exists():
            raise BadInput(where, f"{'.'.join(keys)}: there is no file {display_path(path)}", _ELSEWHERE)
        return self.project.path(name)


def _names(argument: str, option: str) -> bool:
    """Whether an argument is this option: `--fake`, `--fake=goto`; `-c` also as `-cFILE`."""
    name = argument.partition("=")[0]
    return name == option or (not option.startswith("--") and name.startswith(option))


def option_defaults(
    project: Project, command: str, arguments: Sequence[str] = (), *, checks: bool = True
) -> list[OptionDefault]:
    """What a project gives a command that is called with these arguments.

    Raises BadInput, if it `checks`, for a file or a variable that is named and isn't there.
    """
    called = _CommandLine(project, arguments, checks)
    return [one for part in HONOURED.get(command, ()) for one in part(called) if one.value is not None]


def _run(called: _CommandLine) -> Iterator[OptionDefault]:
    run = called.project.settings.run
    if run.context is not None and not called.has("--context", "-c"):
        yield OptionDefault("context", called.file(run.context, "run", "context"), ("run", "context"))
    yield OptionDefault("globals_", run.globals_, ("run", "globals"))
    yield OptionDefault("strict", run.strict, ("run", "strict"))


def _world(called: _CommandLine) -> Iterator[OptionDefault]:
    if called.has(*_WORLD):
        return
    yield from _fakes(called)
    answers = called.project.settings.world.answers
    if answers is not None:
        keys = ("world", "answers")
        yield OptionDefault("world", called.file(answers, *keys), keys)


def _fakes(called: _CommandLine) -> Iterator[OptionDefault]:
    world = called.project.settings.world
    fakes = None if world.fake is None else [_fake(called, one) for one in world.fake]
    yield OptionDefault("fake", fakes, ("world", "fake"))
    if world.state is not None:
        keys = ("world", "state")
        yield OptionDefault("state", called.file(world.state, *keys, must_exist=False), keys)


def _fake(called: _CommandLine, text: str) -> str:
    name, equals, state = text.partition("=")
    return f"{name}={called.file(state, 'world', 'fake')}" if equals else text


def _live(called: _CommandLine) -> Iterator[OptionDefault]:
    """What opens hosts, unless the command line says what answers; and the way to those that are open."""
    settings, has_world = called.project.settings, called.has(*_WORLD)
    opens = bool(settings.world.map_) or settings.egress is not None
    if not has_world:
        yield OptionDefault("map_", settings.world.map_, ("world", "map"))
        egress = None if settings.egress is None else called.project.path(called.project.file.name)
        yield OptionDefault("egress", egress, ("egress",))
    if called.has(*_OPENING) or (opens and not has_world):
        yield OptionDefault("proxy", _proxy(called), ("world", "proxy"))


def _proxy(called: _CommandLine) -> str | None:
    proxy = called.project.settings.world.proxy
    if proxy is None or called.has("--proxy"):
        return None
    return _source(called, proxy, "world", "proxy")


def _continuation_defaults(called: _CommandLine) -> Iterator[OptionDefault]:
    """A replay has a world only where it goes on behind what was recorded."""
    continuation = next(called.values("--on-divergence"), "")
    if continuation == "fake" and not called.has(*_WORLD):
        yield from _fakes(called)
    elif continuation == "live":
        yield from _live(called)


def _limits(called: _CommandLine) -> Iterator[OptionDefault]:
    for name, value in called.project.settings.limits:
        yield OptionDefault(name, value, ("limits", name.replace("_", "-")))


def _secrets(called: _CommandLine) -> Iterator[OptionDefault]:
    secrets = called.project.settings.secrets
    # What the command line puts at the same place goes before it: then its own is not needed.
    here = [_steps(text) for text in called.values("--set")]
    put = {path: source for path, source in (secrets.set_ or {}).items() if _steps(f"{path}=") not in here}
    values = [f"{path}={_source(called, source, 'secrets', 'set', path)}" for path, source in put.items()]
    yield OptionDefault("set_", values or None, ("secrets", "set"), adds=True)
    masked = [_source(called, source, "secrets", "mask") for source in secrets.mask or ()]
    yield OptionDefault("secret", masked or None, ("secrets", "mask"), adds=True)


def _steps(text: str) -> tuple[str | int, ...]:
    try:
        return parse_override(text).steps
    except BadInput:  # the command itself says so
        return ()


def _source(called: _CommandLine, text: str, *keys: str) -> str:
    """A source of a secret as an option takes it. Raises BadInput where nothing is there."""
    kind, _, rest = text.partition(":")
    if kind == "@file":
        return f"@file:{called.file(rest, *keys)}"
    if kind == "@env" and called.checks and rest not in os.environ:
        problem = f"{'.'.join(keys)}: the environment variable {rest} is not set"
        way_out = f"Set it, or leave the settings of this project out: {VARIABLE}={NONE}"
        raise BadInput(called.project.where(*keys), problem, way_out)
    return text


# By command, what it takes of a project. Others read the settings themselves, or need none.
HONOURED: dict[str, tuple[Callable[[_CommandLine], Iterator[OptionDefault]], ...]] = {
    "run": (_run, _world, _live, _limits, _secrets),
    "fork": (_world, _live),
    "replay": (_continuation_defaults,),
}
