"""docs/checking.md: its table of rules is the program's own, its example is ignored as it says."""

from __future__ import annotations

import re
import tomllib

from runtime.authoring.check.rules import RULES
from runtime.authoring.check.script import DEEPEST, check_script
from runtime.authoring.project.settings import Settings
from runtime.model.script import Script
from tests.paths import ROOT

DOC = (ROOT / "docs" / "checking.md").read_text("utf-8")


def test_the_table_has_every_rule() -> None:
    """Code, name, severity and summary, in order."""
    rows = re.findall(r"^\| `(MWS\d{3})` \| (\S+) \| (\w+) \| (.*) \|$", DOC, re.MULTILINE)
    assert rows == [(rule.code, rule.name, str(rule.severity), rule.summary) for rule in RULES]


def test_the_marks_ignore_what_they_name() -> None:
    """MWS012 in the one line, MWS007 in the other."""
    (text,) = re.findall(r"^```js\n(.*?)^```", DOC, re.MULTILINE | re.DOTALL)
    bare = re.sub(r"// mws-ignore.*", "", text)
    assert {"MWS007", "MWS012"} <= {one.code for one in check_script(Script(bare, name="a.js"))}
    assert not {"MWS007", "MWS012"} & {one.code for one in check_script(Script(text, name="a.js"))}


def test_the_settings_are_settings() -> None:
    """Every key of the example."""
    (text,) = re.findall(r"^```toml\n(.*?)^```", DOC, re.MULTILINE | re.DOTALL)
    assert Settings.model_validate(tomllib.loads(text)).check.target == "es2020"


def test_the_numbers_are_the_codes_own() -> None:
    """How deep a tree may nest."""
    assert f"more than {DEEPEST} levels deep" in DOC
