"""docs/SECURITY.md promises only what tests hold: those that it names are there, its numbers are right."""

from __future__ import annotations

import importlib.util
import re

import pytest

from runtime.cage import pool
from runtime.cage.inside import zygote
from runtime.cage.locks import CHILD, ZYGOTE, seccomp
from runtime.model.limits import Limits
from runtime.secrets import detect as learning
from tests.cage import probe
from tests.paths import ROOT
from tests.runs.replay import test_masked
from tests.secrets import test_nothing_written as everything
from tests.secrets.encodings import ENCODINGS

TEXT = (ROOT / "docs" / "SECURITY.md").read_text("utf-8")
PATHS = sorted(set(re.findall(r"`(?:make )?(tests/[\w./]+)`", TEXT)))
TESTS = sorted(set(re.findall(r"`(test_\w+)`", TEXT)))
PROGRAMS = sorted(set(re.findall(r"python -m ([\w.]+)", TEXT)))
EVERY_TEST = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))


@pytest.mark.parametrize("path", PATHS)
def test_a_file_that_it_names_is_there(path: str) -> None:
    """Or a folder with tests in it."""
    found = ROOT / path
    assert found.is_file() or list(found.glob("test_*.py")) or list(found.glob("*.js"))


@pytest.mark.parametrize("name", TESTS)
def test_a_test_that_it_names_is_there(name: str) -> None:
    assert f"def {name}(" in EVERY_TEST


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_that_it_names_can_be_run(name: str) -> None:
    """A module, or a package with a main module."""
    assert importlib.util.find_spec(name) or importlib.util.find_spec(f"{name}.__main__")


def test_it_names_tests_and_programs_at_all() -> None:
    """An empty search would hold nothing."""
    assert len(PATHS) > 10
    assert len(TESTS) > 1
    assert {"tests.cage.probe", "tests.hostile", "tests.hostile.egress"} <= set(PROGRAMS)


def test_its_numbers_are_the_codes() -> None:
    """Each that a reader may rely on."""
    assert f"replaced after {pool._MOST_FORKS} forks" in TEXT
    assert f"{Limits().message >> 20} MB" in TEXT
    assert f"{len(probe.operations())} things" in TEXT
    assert f"up to {learning.MOST:,} or {learning.LONGEST >> 10} KB" in TEXT


def test_it_counts_what_is_tried_with_secrets() -> None:
    """Runs, ways, encodings, places."""
    tried = " ".join(TEXT.split())
    each = everything.SECRETS_A_RUN * everything.MORE_RUNS
    places = len({**everything.AGAIN, **everything.AHEAD})
    assert f"{each:,} random secrets in {everything.MORE_RUNS} runs" in tried
    assert f"{everything.SECRETS_A_RUN * everything.RUNS:,} of them in `make test`" in tried
    assert f"made known in {len(everything.WAYS)} ways" in tried
    assert f"said again in {len(ENCODINGS)} encodings and {places} places" in tried
    assert f"happen again, {len(test_masked.SCRIPTS)} ways" in tried


def test_the_readme_and_the_changelog_count_right() -> None:
    """Ten layers and more; fourteen system calls."""
    layers = len(ZYGOTE) + len(CHILD) + len(zygote._OWN)
    assert layers > 10
    assert {len(machine.calls) for machine in seccomp.MACHINES.values()} == {14}
    assert "fourteen" in (ROOT / "CHANGELOG.md").read_text("utf-8")
