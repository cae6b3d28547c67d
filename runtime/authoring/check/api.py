"""`runtime.check`: the rules of `mws check`, for a program."""

from __future__ import annotations

from runtime.authoring.check.compile_errors import find_compile_errors
from runtime.authoring.check.finding import CheckFinding
from runtime.authoring.check.script import check_script
from runtime.model.kind import infer_kind
from runtime.runs.api.inputs import ScriptInput, script_from


def check(script: ScriptInput, *, kind: str | None = None) -> list[CheckFinding]:
    """The mistakes that the rules find in a script, in the order of their places; nothing of it runs.

    `script` is as for `runtime.run`. A finding has `code` (`MWS006`), `severity`, `message` and `at` (line
    and column). Raises BadInput for a file that can't be read.
    """
    source = script_from(script)
    (refused,) = find_compile_errors([source.text])
    return check_script(source, infer_kind(source, kind).kind, compile_error=refused)
