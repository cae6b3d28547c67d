"""Which files are written, and whose are left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from runtime.authoring.types import FileState, plan_files
from runtime.authoring.types.shapes import Member, Object, Shape
from runtime.model.errors import BadInput


def states(folder: Path, *, target: str = "es2020") -> list[FileState]:
    return [file.state for file in plan_files(folder, target=target)]


def write(folder: Path) -> None:
    for file in plan_files(folder):
        file.write()


def test_files_are_missing_then_current(tmp_path: Path) -> None:
    """Written once, they are as they should be; also after git has changed their line ends."""
    assert states(tmp_path) == [FileState.MISSING, FileState.MISSING]
    write(tmp_path)
    assert states(tmp_path) == [FileState.CURRENT, FileState.CURRENT]
    file = tmp_path / "mws.d.ts"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert states(tmp_path) == [FileState.CURRENT, FileState.CURRENT]


def test_what_is_ours_is_told_from_what_is_not(tmp_path: Path) -> None:
    """Other settings make ours outdated; a change by hand makes it edited; without the mark it is foreign."""
    write(tmp_path)
    assert states(tmp_path, target="es2015") == [FileState.CURRENT, FileState.OUTDATED]
    settings = tmp_path / "jsconfig.json"
    settings.write_text(settings.read_text("utf-8").replace("true", "false"), "utf-8")
    (tmp_path / "mws.d.ts").write_text("declare const mine: string;\n", "utf-8")
    assert states(tmp_path) == [FileState.FOREIGN, FileState.EDITED]


def test_learned_fields_make_the_declarations_outdated(tmp_path: Path) -> None:
    """They are other ones then."""
    write(tmp_path)
    seen = Shape(object=Object({"Own": Member(Shape(frozenset({"string"})))}))
    assert [file.state for file in plan_files(tmp_path, seen)] == [FileState.OUTDATED, FileState.CURRENT]


def test_a_folder_for_transformations_has_a_pair_of_its_own(tmp_path: Path) -> None:
    """If there is a script in it; the folder above leaves it to that."""
    (tmp_path / "a/transformations/b").mkdir(parents=True)
    (tmp_path / "transformations").mkdir()
    (tmp_path / "node_modules/transformations").mkdir(parents=True)
    for folder in ("a/transformations/b", "node_modules/transformations"):
        (tmp_path / folder / "x.js").write_text("", "utf-8")
    files = plan_files(tmp_path)
    assert [file.path.relative_to(tmp_path).as_posix() for file in files] == [
        "mws.d.ts",
        "jsconfig.json",
        "a/transformations/mws.d.ts",
        "a/transformations/jsconfig.json",
    ]
    settings = json.loads(files[1].text.split("\n", 1)[1])
    assert settings["exclude"] == ["node_modules", "a/transformations"]
    assert "declare const rest" not in plan_files(tmp_path / "a/transformations")[0].text
    assert "declare const rest" in files[0].text


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no folder"):
        plan_files(tmp_path / "nowhere")
    (tmp_path / "mws.d.ts").mkdir()
    with pytest.raises(BadInput, match="can't be read"):
        plan_files(tmp_path)
