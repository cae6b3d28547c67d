"""@env:, @file: and @ask: where a secret comes from, and what is said when none comes."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime.inputs import secret_sources as sources
from runtime.model.errors import BadInput

SECRET = "kP4vX9qLw2Tz7RbN"


def refuse_to_ask(question: str) -> str:
    raise AssertionError(question)


def format_refusal(error: BadInput) -> str:
    return f"{error.where}: {error.problem}\n{error.way_out}\n{error.excerpt}"


def test_an_environment_variable_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOTO_TOKEN", f" {SECRET}\n")
    assert sources.read_source("--secret", "@env:GOTO_TOKEN", refuse_to_ask) == f" {SECRET}\n"


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_file_is_read_without_the_end_of_its_last_line(tmp_path: Path, end: str) -> None:
    """Editors write one; nothing else is taken away."""
    path = tmp_path / "token.txt"
    path.write_bytes(f"\n {SECRET}\n{end}".encode())
    expected = f"\n {SECRET}\n" if end else f"\n {SECRET}"
    assert sources.read_source("--secret", f"@file:{path}", refuse_to_ask) == expected


def test_a_person_is_asked_what_it_is_for() -> None:
    """The option and its path are the question."""
    asked: list[str] = []

    def person(question: str) -> str:
        asked.append(question)
        return SECRET

    assert sources.read_source("--set a.token", "@ask", person) == SECRET
    assert asked == ["--set a.token: "]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("@env:MWS_NO_SUCH", "the environment variable MWS_NO_SUCH is not set"),
        ("@env:MWS_EMPTY", "the environment variable MWS_EMPTY is empty"),
        ("@env:mws_no_such", "the environment variable mws_no_such is not set"),
        ("@file:none.txt", "none.txt: no such file"),
        ("@file:empty.txt", "empty.txt: is empty"),
        ("@file:odd.txt", "odd.txt: is not UTF-8"),
        ("@file:.", ".: is a folder"),
        ("@env:", "takes no value itself"),
        ("@file", "takes no value itself"),
        ("@ask:now", "takes no value itself"),
    ],
)
def test_a_source_that_holds_nothing_is_named(
    text: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what is wrong about it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MWS_EMPTY", "")
    (tmp_path / "empty.txt").write_text("\n", "utf-8")
    (tmp_path / "odd.txt").write_bytes(b"\xff\xfe" + SECRET.encode())
    with pytest.raises(BadInput) as refused:
        sources.read_source("--secret", text, refuse_to_ask)
    assert message in format_refusal(refused.value)


@pytest.mark.parametrize("text", [SECRET, f"@{SECRET}", f"@env:{SECRET}", f"@env={SECRET}", f"@ask:{SECRET}"])
def test_a_value_that_was_written_down_is_refused_and_not_repeated(text: str) -> None:
    """Also where a shell has put it in place of a variable's name: `@env:$GOTO_TOKEN`."""
    with pytest.raises(BadInput) as refused:
        sources.read_source("--secret", text, refuse_to_ask)
    assert SECRET not in format_refusal(refused.value)
    assert "@env:NAME" in format_refusal(refused.value)


@pytest.mark.parametrize("value", ["", "abcde", " abcde\n", "password", "Bearer"])
def test_a_value_that_can_not_be_looked_for_is_refused(value: str) -> None:
    """Masking it everywhere would leave nothing readable; it isn't repeated either."""
    with pytest.raises(BadInput, match="less than 6 characters, or is an everyday word") as refused:
        sources.check_maskable("--secret", value)
    assert not value or value not in format_refusal(refused.value).replace("Bearer token", "")


def test_an_address_with_a_password_comes_from_a_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """One without stands on the command line."""
    monkeypatch.setenv("PROXY", "http://ada:s%40crt-of-hers@proxy.example.com:3128")
    address = "http://proxy.example.com:3128"
    assert sources.read_url("--proxy", address, refuse_to_ask) == (address, "")
    assert sources.read_url("--proxy", "@env:PROXY", refuse_to_ask)[1] == "s@crt-of-hers"
    with pytest.raises(BadInput, match="holds a password") as refused:
        sources.read_url("--proxy", f"http://ada:{SECRET}@proxy.example.com", refuse_to_ask)
    assert SECRET not in format_refusal(refused.value)
