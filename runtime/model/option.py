"""What may be set for a run, and how whoever asks for it calls that.

A message spells an option with `Option.spell`. The command line, the pytest plugin and the Python API call
the same thing by different names; each says once, with `call_options`, what its own are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from types import MappingProxyType


class Option(StrEnum):
    """Each option by its name in the Python API. Where that takes a value, it stands at `{}`."""

    AFTER_DONE = "limits.after_done"
    ALSO = "also={}"
    ANSWER = "answer={}"
    AT = "at={}"
    CAGE = "cage={}"
    CONTEXT = "context"
    CPU = "limits.cpu"
    DEADLINE = "limits.deadline"
    DRY_ANSWER = "dry_answer={}"
    DRY_RUN = "dry_run=True"
    EGRESS = "egress={}"
    FAIL = "fail={}"
    FAKE = "runtime.fake({})"
    KEEP = "keep={}"
    KIND = "kind={}"
    LIVE = "runtime.live([{}])"
    MAP = "map={}"
    MAX_RECORDING = "limits.recording"
    MAX_REQUESTS = "limits.requests"
    MAX_RESPONSE = "limits.response"
    MEMORY = "limits.memory"
    NO_RECORD = "record=None"
    PRIVATE = "private=[{}]"
    PROXY = "proxy={}"
    RECORD = "record={}"
    SECRET = "secrets"  # noqa: S105 - a name
    SECRETS_FROM = "secrets_from"
    SEND = "send=True"
    SET = "set {}"
    STATE = "state={}"
    STATUS = "status={}"
    TIMERS = "timers=True"
    WORLD = "world={}"
    WRITES = "writes=True"

    def spell(self, value: object = "") -> str:
        """As the face that runs now calls it, with a value if one is given."""
        template = _names.get().get(self, self.value)
        return _VALUE.sub("", template) if value == "" else template.replace("{}", str(value))


# What stands around a value: `={}`, `([{}])`, ` {}` and the like.
_VALUE = re.compile(r"[ =(\[]+\{\}.*")
_names: ContextVar[Mapping[Option, str]] = ContextVar("names of options", default=MappingProxyType({}))


@contextmanager
def call_options(names: Mapping[Option, str]) -> Iterator[None]:
    """Meanwhile messages call these options so; the others keep the names of the Python API."""
    token = _names.set(names)
    try:
        yield
    finally:
        _names.reset(token)
