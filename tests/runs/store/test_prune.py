"""Which recordings may go, and that nothing else does."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from runtime.model.errors import BadInput
from runtime.runs.recorder import FOLDER
from runtime.runs.store.folder import File, files
from runtime.runs.store.index import summarize
from runtime.runs.store.prune import Surplus, delete
from runtime.runs.store.select import RunFilter
from tests.runs.store.recordings import put, write_recording

POSIX = pytest.mark.skipif(os.name != "posix", reason="makes links")
LATER = 2_000_000_000 * 10**9  # in 2033


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nine recordings, of two scripts in turn, one a day; each third one threw."""
    monkeypatch.chdir(tmp_path)
    for day in range(1, 10):
        script = "b.js" if day % 2 else "a.js"
        outcome = "done" if day % 3 else "threw"
        write_recording(f"2025-03-0{day}_00-00-00_x_00000{day}", script=script, outcome=outcome)
    return tmp_path


def surplus(
    keep: int | None = None, before: str | None = None, wanted: RunFilter | None = None, now: int = LATER
) -> str:
    """The days of those that may go, the newest first."""
    chosen = Surplus(wanted or RunFilter(), keep, before).among(FOLDER, summarize(), now)
    return "".join(file.name[9] for file, _ in chosen)


def days() -> str:
    """The days of those that are there."""
    return "".join(file.name[9] for file in files(FOLDER))


@pytest.mark.parametrize(
    ("keep", "before", "gone"),
    [
        (3, None, "654321"),
        (9, None, ""),
        (0, None, "987654321"),
        (100, None, ""),
        (None, "2025-03-04_00-00-00", "321"),
        (None, "2025-03-04_00-00-01", "4321"),
        (None, "2025-01-01_00-00-00", ""),
        (3, "2025-03-04_00-00-00", "321"),
        (7, "2025-03-04_00-00-00", "21"),
    ],
)
def test_what_is_neither_kept_nor_young_may_go(keep: int | None, before: str | None, gone: str) -> None:
    """With both, only what fits both."""
    assert surplus(keep, before) == gone


def test_the_newest_are_counted_among_those_that_fit() -> None:
    """The others are not looked at."""
    assert surplus(2, None, RunFilter(script="b.js")) == "531"
    assert surplus(1, None, RunFilter(outcomes=frozenset({"threw"}))) == "63"
    assert surplus(1, "2025-03-04_00-00-00", RunFilter("b.js", frozenset({"done", "threw"}))) == "31"


def test_without_a_measure_nothing_may_go() -> None:
    """A filter is none."""
    with pytest.raises(BadInput, match="doesn't know what to delete") as raised:
        Surplus(RunFilter("a.js"))
    assert "--keep 100" in raised.value.way_out
    assert "--older 30d" in raised.value.way_out


def test_a_run_that_goes_on_is_left_alone() -> None:
    """It has no end, and was written to within the last minute; afterwards it was cut off."""
    path = write_recording("2025-03-05_00-00-00_x_000005", outcome=None)
    written = path.stat().st_mtime_ns
    assert surplus(0, now=written + 59 * 10**9) == "98764321"
    assert surplus(0, now=written - 59 * 10**9) == "98764321"
    assert surplus(0, now=written + 61 * 10**9) == "987654321"


def test_what_is_no_recording_stays(folder: Path) -> None:
    """Whatever it is called; and what lies in a subfolder."""
    put(folder / FOLDER / "2025-03-01_00-00-01_x_00000a.jsonl", "my notes\n")
    put(folder / FOLDER / "notes.txt", "")
    write_recording("2025-03-01_00-00-00_x_00000b", FOLDER / "sub")
    assert surplus(0) == "987654321"


@POSIX
def test_a_link_stays_and_so_does_what_it_leads_to(folder: Path) -> None:
    """It is somebody's own."""
    kept = write_recording("2025-03-01_00-00-00_x_00000c", folder / "kept")
    (FOLDER / kept.name).symlink_to(kept)
    assert len(files(FOLDER)) == 10
    assert surplus(0) == "987654321"


def test_what_goes_is_gone_and_the_rest_is_there(folder: Path) -> None:
    """One after the other."""
    chosen = [file for file in files(FOLDER) if file.name[9] in "246"]
    assert list(delete(FOLDER, chosen)) == [(file, "") for file in chosen]
    assert days() == "987531"
    assert (folder / FOLDER.parent / "runs.index").exists() is False


def test_what_changed_since_it_was_listed_stays() -> None:
    """A run has gone on, or somebody has edited it."""
    every = files(FOLDER)
    path = FOLDER / every[0].name
    with path.open("a", encoding="utf-8") as file:
        file.write("\n")
    (FOLDER / every[1].name).unlink()
    told = dict(delete(FOLDER, every))
    assert told[every[0]] == "has changed since it was listed, and was left"
    assert [problem for file, problem in told.items() if file != every[0]] == [""] * 8
    assert days() == "9"


@POSIX
def test_a_link_put_in_a_files_place_stays(folder: Path) -> None:
    """Also one of the same size and time."""
    newest = files(FOLDER)[0]
    path = FOLDER / newest.name
    path.rename(folder / "moved.jsonl")
    path.symlink_to(folder / "moved.jsonl")
    status = path.lstat()
    link = newest._replace(size=status.st_size, modified=status.st_mtime_ns)
    assert [problem for _, problem in delete(FOLDER, [link])] == [
        "has changed since it was listed, and was left"
    ]
    assert (folder / "moved.jsonl").is_file()
    assert path.is_symlink()


def test_trouble_with_one_does_not_keep_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told."""
    every, unlink = files(FOLDER), Path.unlink

    def refuse_one(path: Path, *, missing_ok: bool = False) -> None:
        if path.name == every[4].name:
            raise PermissionError(errno.EACCES, "Permission denied")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse_one)
    told: dict[File, str] = dict(delete(FOLDER, every))
    assert {file for file, problem in told.items() if problem} == {every[4]}
    assert told[every[4]] == "can't be deleted: Permission denied"
    assert days() == "5"
