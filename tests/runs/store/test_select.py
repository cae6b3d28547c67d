"""Which recordings are meant by a script, an outcome, a time."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from runtime.model.errors import BadInput
from runtime.runs.store.folder import File
from runtime.runs.store.select import UNFINISHED, RunFilter, outcomes
from runtime.runs.store.summary import RunSummary
from runtime.runs.store.time_expressions import moment

NOON = 1_795_521_600.0  # 2026-11-24 12:00:00 in UTC
FILE = File("2026-11-24_10-11-12", 0, "2026-11-24_10-11-12_a_3f2a1b.jsonl", 1)


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An hour ahead of UTC in winter, two in summer."""
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone of a process can't be set here")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2h", "2026-11-24_11-00-00"),
        ("30m", "2026-11-24_12-30-00"),
        ("90s", "2026-11-24_12-58-30"),
        ("7d", "2026-11-17_13-00-00"),
        (" 2 W ", "2026-11-10_13-00-00"),
        ("0d", "2026-11-24_13-00-00"),
        ("40d", "2026-10-15_14-00-00"),
        ("today", "2026-11-24_00-00-00"),
        ("Yesterday", "2026-11-23_00-00-00"),
        ("2026-11-24", "2026-11-24_00-00-00"),
        ("2026-11-24T10:00", "2026-11-24_10-00-00"),
        ("2026-11-24 10:00:59", "2026-11-24_10-00-59"),
        ("2026-11-24T10:00Z", "2026-11-24_11-00-00"),
        ("2026-11-24T10:00-05:00", "2026-11-24_16-00-00"),
        ("0001-01-01", "0001-01-01_00-00-00"),
        ("999999w", "1970-01-03_01-00-00"),
    ],
)
def test_a_moment_is_meant_in_local_time(text: str, meant: str) -> None:
    """As the recordings' names have it; forty days ago clocks were an hour ahead."""
    assert moment("--since", text, NOON) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2",
        "h",
        "-2h",
        "2y",
        "1.5h",
        "9999999d",
        "2026-13-01",
        "2026-11-31",
        "24.11.2026",
        "2026-11-24T25:00",
        "2026-W48-2",
        "20261124",
        "0001-01-01T00:00+23:00",
        "٢h",
        "x" * 10_000,
    ],
)
def test_what_is_no_moment_is_refused_with_all_the_forms(text: str) -> None:
    """So that nobody has to look them up."""
    with pytest.raises(BadInput, match=r"--since: .{1,90} is not a time") as raised:
        moment("--since", text, NOON)
    assert "30m, 2h, 7d, 2w, today, yesterday, 2026-11-24, 2026-11-24T10:00" in raised.value.way_out


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        ("", True),
        ("scripts/goto-provision.js", True),
        ("goto-provision.js", True),
        ("goto-provision", True),
        ("goto-*", True),
        ("*.js", True),
        ("scripts/*", True),
        ("g?to-provision", True),
        ("goto", False),
        ("provision", False),
        ("00ff", True),
        ("00FF", True),
        ("00f", False),
        ("0ff0", False),
        ("00fx", False),
        ("GOTO-*", False),
        ("[", False),
        ("*" * 50 + "x", False),
    ],
)
def test_a_script_is_meant_by_name_pattern_or_sum(wanted: str, fits: bool) -> None:  # noqa: FBT001
    """Its folder and its ending may be left out."""
    one = RunSummary("a.jsonl", 1, 0, script="scripts/goto-provision.js", sha256="00ff" * 16)
    assert RunFilter(wanted).fits(FILE, one) == fits
    windows = one._replace(script="scripts\\goto-provision.js")
    assert RunFilter(wanted).fits(FILE, windows) == (fits and "/" not in wanted)


def test_a_name_that_looks_like_a_pattern_is_a_name_all_the_same() -> None:
    """Copies are often called so."""
    one = RunSummary("a.jsonl", 1, 0, script="badge[1].js")
    assert RunFilter("badge[1].js").fits(FILE, one)
    assert not RunFilter("badge[2].js").fits(FILE, one)


def test_outcomes_are_meant_by_their_words() -> None:
    """With commas or given several times; what has none is unfinished."""
    wanted = outcomes("--outcome", ["threw, DENIED", "unfinished"])
    assert wanted == {"threw", "denied", UNFINISHED}
    assert outcomes("--outcome", []) == set()
    fits = [
        RunFilter("", wanted).fits(FILE, RunSummary("a", 1, 0, outcome=word))
        for word in ("threw", "done", "")
    ]
    assert fits == [True, False, True]


@pytest.mark.parametrize(
    ("word", "way_out"),
    [("trew", "Did you mean threw?"), ("never_done", "Did you mean never-done?"), ("x", "There are: done, ")],
)
def test_an_unknown_outcome_is_told_the_nearest(word: str, way_out: str) -> None:
    with pytest.raises(BadInput, match=f"--outcome: '{word}' is not an outcome") as raised:
        outcomes("--outcome", [f"done,{word}"])
    assert raised.value.way_out.startswith(way_out)


@pytest.mark.parametrize(
    ("since", "fits"), [("2026-11-24_10-11-12", True), ("2026-11-24_10-11-13", False), ("", True)]
)
def test_a_recording_of_that_very_second_is_meant(since: str, fits: bool) -> None:  # noqa: FBT001
    """From then on, as it says."""
    assert RunFilter(since=since).fits(FILE, RunSummary("a", 1, 0)) == fits
