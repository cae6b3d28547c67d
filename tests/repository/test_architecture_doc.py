"""docs/architecture.md, CONTRIBUTING.md and AGENTS.md speak of what there is."""

from __future__ import annotations

import re

import pytest

from runtime.authoring.check.docs import page
from runtime.authoring.check.rules import RULES
from runtime.cli.app import COMMANDS
from runtime.model.outcome import TABLE, Outcome
from runtime.recording.encode import KINDS
from runtime.recording.field_docs import FIELDS
from tests.paths import ROOT
from tests.repository.test_imports import ROOMS

ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
AGENTS = (ROOT / "AGENTS.md").read_text("utf-8")
TEXTS = {"docs/architecture.md": ARCHITECTURE, "CONTRIBUTING.md": CONTRIBUTING, "AGENTS.md": AGENTS}
README = (ROOT / "README.md").read_text("utf-8")
MAKE = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def named(pattern: str) -> list[tuple[str, str]]:
    """What the pages name by a pattern, with the page."""
    return sorted({(page, found) for page, text in TEXTS.items() for found in re.findall(pattern, text)})


@pytest.mark.parametrize(("text", "path"), named(r"`((?:runtime|tests|docs|fixtures|scripts)/[\w./-]*)`"))
def test_a_path_that_is_named_is_there(text: str, path: str) -> None:
    """One that stands for a new file, such as `NAME.py`, is to be put into a folder that is there."""
    new = re.search(r"NAME|0xx|ROOM", path)
    place = ROOT / (path[: new.start()].rpartition("/")[0] if new else path)
    assert place.exists(), f"{text} names {path}"


@pytest.mark.parametrize(("text", "target"), named(r"make ([a-z-]+)`"))
def test_a_command_that_is_named_is_one(text: str, target: str) -> None:
    """The Makefile has it."""
    assert target in MAKE, f"{text} names make {target}"


@pytest.mark.parametrize(("text", "link"), named(r"\]\(([\w./-]+\.md)\)"))
def test_a_page_that_is_linked_is_there(text: str, link: str) -> None:
    """Seen from the page that links to it."""
    assert ((ROOT / text).parent / link).is_file(), f"{text} links to {link}"


def test_the_table_of_rooms_is_the_one_that_imports_are_held_to() -> None:
    """Each room once, from the top down."""
    table = ARCHITECTURE.partition("## The rooms")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(ROOMS)


def test_every_step_of_adding_a_rule_was_taken_for_every_rule() -> None:
    """A file, its place in the list, a page, a row in docs/checking.md."""
    checking = (ROOT / "docs" / "checking.md").read_text("utf-8")
    files = {path.stem for path in (ROOT / "runtime/authoring/check/rules").glob("*.py")} - {"__init__"}
    assert len(files) == len(RULES)
    for rule in RULES:
        assert page(rule).startswith(f"# {rule.code} {rule.name}")
        assert f"| `{rule.code}` |" in checking


def test_every_step_of_adding_a_command_was_taken_for_every_command() -> None:
    """A file of its own, or one for several, and a mention where users look."""
    docs = README + "".join(path.read_text("utf-8") for path in (ROOT / "docs").glob("*.md"))
    for name, reference in COMMANDS.items():
        assert (ROOT / "runtime" / "cli" / f"{reference.partition(':')[0]}.py").is_file()
        assert f"mws {name}" in docs, name


def test_every_step_of_adding_an_outcome_was_taken_for_every_outcome() -> None:
    """A meaning with an exit code of its own, and a row in the README."""
    assert set(TABLE) == set(Outcome)
    assert len({meaning.exit_code for meaning in TABLE.values()}) == len(TABLE)
    for outcome, meaning in TABLE.items():
        assert re.search(rf"^\| `{outcome}` \| {meaning.exit_code} \|", README, re.MULTILINE), outcome


def test_every_step_of_adding_an_event_was_taken_for_every_event() -> None:
    """A sentence for each field, in the schema and in docs/recording.md."""
    recording = (ROOT / "docs" / "recording.md").read_text("utf-8")
    for name in KINDS["event"]:
        assert name in FIELDS
        assert f"### {name}\n" in recording, name
