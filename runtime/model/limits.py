"""What one run may use: its limits, and how their options are read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from runtime.model.errors import BadInput

_SECONDS = {"ms": 0.001, "s": 1.0, "": 1.0, "m": 60.0, "h": 3600.0}
_BYTES = {"": 1, "b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one run. Times are seconds, sizes are bytes."""

    deadline: float = 30.0  # the whole run, wall clock
    after_done: float = 1.0  # how long a run may go on after its first done(context)
    cpu: float = 2.0  # the guest's CPU time, all turns together
    memory: int = 64 << 20  # the engine's memory
    requests: int = 100
    response: int = 10 << 20  # one answer's body, before and after decompression
    recording: int = 100 << 20
    # No options: what a guest may send in one turn before it counts as broken.
    message: int = 32 << 20
    commands: int = 10_000


def parse_duration(option: str, text: str) -> float:
    """Seconds in `30s`, `500ms`, `2m` or `30`. Raises BadInput naming the option."""
    amount, unit = _split(option, text, "a time such as 30s, 500ms or 2m")
    if unit not in _SECONDS:
        raise _unusable(option, text, "a time such as 30s, 500ms or 2m")
    return amount * _SECONDS[unit]


def parse_size(option: str, text: str, least: int = 1) -> int:
    """Bytes in `64M`, `512K`, `1G` or `1048576`. Raises BadInput naming the option."""
    amount, unit = _split(option, text, "a size such as 64M, 512K or 1G")
    if unit not in _BYTES:
        raise _unusable(option, text, "a size such as 64M, 512K or 1G")
    found = int(amount * _BYTES[unit])
    if found < least:
        raise BadInput(option, f"{text} is too little", f"It takes at least {least >> 10}K.")
    return found


def _split(option: str, text: str, wanted: str) -> tuple[float, str]:
    match = re.fullmatch(r"\s*([0-9]{1,12}(?:\.[0-9]{1,6})?)\s*([a-zA-Z]*)\s*", text)
    if match is None or float(match[1]) <= 0:
        raise _unusable(option, text, wanted)
    unit = match[2].lower().removesuffix("ib")
    return float(match[1]), unit[:-1] if unit in {"kb", "mb", "gb"} else unit


def _unusable(option: str, text: str, wanted: str) -> BadInput:
    return BadInput(
        option, f"{text!r} is not {wanted}", f"Write it like this: {option} {wanted.rpartition(' ')[2]}"
    )
