"""JSON paths as messages write them (`$.users[0].key`), and the dotted keys of TOML (`case[0].name`)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

Keys = tuple[str | int, ...]  # ("egress", "allow", 0, "host"): from the outside in

_PLAIN_KEY = re.compile(r"[A-Za-z_$][\w$]*")


def append_key(path: str, key: str) -> str:
    """The path of `key` in the object at `path`: `$.a.b`, or `$.a["odd key"]`."""
    return f"{path}.{key}" if _PLAIN_KEY.fullmatch(key) else f"{path}[{json.dumps(key)}]"


def path_in(value: Any, keys: Sequence[str | int]) -> str:
    """The path of these keys from `$`; the last may be a field that is missing.

    Keys that are not in `value` are left out: pydantic also names the variants that it tried.
    """
    path, here = "$", value
    for number, key in enumerate(keys, start=1):
        if isinstance(here, dict) and isinstance(key, str) and (key in here or number == len(keys)):
            path, here = append_key(path, key), here.get(key)
        elif isinstance(here, list) and isinstance(key, int):
            path, here = f"{path}[{key}]", here[key] if key < len(here) else None
    return path


def dotted(keys: Sequence[str | int]) -> str:
    """Keys as TOML's people write them: `egress.allow[0].host`."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).removeprefix(".")


def parse_dotted(path: str) -> Keys:
    """The keys of a path that `dotted` has written."""
    return tuple(int(key) if key.isdecimal() else key for key in re.split(r"[.\[\]]+", path) if key)
