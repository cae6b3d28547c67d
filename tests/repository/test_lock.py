"""The lock: everything that `make` installs, from the public index, held by its hashes."""

from __future__ import annotations

import itertools
import re
import tomllib
from typing import Any

import pytest
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.paths import ROOT

PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
SYSTEMS = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def read_requirements() -> list[Requirement]:
    """What the project names itself: for a run, for its tests, and to be built."""
    whole = project()
    named = whole["project"]["dependencies"] + whole["project"]["optional-dependencies"]["test"]
    return [Requirement(line) for line in named + whole["build-system"]["requires"]]


def lock_lines() -> list[str]:
    """The lock's logical lines, without comments."""
    whole = (ROOT / "requirements.lock").read_text("utf-8")
    text = re.sub(r"^\s*#.*\n", "", whole, flags=re.MULTILINE)
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def read_lock() -> list[Requirement]:
    return [Requirement(line.split("--hash")[0]) for line in lock_lines()]


def environment(python: str, platform: str) -> dict[str, str]:
    """The markers' values for CPython of this version on this platform."""
    return {
        **{key: str(value) for key, value in default_environment().items()},
        "implementation_name": "cpython",
        "os_name": "nt" if platform == "win32" else "posix",
        "platform_python_implementation": "CPython",
        "platform_system": SYSTEMS[platform],
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": platform,
    }


def test_every_line_is_one_version_with_hashes() -> None:
    """No path, no index, no option, no address: a name, a version, perhaps a marker, and hashes."""
    line = re.compile(r"[a-z0-9.-]+==[\w.]+(?: ; [\w .'\"=<>!()]+?)?(?:\s+--hash=sha256:[0-9a-f]{64})+")
    assert lock_lines()
    assert [text for text in lock_lines() if not line.fullmatch(text.strip())] == []


def test_comments_name_no_place_either() -> None:
    """Neither a folder nor an index stands in what the lock says of its own making."""
    text = (ROOT / "requirements.lock").read_text("utf-8")
    comments = re.findall(r"^\s*#.*", text, re.MULTILINE)
    assert [line for line in comments if "://" in line or "index" in line or " /" in line] == []


@pytest.mark.parametrize(("python", "platform"), list(itertools.product(PYTHONS, SYSTEMS)))
def test_the_lock_serves_every_python_and_system(python: str, platform: str) -> None:
    """What the project asks for is locked there, in one version that suits it."""
    where = environment(python, platform)
    here = [pinned for pinned in read_lock() if pinned.marker is None or pinned.marker.evaluate(where)]
    versions = {canonicalize_name(pinned.name): pinned for pinned in here}
    assert len(versions) == len(here)
    for wanted in read_requirements():
        version = str(versions[canonicalize_name(wanted.name)].specifier).removeprefix("==")
        assert Version(version) in wanted.specifier, wanted


def test_windows_gets_what_only_windows_needs() -> None:
    """The lock is universal: it holds packages that this machine may never install."""
    markers = {pinned.name: pinned.marker for pinned in read_lock()}
    assert markers["colorama"] == Marker("sys_platform == 'win32'")


def test_the_lock_has_nothing_that_nobody_asked_for() -> None:
    """What the lock holds for the project's own sake is in the project file: it isn't stale."""
    text = (ROOT / "requirements.lock").read_text("utf-8")
    blocks = re.findall(r"^([a-z0-9.-]+)==(.*?)(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
    own = {name for name, block in blocks if re.search(r"mws-runtime \(pyproject\.toml\)", block)}
    assert own == {canonicalize_name(wanted.name) for wanted in read_requirements()}


def test_the_project_says_which_pythons_it_serves() -> None:
    """The classifiers name each version, and the lowest is the one that is required."""
    about = project()["project"]
    prefix = "Programming Language :: Python :: 3."
    minors = [line.removeprefix(prefix) for line in about["classifiers"] if line.startswith(prefix)]
    assert [f"3.{minor}" for minor in minors] == PYTHONS
    assert about["requires-python"] == f">={PYTHONS[0]}"
