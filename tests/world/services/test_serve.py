"""`mws fake goto`: the fake service as a process of its own, for curl and other tools."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.paths import ROOT

MWS = (sys.executable, "-c", "from runtime.cli import main; main()")
USERS = "/admin/rest/v1/accounts/1/users"
TOKEN = {"Authorization": "Bearer any"}
POSIX = pytest.mark.skipif(os.name != "posix", reason="needs signals as POSIX has them")


class ServerProcess:
    """A running `mws fake goto`: what it said at first, and where it listens."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.process = subprocess.Popen(
            [*MWS, "fake", "goto", "--port", "0", *options],
            cwd=folder,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        self.said = self.process.stdout.readline() + self.process.stdout.readline()
        found = re.search(r"http://\S+(?=;)", self.said)
        assert found is not None, self.process.communicate(timeout=300)
        self.url = found[0]

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers=TOKEN, trust_env=False)

    def interrupt(self) -> tuple[int, str, str]:
        """Press Ctrl-C: the exit code, and what it said at the end."""
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=300)
        return self.process.returncode, out, err


@contextmanager
def start_server(folder: Path, *options: str) -> Iterator[ServerProcess]:
    one = ServerProcess(folder, *options)
    try:
        yield one
    finally:
        one.process.kill()
        one.process.communicate(timeout=300)


def person(email: str) -> dict[str, object]:
    return {"users": [{"email": email, "firstName": "Ada", "lastName": "Example"}]}


@POSIX
def test_it_says_where_it_is_and_how_to_run_against_it_and_ctrl_c_ends_it_quietly(tmp_path: Path) -> None:
    """Exit code 0: ending it is no fault."""
    with start_server(tmp_path) as goto:
        assert goto.said == (
            f"fake goto (default state) at {goto.url}; Ctrl-C ends it\n"
            f"mws run SCRIPT --context FILE --live api.getgo.com --map api.getgo.com={goto.url}\n"
        )
        with goto.client() as client:
            assert client.get(USERS).json()["total"] == 0
        assert goto.interrupt() == (0, "", "")


@POSIX
def test_ctrl_c_does_not_wait_for_the_silent(tmp_path: Path) -> None:
    """A request that is never answered is no reason to stay, or to complain."""
    with start_server(tmp_path, "--from", "@never") as goto:
        address = goto.url.removeprefix("http://").split(":")
        with socket.create_connection((address[0], int(address[1])), timeout=300) as waiting:
            waiting.sendall(f"GET {USERS} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n".encode())
            assert waiting.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"  # it has begun to answer
            assert goto.interrupt() == (0, "", "")


def test_its_state_is_kept_from_one_time_to_the_next(tmp_path: Path) -> None:
    """Whole, after every change, for its owner alone."""
    file = tmp_path / "service.json"
    with start_server(tmp_path, "--state", "service.json") as goto, goto.client() as client:
        made = client.post(USERS, json=person("ada@example.com")).json()
        assert [user["key"] for user in json.loads(file.read_text("utf-8"))["users"]] == [made[0]["key"]]
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with start_server(tmp_path, "--state", "service.json") as goto, goto.client() as client:
        assert client.post(USERS, json=person("ada@example.com")).status_code == 409
    assert [path.name for path in tmp_path.iterdir()] == ["service.json"]


def test_a_state_that_can_not_be_kept_any_more_ends_it(tmp_path: Path) -> None:
    """With the reason, without an answer that would be forgotten, and without a traceback."""
    folder = tmp_path / "kept"
    folder.mkdir()
    with start_server(tmp_path, "--state", "kept/service.json") as goto, goto.client() as client:
        (folder / "service.json").unlink()
        folder.rmdir()
        with pytest.raises(httpx.TransportError):
            client.post(USERS, json=person("ada@example.com"))
        client.close()
        _, err = goto.process.communicate(timeout=300)
        assert goto.process.returncode == 2
        assert "can't be written: No such file or directory" in err
        assert "Traceback" not in err


def test_a_published_script_runs_against_it_by_a_map(tmp_path: Path) -> None:
    """The script and its Host header as they are."""
    with start_server(tmp_path) as goto:
        ran = subprocess.run(
            [
                *MWS,
                "run",
                "@goto-provision",
                "--context",
                "@assigned-new",
                "--live",
                "api.getgo.com",
                "--map",
                f"api.getgo.com={goto.url}",
                "--yes",
                "--json",
            ],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        assert [one["response"]["status"] for one in json.loads(ran.stdout)["requests"]] == [200, 201]
        with goto.client() as client:
            found = client.get(USERS.replace("/1/", "/4205157634209012741/")).json()
        assert [user["email"] for user in found["results"]] == ["ada@example.com"]
