"""CONTRIBUTING.md: its examples work, and what it asks for was done for everything that exists."""

from __future__ import annotations

import re
import sys
from types import ModuleType

import pytest
import typer
from typer.testing import CliRunner

import runtime
from runtime.authoring.check.docs import page
from runtime.authoring.check.rules import RULES
from runtime.authoring.check.script import check_script
from runtime.cli.app import COMMANDS, PANELS
from runtime.model.outcome import TABLE, Outcome
from runtime.model.script import Place, Script
from runtime.recording.encode import KINDS
from runtime.recording.field_docs import FIELDS
from runtime.world import services
from runtime.world.services import Service
from tests.paths import ROOT

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
RECORDING = (ROOT / "docs" / "recording.md").read_text("utf-8")
RECIPES = [
    "Add a rule of `mws check`",
    "Add a command",
    "Add an outcome",
    "Add an event of the conversation",
    "Add a fake service",
    "Add or correct a behaviour of restler",
]


def example(heading: str) -> ModuleType:
    (text,) = re.findall(r"^```python\n(.*?)^```", recipe(heading), re.MULTILINE | re.DOTALL)
    module = ModuleType("example")
    exec(compile(text, "CONTRIBUTING.md", "exec"), module.__dict__)
    return module


def recipe(heading: str) -> str:
    return CONTRIBUTING.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def find_missing(service: object) -> set[str]:
    """What a service doesn't offer of all that one has to."""
    wanted = {*Service.__annotations__, *(name for name in vars(Service) if not name.startswith("_"))}
    return {name for name in wanted if not hasattr(service, name)}


def read(path: str) -> str:
    return (ROOT / path).read_text("utf-8")


@pytest.mark.parametrize("heading", RECIPES)
def test_a_recipe_has_numbered_steps_that_name_files(heading: str) -> None:
    """At least five, and most of them say where."""
    steps = re.split(r"^\d+\. ", recipe(heading), flags=re.MULTILINE)[1:]
    where = [step for step in steps if re.search(r"`(?:runtime|tests|docs|fixtures)/|`README.md`", step)]
    assert len(where) >= 5


def test_the_recipes_are_all_there_is() -> None:
    """A new one has to be tested as well."""
    assert re.findall(r"^## (Add .*)$", CONTRIBUTING, re.MULTILINE) == RECIPES


def test_the_rule_of_the_example_finds_its_mistake() -> None:
    """In the only place that has it, also behind another name."""
    rule = example(RECIPES[0]).RULE
    text = "console.log(1);\nconst write = console.trace;\nwrite(context);\ndone(context);\n"
    (one,) = check_script(Script(text, name="a.js"), rules=[rule])
    assert (one.code, one.at) == ("MWS099", Place(3, 1))
    assert rule.code not in {known.code for known in RULES}


def test_the_command_of_the_example_is_one() -> None:
    """It counts the lines of a shipped script, and its help is as the recipe says."""
    app = typer.Typer(rich_markup_mode="markdown")
    app.command()(example(RECIPES[1]).count)
    lines = read("scripts/goto-provision.js").count("\n")
    assert CliRunner().invoke(app, ["@goto-provision"]).stdout == f"{lines}\n"
    assert "Count the lines of a script." in CliRunner().invoke(app, ["--help"]).stdout


def test_the_fake_service_of_the_example_answers_a_script(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once it stands in the list, everything finds it."""
    module = example(RECIPES[4])
    monkeypatch.setitem(sys.modules, "runtime.world.services.badges.service", module)
    monkeypatch.setattr(services, "NAMES", (*services.NAMES, "badges"))
    assert find_missing(module) == set()
    fake = runtime.fake("badges", state={"asked": 2})
    script = """rest.get('https://badges.example.com/ada').on('complete', function (data) {
        context.Badge = data.badge;
        done(context);
    });"""
    result = runtime.run(runtime.Script(script, name="badge.js"), {}, world=fake)
    assert (result.outcome, result.context) == ("done", {"Badge": "B-17"})
    assert fake.state == {"asked": 3}


def test_every_rule_has_what_the_recipe_asks_for() -> None:
    """A file, its place in the list, a page, a row in docs/checking.md, two mutants."""
    checking = read("docs/checking.md")
    mutants = read("tests/authoring/check/corpus/mutants.toml")
    files = {path.stem for path in (ROOT / "runtime/authoring/check/rules").glob("*.py")} - {"__init__"}
    assert len(files) == len(RULES)
    for rule in RULES:
        assert page(rule).startswith(f"# {rule.code} {rule.name}")
        assert f"| `{rule.code}` |" in checking
        assert len(re.findall(rf"^finds\b.*{rule.code}", mutants, re.MULTILINE)) >= 2, rule.code


def test_every_command_has_what_the_recipe_asks_for() -> None:
    """A file, a place in one group only, and a mention where users look."""
    documents = README + "".join(path.read_text("utf-8") for path in (ROOT / "docs").glob("*.md"))
    assert sum(map(len, PANELS.values())) == len(COMMANDS)
    for name, reference in COMMANDS.items():
        assert (ROOT / "runtime" / "cli" / f"{reference.partition(':')[0]}.py").is_file()
        assert f"mws {name}" in documents, name


def test_every_outcome_has_what_the_recipe_asks_for() -> None:
    """A meaning, an exit code of its own, a row in the README, and its code in the help of mws run."""
    assert set(TABLE) == set(Outcome)
    codes = [meaning.exit_code for meaning in TABLE.values()]
    assert len(set(codes)) == len(codes)
    assert all(code == 0 or code > 9 for code in codes)
    words = " ".join(read("runtime/cli/run.py").split())
    for outcome, meaning in TABLE.items():
        assert re.search(rf"^\| `{outcome}` \| {meaning.exit_code} \|", README, re.MULTILINE), outcome
        # `diverged` is a replay's own.
        assert f"{meaning.exit_code} {outcome}" in words or outcome is Outcome.DIVERGED


@pytest.mark.parametrize("name", KINDS["event"])
def test_every_event_has_what_the_recipe_asks_for(name: str) -> None:
    """Fields that are described, words for people, and a line to the guest."""
    assert name in FIELDS
    assert f"### {name}\n" in RECORDING
    files = ["runtime/recording/timeline.py", "runtime/recording/divergence.py", "runtime/guest/protocol.py"]
    silent = {"HeldBack": files[2:]}  # the guest is not told that its run is a dry one
    for file in files:
        mentioned = re.search(rf"\b{name}\b", read(file).partition("\n\n\n")[2]) is not None
        assert mentioned != (file in silent.get(name, [])), f"{file}: {name}"


def test_every_fake_service_has_what_the_recipe_asks_for() -> None:
    """A module that offers everything, labelled facts, and states that are described."""
    described = read("fixtures/README.md")
    for name in services.NAMES:
        service = services.find(name)
        assert find_missing(service) == set()
        assert {fact.known for fact in service.facts()} <= {"seen", "assumed", "contradictory"}
        states = list((ROOT / "fixtures" / name).glob("*.json"))
        assert states
        assert all(f"| `{name}/{state.name}` |" in described for state in states)
