"""The options of a run, and the names that each face of the product has for them.

A message writes an option with `Option.spell`. The command line, the pytest plugin and the Python API have
different names for the same option; each sets its own once, with `call_options`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from types import MappingProxyType


class Option(StrEnum):
    """Each option by its name in the Python API; `{}` stands for its value."""

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
    FROM = "from={}"
    KEEP = "keep={}"
    KIND = "kind={}"
    LIVE = "runtime.live([{}])"
    MAP = "map={}"
    MAX_RECORDING = "limits.recording"
    MAX_REQUESTS = "limits.requests"
    MAX_RESPONSE = "limits.response"
    MEMORY = "limits.memory"
    NO_RECORD = "record=None"
    OLDER = "older={}"
    OUTPUT = "output={}"
    PORT = "port={}"
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
        """Its name in the face that runs now, with a value if one is given."""
        template = _names.get().get(self, self.value)
        return _VALUE.sub("", template) if value == "" else template.replace("{}", str(value))


# What stands around a value: `={}`, `([{}])`, ` {}` and the like.
_VALUE = re.compile(r"[ =(\[]+\{\}.*")
_names: ContextVar[Mapping[Option, str]] = ContextVar("names of options", default=MappingProxyType({}))


@contextmanager
def call_options(names: Mapping[Option, str]) -> Iterator[None]:
    """While this context is open, messages use these names; other options keep those of the Python API."""
    token = _names.set(names)
    try:
        yield
    finally:
        _names.reset(token)
