"""mws: run Matrix42 MyWorkspace workflow scripts unmodified, caged, against a fake or real service.

What `__all__` names is the Python API (docs/python.md); it is loaded when it is first used. Everything else
is the inside, and may change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from runtime.authoring.check.api import check
    from runtime.authoring.check.finding import CheckFinding
    from runtime.inputs.context import Context
    from runtime.model.errors import BadInput, CageBroke, MwsError
    from runtime.model.http import Failure, Request, Response
    from runtime.model.limits import Limits
    from runtime.model.outcome import Outcome
    from runtime.model.script import Script
    from runtime.recording import Recording
    from runtime.runs.api.inputs import load
    from runtime.runs.api.result import Result, RunFailed
    from runtime.runs.api.runtime import ClosedError, Runtime, fork, replay, run
    from runtime.runs.api.worlds import answers, fake, live, recorded
    from runtime.runs.replay.replay_result import ReplayResult
    from runtime.session.transcript import Entry

__all__ = [
    "BadInput",
    "CageBroke",
    "CheckFinding",
    "ClosedError",
    "Context",
    "Entry",
    "Failure",
    "Limits",
    "MwsError",
    "Outcome",
    "Recording",
    "ReplayResult",
    "Request",
    "Response",
    "Result",
    "RunFailed",
    "Runtime",
    "Script",
    "answers",
    "check",
    "fake",
    "fork",
    "live",
    "load",
    "recorded",
    "replay",
    "run",
]

# Where each name is. `import runtime` costs nothing: every command begins with it.
_PLACES = {
    "authoring.check.api": ["check"],
    "authoring.check.finding": ["CheckFinding"],
    "inputs.context": ["Context"],
    "model.errors": ["BadInput", "CageBroke", "MwsError"],
    "model.http": ["Failure", "Request", "Response"],
    "model.limits": ["Limits"],
    "model.outcome": ["Outcome"],
    "model.script": ["Script"],
    "recording": ["Recording"],
    "runs.api.inputs": ["load"],
    "runs.api.result": ["Result", "RunFailed"],
    "runs.api.runtime": ["ClosedError", "Runtime", "fork", "replay", "run"],
    "runs.api.worlds": ["answers", "fake", "live", "recorded"],
    "runs.replay.replay_result": ["ReplayResult"],
    "session.transcript": ["Entry"],
}
_MODULES = {name: module for module, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'runtime' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"runtime.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
