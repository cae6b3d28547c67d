"""The repaired scripts on the command line, as docs/writing-scripts.md has them."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.cli.conftest import Mws
from tests.paths import ROOT

DOC = (ROOT / "docs" / "writing-scripts.md").read_text("utf-8")
COMMANDS = [shlex.split(line)[1:] for line in re.findall(r"^mws run .*$", DOC, re.MULTILINE)]
ENDS = {
    "empty": '"Status": "done", "Reason": "created"',
    "expired-token": '"Reason": "looking for the user: status 401"',
    "seats-used-up": "license.seats.exceeded",
    "licensed-user": '"Reason": "account deleted"',
}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_of_the_page_shows_how_the_run_ended(mws: Mws, command: list[str]) -> None:
    """In the context, with exit code 0 and no findings even where findings are failures."""
    said = mws(*command, "--strict")
    assert said.code == 0, said.err
    state = command[-1].partition("@")[2] if "--fake" in command else "empty"
    assert ENDS[state] in said.out + said.err


def test_a_repaired_script_can_be_taken_home(mws: Mws) -> None:
    """As a file of the author's own."""
    said = mws("scripts", "repaired/goto-provision")
    assert said.code == 0
    assert "done(context)" in said.out
    assert "not the vendor's" in said.out
