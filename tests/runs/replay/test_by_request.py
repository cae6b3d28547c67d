"""A recording as a world: it answers a script of its own as the service did, failures included."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime.cage.pool import SCRIPT, Cage
from runtime.model.outcome import Outcome
from runtime.recording import Recording
from runtime.recording.divergence import Divergence
from runtime.recording.history.by_request import RequestHistory
from runtime.runs.execute import Execution, execute
from runtime.runs.replay.child_limits import ChildLimits
from runtime.runs.replay.recording_source import RecordingSource
from runtime.runs.replay.replay import replay_setting
from runtime.runs.store import open_recording
from runtime.secrets import RecordedSecrets
from tests import running
from tests.paths import RECORDINGS

# These end by what isn't asked for or answered: the machine, a person, a limit of what is written.
OTHERWISE = {"cpu-limit", "memory-limit", "interrupted"}
FILES = [path for path in sorted((RECORDINGS / "v2").glob("*.jsonl")) if path.stem not in OTHERWISE]


def ask(recording: Recording) -> tuple[Outcome, Divergence | None]:
    """What comes of a run that gets its answers from a recording, as a changed script does."""
    source = RecordingSource.of(recording, RequestHistory(recording))
    execution = Execution(
        plan=recording.plan,
        source=source,
        secrets=RecordedSecrets(),
        setting=replay_setting(recording),
        child_limits=ChildLimits().of(recording.plan.limits),
    )
    result = running._thread.runner.run(execute(execution, running._thread.pool(SCRIPT, Cage.AUTO)))
    return result.ending.outcome, source.divergence


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_its_own_script_gets_all_its_answers_and_ends_as_it_did(path: Path) -> None:
    """Status, body and failure, by the order in which it asks."""
    recording = open_recording(path)
    assert ask(recording) == (recording.ending.outcome, None)
