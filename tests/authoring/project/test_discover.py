"""The project of a folder: the nearest mws.toml above it, unless it is somebody else's."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from runtime.authoring.project import find_project
from runtime.model.errors import BadInput

POSIX = pytest.mark.skipif(os.name != "posix", reason="links, pipes and owners as POSIX has them")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a project in it, and no variable that names another."""
    monkeypatch.delenv("MWS_PROJECT", raising=False)
    (tmp_path / "mws.toml").write_text("[run]\nstrict = true\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_folder_belongs_to_the_nearest_project_above_it(home: Path) -> None:
    """Not to one further up, and not to one below."""
    inner = home / "inner" / "deep" / "deeper"
    inner.mkdir(parents=True)
    (home / "inner" / "mws.toml").write_text("", "utf-8")
    nearest = [project.folder for where in (home, inner) if (project := find_project(where)) is not None]
    assert nearest == [home, home / "inner"]


def test_a_folder_in_no_project_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MWS_PROJECT", raising=False)
    monkeypatch.chdir(tmp_path)
    assert find_project() is None


@POSIX
def test_a_folder_that_is_gone_is_in_no_project(home: Path) -> None:
    """Whoever runs something there learns of it from the command."""
    gone = home / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    try:
        assert find_project() is None
    finally:
        os.chdir(home)


def test_a_folder_with_the_name_is_told(home: Path) -> None:
    """Passed over, the settings that were meant would be missed."""
    below = home / "below"
    (below / "mws.toml").mkdir(parents=True)
    with pytest.raises(BadInput, match="is a folder") as caught:
        find_project(below)
    assert "MWS_PROJECT=none" in caught.value.way_out


@POSIX
@pytest.mark.parametrize("kind", ["loop", "nowhere", "pipe", "device"])
def test_what_is_no_file_is_told_and_not_waited_for(home: Path, kind: str) -> None:
    """A link that leads to itself, or nowhere; a pipe that nobody writes to; a device without an end."""
    file = home / "mws.toml"
    file.unlink()
    if kind == "pipe":
        os.mkfifo(file)
    else:
        file.symlink_to({"loop": "mws.toml", "nowhere": "not-there", "device": "/dev/zero"}[kind])
    with pytest.raises(BadInput, match="is no file that can be read"):
        find_project(home)


@POSIX
def test_a_folder_reached_by_a_link_belongs_to_the_project_that_it_lies_in(home: Path) -> None:
    real = home / "real"
    real.mkdir()
    (real / "mws.toml").write_text("", "utf-8")
    link = home / "link"
    link.symlink_to(real)
    project = find_project(link)
    assert project is not None
    assert project.folder == real


@POSIX
def test_a_link_that_leads_to_itself_is_in_no_project(home: Path) -> None:
    loop = home / "loop"
    loop.symlink_to(loop)
    project = find_project(loop)
    assert project is None or project.folder == home


@POSIX
@pytest.mark.skipif(os.name == "posix" and os.getuid() != 0, reason="only root can give files away")
def test_a_file_that_somebody_else_has_put_above_is_not_taken(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a folder where everybody may write, such as /tmp. Whoever the folder belongs to may."""
    below = home / "below"
    below.mkdir()
    os.chown(home / "mws.toml", 4321, 4321)
    with pytest.raises(BadInput, match="belongs to somebody else") as caught:
        find_project(below)
    assert "MWS_PROJECT=" in caught.value.way_out
    monkeypatch.setenv("MWS_PROJECT", str(home))
    assert find_project(below) is not None
    monkeypatch.delenv("MWS_PROJECT")
    os.chown(below, 4321, 4321)
    assert find_project(below) is not None


@POSIX
@pytest.mark.skipif(os.name == "posix" and os.getuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_told(home: Path) -> None:
    (home / "mws.toml").chmod(0)
    with pytest.raises(BadInput, match=r"mws\.toml: can't be read"):
        find_project()


def test_a_variable_names_another_project_or_none(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its folder or file; a name where nothing is would mislead."""
    other = home / "other"
    other.mkdir()
    shutil.copy(home / "mws.toml", other / "settings.toml")
    for name, folder in ((str(home), home), (str(other / "settings.toml"), other)):
        monkeypatch.setenv("MWS_PROJECT", name)
        project = find_project(other)
        assert project is not None
        assert project.folder == folder
    monkeypatch.setenv("MWS_PROJECT", "none")
    assert find_project() is None
    monkeypatch.setenv("MWS_PROJECT", str(other))
    with pytest.raises(BadInput, match="there is no file"):
        find_project()
    monkeypatch.setenv("MWS_PROJECT", "")
    assert find_project() is not None
