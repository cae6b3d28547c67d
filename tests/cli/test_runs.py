"""`mws runs` and `mws prune`: the recordings that there are, and fewer of them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from runtime.runs.recorder import FOLDER
from runtime.runs.store.names import find
from tests.cli.conftest import Mws
from tests.cli.test_process import MWS, POSIX, environment, read_terminal, terminal
from tests.runs.store.recordings import put, write_recording

Write = Callable[..., str]


def ids(out: str) -> list[str]:
    """The first column of a list, without its heading."""
    return [line.split()[0] for line in out.splitlines()[1:] if line]


@pytest.fixture
def four_recordings(folder: Path) -> Path:
    """Four recordings: a good one, one with findings, one that threw, one that breaks off."""
    write_recording("2025-03-21_08-00-00_goto-provision_00000a", script="goto-provision.js", requests=2)
    write_recording(
        "2025-03-22_08-00-00_goto-provision_00000b", script="goto-provision.js", requests=1, findings=3
    )
    write_recording(
        "2025-03-23_08-00-00_badge_00000c", script="badge.js", outcome="threw", parent="x_00000a.jsonl"
    )
    write_recording("2025-03-24_08-00-00_badge_00000d", script="badge.js", outcome=None)
    return folder


def test_a_run_is_listed_as_it_ended(mws: Mws, script: Write) -> None:
    """With the same numbers as its report."""
    text = """rest.get('https://api.getgo.com/admin/rest/v1/me').on('complete', function () {
        rest.get('https://elsewhere.example.com/').on('complete', function () { done(context); });
    });"""
    report = mws("run", script(text), "--context", "@assigned-new", "--json").json
    mws("run", "@goto-provision", "--context", "@assigned-new")
    second, first = mws("runs", "--json").json["runs"]
    assert (second["script"], second["outcome"], second["parent"]) == ("goto-provision.js", "done", None)
    assert (first["outcome"], first["requests"], first["findings"]) == (
        report["outcome"],
        len(report["requests"]),
        len(report["findings"]),
    )
    assert first["file"] == report["recording"]
    assert first["sha256"] == report["script"]["sha256"]
    assert find(first["id"]) == find("last~1") == Path(first["file"])


def test_the_list_has_a_line_for_each(mws: Mws, four_recordings: Path) -> None:
    """The newest first, in columns."""
    assert four_recordings.is_dir()
    assert mws("runs").out.splitlines() == [
        "id      when                 outcome             requests  findings      took  script",
        "00000d  2025-03-24 08:00:00  running or cut off         0                      badge.js",
        "00000c  2025-03-23 08:00:00  threw                      0              1.23 s  badge.js  from 00000a",  # noqa: E501
        "00000b  2025-03-22 08:00:00  done                       1         3    1.23 s  goto-provision.js",
        "00000a  2025-03-21 08:00:00  done                       2              1.23 s  goto-provision.js",
    ]


def test_today_and_yesterday_are_words(mws: Mws, folder: Path) -> None:
    """People think in them."""
    assert folder.is_dir()
    today = date.today()  # noqa: DTZ011 - names have the local time
    for back in range(3):
        write_recording(f"{today - timedelta(days=back)}_08-09-10_a_00000{back}")
    whens = [" ".join(line.split()[1:3]) for line in mws("runs").out.splitlines()[1:]]
    assert whens == ["today 08:09:10", "yesterday 08:09:10", f"{today - timedelta(days=2)} 08:09:10"]


@pytest.mark.parametrize(
    ("options", "fitting"),
    [
        (["--script", "goto-*"], "ba"),
        (["--script", "badge"], "dc"),
        (["--outcome", "threw"], "c"),
        (["--outcome", "threw,unfinished"], "dc"),
        (["--outcome", "done", "--outcome", "threw"], "cba"),
        (["--since", "2025-03-22T08:00"], "dcb"),
        (["--since", "2025-03-22", "--outcome", "done", "--script", "goto-*"], "b"),
        (["--limit", "2"], "dc"),
        (["--all"], "dcba"),
    ],
)
def test_options_choose_among_them(mws: Mws, four_recordings: Path, options: list[str], fitting: str) -> None:
    """The same for people and for programs."""
    assert four_recordings.is_dir()
    listed = [one for one in ids(mws("runs", *options).out) if one != "..."]
    assert "".join(one[-1] for one in listed) == fitting
    assert [run["id"] for run in mws("runs", *options, "--json").json["runs"]] == listed


def test_so_long_ago_is_counted_from_now(mws: Mws, folder: Path) -> None:
    """In local time, as the names have it."""
    assert folder.is_dir()
    for back in (60, 3 * 3600):
        at = time.strftime("%Y-%m-%d_%H-%M-%S", time.localtime(time.time() - back))
        write_recording(f"{at}_a_{back:06x}")
    assert ids(mws("runs", "--since", "2h").out) == [f"{60:06x}"]


def test_fifty_are_shown_and_the_others_are_counted(mws: Mws, folder: Path) -> None:
    """Unless all are wanted; programs get all."""
    assert folder.is_dir()
    for number in range(60):
        write_recording(f"2025-03-01_00-00-{number:02}_a_{number:06x}")
    shown = mws("runs").out.splitlines()
    assert len(shown) == 52
    assert shown[-1] == "... and 10 more (--all, --limit N)"
    assert mws("runs", "--limit", "59").out.splitlines()[-1].startswith("... and 1 more")
    assert len(mws("runs", "--all").out.splitlines()) == 61
    assert len(mws("runs", "--json").json["runs"]) == 60


def test_an_empty_folder_says_how_to_begin(mws: Mws, four_recordings: Path, folder: Path) -> None:
    """And a choice that nothing fits says so."""
    assert four_recordings.is_dir()
    assert mws("runs", "--script", "zzz").out == "None of 4 recordings fits.\n"
    (folder / "new").mkdir()
    os.chdir(folder / "new")
    said = mws("runs")
    assert said.code == 0
    assert said.out.splitlines() == [
        f"There are no recordings in {FOLDER} yet. Each run makes one:",
        "  mws run @goto-provision --context @assigned-new",
    ]
    assert mws("runs", "--json").json == {"runs": [], "unreadable": []}
    assert list((folder / "new").iterdir()) == []


def test_another_folder_may_be_listed(mws: Mws, folder: Path) -> None:
    """It stays as it is."""
    write_recording(folder=folder / "theirs")
    assert ids(mws("runs", "--in", "theirs").out) == ["3f2a1b"]
    assert mws("runs", "--in", "theirs", "--json").json["runs"][0]["file"].startswith("theirs")
    assert [path.name for path in folder.iterdir()] == ["theirs"]
    said = mws("runs", "--in", "their")
    assert (said.code, said.err.splitlines()[0]) == (2, "their: there is no such folder")


def test_a_folder_of_files_that_can_not_be_listed_is_not_called_empty(mws: Mws, folder: Path) -> None:
    """Nobody is told to make a first recording who has some."""
    put(folder / FOLDER / "notes.jsonl", "hello\n")
    assert mws("runs").out.splitlines()[0] == "1 file can't be listed:"


def test_one_recording_stays_in_the_singular(mws: Mws, four_recordings: Path) -> None:
    """A sentence is one for any number."""
    assert four_recordings.is_dir()
    assert mws("prune", "--keep", "1", "--dry-run").out.splitlines()[-2].endswith("; 1 stays.")


LAST = {
    "show": [],
    "replay": [],
    "context": [],
    "export har": [],
    "export curl": ["--request", "1"],
    "fork": ["--at", "2", "--status", "401"],
    "pseudonymise": [],
}


@pytest.mark.parametrize("command", LAST)
def test_without_a_name_the_last_recording_is_meant(mws: Mws, command: str) -> None:
    """By every command that takes one."""
    mws("run", "@goto-provision", "--context", "@assigned-new")
    assert mws(*command.split(), *LAST[command]).code == 0


def test_what_is_no_recording_is_counted_and_named(mws: Mws, four_recordings: Path) -> None:
    """Some of them; programs get all."""
    for number in range(5):
        put(four_recordings / FOLDER / f"notes-{number}.jsonl", "hello\n")
    out = mws("runs").out.splitlines()
    assert out[5] == "5 files can't be listed:"
    assert out[6] == f"  {FOLDER / 'notes-4.jsonl'}: it doesn't begin as a recording does"
    assert out[9] == "  ... and 2 more"
    assert len(mws("runs", "--json").json["unreadable"]) == 5


@POSIX
def test_nothing_in_a_recording_reaches_the_terminal_as_it_is(mws: Mws, folder: Path) -> None:
    """Neither names of scripts and files, nor what is in them."""
    evil = "\x1b[31m\u202e\n\x07"
    write_recording(f"2025-03-24_00-00-00_a_{evil}", script=evil, parent=f"_{evil}.jsonl")
    put(folder / FOLDER / f"{evil}.jsonl", evil)
    for options in ((), ("--script", "*")):
        out = mws("runs", *options).out
        assert re.findall(r"[\x00-\x09\x0b-\x1f\u202e]", out) == []
        assert len(out.splitlines()) == 4
    raw = b"2025-03-25_00-00-00_a_\xff\xfe.jsonl"
    (folder / FOLDER / os.fsdecode(raw)).write_bytes(write_recording().read_bytes())
    done = subprocess.run([*MWS, "runs", "--json"], capture_output=True, check=True, env=environment())
    assert len(json.loads(done.stdout)["runs"]) == 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--outcome", "trew"], "--outcome: 'trew' is not an outcome\n  Did you mean threw?"),
        (["--since", "soon"], "--since: 'soon' is not a time\n  Write it like one of these: 30m, 2h,"),
        (["--all", "--limit", "3"], "--all: is given together with --limit"),
        (["--limit", "0"], "mws: Invalid value for '--limit'"),
    ],
)
def test_what_makes_no_sense_is_refused(mws: Mws, options: list[str], message: str) -> None:
    """With a way out."""
    said = mws("runs", *options)
    assert said.code == 2
    assert said.err.startswith(message)


def test_what_programs_get_keeps_to_its_schema(mws: Mws, four_recordings: Path) -> None:
    """Whole lists, empty ones, refusals."""
    put(four_recordings / FOLDER / "notes.jsonl", "hello\n")
    for command, options in {
        "runs": [[], ["--script", "zzz"], ["--since", "x"]],
        "prune": [["--keep", "1"], ["--keep", "9"], [], ["--keep", "2", "--yes"]],
    }.items():
        schema = mws("schema", command).json
        Draft202012Validator.check_schema(schema)
        for each in options:
            Draft202012Validator(schema).validate(mws(command, *each, "--json").json)
        assert not Draft202012Validator(schema).is_valid({"runs": [{"id": "a"}]})


SAY_MODULES = """
import sys
from runtime.cli import main
try:
    main()
finally:
    print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def test_a_list_in_a_pipe_loads_little(four_recordings: Path) -> None:
    """It is asked for often: no rich, no pydantic, nothing that only a run needs."""
    done = subprocess.run(
        [sys.executable, "-c", SAY_MODULES, "runs"],
        cwd=four_recordings,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "00000d" in done.stdout
    loaded = set(done.stderr.split())
    assert "runtime" in loaded
    assert loaded & {"rich", "pydantic", "httpx", "asyncio", "tree_sitter", "quickjs", "_quickjs"} == set()


@POSIX
def test_on_a_terminal_it_is_in_colour_and_tells_what_takes_a_moment(tmp_path: Path) -> None:
    """Only the first time."""
    text = write_recording(folder=tmp_path / FOLDER, outcome="threw").read_text("utf-8")
    for number in range(500):
        put(tmp_path / FOLDER / f"2025-03-01_00-00-00_a_{number:06x}.jsonl", text)
    told = []
    for _ in range(2):
        with terminal() as (ours, theirs):
            process = subprocess.Popen(
                [*MWS, "runs", "--limit", "3"],
                cwd=tmp_path,
                env=environment(),
                stdin=theirs,
                stdout=theirs,
                stderr=theirs,
            )
            os.close(theirs)
            told.append(read_terminal(ours))
            assert process.wait(20) == 0
    assert "\x1b[1;31mthrew" in told[1]
    assert "reading 501 recordings ..." in told[0]
    assert told[0].index("reading") < told[0].index("\r\x1b[2K") < told[0].index("threw")
    assert "reading" not in told[1]


def test_prune_shows_and_deletes_nothing_unless_somebody_agrees(mws: Mws, four_recordings: Path) -> None:
    """There is nobody here: it names the option."""
    said = mws("prune", "--keep", "2")
    assert said.code == 0
    assert ids(said.out)[:2] == ["00000b", "00000a"]
    oldest = sorted(four_recordings.glob(".mws/runs/*"))[:2]
    size = f"{sum(path.stat().st_size for path in oldest) / 1024:.1f} KB"
    assert said.out.splitlines()[3:] == [
        "",
        f"2 recordings ({size}) to be deleted, from 2025-03-21 08:00:00 to 2025-03-22 08:00:00; 2 stay.",
        "Nothing was deleted: there is no terminal to ask on. Add --yes.",
    ]
    assert mws("prune", "--keep", "2", "--yes", "--dry-run").out.endswith(
        "Nothing was deleted (--dry-run).\n"
    )
    assert mws("prune", "--keep", "2", "--json").json["deleted"] is False
    assert mws("prune", "--keep", "2", "--yes", "--dry-run", "--json").json["deleted"] is False
    assert len(ids(mws("runs").out)) == 4


def test_prune_deletes_what_is_surplus(mws: Mws, four_recordings: Path) -> None:
    """And says how much it was."""
    assert four_recordings.is_dir()
    said = mws("prune", "--older", "2025-03-23", "--keep", "1", "--yes")
    assert said.code == 0
    assert said.out.splitlines()[-1].startswith("Deleted 2 recordings (")
    assert ids(mws("runs").out) == ["00000d", "00000c"]
    assert mws("prune", "--older", "2025-03-23", "--yes").out == "Nothing to delete: 2 recordings in all.\n"
    made = mws("prune", "--keep", "0", "--outcome", "threw", "--yes", "--json").json
    assert (made["deleted"], [run["id"] for run in made["runs"]], made["failed"]) == (True, ["00000c"], [])


def test_prune_keeps_a_run_that_goes_on(mws: Mws, four_recordings: Path) -> None:
    """Its file was written to a moment ago, and has no end."""
    os.utime(four_recordings / FOLDER / "2025-03-24_08-00-00_badge_00000d.jsonl")
    mws("prune", "--keep", "0", "--yes")
    assert ids(mws("runs").out) == ["00000d"]


def test_prune_without_a_measure_is_refused(mws: Mws, four_recordings: Path) -> None:
    """It would be everything."""
    assert four_recordings.is_dir()
    said = mws("prune", "--script", "badge", "--yes")
    assert said.code == 2
    assert said.err.startswith("mws prune: doesn't know what to delete\n  Say how many to keep (--keep 100)")
    assert mws("prune", "--older", "x").err.startswith("--older: 'x' is not a time")
    assert len(ids(mws("runs").out)) == 4


def test_prune_tells_what_it_could_not_delete(
    mws: Mws, four_recordings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are gone all the same, and the exit code is 2."""
    unlink = Path.unlink

    def refuse_one(path: Path, *, missing_ok: bool = False) -> None:
        if path.name.endswith("b.jsonl"):
            raise PermissionError(13, "Permission denied")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse_one)
    said = mws("prune", "--keep", "1", "--yes")
    assert said.code == 2
    stayed = FOLDER / "2025-03-22_08-00-00_goto-provision_00000b.jsonl"
    assert said.out.splitlines()[-2] == f"  {stayed}: can't be deleted: Permission denied"
    assert said.out.splitlines()[-1].startswith("Deleted 2 recordings (")
    said = mws("prune", "--keep", "1", "--yes", "--json")
    assert (said.code, said.json["runs"], said.json["failed"]) == (
        2,
        [],
        [{"file": str(stayed), "problem": "can't be deleted: Permission denied"}],
    )
    assert four_recordings.is_dir()


def test_whoever_breaks_prune_off_has_kept_the_newest(
    mws: Mws, four_recordings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file is whole or gone."""
    unlink, gone = Path.unlink, list[str]()

    def interrupt_second(path: Path, *, missing_ok: bool = False) -> None:
        if gone:
            raise KeyboardInterrupt
        gone.append(path.name)
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", interrupt_second)
    assert mws("prune", "--keep", "1", "--yes").code == 130
    assert four_recordings.is_dir()
    assert ids(mws("runs").out) == ["00000d", "00000c", "00000b"]


@POSIX
@pytest.mark.parametrize(("answer", "left"), [(b"y\n", 1), (b"n\n", 4), (b"\n", 4)])
def test_prune_asks_whoever_sits_at_a_terminal(four_recordings: Path, answer: bytes, left: int) -> None:
    """No is the answer of whoever only presses Enter."""
    with terminal() as (ours, theirs):
        process = subprocess.Popen(
            [*MWS, "prune", "--keep", "1"],
            cwd=four_recordings,
            env=environment(),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        os.write(ours, answer)
        text = read_terminal(ours)
        assert process.wait(20) == 0
    assert "Delete 3 recordings? [y/N]" in text
    assert ("Nothing was deleted." in text) == (left == 4)
    assert len(list((four_recordings / FOLDER).iterdir())) == left
