"""Values that an author puts into a context from the command line: `--set PATH=VALUE`.

PATH is written as in JavaScript: `a.b`, `a[0]`, `a["odd key"]`. It leads into a string that holds JSON as
well, such as OAuth2ProtocolConfiguration, which is encoded anew. Only its last step may be new.

VALUE is JSON if it can be read as that, and a text otherwise. Where a text stands, or a new one is put behind
one in a list, numbers, objects and lists are put as the text that they are: so licence keys and
OAuth2ProtocolConfiguration want them.
`@env:NAME`, `@file:PATH` and `@ask` say where a secret comes from, which is always a text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from runtime.inputs.context import LARGEST, Context, parse_finite, parse_json, refuse_constant, step
from runtime.inputs.files import nearest
from runtime.inputs.secret_sources import SOURCES, Ask, check_maskable, is_source, read_source
from runtime.model.errors import BadInput
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
_WRITE = 'Write it like this: --set ProvisionedUser.FirstName=Ada, or a[0]=7, or \'a["odd key"]={"b": 1}\'.'
_BEGIN = "A path begins with a key of the context: --set ProvisionedUser.FirstName=Ada"
_ONE_NEW = "Only the last step of a path may be new."
_TEXT = "A text that begins with @ stands in quotes: 'a.b=\"@ada\"'"
_NOTHING = object()


@dataclass(frozen=True, slots=True)
class Override:
    """One `PATH=VALUE`; `where` is what messages call it: the option and the path, never the value."""

    where: str
    steps: tuple[Step, ...]
    value: str
    any_case: bool = False  # a new key may differ from another in case only

    @property
    def names_secret(self) -> bool:
        """Whether its path leads to, or through, a key that names a secret."""
        return any(isinstance(step, str) and is_secret(step) for step in self.steps)


def parse_override(text: str) -> Override:
    """What `PATH=VALUE` says. Raises BadInput, which doesn't repeat what can't be told from a value."""
    steps, at = _steps(text)
    if not steps or text[at : at + 1] != "=":
        raise BadInput("--set", "is not PATH=VALUE", _WRITE)
    if len(steps) > _MOST_STEPS:
        raise BadInput(f"--set {text[:at]}", f"its path has more than {_MOST_STEPS} steps")
    return Override(f"--set {text[:at]}", steps, text[at + 1 :])


def parse_path(where: str, text: str) -> tuple[Step, ...]:
    """The steps of a path that stands alone: `a.b[0]`. Raises BadInput; `where` is what messages call it."""
    steps, at = _steps(text)
    if not steps or at < len(text) or len(steps) > _MOST_STEPS:
        raise BadInput(where, "is no path into JSON", 'Write it as JavaScript does: a.b, a[0], a["odd key"].')
    return steps


def put_value(where: str, found: Any, steps: tuple[Step, ...], value: Any) -> Any:
    """`found` with the value where these steps lead, also into JSON in a string. Raises BadInput."""
    return _with(found, Override(where, steps, "", any_case=True), 0, lambda _: value)


def remove_value(where: str, found: Any, steps: tuple[Step, ...]) -> Any:
    """`found` without what stands where these steps lead. Raises BadInput if nothing does."""
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
        raise BadInput(where, "there is nothing to take out", nearest(str(last), known))

    return _with(found, Override(where, tuple(before), ""), 0, without) if before else without(found)


def _steps(text: str) -> tuple[tuple[Step, ...], int]:
    """The steps that a text begins with, and where they end."""
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
            raise BadInput("--set", "a key in quotes is not as JSON writes it", _WRITE) from None
    return match["key"] or match["plain"] or ""


def apply_overrides(context: Context, texts: list[str], ask: Ask) -> tuple[Context, tuple[str, ...]]:
    """The context with these in it, in their order, and the values that came from sources: all are secret.

    Raises BadInput for a path that leads nowhere, a value that is none, a secret on the command line.
    """
    marked: list[str] = []
    for text in texts:
        order = parse_override(text)
        if is_source(order.value):
            secret = read_source(order.where, order.value, ask, _TEXT)
            marked.append(secret if order.names_secret else check_maskable(order.where, secret))
            context = _set(context, order, secret)
        else:
            context = _set(context, order, None)
    return context, tuple(marked)


def _set(context: Context, order: Override, secret: str | None) -> Context:
    def value(found: Any) -> Any:
        return _plain(order, found) if secret is None else secret

    changed = json.dumps(_with(context.value, order, 0, value))
    if len(changed) > LARGEST:
        raise BadInput(order.where, "the context gets too large", f"{LARGEST >> 20} MB is the most.")
    try:
        return Context.from_bytes(context.name, changed.encode())
    except BadInput as error:
        place = error.where.removeprefix(f"{context.name}: ")
        raise BadInput(order.where, f"{place} {error.problem}", error.way_out) from None


def _plain(order: Override, found: Any) -> Any:
    """A value from the command line, where `found` stands. Raises BadInput if it is a secret."""
    try:
        value = json.loads(order.value, parse_constant=refuse_constant, parse_float=parse_finite)
    except (ValueError, RecursionError):
        value = order.value
    if isinstance(found, str) and not isinstance(value, str | bool | None):
        value = order.value  # a licence key, or the JSON in a string
    if _is_secret(value, named=order.names_secret):
        problem = "is a secret, and others could read it on the command line"
        raise BadInput(order.where, problem, f"Say where its value is: {order.where}=SOURCE, with {SOURCES}.")
    return value


def _is_secret(value: Any, *, named: bool) -> bool:
    try:
        secrets = Secrets()
        secrets.learn_value(value, secret=named)
        return bool(secrets.mask_json(value, secret=named) != value)
    except TooManySecrets:
        return True


def _with(found: Any, order: Override, depth: int, value: Callable[[Any], Any]) -> Any:
    """`found` with the value where the rest of the path leads."""
    if depth == len(order.steps):
        return value(found)
    if isinstance(found, str) and found.lstrip()[:1] in {"{", "["}:
        inner = parse_json(order.where, found)
        return json.dumps(_with(inner, order, depth, value), ensure_ascii=False, separators=(",", ":"))
    at, last = order.steps[depth], depth + 1 == len(order.steps)
    if isinstance(found, dict) and isinstance(at, str):
        if at not in found and not last:
            way_out = nearest(at, found) or (_BEGIN if depth == 0 else _ONE_NEW)
            raise BadInput(order.where, f"there is no {_so_far(order, depth)}", way_out)
        if at not in found and not order.any_case and (meant := _but_for_case(at, found)):
            problem = f"there is no {_so_far(order, depth)}, but one that differs in case only"
            raise BadInput(order.where, problem, f"Write it as it stands there: {meant}")
        return {**found, at: _with(found.get(at, _NOTHING), order, depth + 1, value)}
    if isinstance(found, list) and isinstance(at, int):
        if at > len(found) or (at == len(found) and not last):
            raise BadInput(order.where, f"there is no {_so_far(order, depth)}", f"The list has {len(found)}.")
        before = found[min(at, len(found) - 1)] if found else _NOTHING  # a new one is like its neighbour
        return [*found[:at], _with(before, order, depth + 1, value), *found[at + 1 :]]
    kind = "list" if isinstance(at, int) else "object"
    raise BadInput(order.where, f"{_so_far(order, depth - 1)} is no {kind}", _WRITE)


def _but_for_case(key: str, found: dict[str, Any]) -> str:
    """The key that was meant: no two of a context differ in case only. '' if there is none such."""
    return next((name for name in found if name.casefold() == key.casefold()), "")


def _so_far(order: Override, depth: int) -> str:
    """The path up to and with this step."""
    path = "$"
    for one in order.steps[: depth + 1]:
        path = f"{path}[{one}]" if isinstance(one, int) else step(path, one)
    return path
