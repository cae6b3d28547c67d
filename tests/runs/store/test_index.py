"""What a list tells of recordings, and the index that spares it the reading."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from runtime.model.outcome import Outcome
from runtime.runs.recorder import FOLDER
from runtime.runs.store import index, open_recording
from runtime.runs.store.index import NAME, summarize
from runtime.runs.store.summary import RunSummary, skim
from tests.paths import RECORDINGS, ROOT
from tests.runs.store.recordings import AT, put, seal_lines, write_recording

FILES = sorted(RECORDINGS.glob("v*/*.jsonl"))
INDEX = FOLDER.parent / NAME
POSIX = pytest.mark.skipif(os.name != "posix", reason="has pipes, links and modes")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def list_runs() -> list[RunSummary]:
    """The list, made as `mws runs` makes it."""
    return [one for _, one in summarize()]


def read_now() -> tuple[list[RunSummary], int]:
    """The list, and how many files had to be read for it."""
    told = [0]
    return [one for _, one in summarize(tell=told.append)], told[-1]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_is_skimmed_is_what_the_whole_recording_says(path: Path) -> None:
    """Of every outcome, in every version."""
    whole, one = open_recording(path), skim(path)
    assert whole.end is not None
    assert one.problem == ""
    assert (one.script, one.sha256, one.started) == (
        whole.plan.script.name,
        whole.plan.script.sha256,
        whole.plan.started,
    )
    assert (one.outcome, one.findings) == (whole.end.outcome, len(whole.end.findings))
    assert one.requests == len(whole.transcript.exchanges)
    assert one.seconds == (None if whole.end.t is None else whole.end.t / 1000)


def test_every_outcome_is_known() -> None:
    """A list that didn't know one would call its recordings unreadable."""
    for outcome in Outcome:
        assert skim(write_recording(outcome=outcome)).outcome == outcome


def test_the_newest_come_first() -> None:
    """By the time in their names."""
    for day in (3, 1, 2):
        write_recording(f"2025-03-0{day}_00-00-00_a_00000{day}")
    assert [one.name[9] for one in list_runs()] == ["3", "2", "1"]


def test_a_fork_names_its_parent() -> None:
    assert skim(write_recording(parent=f"{AT}_a_ffffff.jsonl")).parent == f"{AT}_a_ffffff.jsonl"


def test_a_recording_without_its_last_line_has_no_outcome() -> None:
    """Nor has one that breaks off in the middle of it."""
    path = write_recording(outcome=None, requests=3)
    assert (skim(path).outcome, skim(path).requests, skim(path).seconds) == ("", 3, None)
    whole = write_recording().read_text("utf-8")
    assert skim(put(path, whole[:-10])).outcome == ""
    assert skim(put(path, whole.rstrip("\n"))).outcome == "done"
    assert skim(put(path, f"{whole}\n \n")).outcome == "done"


def test_lines_of_any_length_are_read() -> None:
    """Longer than what is read at once, from either end, and across its borders."""
    lines = [
        json.loads(line) for line in write_recording(requests=2, findings=1).read_text("utf-8").splitlines()
    ]
    lines[0]["script"]["text"] = "x" * 2_000_001
    lines[-1]["end"]["context"] = "y" * 3_000_001
    lines[2]["because"] = '"command": "SendRequest"'  # in a text it is written with escapes
    for line in lines:
        del line["chain"]
    one = skim(put(FOLDER / "long.jsonl", "".join(seal_lines(lines))))
    assert (one.problem, one.outcome, one.findings, one.requests) == ("", "done", 1, 2)


def test_a_last_line_of_very_many_findings_is_one() -> None:
    """Ten thousand refused requests are as many findings, and what can be shown can be listed."""
    path = write_recording(findings=30_000)
    end = open_recording(path).end
    assert end is not None and len(end.findings) == 30_000  # noqa: PT018 - for the types
    assert (skim(path).problem, skim(path).findings) == ("", 30_000)


def test_requests_are_counted_wherever_they_lie() -> None:
    """Also where one piece ends that is read, and the next begins."""
    head, *_ = write_recording(requests=1).read_text("utf-8").splitlines(keepends=True)
    request = '{"seq": 2, "t": 1, "command": "SendRequest", "request": {}}\n'
    for before in range((1 << 20) - 60, (1 << 20) + 2):
        filler = '{"seq": 1, "t": 0, "event": "' + "x" * (before - 31) + '"}\n'
        path = put(FOLDER / "border.jsonl", f"{head}{filler}{request}")
        assert skim(path).requests == 1, before


def test_a_second_list_reads_only_what_is_new_or_changed() -> None:
    """And forgets what is gone."""
    for number in range(300):
        write_recording(f"2025-03-01_00-00-00_a_{number:06x}", requests=number % 3)
    first, read = read_now()
    assert (len(first), read) == (300, 300)
    assert read_now() == (first, 0)
    write_recording("2025-03-01_00-00-00_a_000001", outcome="threw")
    write_recording("2025-03-02_00-00-00_b_000000")
    (FOLDER / "2025-03-01_00-00-00_a_000002.jsonl").unlink()
    second, read = read_now()
    assert (len(second), read) == (300, 2)
    assert (second[0].name, second[0].outcome) == ("2025-03-02_00-00-00_b_000000.jsonl", "done")
    assert [one.name for one in second if one.outcome == "threw"] == ["2025-03-01_00-00-00_a_000001.jsonl"]
    assert read_now() == (second, 0)


def test_a_recording_that_grows_is_read_again() -> None:
    """First it goes on, then it is done."""
    path = write_recording(outcome=None, written="2025-03-24_00-00-00")
    assert [one.outcome for one in list_runs()] == [""]
    write_recording(written="2025-03-24_00-00-01")
    assert [(one.outcome, one.name) for one in list_runs()] == [("done", path.name)]


def test_a_recording_of_the_same_size_is_read_again_if_it_was_written_to() -> None:
    """Somebody has edited it."""
    write_recording(outcome="done", written="2025-03-24_00-00-00")
    assert [one.outcome for one in list_runs()] == ["done"]
    write_recording(outcome="dry", script="aa.js", written="2025-03-24_00-00-01")
    assert [(one.outcome, one.script) for one in list_runs()] == [("dry", "aa.js")]


def test_what_was_written_a_moment_ago_is_not_trusted() -> None:
    """It may change once more, to the same size, before its clock ticks."""
    path = write_recording(outcome="done")
    written = path.stat().st_mtime_ns
    summarize(clock=lambda: written + 10**9)
    put(path, path.read_text("utf-8").replace('"done"', '"deny"'))
    os.utime(path, ns=(written, written))
    assert list_runs()[0].problem.startswith("its outcome is not known here")
    summarize(clock=lambda: written + 3 * 10**9)
    assert read_now()[1] == 0


def test_the_index_is_the_owners_alone() -> None:
    write_recording()
    summarize()
    assert INDEX.is_file()
    if os.name == "posix":
        assert stat.S_IMODE(INDEX.stat().st_mode) == 0o600
    assert set(INDEX.parent.iterdir()) == {INDEX, FOLDER}


def _spoil(change: Callable[[bytes], bytes]) -> None:
    INDEX.write_bytes(change(INDEX.read_bytes()))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:0],
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b'"done"', b'"dry!"'),
        lambda data: data.replace(b'"version": 1', b'"version": 2'),
        lambda data: b"[" * len(data) * 100,
        lambda data: b"\xff\xfe" + data,
        lambda data: b'{"format": "mws-runs-index"}\n' + data.partition(b"\n")[2],
        lambda data: data + b"x" * 10_000_000,
    ],
)
def test_an_index_that_is_not_what_was_written_is_made_anew(change: Callable[[bytes], bytes]) -> None:
    """Cut off, edited, of another version, or something else."""
    write_recording(requests=2)
    first = list_runs()
    _spoil(change)
    assert read_now() == (first, 1)
    assert read_now() == (first, 0)


@pytest.mark.parametrize(
    "rows",
    [
        '{"a": 1}',
        "7",
        "null",
        "[1]",
        "[[]]",
        '[["a.jsonl"]]',
        '[["a.jsonl", 1, 2, 3, 4, 5, 6, 7, 8, 9, 0]]',
        '["abcdefghijkl"]',
        '[[[], 1, 1, 1, "", "", "", 1, 1, null, "", ""]]',
        "[" * 50_000,
    ],
)
def test_rows_that_are_none_are_not_believed(rows: str) -> None:
    """Even under a seal that fits."""
    write_recording()
    first = list_runs()
    head = {"format": index.FORMAT, "version": index.VERSION, "sha256": index._seal(rows)}
    INDEX.write_text(f"{json.dumps(head)}\n{rows}", "utf-8")
    assert read_now() == (first, 1)


@POSIX
def test_an_index_that_can_not_be_kept_is_done_without(folder: Path) -> None:
    """A folder, a pipe or a link in its place; nothing waits, nothing is written elsewhere."""
    write_recording()
    INDEX.mkdir()
    assert len(list_runs()) == 1
    INDEX.rmdir()
    os.mkfifo(INDEX)
    assert len(list_runs()) == 1
    assert stat.S_ISFIFO(INDEX.stat().st_mode)
    INDEX.unlink()
    INDEX.symlink_to(folder / "elsewhere")
    assert len(list_runs()) == 1
    assert not (folder / "elsewhere").exists()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_can_not_be_written_to_is_listed_all_the_same() -> None:
    write_recording()
    FOLDER.parent.chmod(0o500)
    try:
        assert len(list_runs()) == 1
        assert not INDEX.exists()
    finally:
        FOLDER.parent.chmod(0o700)


def test_where_the_index_can_not_be_written_the_list_is_right_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A full disk, a folder of somebody else's."""

    def fail_full(**_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", fail_full)
    write_recording()
    assert [one.outcome for one in list_runs()] == ["done"]
    assert not INDEX.exists()


def test_trouble_that_may_pass_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that hangs today is there tomorrow."""

    def fail_broken(*_: object) -> int:
        raise OSError(errno.EIO, "Input/output error")

    write_recording()
    with monkeypatch.context() as patch:
        patch.setattr("runtime.runs.store.summary.os.open", fail_broken)
        assert [one.problem for one in list_runs()] == ["can't be read: Input/output error"]
    assert [one.outcome for one in list_runs()] == ["done"]


def test_a_folder_that_is_not_ours_gets_no_index(folder: Path) -> None:
    """What somebody has sent is listed as it lies there."""
    write_recording(folder=folder / "theirs")
    assert len(summarize(folder / "theirs")) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["theirs"]
    assert len(list((folder / "theirs").iterdir())) == 1


NO_RECORDINGS = {
    "empty": ("", "it is empty"),
    "a head that breaks off": ('{"format": "mws-recording", "ver', "it breaks off in its first line"),
    "something else": ('{"a": 1}\n{"b": 2}\n', "it doesn't begin as a recording does"),
    "no JSON": ("\x1b[31mhello\n", "it doesn't begin as a recording does"),
    "deep": ('{"a":' * 100_000 + "\n", "it doesn't begin as a recording does"),
    "of tomorrow": ('{"format": "mws-recording", "version": 99}\n', "its version is not known here"),
    "without a script": ('{"format": "mws-recording", "version": 2}\n', "its first line is not whole"),
    "too much": ('{"a": [' + "[]," * 1_000_000 + "0]}\n", "a line has more than 1,000,000 values in it"),
}


@pytest.mark.parametrize("name", NO_RECORDINGS)
def test_what_is_no_recording_is_told_and_remembered(name: str) -> None:
    """It stops nothing, and isn't read again."""
    text, problem = NO_RECORDINGS[name]
    put(FOLDER / "other.jsonl", text)
    write_recording()
    found, read = read_now()
    assert (len(found), read) == (2, 2)
    (one,) = [one for one in found if one.name == "other.jsonl"]
    assert one.problem.startswith(problem)
    assert read_now() == (found, 0)


@pytest.mark.parametrize(
    "end",
    [
        '{"end": {"outcome": "sneezed"}}',
        '{"end": {"outcome": ["done"]}}',
        '{"end": {"outcome": null}}',
        '{"end": {}}',
    ],
)
def test_an_outcome_that_nobody_knows_is_not_shown(end: str) -> None:
    """It may come from a newer mws."""
    head = write_recording().read_text("utf-8").splitlines()[0]
    assert "outcome is not known" in skim(put(FOLDER / "x.jsonl", f"{head}\n{end}\n")).problem


@pytest.mark.parametrize("t", ["-1", "NaN", "Infinity", "1" + "0" * 400, '"soon"', "{}", "null"])
def test_a_time_that_is_none_is_left_out(t: str) -> None:
    head = write_recording().read_text("utf-8").splitlines()[0]
    end = f'{{"end": {{"outcome": "done", "findings": 7, "t": {t}}}}}'
    one = skim(put(FOLDER / "x.jsonl", f"{head}\n{end}\n"))
    assert (one.problem, one.outcome, one.findings, one.seconds) == ("", "done", 0, None)


def test_a_file_that_is_too_large_is_not_read() -> None:
    """It has more than half a gigabyte, of which the disk holds nothing."""
    path = write_recording()
    with path.open("r+b") as file:
        file.truncate(600 << 20)
    assert skim(path).problem == "is too large for a recording (512 MB is the most)"


@POSIX
def test_only_files_are_looked_at(folder: Path) -> None:
    """A pipe would keep everybody waiting; a link to a file is as good as the file."""
    write_recording("2025-03-24_00-00-00_a_000001")
    os.mkfifo(FOLDER / "pipe.jsonl")
    (FOLDER / "folder.jsonl").mkdir()
    (FOLDER / "nowhere.jsonl").symlink_to("gone")
    (FOLDER / "zero.jsonl").symlink_to("/dev/zero")
    (FOLDER / "a.txt").write_text("", "utf-8")
    (FOLDER / "2025-03-25_00-00-00_a_000002.jsonl").symlink_to(write_recording(folder=folder / "kept"))
    assert [(one.name[-8:-6], one.problem) for one in list_runs()] == [("02", ""), ("01", "")]
    assert skim(FOLDER / "pipe.jsonl").problem == "is no file"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_tried_again() -> None:
    """Its owner may change that without touching it."""
    path = write_recording()
    path.chmod(0)
    assert list_runs()[0].problem == "can't be read: Permission denied"
    path.chmod(0o600)
    assert list_runs()[0].outcome == "done"


def test_a_file_that_is_gone_when_it_is_read_is_left_out() -> None:
    """Somebody prunes meanwhile."""
    write_recording("2025-03-24_00-00-00_a_000001")
    gone = write_recording("2025-03-24_00-00-00_a_000002")

    def tell(count: int) -> None:
        assert count == 2
        gone.unlink()

    assert [one.name[-8:-6] for _, one in summarize(tell=tell)] == ["01"]


LIST_ALL = """
import sys
from runtime.runs.store.index import summarize
for _ in range(20):
    listed = [one for _, one in summarize()]
    assert all(one.outcome == "done" and not one.problem for one in listed), listed
    assert len(listed) >= 60, len(listed)
    assert len({one.name for one in listed}) == len(listed)
"""


@POSIX
def test_lists_made_side_by_side_are_right_while_recordings_come_and_go() -> None:
    """Three processes list; this one records and deletes."""
    for number in range(60):
        write_recording(f"2025-03-01_00-00-00_a_{number:06x}")
    lists = [
        subprocess.Popen([sys.executable, "-c", LIST_ALL], env={**os.environ, "PYTHONPATH": str(ROOT)})
        for _ in range(3)
    ]
    number = 0
    while any(one.poll() is None for one in lists):
        number += 1
        ready = write_recording(f"2025-03-02_00-00-00_b_{number % 20:06x}", Path("made"))
        path = ready.replace(FOLDER / ready.name)
        if number % 3 == 0:
            path.unlink()
    assert [one.returncode for one in lists] == [0, 0, 0]
    found, _ = read_now()
    assert [one.name for one in found] == sorted((path.name for path in FOLDER.iterdir()), reverse=True)
    assert [path.name for path in INDEX.parent.iterdir() if path.suffix not in {"", ".index"}] == []


def test_what_is_shown_of_a_name_is_bounded() -> None:
    """A name in a recording may be of any length."""
    assert len(skim(write_recording(script="x" * 100_000)).script) == 300
