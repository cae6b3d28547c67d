"""`--dry-run`: reading goes out, writing is held back, shown, and answered here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from runtime.recording import Recording
from runtime.render.text import one_line
from runtime.runs.store import open_recording
from tests import running
from tests.cli.conftest import CommandResult, Mws
from tests.scripts.tap import Tap

Write = Callable[..., str]
HOST = "api.example.com"
WRITES = """
    var url = 'http://api.example.com/users';
    var tries = [
        function () { return rest.get(url); },
        function () { return rest.head(url); },
        function () { return rest.post(url, {data: 'HELD'}); },
        function () { return rest.put(url, {data: 'HELD'}); },
        function () { return rest.patch(url, {data: 'HELD'}); },
        function () { return rest.del(url); },
        function () { return rest.request(url, {method: 'PURGE'}); },
        function () { return rest.get(url, {headers: {'X-HTTP-Method-Override': 'HELD'}}); },
        function () { return rest.get(url + '?_method=HELD'); },
        function () { return rest.get(url, {data: 'HELD'}); },
        function () {
            return rest.get(url, {data: 'HELD /all HTTP/1.1\\r\\n\\r\\n', headers: {'Content-Length': '0'}});
        },
        function () { return rest.get(url); }
    ];
    (function next() {
        if (!tries.length) return done(context);
        tries.shift()().on('complete', next);
    })();
"""
POST = f"rest.postJson('http://{HOST}/users', {{name: 'Ada'}}).on('complete', %s);"
TELL = "function (data, r) { context.got = [r && r.statusCode, data]; done(context); }"


@pytest.fixture
def tap(httpserver: HTTPServer) -> Iterator[Tap]:
    """A live service, and every byte that comes to it."""
    httpserver.expect_request("/users").respond_with_json([])
    with Tap(httpserver.port) as made:
        yield made


@pytest.fixture
def dry_run(mws: Mws, script: Write, tap: Tap) -> Callable[..., CommandResult]:
    """`dry_run(text, *options)`: this script in a dry run against that service."""

    def run(text: str, *options: str) -> CommandResult:
        where = ("--live", HOST, "--map", f"{HOST}=http://127.0.0.1:{tap.port}")
        return mws("run", script(text), "--context", "@assigned-new", *where, "--dry-run", *options)

    return run


def read_recording(path: str = "r.jsonl") -> Recording:
    return open_recording(Path(path))


def test_the_service_never_sees_a_write(dry_run: Callable[..., CommandResult], tap: Tap) -> None:
    """Neither by its method, nor in disguise, nor as a body that could be taken for a further request."""
    said = dry_run(WRITES, "--json", "--yes")
    assert (said.code, said.json["outcome"]) == (18, "dry")
    assert [request["held_back"] for request in said.json["requests"]] == [False] * 2 + [True] * 9 + [False]
    sent = b"".join(bytes(one) for one in tap.connections)
    assert [line.split(b" ")[0] for line in sent.split(b"\r\n") if b" HTTP/1.1" in line] == [
        b"GET",
        b"HEAD",
        b"GET",
    ]
    assert b"HELD" not in sent


def test_without_a_dry_run_the_service_sees_them(mws: Mws, script: Write, tap: Tap) -> None:
    """So the test above would tell."""
    where = ("--live", HOST, "--map", f"{HOST}=http://127.0.0.1:{tap.port}", "--yes")
    said = mws("run", script(POST % "function () { done(context); }"), "--context", "@assigned-new", *where)
    assert said.code == 0
    assert b"POST /users" in bytes(tap.connections[0])


def test_what_was_held_back_is_shown_in_full(dry_run: Callable[..., CommandResult]) -> None:
    """Its line says so, and then headers and body, however long."""
    long = "x" * 100_000
    sent = "{data: 'a\\n' + new Array(100001).join('x'), headers: {'X-Team': 'Ops'}}"
    said = dry_run(
        f"rest.post('http://{HOST}/users', {sent}).on('complete', function () {{ done(context); }});"
    )
    assert said.code == 18
    assert "  POST   http://api.example.com/users  held back, answered here: 200 OK" in said.out
    shown = said.out[said.out.index("\nheld back\n") :]
    assert "\n> POST http://api.example.com/users\n" in shown
    assert "\n> X-Team: Ops\n" in shown
    assert f"\n>   a\n>   {long}\n" in shown
    assert "outcome   dry" in shown
    assert "the script called done, and its writes were held back" in shown


def test_verbose_marks_what_was_held_back_and_quiet_leaves_it_out(
    dry_run: Callable[..., CommandResult],
) -> None:
    """Each shows as much as it promises."""
    post = POST % "function () { done(context); }"
    assert f"\n> POST http://{HOST}/users  held back, answered here\n" in dry_run(post, "-v").out
    assert "held back\n" not in dry_run(post, "-q").out


def test_a_report_has_the_whole_body(dry_run: Callable[..., CommandResult]) -> None:
    said = dry_run(
        f"rest.post('http://{HOST}/users', {{data: new Array(100001).join('x')}}).on('complete', {TELL});",
        "--json",
    )
    assert said.json["requests"][0]["body"] == {"bytes": 100_000, "text": "x" * 100_000, "base64": None}


def test_a_dry_run_that_only_reads_is_done(dry_run: Callable[..., CommandResult]) -> None:
    """Nothing was held back: it was as it will be."""
    said = dry_run(f"rest.get('http://{HOST}/users').on('complete', {TELL});", "--json")
    assert (said.code, said.json["outcome"]) == (0, "done")
    assert said.json["context"]["after"]["got"] == [200, []]


def test_the_fake_answers_for_the_host_that_it_knows(mws: Mws, httpserver: HTTPServer, folder: Path) -> None:
    """The published script finds no such user at the service, and would create her."""
    nobody = {"fromIndex": 0, "toIndex": 0, "total": 0, "results": []}
    users = "/admin/rest/v1/accounts/4205157634209012741/users"
    httpserver.expect_request(users).respond_with_json(nobody)
    where = ("--live", "api.getgo.com", "--map", f"api.getgo.com={httpserver.url_for('')}")
    said = mws("run", "@goto-provision", "--context", "@assigned-new", *where, "--dry-run", "--json")
    assert folder.is_dir()
    assert said.json["outcome"] == "dry"
    held = [one for one in said.json["requests"] if one["held_back"]]
    assert [(one["method"], one["response"]["status"]) for one in held] == [("POST", 201)]
    assert {asked.method for asked, _ in httpserver.log} == {"GET"}
    assert said.json["world"]["answers"].endswith("dry run, its writes held back and answered by fake goto")


@pytest.mark.parametrize(("answer", "status"), [("201", 201), ("503", 503)])
def test_a_status_may_answer(dry_run: Callable[..., CommandResult], answer: str, status: int) -> None:
    said = dry_run(POST % TELL, "--dry-answer", answer, "--json")
    assert said.json["context"]["after"]["got"][0] == status
    assert said.code == 18


def test_a_file_of_answers_may_answer(dry_run: Callable[..., CommandResult], folder: Path) -> None:
    """As --world has them; what goes out it doesn't answer."""
    one = {"request": f"* http://{HOST}/users", "status": 201, "json": {"id": 7}}
    (folder / "answers.json").write_text(json.dumps({"answers": [one]}), "utf-8")
    said = dry_run(POST % TELL, "--dry-answer", "answers.json", "--json")
    assert said.json["context"]["after"]["got"] == [201, {"id": 7}]
    read_only = dry_run(
        f"rest.get('http://{HOST}/users').on('complete', {TELL});", "--dry-answer", "answers.json", "--json"
    )
    assert read_only.json["context"]["after"]["got"] == [200, []]


def test_a_write_that_the_file_does_not_answer_is_denied(
    dry_run: Callable[..., CommandResult], folder: Path, tap: Tap
) -> None:
    """Nothing is made up, and nothing goes out instead."""
    (folder / "answers.json").write_text('{"answers": []}', "utf-8")
    said = dry_run(POST % TELL, "--dry-answer", "answers.json", "--json")
    assert (said.code, said.json["outcome"]) == (17, "denied")
    (request,) = said.json["requests"]
    assert "answers.json has no answer to POST" in request["denied"]
    assert "--live" not in request["denied"]
    assert tap.connections == []


def test_what_is_not_open_is_denied_in_a_dry_run_too(dry_run: Callable[..., CommandResult]) -> None:
    said = dry_run(f"rest.post('http://other.example.com/').on('complete', {TELL});", "--json")
    assert (said.code, said.json["requests"][0]["held_back"]) == (17, False)


SCRIPTS = {
    "writes": WRITES,
    "side by side": POST % TELL + f"rest.del('http://{HOST}/a'); rest.get('http://{HOST}/users');",
    "given up": f"rest.post('http://{HOST}/users').abort(); done(context);",
    "given up later": f"var r = rest.post('http://{HOST}/users').on('abort', {TELL});"
    "setTimeout(function () { r.abort(); }, 5);",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_recording_says_what_was_held_back_and_happens_again(
    dry_run: Callable[..., CommandResult], name: str
) -> None:
    """The same commands and events, in the same order."""
    said = dry_run(SCRIPTS[name], "--json", "--record", "r.jsonl", "--globals", "timers")
    recording = read_recording()
    marked = [e.what.request for e in recording.entries if type(e.what).__name__ == "HeldBack"]  # type: ignore[union-attr]
    assert marked == [one["number"] for one in said.json["requests"] if one["held_back"]]
    assert running.run_replay(recording).identical


def test_what_is_never_answered_was_held_back_all_the_same(
    dry_run: Callable[..., CommandResult], folder: Path
) -> None:
    """The mark doesn't wait for the answer."""
    never = {"answers": [{"request": f"POST http://{HOST}/users", "fail": "never"}]}
    (folder / "answers.json").write_text(json.dumps(never), "utf-8")
    options = ("--dry-answer", "answers.json", "--deadline", "300ms", "--record", "r.jsonl", "--json")
    said = dry_run(POST % TELL, *options)
    assert said.json["outcome"] == "deadline"
    assert [one["held_back"] for one in said.json["requests"]] == [True]
    assert '"event": "HeldBack", "request": 1' in Path("r.jsonl").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--dry-run"],
            "--dry-run: holds back writes to live hosts, and no host is live\n  Add --live HOST.",
        ),
        (["--dry-answer", "200"], "--dry-answer: answers for a dry run, and this is none\n  Add --dry-run."),
        (["--live", HOST, "--dry-run", "--dry-answer", "100"], "--dry-answer: 100 is not a final status"),
        (["--live", HOST, "--dry-run", "--dry-answer", "2000"], "--dry-answer: 2000 is not a final status"),
        (["--live", HOST, "--dry-run", "--dry-answer", "none.json"], "none.json: no such file"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    mws: Mws, script: Write, options: list[str], message: str
) -> None:
    said = mws("run", script("done(context);"), "--context", "@assigned-new", *options)
    assert said.code == 2
    assert said.err.startswith(message)


def test_secrets_in_what_is_shown_are_masked(dry_run: Callable[..., CommandResult]) -> None:
    """In full doesn't mean in clear."""
    text = "var t = JSON.parse(context.OAuth2ProtocolConfiguration).access_token;"
    said = dry_run(f"{text} rest.post('http://{HOST}/users', {{data: 'token=' + t}}).on('complete', {TELL});")
    assert one_line("SAMPLE-access-token-kP4vX9qLw2Tz7RbN") not in said.out
    assert ">   token=" in said.out
