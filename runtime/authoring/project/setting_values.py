"""What a value in mws.toml may be: texts, times, sizes, paths, sources of secrets. Checked when it is read.

Each check raises ValueError with the end of the sentence that begins with the setting's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, Field

from runtime.formats.suggest import suggest
from runtime.inputs import samples
from runtime.model.errors import BadInput
from runtime.model.limits import parse_duration, parse_size

_Read = TypeVar("_Read")
_LONGEST = 1000  # characters
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SOURCE = re.compile(r"@ask|@env:[A-Za-z_][A-Za-z0-9_]*|@file:(?P<file>.+)")
_CODE = re.compile(r"MWS\d{3}")
_LEAST_MEMORY, _LEAST_RECORDING = 2 << 20, 128 << 10  # bytes: as the options have it


def refusal_from(told: Callable[[], _Read]) -> _Read:
    """What somebody reads who raises BadInput; that becomes this module's kind of error."""
    try:
        return told()
    except BadInput as error:
        raise ValueError(f"{error.problem}. {error.way_out}".strip(". ") + ".") from error


def _text(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    if len(text) > _LONGEST:
        raise ValueError(f"has more than {_LONGEST} characters")
    if _CONTROL.search(text):
        raise ValueError("has a control character in it")
    return text


def is_inside(text: str) -> bool:
    """Whether a path, as it is written for any system, leads to where it begins or below."""
    plain, windows = PurePosixPath(text), PureWindowsPath(text)
    return not (plain.is_absolute() or windows.drive or windows.root or ".." in windows.parts)


def _inside(text: str) -> str:
    if not is_inside(text):
        raise ValueError("must stay in the project's folder. On the command line you can name another.")
    return text


def _sample(text: str, files: Callable[[], Any], what: str) -> str:
    if not text.startswith("@"):
        return _inside(text)
    known = files()
    if text[1:] not in known:
        way_out = suggest(text[1:], known) or f"There are: {', '.join(known)}."
        raise ValueError(f"no shipped {what} is called {text}. {way_out}")
    return text


def _context(text: str) -> str:
    if text == "-":
        raise ValueError("must be a file, or @NAME: every run would wait for standard input")
    return _sample(text, samples.contexts, "context")


def _fake(text: str) -> str:
    from runtime.world import services

    name, equals, state = text.partition("=")
    service = refusal_from(lambda: services.find(name))
    if equals and not state:
        raise ValueError(f"has no state behind the =. Write {name}=STATE.json, or {name} alone.")
    if equals:
        _sample(state, lambda: samples.states(service.NAME), "state")
    return text


def _map(text: str) -> str:
    from runtime.world.http1.addresses import parse_map

    refusal_from(lambda: parse_map(text))
    return text


def _proxy(text: str) -> str:
    from runtime.world.http1.addresses import parse_proxy

    if text.startswith("@"):
        return _source(text)
    if refusal_from(lambda: parse_proxy(text)).authorization is not None:
        raise ValueError("has a password in it, and others read this file. Say where it is: @env:NAME.")
    return text


def _source(text: str) -> str:
    match = _SOURCE.fullmatch(text)
    if match is None:  # it may be the secret itself, and isn't repeated
        raise ValueError("must say where the value is: @env:NAME, @file:PATH or @ask")
    if match["file"]:
        _inside(match["file"])
    return text


def _path(text: str) -> str:
    from runtime.inputs.overrides import parse_override

    refusal_from(lambda: parse_override(f"{text}=x"))
    return text


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise ValueError("must be codes of rules, such as MWS007")
    return text


def _time(text: str) -> str:
    _check_measure(lambda: parse_duration("", text))
    return text


def _size(least: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        _check_measure(lambda: parse_size("", text, least))
        return text

    return check


def _check_measure(read: Callable[[], float]) -> None:
    """The way out is an option's, but for the least that there must be."""
    try:
        read()
    except BadInput as error:
        least = f". {error.way_out}" if "at least" in error.way_out else ""
        raise ValueError(f"{error.problem}{least}") from error


def _show(pattern: str) -> Any:
    return Field(json_schema_extra={"pattern": pattern})


_TIME = r"^\s*[0-9]+(\.[0-9]+)?\s*(ms|s|m|h)?\s*$"
_SIZE = r"^\s*[0-9]+(\.[0-9]+)?\s*([kKmMgG]([iI]?[bB])?|[bB])?\s*$"

Text = Annotated[str, AfterValidator(_text), Field(json_schema_extra={"minLength": 1})]
Inside = Annotated[Text, AfterValidator(_inside)]
ContextFile = Annotated[Text, AfterValidator(_context)]
FakeService = Annotated[Text, AfterValidator(_fake)]
Mapping = Annotated[Text, AfterValidator(_map)]
Proxy = Annotated[Text, AfterValidator(_proxy)]
Source = Annotated[Text, AfterValidator(_source), _show(r"^@(ask$|env:|file:)")]
ContextPath = Annotated[Text, AfterValidator(_path)]
RuleCode = Annotated[Text, AfterValidator(_code), _show(r"^MWS[0-9]{3}$")]
Time = Annotated[Text, AfterValidator(_time), _show(_TIME)]
Size = Annotated[Text, AfterValidator(_size(1)), _show(_SIZE)]
Memory = Annotated[Text, AfterValidator(_size(_LEAST_MEMORY)), _show(_SIZE)]
RecordingSize = Annotated[Text, AfterValidator(_size(_LEAST_RECORDING)), _show(_SIZE)]
