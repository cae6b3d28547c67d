"""Why a recording doesn't happen again as it was. So far one reason is known: a secret that was masked."""

from __future__ import annotations

from runtime.recording import Recording

DEPENDS_ON_SECRET = "depends on a masked secret"  # noqa: S105 - a sentence


def depends_on_secret(recording: Recording, script: str, context: str, engine: str) -> bool:
    """Whether it is for a masked secret that a run of these went another way than the recording.

    All that a run depends on stands in its recording: time, chance, and every answer in its order. So with
    the recording's own script and context, on its engine, only what stands in for secrets is left: the
    script has decoded, hashed or compared one. Of a recording without an end it isn't known whether
    anything is masked; then it isn't said either.
    """
    head, end = recording.head, recording.end or {}
    same = (script, context, engine) == (head.script.text, head.context, head.versions.get("engine"))
    return same and bool(end.get("masked"))
