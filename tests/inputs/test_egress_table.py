"""The file of `--egress`: strict, and as docs/egress.md has it."""

from __future__ import annotations

import json
import re
import tomllib
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from runtime.inputs.egress_table import as_toml, load_egress, read_egress
from runtime.model.egress import Egress, Opening
from runtime.model.errors import BadInput
from tests.paths import ROOT

DOCS = (ROOT / "docs" / "egress.md").read_text("utf-8")


def write_file(folder: Path, text: str, name: str = "egress.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_an_entry_opens_no_more_than_it_names(tmp_path: Path) -> None:
    """Without more: reading, over HTTPS, at its port."""
    path = write_file(tmp_path, '[[egress.allow]]\nhost = "API.example.com."\n')
    reading = Opening("api.example.com", frozenset({"https"}), None, frozenset({"GET", "HEAD"}), str(path))
    assert load_egress(path) == Egress((reading,))


def test_everything_can_be_said(tmp_path: Path) -> None:
    """Schemes, ports, methods, networks."""
    text = """
        [egress]
        allow-private = ["10.0.0.0/8", "::1"]
        [[egress.allow]]
        host = "api.example.com"
        schemes = ["http", "https"]
        ports = [8080]
        methods = ["POST"]
        [[egress.allow]]
        host = "192.0.2.1"
        methods = ["*"]
    """
    path = write_file(tmp_path, text)
    both, source = frozenset({"http", "https"}), str(path)
    assert load_egress(path) == Egress(
        (
            Opening("api.example.com", both, frozenset({8080}), frozenset({"POST"}), source),
            Opening("192.0.2.1", frozenset({"https"}), None, None, source),
        ),
        (ip_network("10.0.0.0/8"), ip_network("::1")),
    )


def test_json_says_the_same(tmp_path: Path) -> None:
    toml = write_file(tmp_path, '[[egress.allow]]\nhost = "a.example.com"\nports = [81]\n')
    as_json = write_file(tmp_path, json.dumps(tomllib.loads(toml.read_text("utf-8"))), "egress.json")
    assert [str(one) for one in load_egress(as_json).openings] == [
        str(one) for one in load_egress(toml).openings
    ]


def test_an_empty_table_opens_nothing(tmp_path: Path) -> None:
    assert load_egress(write_file(tmp_path, "[egress]\n")) == Egress()


@pytest.mark.parametrize(
    ("table", "place", "way_out"),
    [
        ({"alow": []}, "$.egress", "Did you mean allow?"),
        ({"allow-privat": []}, "$.egress", "Did you mean allow-private?"),
        ({"allow": [{"host": "a.example.com", "method": ["GET"]}]}, "$.egress.allow[0]", "mean methods?"),
        ({"allow": {"host": "a.example.com"}}, "$.egress.allow", "docs/egress.md"),
        ({"allow": [{}]}, "$.egress.allow[0]", "docs/egress.md"),
        ({"allow": ["a.example.com"]}, "$.egress.allow[0]", "docs/egress.md"),
        ({"allow": [{"host": 1}]}, "$.egress.allow[0].host", "docs/egress.md"),
        ({"allow": [{"host": "*.example.com"}]}, "$.egress.allow[0].host", "Write a name"),
        ({"allow": [{"host": "a", "schemes": ["htp"]}]}, "$.egress.allow[0].schemes", "Did you mean http?"),
        ({"allow": [{"host": "a", "schemes": "http"}]}, "$.egress.allow[0].schemes", "docs/egress.md"),
        ({"allow": [{"host": "a", "ports": [0]}]}, "$.egress.allow[0].ports", "1 to 65535"),
        ({"allow": [{"host": "a", "ports": [True]}]}, "$.egress.allow[0].ports", "1 to 65535"),
        ({"allow": [{"host": "a", "ports": ["80"]}]}, "$.egress.allow[0].ports", "1 to 65535"),
        ({"allow": [{"host": "a", "methods": ["get"]}]}, "$.egress.allow[0].methods", "Write it like"),
        ({"allow": [{"host": "a", "methods": ["*", "GET"]}]}, "$.egress.allow[0].methods", "alone"),
        ({"allow": [{"host": "a", "methods": "*"}]}, "$.egress.allow[0].methods", 'brackets: ["*"]'),
        ({"allow": [{"host": "a", "ports": 8080}]}, "$.egress.allow[0].ports", "brackets: [8080]"),
        ({"allow": [{"host": "a", "ports": []}]}, "$.egress.allow[0].ports", "or leave it out"),
        ({"allow": [{"host": "a", "schemes": []}]}, "$.egress.allow[0].schemes", "or leave it out"),
        ({"allow": [{"host": "a", "methods": []}]}, "$.egress.allow[0].methods", "or leave it out"),
        ({"allow-private": ["10.0.0.1/8"]}, "$.egress.allow-private[0]", "Did you mean 10.0.0.0/8?"),
        ({"allow-private": ["169.254.169.254"]}, "$.egress.allow-private[0]", "Leave it out"),
        ([], "$.egress", "docs/egress.md"),
    ],
)
def test_a_mistake_is_named_with_its_place(table: Any, place: str, way_out: str) -> None:
    """So that none can be taken for a permission, or for the lack of one."""
    with pytest.raises(BadInput) as refused:
        read_egress("egress.toml", table)
    assert refused.value.where == f"egress.toml: {place}"
    assert way_out in refused.value.way_out


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is empty"),
        ("[egress", "not TOML"),
        ("[other]\n", "'other' is not a key here"),
        ("[egress]\n[egress]\n", "not TOML"),
        ("# nothing\n", "has no table"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    path = write_file(tmp_path, text)
    with pytest.raises(BadInput) as refused:
        load_egress(path)
    assert refused.value.where.startswith(str(path))
    assert problem in refused.value.problem


def test_what_is_written_reads_the_same(tmp_path: Path) -> None:
    """Twice pasted it is still one file."""
    openings = (
        Opening("a.example.com", frozenset({"https"}), None, frozenset({"GET"})),
        Opening("a.example.com", frozenset({"http"}), frozenset({8080}), None),
        Opening("::1", frozenset({"http", "https"}), frozenset({1, 2}), frozenset({"POST", "PUT"})),
    )
    private = (ip_network("10.0.0.0/8"), ip_network("::1"))
    again = load_egress(write_file(tmp_path, as_toml(openings, private) + "\n" + as_toml(openings, ())))
    assert [str(one) for one in again.openings] == [str(one) for one in openings * 2]
    assert again.private == private


def test_the_documented_files_are_read(tmp_path: Path) -> None:
    """Every TOML and JSON block of docs/egress.md."""
    blocks = re.findall(r"^```(toml|json)\n(.*?)^```", DOCS, re.MULTILINE | re.DOTALL)
    assert {kind for kind, _ in blocks} == {"toml", "json"}
    for kind, text in blocks:
        assert load_egress(write_file(tmp_path, text, f"egress.{kind}")).openings
