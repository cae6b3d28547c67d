"""The template of a project: each file is what it seems, and every command that it names is one."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from runtime.authoring.project import load
from runtime.authoring.project import templates as starts
from runtime.authoring.project.settings import Settings
from runtime.cli.app import COMMANDS
from runtime.inputs import samples
from runtime.model.errors import BadInput

TEMPLATE = starts.TEMPLATE
PIPELINES = list(starts.PIPELINES.values())
STARTS = [None, *samples.scripts()]


def files(start: str | None) -> starts.Files:
    return starts.template() if start is None else starts.files_for(start)


@pytest.mark.parametrize("start", STARTS)
def test_every_path_that_a_file_names_is_in_the_project(start: str | None) -> None:
    """In the settings, in the cases, in the README."""
    laid = files(start)
    for path, text in laid.items():
        if path.endswith((".toml", ".md")):
            named = re.findall(
                r"(?<!\.github/)(?:workflows|transformations|contexts|answers)/[\w.-]+\.\w+", text.decode()
            )
            assert set(named) <= set(laid), path


@pytest.mark.parametrize("start", STARTS)
def test_a_project_has_one_script_one_context_and_cases(start: str | None) -> None:
    """A shipped script stays as it is to the byte; nothing of the template's own script is left then."""
    laid = files(start)
    (script,) = (path for path in laid if path.endswith(".js"))
    assert len([path for path in laid if path.startswith("contexts/")]) == 1
    assert [path for path in laid if path.endswith("/case.toml")]
    if start is not None:
        assert laid[script] == samples.scripts()[start].read_bytes()
        assert not [path for path, text in laid.items() if b"create-account" in text]
        assert f"`{script.partition('/')[0]}/`" in laid["README.md"].decode()


def test_a_script_that_none_is_called_is_told() -> None:
    """With the one that comes near."""
    with pytest.raises(BadInput) as caught:
        starts.files_for("goto-provison")
    assert "Did you mean goto-provision?" in caught.value.way_out
    assert starts.files_for("@goto-provision") == starts.files_for("goto-provision")


def test_texts_are_as_every_system_takes_them() -> None:
    """UTF-8, lines that end with LF, a last one that ends, no blanks behind them."""
    for path, text in starts.template().items():
        assert b"\r" not in text, path
        assert text.endswith(b"\n"), path
        assert not re.search(rb"[ \t]\n", text), path
        assert path.endswith(".json") or max(map(len, text.decode().splitlines())) <= 120, path


def test_settings_in_comments_are_settings() -> None:
    """Whoever takes the # away has a file that is right."""
    plain = (TEMPLATE / "mws.toml").read_text("utf-8")
    told = re.sub(r'^# (?=[a-z-]+ = |\[|")', "", plain, flags=re.MULTILINE)
    settings = Settings.model_validate(tomllib.loads(told), by_alias=True, by_name=False)
    assert plain.count("\n") == told.count("\n")
    assert settings.egress is not None
    assert settings.secrets.set_
    assert settings.world.fake == ["goto"]
    assert (settings.run.strict, settings.limits.memory) == (True, "64M")


def test_the_settings_as_they_lie_there_are_read() -> None:
    settings = load(TEMPLATE / "mws.toml").settings
    assert settings.egress is None
    assert settings.world.map_ is None


def test_contexts_and_answers_are_json() -> None:
    for path in TEMPLATE.rglob("*.json"):
        json.loads(path.read_text("utf-8"))
    for path in TEMPLATE.rglob("*.*"):
        if path.is_file():
            mails = re.findall(r"[\w.]+@[\w.]+\.\w+", path.read_text("utf-8"))
            assert all(mail.endswith("@example.com") for mail in mails), path


def commands(text: str) -> list[list[str]]:
    """The calls of `mws` in a text, word by word."""
    return [call.split() for call in re.findall(r"(?:^|: |`)mws ([^`#\n]+)", text, re.MULTILINE)]


# Commands of a project that are not in every version yet.
COMING = {"check", "test", "types"}


@pytest.mark.parametrize("path", ["README.md", *PIPELINES])
def test_every_command_that_a_file_names_is_one(path: str) -> None:
    """And the README has five."""
    text = (TEMPLATE / path).read_text("utf-8")
    called = commands(text)
    assert {words[0] for words in called} <= set(COMMANDS) | COMING
    if path == "README.md":
        (block,) = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        assert len(commands(block)) == 5
    else:
        assert [words[0] for words in called] == ["check", "test"]
        assert "pip install mws-runtime" in text


@pytest.mark.parametrize("path", PIPELINES)
def test_a_pipeline_is_yaml_of_the_simplest_kind(path: str) -> None:
    """Keys, lists and plain values, indented by two: what every reader of YAML takes."""
    line_of = re.compile(r'( *)(- )?([\w-]+:( [^\s#&*!|>%@`{"\'].*| "[^"\\]*"| \[[\w, ]*\])?|"[^"\\]*")')
    above = 0
    for line in (TEMPLATE / path).read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        match = line_of.fullmatch(line)
        assert match is not None, line
        value = (match[4] or "").strip()
        assert value.startswith(("[", '"')) or ": " not in value, line
        indent = len(match[1])
        assert indent % 2 == 0, line
        assert indent <= above + 2, line
        above = indent + (2 if match[2] else 0)


def test_the_template_holds_what_the_readme_of_a_project_says() -> None:
    """No file more, none less."""
    names = {path.relative_to(TEMPLATE).as_posix() for path in Path(TEMPLATE).rglob("*") if path.is_file()}
    assert names == {
        *PIPELINES,
        *(".gitignore", "README.md", "mws.toml"),
        *("workflows/create-account.js", "contexts/new-account.json", "answers/accounts.json"),
        *("tests/new-account/case.toml", "tests/refused/case.toml"),
    }
    assert ".mws/" in (TEMPLATE / ".gitignore").read_text("utf-8").splitlines()
