"""What recordings are called on the command line, and what is no name of one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from runtime.model.errors import BadInput
from runtime.runs.recorder import FOLDER
from runtime.runs.store.names import find, find_all
from tests.runs.store.recordings import put, write_recording

NAMES = (
    "2025-03-22_09-00-00_goto-provision_aa0001",
    "2025-03-23_09-00-00_goto-provision_aa0102",
    "2025-03-24_09-00-00_room-badge_3f2a1b",
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three recordings, the last of them written to first."""
    monkeypatch.chdir(tmp_path)
    for day, name in zip((28, 27, 26), NAMES, strict=True):
        write_recording(name, written=f"2025-03-{day}_00-00-00")
    return tmp_path


def file(number: int) -> Path:
    """The file of one of them."""
    return FOLDER / f"{NAMES[number]}.jsonl"


def find_refusal(name: str) -> BadInput:
    """What `find` says of a name."""
    with pytest.raises(BadInput) as raised:
        find(name)
    return raised.value


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("last", 2),
        ("last~0", 2),
        ("last~1", 1),
        ("last~2", 0),
        ("3", 2),
        ("3f2a1b", 2),
        ("3F2A", 2),
        ("aa00", 0),
        ("aa01", 1),
        ("2025-03-23", 1),
        (NAMES[0], 0),
        (f"{NAMES[0]}.jsonl", 0),
    ],
)
def test_a_name_finds_its_recording(name: str, number: int) -> None:
    """By its place from the end, by how its id begins, by how its file's name begins."""
    assert find(name) == file(number)


def test_a_file_that_is_not_there_is_not_taken_for_the_beginning_of_an_id() -> None:
    """`3.jsonl` would else be any recording whose id begins with 3, and not a file that was mistyped."""
    assert find("3") == file(2)
    assert find_refusal("3.jsonl").problem == "no recording has this name"


def test_a_file_that_is_there_goes_before_everything_else(folder: Path) -> None:
    """Also before an id, and before `last`; a folder doesn't."""
    put(folder / "3f2a1b", "")
    put(folder / "last", "")
    assert find("3f2a1b") == Path("3f2a1b")
    assert find("last") == Path("last")
    (folder / "aa0001").mkdir()
    assert find("aa0001") == file(0)


def test_a_path_is_answered_as_it_is() -> None:
    """Whoever opens it tells that there is none."""
    assert find("elsewhere/x.jsonl") == Path("elsewhere/x.jsonl")
    assert find(f"..{os.sep}3f2a1b") == Path("../3f2a1b")


def test_recordings_of_one_second_are_told_apart_by_their_last_write() -> None:
    """Their names say the same."""
    later = write_recording("2025-03-24_09-00-00_a_000001", written="2025-03-26_00-00-02")
    sooner = write_recording("2025-03-24_09-00-00_z_ffffff", written="2025-03-26_00-00-01")
    assert [find("last"), find("last~1"), find("last~2")] == [later, sooner, file(2)]


def test_a_recording_without_a_time_in_its_name_counts_from_its_last_write() -> None:
    """As one that was put there by hand."""
    copied = write_recording("theirs", written="2025-03-29_12-00-00")
    assert find("last") == copied
    assert find("their") == copied


def test_a_whole_id_means_its_own_even_if_another_begins_so() -> None:
    """Otherwise it could not be named at all."""
    short = write_recording("2025-03-20_00-00-00_a_aa01")
    assert find("aa01") == short


def test_an_ambiguous_name_lists_what_it_may_mean() -> None:
    """With time and script, the newest first, and so many as fit."""
    error = find_refusal("aa0")
    assert (error.problem, error.way_out) == (
        "may be any of 2 recordings",
        "Write more characters, or the full name.",
    )
    assert error.excerpt.split("\n") == [f"aa0102  {NAMES[1]}", f"aa0001  {NAMES[0]}"]
    for number in range(10):
        write_recording(f"2025-03-25_09-00-00_a_aa02{number:02}")
    *shown, last = find_refusal("aa0").excerpt.split("\n")
    assert (len(shown), last) == (8, "... and 4 more")


def test_an_unknown_name_is_told_the_nearest() -> None:
    """And where they are listed."""
    assert find_refusal("3f2b1a").way_out == "Did you mean 3f2a1b? (mws runs lists them.)"
    assert find_refusal("lats").way_out == "Did you mean last? (mws runs lists them.)"
    assert find_refusal("zzz").way_out == "mws runs lists them."


@pytest.mark.parametrize("name", ["last~3", "last~999999999"])
def test_there_is_no_going_back_before_the_first(name: str) -> None:
    """However far."""
    assert find_refusal(name).problem == "goes back too far: there are 3 recordings"


def test_without_recordings_there_is_no_last_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder where nothing has run."""
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    assert find_refusal("last").way_out == "Make one (mws run ...), or name a file."
    assert find_refusal("3f").problem == "no recording has this name"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "can't be the name of a recording"),
        (" ", "can't be the name of a recording"),
        ("a\0b", "can't be the name of a recording"),
        ("x" * 5000, "is too long for a name"),
        ("..", "is a folder"),
        ("*", "no recording has this name"),
        ("last~", "no recording has this name"),
        ("last~-1", "no recording has this name"),
    ],
)
def test_what_can_be_no_name_is_refused(name: str, problem: str) -> None:
    """With a sentence, whatever the system thinks of it."""
    error = find_refusal(name)
    assert error.problem == problem
    assert len(error.where) < 100


@pytest.mark.skipif(os.name != "posix", reason="POSIX takes 255 bytes")
def test_a_name_too_long_for_the_system_is_refused() -> None:
    """In the system's words."""
    assert find_refusal("x" * 3000).problem == "can't be used: File name too long"


def test_only_files_that_are_called_like_recordings_are_found(folder: Path) -> None:
    """No folder, nothing beside them, nothing outside of their folder."""
    (folder / FOLDER / "2025-04-01_00-00-00_a_bb0001.jsonl").mkdir()
    put(folder / FOLDER / "2025-04-01_00-00-00_a_bb0002.txt", "")
    put(folder / FOLDER.parent / "2025-04-01_00-00-00_a_bb0003.jsonl", "")
    assert find("last") == file(2)
    assert find_refusal("bb").problem == "no recording has this name"


def test_several_names_may_mean_folders_and_each_file_comes_once(folder: Path) -> None:
    """In their order; a folder's files from the oldest to the newest."""
    one = write_recording("2025-01-01_00-00-00_a_000001", Path("kept"))
    two = write_recording("2025-01-02_00-00-00_a_000002", Path("kept"))
    put(folder / "kept" / "README.txt", "")
    assert find_all(["last", "kept", str(two), "aa01"]) == [file(2), one, two, file(1)]


def test_a_folder_without_recordings_is_refused(folder: Path) -> None:
    """Nothing to do is no success."""
    (folder / "empty").mkdir()
    with pytest.raises(BadInput, match="empty: has no recordings in it"):
        find_all(["empty"])
    with pytest.raises(BadInput, match="no recording has this name"):
        find_all(["last", "nothing"])
