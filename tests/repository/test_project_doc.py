"""docs/project.md: its tables are the models' fields, its commands those that take settings."""

from __future__ import annotations

import re
import tomllib
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from runtime.authoring.project.discover import NONE, VARIABLE
from runtime.authoring.project.option_defaults import HONOURED
from runtime.authoring.project.settings import Opened, Settings
from tests.paths import ROOT

DOC = (ROOT / "docs" / "project.md").read_text("utf-8")
TABLES = {
    str(field.alias): Opened if field.default is None else type(field.default)
    for field in Settings.model_fields.values()
}
WORDS = {str: "text", bool: "true or false", int: "number", float: "number"}


def name_type(hint: Any) -> str:
    """A setting's type in the document's words."""
    if get_origin(hint) in {Union, UnionType}:
        (hint,) = (one for one in get_args(hint) if one is not NoneType)
    if get_origin(hint) is Annotated:
        return name_type(get_args(hint)[0])
    if get_origin(hint) is Literal:
        return "text"
    if get_origin(hint) is list:
        return f"list of {name_type(get_args(hint)[0])}s"
    if get_origin(hint) is dict:
        return f"table of {name_type(get_args(hint)[1])}s"
    return "table" if issubclass(hint, BaseModel) else WORDS[hint]


def section(name: str) -> str:
    found = re.search(rf"^## `\[{name}\]`\n(.*?)(?=^## |\Z)", DOC, re.MULTILINE | re.DOTALL)
    assert found is not None, name
    return found[1]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_of_it_has_each_setting_with_its_type_and_its_sentence(table: str) -> None:
    """In their order, and no other."""
    rows = re.findall(r"^\| `([\w-]+)` \| ([\w ]+) \| (.*) \|$", section(table), re.MULTILINE)
    fields = TABLES[table].model_fields.values()
    assert rows == [(field.alias, name_type(field.annotation), field.description) for field in fields]


def test_it_has_no_section_of_a_table_that_there_is_not() -> None:
    """In the order of the models."""
    assert re.findall(r"^## `\[(\w+)\]`$", DOC, re.MULTILINE) == list(TABLES)


def test_it_names_the_commands_that_start_from_settings() -> None:
    """And those of a table of their own."""
    rows = re.findall(r"^\| `mws (\w+)` \|", DOC, re.MULTILINE)
    assert set(rows) == set(HONOURED) | {"check", "test", "types"}


def test_its_example_is_a_file_that_is_taken() -> None:
    """By the reader of mws.toml."""
    (example,) = re.findall(r"^```toml\n(.*?)^```", DOC, re.MULTILINE | re.DOTALL)
    settings = Settings.model_validate(tomllib.loads(example), by_alias=True, by_name=False)
    assert settings.secrets.set_ == {"OAuth2ProtocolConfiguration.access_token": "@env:API_TOKEN"}


def test_what_it_tells_to_type_is_there() -> None:
    """The variable, the word, the schema."""
    assert f"`{VARIABLE}={NONE}`" in DOC
    assert "mws schema project > " in DOC
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", DOC):
        assert (ROOT / "docs" / target).is_file(), target
