"""A recording happens again wherever it is taken: in another cage, time zone, language, folder, process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from runtime import __version__
from runtime.cage.pool import Cage
from runtime.guest.version import engine_version
from runtime.recording import Recording
from runtime.runs.replay.notes import notes
from runtime.runs.store import open_recording
from tests import running
from tests.paths import RECORDINGS, ROOT
from tests.runs.replay import elsewhere

# What computes on a secret doesn't happen again anywhere.
KEPT = [path for path in sorted(RECORDINGS.glob("v2/*.jsonl")) if path.stem != "computes-on-a-secret"]

SURROUNDINGS = {
    "the first to see midnight": {"TZ": "Pacific/Kiritimati"},
    "half an hour off": {"TZ": "America/St_Johns", "LC_ALL": "C", "LANG": "C"},
    "another i": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Europe/Istanbul"},
    "no UTF-8": {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"},
    "another order": {"PYTHONHASHSEED": "0"},
    "one more order": {"PYTHONHASHSEED": "12345", "PYTHONUTF8": "0", "LANG": "de_DE.ISO-8859-1"},
}


def run_elsewhere(folder: Path, surroundings: dict[str, str], *arguments: str) -> dict[str, object]:
    """What a process in these surroundings says, in a folder of its own."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), **surroundings}
    done = subprocess.run(
        [sys.executable, "-m", "tests.runs.replay.elsewhere", *arguments],
        cwd=folder,
        env=env,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    told: dict[str, object] = json.loads(done.stdout)
    return told


@pytest.fixture(scope="module")
def fresh_recordings(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Recording]:
    """Recordings that were made here, of all that machines disagree on."""
    folder = tmp_path_factory.mktemp("fresh")
    made = [elsewhere.record_script(name, folder) for name in elsewhere.SCRIPTS]
    return {Path(recording.name): recording for recording in made}


@pytest.mark.parametrize("where", SURROUNDINGS)
def test_what_was_recorded_here_happens_again_there(
    where: str, fresh_recordings: dict[Path, Recording], tmp_path: Path
) -> None:
    """Those that are kept, and those of a moment ago."""
    paths = [str(path) for path in (*KEPT, *fresh_recordings)]
    told = run_elsewhere(tmp_path, SURROUNDINGS[where], "replay", *paths)
    assert [path for path, identical in told.items() if not identical] == []
    assert len(told) == len(paths)  # their names may read otherwise there


@pytest.mark.parametrize("where", ["half an hour off", "another i"])
def test_what_was_recorded_there_happens_again_here(
    where: str, fresh_recordings: dict[Path, Recording], tmp_path: Path
) -> None:
    """And but for time and chance, a script sees there what it sees here."""
    told = run_elsewhere(tmp_path, SURROUNDINGS[where], "record", str(tmp_path))
    here = {
        path.stem.removesuffix(" \u00e4"): elsewhere.result(recording)
        for path, recording in fresh_recordings.items()
    }
    for path in tmp_path.glob("*.jsonl"):
        assert running.run_replay(open_recording(path)).identical
    assert {name for name, result in told.items() if result != here[name]} == {"time", "chance"}
    assert json.loads(str(told["time"]))["x"][2] == 0  # minutes between the script's time zone and UTC


def test_in_the_portable_cage_all_of_them_happen_again(fresh_recordings: dict[Path, Recording]) -> None:
    """A process for each run, as on Windows and macOS."""
    recordings = [*map(open_recording, KEPT), *fresh_recordings.values()]
    told = {one.name: running.run_replay(one, cage=Cage.SPAWN).identical for one in recordings}
    assert [name for name, identical in told.items() if not identical] == []


def with_versions(recording: Recording, **versions: str) -> Recording:
    """The recording as one that these have made."""
    return replace(recording, head=replace(recording.head, versions={**recording.head.versions, **versions}))


def test_that_another_engine_has_recorded_it_is_said_before_it_starts() -> None:
    """With both versions: where the two differ, nothing else may be the reason."""
    recording = with_versions(
        open_recording(RECORDINGS / "v2" / "done.jsonl"), engine="quickjs 1.19.4", mws=__version__
    )
    wanted = (
        f"it was recorded with engine quickjs 1.19.4 (here {engine_version()}): so it may run differently"
    )
    assert notes(recording) == [wanted]
    replayed = running.run_replay(recording)
    assert replayed.identical
    assert replayed.notes == [wanted]


def test_where_it_then_differs_that_is_given_as_the_reason() -> None:
    """And not a masked secret, say."""
    recording = with_versions(
        open_recording(RECORDINGS / "v2" / "computes-on-a-secret.jsonl"), engine="quickjs 1.19.4", mws="0.0.1"
    )
    replayed = running.run_replay(recording)
    assert not replayed.identical
    assert replayed.because.startswith("it was recorded with mws 0.0.1")
    assert "engine quickjs 1.19.4" in replayed.because


def test_the_engine_is_known_by_its_distribution_and_version() -> None:
    """Two distributions hold the same module: a bare version would not tell them apart."""
    name, version = engine_version().split(" ")
    assert name in {"quickjs", "quickjs-ng"}
    assert version[0].isdigit()
    assert not notes(
        with_versions(
            open_recording(RECORDINGS / "v2" / "done.jsonl"), engine=engine_version(), mws=__version__
        )
    )
