"""Reads the scripts, contexts and recordings that a program passes to the Python API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from runtime.inputs.context import Context
from runtime.inputs.files import read_context, read_script, script_of
from runtime.model.errors import BadInput
from runtime.model.script import Script
from runtime.recording import Recording
from runtime.runs.replay.unmask import Unmasking, unmask
from runtime.runs.store.names import find
from runtime.runs.store.open import open_recording

ScriptInput = Script | Path | str
ContextInput = Any  # plain JSON values, or a Context
RecordingInput = Recording | Path | str
SecretsInput = Mapping[str, Any] | str | None


def script_from(script: ScriptInput) -> Script:
    """Read a script: a `str` or `Path` is a file, `@NAME` a shipped script, a `Script` is text.

    Raises BadInput for a file that can't be read, and for text that the engine can't take.
    """
    if isinstance(script, Script):
        return script_of(script.name, script.text.encode("utf-8", "surrogatepass"))
    return read_script(str(script))


def context_from(context: ContextInput) -> Context:
    """Read a context: plain JSON values (a dict), a `Context`, or a `Path` of a JSON file.

    Raises BadInput if it is not an object, or if documented fields have a wrong type.
    """
    if isinstance(context, Context):
        return context
    if isinstance(context, Path):
        return read_context(str(context))
    try:
        text = json.dumps(context, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise BadInput(
            "context", f"is no JSON: {error}", "Use dicts, lists, strings, numbers, True, False, None."
        ) from error
    return Context.from_bytes("context", text.encode("utf-8", "surrogatepass"))


def load(recording: Path | str) -> Recording:
    """Read a recording by its file, its short id, `last`, or `last~1`.

    Raises BadInput if it can't be read.
    """
    return open_recording(recording if isinstance(recording, Path) else find(recording))


def take_recording(recording: RecordingInput) -> Recording:
    """The recording itself, or the one with this name. Raises BadInput if it can't be read."""
    return recording if isinstance(recording, Recording) else load(recording)


def take_unmasking(recording: Recording, secrets: SecretsInput) -> Unmasking:
    """The secrets to put back for a recording's stand-ins. Raises BadInput if they don't fit it."""
    if secrets is None:
        return Unmasking({})
    return unmask(recording, secrets if isinstance(secrets, str) else json.dumps(dict(secrets)))
