"""What is shipped: found by name, explained in a README, and all invented."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from runtime.inputs import samples
from tests.paths import ROOT

KINDS = [samples.scripts, samples.contexts, partial(samples.states, "goto"), samples.answers]


@pytest.mark.parametrize("kind", KINDS, ids=["scripts", "contexts", "states", "answers"])
def test_every_sample_says_what_it_is_for(kind: Callable[[], dict[str, Path]]) -> None:
    """Each shipped file has its row in the README above it."""
    files = kind()
    assert files
    assert [name for name, file in files.items() if not samples.describe(file)] == []


@pytest.mark.parametrize("folder", ["scripts", "fixtures"])
def test_no_readme_speaks_of_a_file_that_is_gone(folder: str) -> None:
    """Every row of a README's table names a file beneath it."""
    home = ROOT / folder
    named = re.findall(r"^\| `([^`]+)` \|", (home / "README.md").read_text("utf-8"), re.MULTILINE)
    assert named
    assert [name for name in named if not (home / name).is_file()] == []


def test_scripts_go_by_their_name_and_folder() -> None:
    """A transformation script's name holds its folder, which tells its kind."""
    assert {"goto-provision", "goto-deprovision"} < set(samples.scripts())
    transformations = [name for name in samples.scripts() if name.startswith("transformations/")]
    assert len(transformations) == 2


def test_a_file_of_ones_own_has_no_description(tmp_path: Path) -> None:
    """A description comes from our READMEs, not from just any."""
    mine = tmp_path / "mine.json"
    assert samples.describe(mine) == ""


def test_the_context_of_every_case_is_there() -> None:
    """The cases that the published scripts tell apart, and those that trip them up."""
    assert set(samples.contexts()) == {
        "apostrophe-plus",
        "assigned-existing",
        "assigned-new",
        "beyond-latin1",
        "expired-token",
        "no-licences",
        "provisioning-disabled",
        "transformation",
        "umlauts",
        "unassigned",
        "unknown-fields",
    }


@pytest.mark.parametrize("name", sorted(set(samples.contexts()) - {"transformation"}))
def test_a_context_has_what_the_published_scripts_read(name: str) -> None:
    """The documented fields, with the protocol configuration as a JSON string."""
    context = json.loads(samples.contexts()[name].read_text("utf-8"))
    configuration = json.loads(context["OAuth2ProtocolConfiguration"])
    fields = context["Application"]["ApplicationSettings"]["Fields"]

    assert configuration["access_token"].startswith("SAMPLE-")
    assert configuration["account_key"].isdigit()
    assert isinstance(fields["EnableAccountProvisioning"], bool)
    assert all(key.isdigit() for key in fields["ApplicationLicenses"])
    assert {"MailAddress", "FirstName", "LastName"} <= set(context["ProvisionedUser"])


@pytest.mark.parametrize("kind", KINDS[1:], ids=["contexts", "states", "answers"])
def test_all_people_are_invented(kind: Callable[[], dict[str, Path]]) -> None:
    """Every address in a fixture is at example.com."""
    for file in kind().values():
        for domain in re.findall(r"[\w.+']@([\w.-]+)", file.read_text("utf-8")):
            assert domain == "example.com" or domain.endswith(".example.com"), file.name
