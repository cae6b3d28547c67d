"""`--egress`, `--live HOST:PORT`, `--allow-private` and `--learn`, from the command line."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.cli.conftest import CommandResult, Mws

Write = Callable[..., str]
NEW = ("--context", "@assigned-new")


def get(url: str, method: str = "get") -> str:
    return f"rest.{method}('{url}').on('complete', function () {{ done(context); }});"


def read_denial(said: CommandResult) -> str:
    assert (said.code, said.json["outcome"]) == (17, "denied")
    return str(said.json["requests"][-1]["denied"])


@pytest.fixture
def service(httpserver: HTTPServer) -> HTTPServer:
    httpserver.expect_request("/users").respond_with_json([])
    return httpserver


def test_an_address_of_this_machine_has_to_be_opened(mws: Mws, script: Write, service: HTTPServer) -> None:
    """Naming it with --live opens the name only; the report says which option is missing."""
    name = script(get(service.url_for("/users").replace("localhost", "127.0.0.1")))
    live = ("--live", f"127.0.0.1:{service.port}", "--json")
    assert read_denial(mws("run", name, *NEW, *live)).endswith("To open it: --allow-private 127.0.0.1")
    assert service.log == []
    said = mws("run", name, *NEW, *live, "--allow-private", "127.0.0.0/8")
    assert said.code == 0
    assert len(service.log) == 1
    assert said.json["world"]["live"] == [f"127.0.0.1:{service.port}", "127.0.0.0/8 (--allow-private)"]


def test_a_network_that_a_project_opened_is_told_with_its_file(
    mws: Mws, script: Write, service: HTTPServer
) -> None:
    """Nobody has given the option then."""
    script('[egress]\nallow-private = ["127.0.0.0/8"]\n[[egress.allow]]\nhost = "x.example"\n', "mws.toml")
    name = script(get(service.url_for("/users")))
    told = mws("run", name, *NEW, "--json").json["world"]["live"]
    assert told[-1].startswith("127.0.0.0/8 (")
    assert told[-1].endswith("mws.toml)")


def test_a_name_of_this_machine_has_to_be_opened_too(mws: Mws, script: Write, service: HTTPServer) -> None:
    """What it resolves to counts."""
    name = script(get(f"http://localhost:{service.port}/users"))
    options = ("--live", f"localhost:{service.port}", "--json")
    assert "localhost is at " in read_denial(mws("run", name, *NEW, *options))
    assert service.log == []


def test_the_reason_of_a_denial_is_told_to_people(mws: Mws, script: Write) -> None:
    said = mws("run", script(get("http://10.1.2.3/")), *NEW, "--live", "10.1.2.3")
    assert said.code == 17
    assert "it is at 10.1.2.3, which is private, and not open to this run" in said.out
    assert "--allow-private 10.1.2.3" in said.out


def test_a_file_opens_what_it_names(mws: Mws, script: Write, service: HTTPServer, folder: Path) -> None:
    """And --map only says where that is."""
    table = '[[egress.allow]]\nhost = "api.example.com"\nschemes = ["http"]\nmethods = ["GET"]\n'
    (folder / "egress.toml").write_text(table, "utf-8")
    options = (
        "--egress",
        "egress.toml",
        "--map",
        f"api.example.com={service.url_for('')}",
        "--yes",
        "--json",
    )
    said = mws("run", script(get("http://api.example.com/users")), *NEW, *options)
    assert said.code == 0
    told = f"api.example.com (http; GET) -> http://localhost:{service.port}"
    assert said.json["world"]["live"] == [told]
    posted = mws("run", script(get("http://api.example.com/users", "post")), *NEW, *options)
    assert "add it to `methods` in egress.toml" in read_denial(posted)
    encrypted = mws("run", script(get("https://api.example.com/users")), *NEW, *options)
    assert "https://api.example.com:443 is not open" in read_denial(encrypted)
    assert len(service.log) == 1


def test_a_map_alone_opens_its_host(mws: Mws, script: Write, service: HTTPServer) -> None:
    at = f"api.example.com={service.url_for('')}"
    said = mws("run", script(get("https://api.example.com:8443/users")), *NEW, "--map", at, "--json")
    assert said.code == 0
    assert len(service.log) == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--egress", "none.toml"], "none.toml: no such file"),
        (["--egress", "wrong.toml"], "wrong.toml: $.egress: 'alow' is not a key here\n  Did you mean allow?"),
        (["--live", "0x7f.1"], "--live: '0x7f.1' is not an IPv4 address in its usual form"),
        (["--live", "a.example.com:0"], "--live: there is no port 0"),
        (["--live", "a.example.com", "--allow-private", "ten"], "--allow-private: 'ten' is not a network"),
        (["--allow-private", "10.0.0.0/8"], "--allow-private: opens private addresses to live hosts"),
        (["--map", "a.example.com=http://169.254.169.254"], "--map: 169.254.169.254 is where a cloud's"),
    ],
)
def test_what_makes_no_sense_is_refused(
    mws: Mws, script: Write, folder: Path, options: list[str], message: str
) -> None:
    (folder / "wrong.toml").write_text("[egress]\nalow = []\n", "utf-8")
    said = mws("run", script("done(context);"), *NEW, *options)
    assert said.code == 2
    assert said.err.startswith(message)


# Learning.


def test_what_a_run_needed_can_be_pasted(mws: Mws, folder: Path) -> None:
    """Learned against the fake, it is just enough for the real run."""
    said = mws("run", "@goto-provision", *NEW, "--learn")
    assert said.code == 0
    heading = "egress that this run needed (--egress FILE)\n"
    learned = said.out[said.out.index(heading) + len(heading) :]
    assert learned == '[[egress.allow]]\nhost = "api.getgo.com"\nmethods = ["GET", "POST"]\n'
    (folder / "egress.toml").write_text(learned, "utf-8")
    again = mws(
        "run",
        "@goto-provision",
        *NEW,
        "--egress",
        "egress.toml",
        "--map",
        "api.getgo.com=http://127.0.0.1:1",
        "--yes",
        "--json",
    )
    assert not any(request["denied"] for request in again.json["requests"])


def test_learning_from_a_live_run_names_ports_schemes_and_addresses(
    mws: Mws, script: Write, service: HTTPServer, folder: Path
) -> None:
    """The single address, though a whole network was open; and it lets the same run through again."""
    name = script(get(f"http://127.0.0.1:{service.port}/users"))
    live = ("--live", f"127.0.0.1:{service.port}", "--allow-private", "127.0.0.0/8")
    learned = mws("run", name, *NEW, *live, "--learn", "--json").json["learned"]
    assert tomllib.loads(learned)["egress"] == {
        "allow-private": ["127.0.0.1"],
        "allow": [{"host": "127.0.0.1", "schemes": ["http"], "ports": [service.port], "methods": ["GET"]}],
    }
    (folder / "egress.toml").write_text(learned, "utf-8")
    assert mws("run", name, *NEW, "--egress", "egress.toml").code == 0


def test_a_host_that_a_header_names_is_learned_too(mws: Mws, script: Write, service: HTTPServer) -> None:
    """Whoever answers may pass the request on to it, so that it has to be open."""
    at = f"http://127.0.0.1:{service.port}/users"
    name = script(
        f"rest.get('{at}', {{headers: {{Host: 'api.example.com'}}}}).on('complete', () => done(context));"
    )
    live = ("--live", f"127.0.0.1:{service.port},api.example.com", "--allow-private", "127.0.0.1")
    learned = mws("run", name, *NEW, *live, "--learn", "--json").json["learned"]
    Path("egress.toml").write_text(learned, "utf-8")
    assert mws("run", name, *NEW, "--egress", "egress.toml").code == 0
    refused = mws("run", name, *NEW, *live[:1], live[1].partition(",")[0], *live[2:], "--learn", "--json")
    assert '# host = "api.example.com"\n' in refused.json["learned"]


def test_what_was_denied_is_not_opened_by_pasting(mws: Mws, script: Write) -> None:
    """It stands there as a comment: a person says whether it is meant."""
    said = mws("run", script(get("https://other.example.com/\\n[egress]", "del")), *NEW, "--learn", "--json")
    assert said.code == 17
    assert tomllib.loads(said.json["learned"]) == {}
    assert '# host = "other.example.com"\n# methods = ["DELETE"]\n' in said.json["learned"]


def test_nothing_is_learned_unless_it_is_asked_for(mws: Mws, script: Write) -> None:
    """The report says null then."""
    assert mws("run", script("done(context);"), *NEW, "--json").json["learned"] is None
    learned = mws("run", script("done(context);"), *NEW, "--json", "--learn").json["learned"]
    assert learned.startswith("# This run has asked for nothing")
