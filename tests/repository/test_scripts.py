"""The published scripts are the published ones, to the byte."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.paths import ROOT

PUBLISHED = {
    "goto-provision.js": "9cbeba4e7f212a3e2b3d6437781bc2c224a89886ddf91ed4051b610a1006b7a9",
    "goto-deprovision.js": "b5d5eb071265058a3408060c39e0410533cc845df90776ff31462f71a036b85d",
}


def sha256(file: Path) -> str:
    """The digest of a file's bytes."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize(("name", "digest"), list(PUBLISHED.items()))
def test_a_published_script_is_verbatim(name: str, digest: str) -> None:
    """The text of the how-to's code block: trailing blanks kept, one newline at the end."""
    assert sha256(ROOT / "scripts" / name) == digest


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_a_checkout_with_converted_line_ends_leaves_the_scripts_alone(tmp_path: Path) -> None:
    """`.gitattributes` protects them even where git is told to write CRLF."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / ".gitattributes", tmp_path)
    for name in PUBLISHED:
        shutil.copy(ROOT / "scripts" / name, tmp_path / "scripts")
    # Inherited GIT_DIR and the like (a hook sets them) would lead git to another repository.
    mine = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    git = ["git", "-c", "core.autocrlf=true", "-c", "core.eol=crlf"]

    def run(*arguments: str) -> None:
        subprocess.run([*git, *arguments], cwd=tmp_path, env=mine, check=True, capture_output=True)

    run("init")
    run("add", ".")
    shutil.rmtree(tmp_path / "scripts")
    run("checkout-index", "--all")

    assert {name: sha256(tmp_path / "scripts" / name) for name in PUBLISHED} == PUBLISHED
