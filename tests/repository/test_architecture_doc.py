"""docs/architecture.md, CONTRIBUTING.md and AGENTS.md name what exists: paths, names in files, commands."""

from __future__ import annotations

import re

import pytest

from tests.paths import ROOT
from tests.repository.test_imports import LOOSE_FILES, ROOMS

PAGES = {
    page: (ROOT / page).read_text("utf-8")
    for page in ("docs/architecture.md", "CONTRIBUTING.md", "AGENTS.md")
}
ARCHITECTURE = PAGES["docs/architecture.md"]
MAKE = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
# These stand for the name of something new: `runtime/cli/NAME.py`.
NEW = re.compile(r"NAME|0xx|ROOM")
FOLDERS = "runtime|tests|docs|fixtures|scripts"


def mentions(pattern: str) -> list[tuple[str, ...]]:
    """What the pages mention in the form of a pattern: the page first, each once."""
    found = {(page, *match.groups()) for page, text in PAGES.items() for match in re.finditer(pattern, text)}
    return sorted(found)


@pytest.mark.parametrize(("page", "path"), mentions(rf"\b((?:{FOLDERS})/[\w./-]*)"))
def test_a_path_that_a_page_names_exists(page: str, path: str) -> None:
    """Of a new one the folder exists into which it goes."""
    new = NEW.search(path)
    known = path[: new.start()].rpartition("/")[0] if new else path.rstrip(".")
    assert (ROOT / known).exists(), f"{page} names {path}"


@pytest.mark.parametrize(("page", "name", "path"), mentions(rf"`(\w+)` in\s+`((?:{FOLDERS})/[\w./-]*\.\w+)`"))
def test_a_name_that_a_page_looks_for_in_a_file_is_in_it(page: str, name: str, path: str) -> None:
    """A function, class or constant is defined there, or a word stands there."""
    assert re.search(rf"\b{name}\b", (ROOT / path).read_text("utf-8")), f"{page} names {name} in {path}"


@pytest.mark.parametrize(("page", "target"), mentions(r"(?m)(?:`|^)make ([a-z-]+)"))
def test_a_target_of_make_that_a_page_names_exists(page: str, target: str) -> None:
    assert target in MAKE, f"{page} names make {target}"


@pytest.mark.parametrize(("page", "link"), mentions(r"\]\(([\w./-]+\.md)\)"))
def test_a_page_that_is_linked_exists(page: str, link: str) -> None:
    """Seen from the page that links to it."""
    assert ((ROOT / page).parent / link).is_file(), f"{page} links to {link}"


def test_the_table_of_rooms_is_the_one_that_imports_are_held_to() -> None:
    """Each room once, from the top down, with the packages that it may import."""
    table = ARCHITECTURE.partition("## The rooms")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \| [^|]+ \|$", table, re.MULTILINE)
    assert [name for name, _ in rows] == list(ROOMS)
    for name, packages in rows:
        listed = set() if packages == "-" else {one.strip("`") for one in packages.split(", ")}
        assert listed == ROOMS[name].packages, name


def test_the_page_names_each_file_that_lies_in_no_room() -> None:
    """There are four of them."""
    assert set(re.findall(r"`runtime/(\w+\.(?:py|typed))`", ARCHITECTURE)) == LOOSE_FILES


def test_a_run_is_walked_through_files_of_the_rooms_it_passes() -> None:
    """From the command line to what is shown, in this order."""
    walk = ARCHITECTURE.partition("## A run, from the command to the report")[2].partition("\n## ")[0]
    steps = walk.rpartition("\n9. ")[0] + walk.rpartition("\n9. ")[2].partition("\n\n")[0]
    files = re.findall(r"`runtime/([\w/]+\.(?:py|js))`", steps)
    assert files[0] == "cli/run.py"
    assert {file.partition("/")[0] for file in files} >= set(ROOMS) - {"formats", "recording", "authoring"}
    assert files[-1] == "render/run.py"
