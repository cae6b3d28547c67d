"""Every script of this repository: its copy without what was put in is the script, and the engine reads it."""

from __future__ import annotations

import pytest

from runtime.authoring.coverage.insertions import insert, strip
from runtime.authoring.coverage.instrument import NoCopy, instrument
from runtime.model.commands import Throw
from runtime.model.script import lines_of
from runtime.runs.store import open_recording
from tests.guest.guest import Guest
from tests.paths import ROOT

FOLDERS = ("scripts", "tests", "runtime", "fixtures", "docs")
RECORDED = sorted((ROOT / "tests/recording").glob("v*/*.jsonl"))
SCRIPTS = {
    str(file.relative_to(ROOT)): file.read_bytes().decode("utf-8-sig", "replace")
    for folder in FOLDERS
    for file in sorted((ROOT / folder).rglob("*.js"))
}
SCRIPTS |= {f"{one.parent.name}/{one.name}": open_recording(one).plan.script.text for one in RECORDED}


def compiles(text: str) -> bool:
    """Whether the engine takes it for a script; nothing of it runs."""
    (said,) = Guest("throw 0;" + text).commands
    assert isinstance(said, Throw)
    return said.message == "0"


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_copy_without_its_counters_is_the_script(name: str) -> None:
    """Byte for byte, with the same lines; and it compiles if the script does."""
    text = SCRIPTS[name]
    try:
        copy = instrument(text)
    except NoCopy:
        assert not compiles(text), "a script that the engine reads has a copy"
        return
    made = copy.text.encode()
    assert strip(made, copy.insertions) == text.encode()
    assert insert(text.encode(), copy.insertions) == made
    assert len(lines_of(copy.text)) == len(lines_of(text))
    assert compiles(copy.text) == compiles(text)
    assert copy.mark not in text


def test_there_are_scripts_to_look_at() -> None:
    """An empty folder would show nothing."""
    assert len(SCRIPTS) > 200
    assert all(name in SCRIPTS for name in ("scripts/goto-provision.js", "v2/done.jsonl"))


def test_a_copy_that_was_changed_is_noticed() -> None:
    """Each piece must stand where it was put."""
    copy = instrument("if (a) b;")
    made = copy.text.encode()
    assert strip(made.replace(b"{", b"(", 1), copy.insertions) is None
    assert strip(made + b"x", copy.insertions) == b"if (a) b;x"
