"""Values that an author sets in a context on the command line: `--set PATH=VALUE`.

PATH is written as in JavaScript: `a.b`, `a[0]`, `a["odd key"]`. It can also go into JSON inside a string,
such as OAuth2ProtocolConfiguration, which is then encoded anew. Only its last step may be new.

VALUE is read as JSON if it is JSON, and as a text otherwise. If the old value is a text, or the last one in
the list is, then numbers, objects and lists are set as their text: licence keys and
OAuth2ProtocolConfiguration need that. `@env:NAME`, `@file:PATH` and `@ask` are the sources of a secret, which
is always a text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from runtime.formats.json_path import append_key
from runtime.formats.json_text import parse_finite, parse_json, refuse_constant
from runtime.formats.suggest import suggest
from runtime.inputs.context import LARGEST, Context
from runtime.inputs.secret_sources import SOURCES, Ask, check_maskable, is_source, read_source
from runtime.model.errors import BadInput
from runtime.model.option import Option
from runtime.secrets import Secrets, TooManySecrets
from runtime.secrets.keys import is_secret

Step = str | int
_STEP = re.compile(
    r"""\.?(?P<key>[\w$-]+)
    | \[(?P<index>\d{1,9})\]
    | \[(?P<quoted>"(?:[^"\\]|\\.)*")\]
    | \['(?P<plain>[^'\\]*)'\]""",
    re.VERBOSE,
)
_MOST_STEPS = 50
_WRITE = 'Write it like this: ProvisionedUser.FirstName=Ada, or a[0]=7, or \'a["odd key"]={"b": 1}\'.'
_BEGIN = "A path begins with a key of the context: ProvisionedUser.FirstName=Ada"
_ONE_NEW = "Only the last step of a path may be new."
_TEXT = "Write a text that begins with @ in quotes: 'a.b=\"@ada\"'"
_NOTHING = object()


@dataclass(frozen=True, slots=True)
class Override:
    """One `PATH=VALUE`; `where` is for messages: the option and the path, never the value."""

    where: str
    steps: tuple[Step, ...]
    value: str
    any_case: bool = False  # a new key may differ from another in case only

    @property
    def names_secret(self) -> bool:
        """Whether its path has a key that names a secret."""
        return any(isinstance(step, str) and is_secret(step) for step in self.steps)


def parse_override(text: str) -> Override:
    """The override in `PATH=VALUE`. Raises BadInput, which never repeats the value."""
    steps, at = _steps(text)
    if not steps or text[at : at + 1] != "=":
        raise BadInput(Option.SET.spell(), "is not PATH=VALUE", _WRITE)
    if len(steps) > _MOST_STEPS:
        raise BadInput(Option.SET.spell(text[:at]), f"its path has more than {_MOST_STEPS} steps")
    return Override(Option.SET.spell(text[:at]), steps, text[at + 1 :])


def parse_path(where: str, text: str) -> tuple[Step, ...]:
    """The steps of a path such as `a.b[0]`. Raises BadInput; `where` is the path's name in messages."""
    steps, at = _steps(text)
    if not steps or at < len(text) or len(steps) > _MOST_STEPS:
        raise BadInput(
            where, "is not a path into JSON", 'Write it as JavaScript does: a.b, a[0], a["odd key"].'
        )
    return steps


def put_value(where: str, found: Any, steps: tuple[Step, ...], value: Any) -> Any:
    """`found` with the value at these steps, also inside JSON in a string. Raises BadInput."""
    return _with(found, Override(where, steps, "", any_case=True), 0, lambda _: value)


def remove_value(where: str, found: Any, steps: tuple[Step, ...]) -> Any:
    """`found` without the value at these steps. Raises BadInput if there is none."""
    *before, last = steps

    def without(holder: Any) -> Any:
        if isinstance(holder, str) and holder.lstrip()[:1] in {"{", "["}:
            inner = without(parse_json(where, holder))
            return json.dumps(inner, ensure_ascii=False, separators=(",", ":"))
        if isinstance(holder, dict) and last in holder:
            return {key: value for key, value in holder.items() if key != last}
        if isinstance(holder, list) and isinstance(last, int) and last < len(holder):
            return [*holder[:last], *holder[last + 1 :]]
        known = holder if isinstance(holder, dict) else ()
        raise BadInput(where, "there is nothing to remove", suggest(str(last), known))

    return _with(found, Override(where, tuple(before), ""), 0, without) if before else without(found)


def _steps(text: str) -> tuple[tuple[Step, ...], int]:
    """The steps at the beginning of a text, and the index of their end."""
    steps: list[Step] = []
    at = 0
    while text[at : at + 1] != "=" and (match := _STEP.match(text, at)):
        if match["key"] and (text[at] == ".") != bool(steps):
            break
        steps.append(_step(match))
        at = match.end()
    return tuple(steps), at


def _step(match: re.Match[str]) -> Step:
    if match["index"]:
        return int(match["index"])
    if match["quoted"]:
        try:
            return str(json.loads(match["quoted"]))
        except ValueError:
            raise BadInput(Option.SET.spell(), "a key in quotes is not a JSON string", _WRITE) from None
    return match["key"] or match["plain"] or ""


def apply_overrides(context: Context, texts: list[str], ask: Ask) -> tuple[Context, tuple[str, ...]]:
    """The context with these overrides in their order, and the values that came from sources: all are secret.

    Raises BadInput for a path that doesn't exist, a wrong value, or a secret on the command line.
    """
    marked: list[str] = []
    for text in texts:
        override = parse_override(text)
        if is_source(override.value):
            secret = read_source(override.where, override.value, ask, _TEXT)
            marked.append(secret if override.names_secret else check_maskable(override.where, secret))
            context = _set(context, override, secret)
        else:
            context = _set(context, override, None)
    return context, tuple(marked)


def _set(context: Context, override: Override, secret: str | None) -> Context:
    def value(found: Any) -> Any:
        return _plain(override, found) if secret is None else secret

    changed = json.dumps(_with(context.value, override, 0, value))
    if len(changed) > LARGEST:
        raise BadInput(override.where, "the context gets too large", f"{LARGEST >> 20} MB is the most.")
    try:
        return Context.from_bytes(context.name, changed.encode())
    except BadInput as error:
        place = error.where.removeprefix(f"{context.name}: ")
        raise BadInput(override.where, f"{place} {error.problem}", error.way_out) from None


def _plain(override: Override, found: Any) -> Any:
    """A value from the command line, in place of `found`. Raises BadInput if it is a secret."""
    try:
        value = json.loads(override.value, parse_constant=refuse_constant, parse_float=parse_finite)
    except (ValueError, RecursionError):
        value = override.value
    if isinstance(found, str) and not isinstance(value, str | bool | None):
        value = override.value  # a licence key, or the JSON in a string
    if _is_secret(value, named=override.names_secret):
        problem = "is a secret, and others could read it on the command line"
        raise BadInput(
            override.where, problem, f"Say where its value is: {override.where}=SOURCE, with {SOURCES}."
        )
    return value


def _is_secret(value: Any, *, named: bool) -> bool:
    try:
        secrets = Secrets()
        secrets.learn_value(value, secret=named)
        return bool(secrets.mask_json(value, secret=named) != value)
    except TooManySecrets:
        return True


def _with(found: Any, override: Override, depth: int, value: Callable[[Any], Any]) -> Any:
    """`found` with the value at the rest of the path."""
    if depth == len(override.steps):
        return value(found)
    if isinstance(found, str) and found.lstrip()[:1] in {"{", "["}:
        inner = parse_json(override.where, found)
        return json.dumps(_with(inner, override, depth, value), ensure_ascii=False, separators=(",", ":"))
    at, last = override.steps[depth], depth + 1 == len(override.steps)
    if isinstance(found, dict) and isinstance(at, str):
        if at not in found and not last:
            way_out = suggest(at, found) or (_BEGIN if depth == 0 else _ONE_NEW)
            raise BadInput(override.where, f"there is no {_so_far(override, depth)}", way_out)
        if at not in found and not override.any_case and (meant := _but_for_case(at, found)):
            problem = f"there is no {_so_far(override, depth)}, but one that differs in case only"
            raise BadInput(override.where, problem, f"Write it in the same case: {meant}")
        return {**found, at: _with(found.get(at, _NOTHING), override, depth + 1, value)}
    if isinstance(found, list) and isinstance(at, int):
        if at > len(found) or (at == len(found) and not last):
            raise BadInput(
                override.where, f"there is no {_so_far(override, depth)}", f"The list has {len(found)}."
            )
        before = found[min(at, len(found) - 1)] if found else _NOTHING  # a new one is like its neighbour
        return [*found[:at], _with(before, override, depth + 1, value), *found[at + 1 :]]
    kind = "list" if isinstance(at, int) else "object"
    raise BadInput(override.where, f"{_so_far(override, depth - 1)} is no {kind}", _WRITE)


def _but_for_case(key: str, found: dict[str, Any]) -> str:
    """The key that differs only in case; '' if there is none."""
    return next((name for name in found if name.casefold() == key.casefold()), "")


def _so_far(override: Override, depth: int) -> str:
    """The path up to this step, with it."""
    path = "$"
    for one in override.steps[: depth + 1]:
        path = f"{path}[{one}]" if isinstance(one, int) else append_key(path, one)
    return path
