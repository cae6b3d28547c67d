"""`mws types` as an author meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Mws


def test_it_writes_two_files_and_says_so(mws: Mws, folder: Path) -> None:
    """Once more, it says that there is nothing to do."""
    assert mws("types") == (0, "mws.d.ts  written\njsconfig.json  written\n", "")
    assert mws("types").out == "mws.d.ts  up to date\njsconfig.json  up to date\n"
    assert "declare const rest: Rest;" in (folder / "mws.d.ts").read_text("utf-8")


def test_check_writes_nothing_and_fails_if_something_is_out_of_date(mws: Mws, folder: Path) -> None:
    missing = mws("types", "--check")
    assert (missing.code, missing.out.splitlines()[0]) == (1, "mws.d.ts  is missing: run mws types")
    assert list(folder.iterdir()) == []
    mws("types")
    assert mws("types", "--check") == (0, "Up to date.\n", "")
    assert mws("types", "--check", "--from", "@unknown-fields").code == 1


def test_a_file_of_somebody_else_is_left_alone(mws: Mws, folder: Path) -> None:
    """Settings are the author's to change; declarations have to be ours, or nothing works."""
    mine = folder / "jsconfig.json"
    mine.write_text("{}", "utf-8")
    told = mws("types")
    assert told.code == 0
    assert "jsconfig.json  left as it is: it was not written by mws types (--force replaces it)" in told.out
    assert mine.read_text("utf-8") == "{}"
    assert mws("types", "--check").code == 0

    (folder / "mws.d.ts").write_text("mine", "utf-8")
    told = mws("types")
    assert (told.code, "--force" in told.err) == (2, True)
    assert (folder / "mws.d.ts").read_text("utf-8") == "mine"
    assert mws("types", "--check").code == 1
    assert mws("types", "--force").out == "mws.d.ts  written\njsconfig.json  written\n"


def test_a_project_says_what_to_learn_from(mws: Mws, folder: Path) -> None:
    """mws.toml names contexts, the target, and the globals; `--from` replaces the first."""
    (folder / "contexts").mkdir()
    (folder / "contexts/a.json").write_text('{"Own": "secret-value"}', "utf-8")
    (folder / "workflows").mkdir()
    (folder / "mws.toml").write_text(
        '[types]\nfrom = ["contexts"]\n[check]\ntarget = "es2015"\n[run]\nglobals = ["timers"]\n', "utf-8"
    )
    assert mws("types", "workflows").out.splitlines()[0] == "Fields were learned from 1 context."
    text = (folder / "workflows/mws.d.ts").read_text("utf-8")
    assert "Own: string;" in text
    assert "secret-value" not in text
    assert "declare function setTimeout" in text
    settings = (folder / "workflows/jsconfig.json").read_text("utf-8").split("\n", 1)[1]
    assert json.loads(settings)["compilerOptions"]["target"] == "es2015"
    assert "Own" not in mws("types", "--stdout", "--from", "@assigned-new").out


def test_it_prints_the_declarations(mws: Mws, folder: Path) -> None:
    """Nothing else stands on standard output, and nothing is written."""
    told = mws("types", "--stdout", "--from", "@unknown-fields")
    assert told.out.startswith("// Written by mws types (")
    assert "CostCentre" in told.out
    assert list(folder.iterdir()) == []


def test_what_a_folder_has_beside_contexts_is_told(mws: Mws, folder: Path) -> None:
    """On standard error, safe to print."""
    (folder / "c").mkdir()
    (folder / "c/good.json").write_text("{}", "utf-8")
    (folder / "c/b\x1b[31m.json").write_text("[]", "utf-8")
    told = mws("types", "--from", "c")
    assert told.code == 0
    assert told.err.startswith("left out: c")
    assert "\x1b" not in told.err


@pytest.mark.parametrize("arguments", [("nowhere",), ("--from", "nowhere.json"), ("--from", "@nowhere")])
def test_what_is_not_there_is_bad_input(mws: Mws, arguments: tuple[str, ...]) -> None:
    assert mws("types", *arguments).code == 2
