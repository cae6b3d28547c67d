"""A case allows by name what may come of a fault, and hears of allowances that nothing needs."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.authoring.faults.allow import Allowance, allowances
from runtime.authoring.faults.model import Target, Trial, Verdict
from runtime.model.errors import BadInput
from tests.authoring.faults.scripts import CARELESS, OK, FaultRunner, complaints
from tests.runs.replay.recording import URL


@pytest.fixture
def runner(tmp_path: Path) -> FaultRunner:
    return FaultRunner(tmp_path)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("404", Allowance("404", "404")),
        ("threw", Allowance("threw", verdict="threw")),
        ("timeout hung", Allowance("timeout hung", "timeout", "hung")),
        ("at 2", Allowance("at 2", number=2)),
        ("empty threw at 12", Allowance("empty threw at 12", "empty", "threw", 12)),
        ("409 hung at PUT */a", Allowance("409 hung at PUT */a", "409", "hung", 0, "PUT", "*/a")),
        ("unseen at * *", Allowance("unseen at * *", verdict="unseen", method="*", url="*")),
    ],
)
def test_an_allowance_names_a_fault_a_verdict_and_a_request(text: str, read: Allowance) -> None:
    """Each of them may be left out."""
    assert allowances("case.toml", [text]) == (read,)


@pytest.mark.parametrize(
    ("text", "problem", "way_out"),
    [
        ("", "allows nothing", "Write FAULT"),
        ("timout", "'timout' is no fault and no verdict", "Did you mean timeout?"),
        ("hung timeout", "'timeout' is no fault", "There are|Did you mean"),
        ("404 at", "'at' is no fault", "There are"),
        ("404 at users", "'users' is no request", "Write FAULT"),
        ("at 0", "'0' is no request", "Write FAULT"),
        ("ok", "'ok' is no fault", ""),
    ],
)
def test_a_mistake_is_refused_with_its_place(text: str, problem: str, way_out: str) -> None:
    """And with the word that was probably meant."""
    with pytest.raises(BadInput, match=problem) as refused:
        allowances("tests/a/case.toml: faults.allow", [text])
    assert refused.value.where == f"tests/a/case.toml: faults.allow: {text!r}"
    assert any(part in refused.value.way_out for part in way_out.split("|"))


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(BadInput):
        assert len(allowances("case.toml", [text])) == 1


POST = Target(2, "POST", "https://api.example.com/users", None)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("409", True),
        ("404", False),
        ("unseen", True),
        ("hung", False),
        ("409 unseen", True),
        ("409 hung", False),
        ("at 2", True),
        ("at 1", False),
        ("at POST */users", True),
        ("at GET */users", False),
        ("at * *api*users", True),
        ("at POST */user", False),
        ("at POST https://api.example.com/users", True),
        ("at POST *users*users", False),
    ],
)
def test_an_allowance_fits_what_it_says(*, text: str, fits: bool) -> None:
    trial = Trial(2, "409", Verdict.UNSEEN, "done", "")
    assert allowances("case.toml", [text])[0].fits(trial, POST) is fits


def test_what_a_case_allows_is_no_complaint(runner: FaultRunner) -> None:
    """The verdict stands all the same, with what allows it; no recording is kept."""
    done = runner.try_all(CARELESS, OK, OK, allow=("unseen", "timeout hung"))
    assert complaints(done) == []
    assert done.passed
    assert {one.allowed for one in done.trials if one.verdict == "unseen"} == {"unseen"}
    assert {one.allowed for one in done.trials if one.verdict == "ok"} == {""}
    assert runner.kept_files == []


def test_an_allowance_of_one_request_allows_no_other(runner: FaultRunner) -> None:
    """By its number or its address."""
    done = runner.try_all(CARELESS, OK, OK, allow=("unseen at 1", f"hung at GET {URL}/b"))
    assert {(number, verdict) for number, _, verdict in complaints(done)} == {(1, "hung"), (2, "unseen")}


def test_an_allowance_that_nothing_needs_is_told(runner: FaultRunner) -> None:
    """It would hide the next failure; one that another one covers is needed as well."""
    done = runner.try_all(CARELESS, OK, OK, allow=("unseen", "401", "hung", "threw", "404 at 3"))
    assert done.unused == ["threw", "404 at 3"]
    assert done.passed


def test_a_script_that_shows_failures_by_exceptions_is_allowed_to(runner: FaultRunner) -> None:
    text = f"""rest.get('{URL}/a', {{timeout: 100}})
      .on('timeout', function () {{ throw new Error('no answer'); }})
      .on('complete', function (data, response) {{
        if (response === null && data === null) return;
        if (data instanceof Error) throw data;
        if (response.statusCode >= 400) throw new Error('status ' + response.statusCode);
        done(context);
      }});"""
    assert {verdict for _, _, verdict in complaints(runner.try_all(text, OK))} == {"threw"}
    assert runner.try_all(text, OK, allow=("threw",)).passed
