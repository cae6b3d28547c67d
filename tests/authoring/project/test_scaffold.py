"""Files are laid out whole or not at all, and none that is there is touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from runtime.authoring.project.scaffold import lay
from runtime.model.errors import BadInput

FILES = {"a.txt": b"a", "b/c/d.txt": b"d", "b/e.txt": b"e"}
POSIX = pytest.mark.skipif(os.name != "posix", reason="links and rights as POSIX has them")


def everything(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "x" / "y"
    assert lay(folder, FILES) == (list(FILES), [])
    assert everything(folder) == FILES


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    """And told; what isn't, comes beside it."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "e.txt").write_bytes(b"mine")
    assert lay(tmp_path, FILES) == (["a.txt", "b/c/d.txt"], ["b/e.txt"])
    assert everything(tmp_path) == {**FILES, "b/e.txt": b"mine"}
    assert lay(tmp_path, FILES) == ([], list(FILES))


@POSIX
def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    """One that leads nowhere is something that is there, too."""
    (tmp_path / "a.txt").symlink_to(tmp_path / "elsewhere.txt")
    assert lay(tmp_path, FILES)[1] == ["a.txt"]
    assert not (tmp_path / "elsewhere.txt").exists()


def test_a_file_where_a_folder_should_be_leaves_all_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"mine")
    with pytest.raises(BadInput, match="can't be made") as caught:
        lay(tmp_path, FILES)
    assert caught.value.where == str(tmp_path / "b")
    assert everything(tmp_path) == {"b": b"mine"}


def test_the_folder_itself_may_be_a_file(tmp_path: Path) -> None:
    """Then nothing is laid out, either."""
    (tmp_path / "x").write_bytes(b"mine")
    with pytest.raises(BadInput):
        lay(tmp_path / "x" / "y", FILES)
    assert everything(tmp_path) == {"x": b"mine"}


@POSIX
@pytest.mark.skipif(os.name == "posix" and os.getuid() == 0, reason="root writes everywhere")
def test_a_folder_that_may_not_be_written_to_is_told(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(BadInput, match="Permission denied"):
        lay(closed / "x", FILES)


def test_whatever_stops_it_takes_back_what_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also somebody who has seen enough."""
    (tmp_path / "b").mkdir()
    real = Path.open

    def interrupt_at_last(path: Path, mode: str = "r") -> object:
        if path.name == "e.txt":
            raise KeyboardInterrupt
        return real(path, mode)

    monkeypatch.setattr(Path, "open", interrupt_at_last)
    with pytest.raises(KeyboardInterrupt):
        lay(tmp_path, FILES)
    monkeypatch.undo()
    assert everything(tmp_path) == {}
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
