"""A fake service as a world, and the same served over HTTP."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from runtime.model.errors import BadInput
from runtime.model.events import Failed, Received, Responded, WorldEvent
from runtime.model.http import Failure, Request
from runtime.world.fake import FakeWorld, load
from runtime.world.services import find
from runtime.world.services.serve import FakeApplication, listen, server

BASE = "/admin/rest/v1/accounts/4205157634209012741"
TOKEN = (("Authorization", "Bearer any"),)
PERSON = {"email": "ada@example.com", "firstName": "Ada", "lastName": "Example"}
CREATE = Request(
    1, "POST", "https", "api.getgo.com", 443, f"{BASE}/users", TOKEN, json.dumps({"users": [PERSON]}).encode()
)
LIST = Request(2, "GET", "https", "api.getgo.com", 443, f"{BASE}/users", TOKEN)


def world(option: str = "goto", state_file: Path | None = None) -> FakeWorld:
    return load(option, state_file=state_file, now=lambda: 1_700_000_000.0)


def events(fake: FakeWorld, request: Request) -> list[WorldEvent]:
    async def ask() -> list[WorldEvent]:
        return [event async for event in fake.exchange(request)]

    return asyncio.run(ask())


def test_a_request_is_answered_at_once() -> None:
    responded, received = events(world(), LIST)
    assert isinstance(responded, Responded)
    assert (responded.request, responded.status) == (2, 200)
    assert received == Received(2, b'{"results":[],"fromIndex":0,"toIndex":0,"total":0}')


def test_one_fake_remembers_what_it_was_asked() -> None:
    """For as long as its run."""
    fake = world()
    events(fake, CREATE)
    received = events(fake, LIST)[1]
    assert isinstance(received, Received)
    assert json.loads(received.body)["total"] == 1


def test_a_state_file_keeps_it_for_the_next_run(tmp_path: Path) -> None:
    """Written after every change, whole, and for its owner alone."""
    file = tmp_path / "service.json"
    events(world(state_file=file), CREATE)
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    received = events(world(state_file=file), LIST)[1]
    assert isinstance(received, Received)
    assert json.loads(received.body)["total"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["service.json"]


def test_a_state_that_can_not_be_kept_is_told_before_anything_runs(tmp_path: Path) -> None:
    """Here there is no folder for it."""
    with pytest.raises(BadInput, match="can't be written"):
        world(state_file=tmp_path / "none" / "service.json")


def test_a_shipped_state_goes_by_its_name() -> None:
    """By `--fake goto=@NAME`."""
    assert world("goto=@one-user").description == "state @one-user"
    with pytest.raises(BadInput, match="no shipped state has this name"):
        world("goto=@one-usr")


def test_a_fake_that_is_to_begin_with_no_file_is_refused() -> None:
    """`--fake goto=` is a slip."""
    with pytest.raises(BadInput, match="--fake goto=: names no state"):
        world("goto=")


def test_a_kept_state_goes_before_the_one_to_begin_with(tmp_path: Path) -> None:
    """So that the second run goes on where the first ended."""
    file = tmp_path / "service.json"
    first = world("goto=@one-user", file)
    events(first, CREATE)
    assert world("goto=@one-user", file).state.users == first.state.users
    assert len(first.state.users) == 2


def test_failures_that_were_used_up_stay_so_from_run_to_run(tmp_path: Path) -> None:
    """A kept state counts on."""
    file = tmp_path / "service.json"
    file.write_text('{"failures": [{"times": 1, "status": 503}]}', "utf-8")
    statuses = []
    for _ in range(2):
        responded = events(world(state_file=file), LIST)[0]
        assert isinstance(responded, Responded)
        statuses.append(responded.status)
    assert statuses == [503, 200]


def test_a_cut_is_what_node_makes_of_it() -> None:
    assert events(world("goto=@cut"), LIST) == [Failed(2, Failure("socket hang up", "ECONNRESET"))]
    message = "connect ECONNREFUSED 127.0.0.1:443"
    failure = Failure(message, "ECONNREFUSED", -111, "connect", "127.0.0.1", 443)
    assert events(world("goto=@refused"), LIST) == [Failed(2, failure)]


def test_silence_is_silence() -> None:
    """Until whoever waits gives up."""

    async def ask() -> None:
        waiting = asyncio.ensure_future(anext(world("goto=@never").exchange(LIST)))
        await asyncio.sleep(0)
        assert not waiting.done()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(ask())


@pytest.fixture
def fake_address(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fake over HTTP, in the state that the test names."""
    service = find("goto")
    state = service.read("", getattr(request, "param", {}))
    listening = listen("127.0.0.1", 0)
    running = server(FakeApplication(service, state, lambda: 1_700_000_000.0))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    running.should_exit = True
    thread.join(20)
    listening.close()


def test_the_served_fake_is_the_same_one(fake_address: str) -> None:
    """Its answers byte for byte, and its state from call to call."""
    with httpx.Client(base_url=fake_address, headers=dict(TOKEN), trust_env=False) as client:
        made = client.post(f"{BASE}/users", json={"users": [PERSON]})
        assert made.status_code == 201
        key = made.json()[0]["key"]
        found = client.get(f"{BASE}/users", params={"filter": '(email="ada@example.com")'}).json()
        assert [user["key"] for user in found["results"]] == [key]
        gone = client.delete(f"{BASE}/users/{key}")
        assert (gone.status_code, gone.content) == (204, b"")
        assert client.get(f"{BASE}/nothing").status_code == 404


@pytest.mark.parametrize("fake_address", [{"failures": [{"fault": "cut"}]}], indirect=True)
def test_the_served_fake_can_break_a_connection(fake_address: str) -> None:
    """Without a byte of an answer."""
    with httpx.Client(trust_env=False) as client, pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        client.get(f"{fake_address}{BASE}/users")


def test_the_served_fake_answers_as_the_one_in_process(fake_address: str) -> None:
    """Status, headers and body; names of headers have no case."""
    fake = world()
    for method, target, body in [
        ("GET", f"{BASE}/users?filter=(email=%22a+b@example.com%22)", b""),
        ("POST", f"{BASE}/users", CREATE.body),
        ("POST", f"{BASE}/users", CREATE.body),
        ("POST", f"{BASE}/users", b"{"),
        ("PATCH", f"{BASE}/users", b""),
        ("GET", "//[x", b""),
        ("POST", "/oauth/v2/token", b"grant_type=password&password=x"),
    ]:
        asked = Request(1, method, "https", "api.getgo.com", 443, target, TOKEN, body)
        responded, received = events(fake, asked)
        assert isinstance(responded, Responded)
        assert isinstance(received, Received)
        with httpx.Client(trust_env=False, headers={"Host": "api.getgo.com", **dict(TOKEN)}) as client:
            url = httpx.URL(fake_address).copy_with(raw_path=target.encode())
            got = client.request(method, url, content=body)
        assert (got.status_code, got.content) == (responded.status, received.body)
        expected = {(name.lower(), value) for name, value in responded.headers}
        assert expected <= set(got.headers.multi_items())


@pytest.mark.parametrize("fake_address", [{"switches": {"retry_after": 7, "rate": 0}}], indirect=True)
def test_the_served_fake_keeps_its_rate(fake_address: str) -> None:
    """429 with Retry-After by a switch, as in process."""
    answer = httpx.get(f"{fake_address}{BASE}/users", headers=dict(TOKEN), trust_env=False)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")


def test_what_is_too_large_for_any_call_is_refused(fake_address: str) -> None:
    """Before it fills the memory."""
    answer = httpx.post(f"{fake_address}{BASE}/users", content=b"x" * (11 << 20), trust_env=False)
    assert answer.status_code == 413
