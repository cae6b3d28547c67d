"""`import runtime`: what an embedding program gets, and what it leaves behind."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import runtime
from tests.paths import ROOT

NEW = json.loads((ROOT / "fixtures" / "contexts" / "assigned-new.json").read_text("utf-8"))
ENDLESS = runtime.Script("for (;;);", name="endless.js")
SILENT = runtime.Script("rest.get('https://api.example.com/').on('complete', () => done(context));")
TOKEN = "kP4vX9qLw2Tz7RbNmB3nYc8HsJ5dQe6W"


def get(path: str, then: str) -> runtime.Script:
    return runtime.Script(
        f"rest.get('https://api.example.com{path}').on('complete', (data, response) => {{ {then} }});"
    )


def children() -> set[int]:
    """The processes that this one has started and that are still there."""
    return {
        int(pid) for path in Path("/proc/self/task").glob("*/children") for pid in path.read_text().split()
    }


def test_a_script_runs_once() -> None:
    """With the shipped script, the default fake, and plain JSON as context."""
    service = runtime.fake("goto")
    before = json.dumps(service.state)
    result = runtime.run("@goto-provision", NEW, world=service)
    assert result.outcome == "done"
    assert result.outcome is runtime.Outcome.DONE
    assert result.context == NEW
    assert [request.method for request in result.requests][-1] == "POST"
    assert json.dumps(service.state) != before
    assert result.usage.seconds > 0
    assert result.file is None
    result.raise_for_outcome()


def test_a_fake_begins_as_it_is_told_and_remembers() -> None:
    """The state of one run is where the next one begins."""
    service = runtime.fake("goto", state="@empty")
    first = runtime.run("@goto-provision", NEW, world=service)
    again = runtime.fake("goto", state=service.state)
    assert again.state == service.state
    assert first.outcome == "done"


def test_text_is_a_script_and_a_str_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "own.js"
    file.write_text("context.x = 1; done(context);", "utf-8")
    for script in (str(file), file, runtime.Script("context.x = 1; done(context);", name="own.js")):
        assert runtime.run(script, {}).context == {"x": 1}


@pytest.mark.parametrize(
    ("script", "context", "where"),
    [
        ("nowhere.js", {}, "nowhere.js"),
        (runtime.Script("a\0b"), {}, "script.js:1:2"),
        (runtime.Script("let = = ;", name="own.js"), {}, "own.js:1:7"),
        (SILENT, [], "context: $"),
        (SILENT, {"x": {1, 2}}, "context"),
        (SILENT, {"x": float("nan")}, "context"),
    ],
)
def test_what_can_not_be_used_is_refused_before_anything_runs(script: Any, context: Any, where: str) -> None:
    """The error names the place, the problem and the way out."""
    with pytest.raises(runtime.BadInput) as refused:
        runtime.run(script, context)
    assert refused.value.where == where
    assert refused.value.problem


@pytest.mark.parametrize(
    ("open_it", "where"),
    [
        (lambda: runtime.fake("gotoo"), "runtime.fake"),
        (lambda: runtime.fake("goto", state="@nothing"), "@nothing"),
        (lambda: runtime.Runtime(cage="iron"), "cage"),
        (lambda: runtime.Runtime(concurrency=0), "concurrency"),
        (
            lambda: runtime.run(SILENT, {}, world=runtime.answers([{"reqest": "GET x"}])),
            "answers: $.answers[0]",
        ),
        (lambda: runtime.live([]), "runtime.live"),
    ],
)
def test_a_world_that_there_is_not_is_refused(open_it: Callable[[], object], where: str) -> None:
    """By an error that names what was wrong."""
    with pytest.raises(runtime.BadInput) as refused:
        open_it()
    assert refused.value.where.startswith(where)


def test_canned_answers_begin_anew_with_each_run() -> None:
    """An answer that is given once is there for every run."""
    world = runtime.answers([{"request": "GET https://api.example.com/a", "json": {"n": 1}}])
    script = get("/a", "context.n = data.n; done(context);")
    assert [runtime.run(script, {}, world=world).context for _ in range(2)] == [{"n": 1}, {"n": 1}]


def test_a_function_of_the_program_answers() -> None:
    """It sees what the script sends; what it gives is decoded as from the network."""
    seen: list[runtime.Request] = []

    async def answer(request: runtime.Request) -> runtime.Response:
        seen.append(request)
        return runtime.Response(200, headers=(("Content-Type", "application/json"),), body=b'{"n": [1, 2]}')

    result = runtime.run(get("/a?b=c", "context.n = data.n; done(context);"), {}, world=answer)
    assert result.context == {"n": [1, 2]}
    assert [(one.method, one.url) for one in seen] == [("GET", "https://api.example.com/a?b=c")]


def test_a_function_may_say_that_the_connection_broke() -> None:
    """The script gets Node's error."""

    async def answer(request: runtime.Request) -> runtime.Failure:
        return runtime.Failure(f"connect ECONNREFUSED {request.host}", "ECONNREFUSED")

    result = runtime.run(get("/", "context.code = data.code; done(context);"), {}, world=answer)
    assert result.context == {"code": "ECONNREFUSED"}


def test_what_a_function_raises_comes_out_of_the_run() -> None:
    """It is the program's own error, and nothing is left of the run."""

    async def answer(_request: runtime.Request) -> runtime.Response:
        raise LookupError("no such service")

    before = children()
    with pytest.raises(LookupError, match="no such service"):
        runtime.run(SILENT, {}, world=answer)
    assert children() <= before


def test_a_run_that_failed_is_a_result_and_raises_if_asked_to() -> None:
    """The error has the run, its place in the script, and its message."""
    result = runtime.run(runtime.Script("throw new Error('no licence');", name="own.js"), {})
    assert result.outcome == "threw"
    with pytest.raises(runtime.RunFailed, match=r"threw at own.js:1:\d+: Error: no licence") as failed:
        result.raise_for_outcome()
    assert failed.value.result is result


@pytest.mark.parametrize(
    ("script", "limits", "text"),
    [
        (ENDLESS, runtime.Limits(cpu=0.2), "limits.cpu"),
        (SILENT, runtime.Limits(deadline=0.2), "limits.deadline"),
        (
            runtime.Script("for (let n = 0; n < 9; n++) rest.get('http://h.example.com/');"),
            runtime.Limits(requests=3),
            "limits.requests",
        ),
    ],
)
def test_a_message_names_what_a_program_can_set(
    script: runtime.Script, limits: runtime.Limits, text: str
) -> None:
    """And no option of the command line."""

    async def answer(_request: runtime.Request) -> runtime.Response:
        await asyncio.Event().wait()
        raise AssertionError

    result = runtime.run(script, {}, world=answer, limits=limits)
    assert text in result.detail
    assert "--" not in result.detail


def test_a_denial_says_how_a_program_opens_a_host() -> None:
    """With the function and the argument that do it."""
    result = runtime.run(SILENT, {}, world=runtime.fake("goto"))
    assert "runtime.live([api.example.com])" in result.requests[0].denied
    assert "--" not in result.requests[0].denied
    writes = runtime.Script("rest.del('https://api.example.com/').on('complete', () => done(context));")
    held = runtime.run(writes, {}, world=runtime.live(["api.example.com"]))
    assert "needs writes=True" in held.requests[0].denied


def test_secrets_are_the_callers_in_the_context_and_masked_everywhere_else() -> None:
    """In requests, findings, console, recording, events and every repr."""
    entries: list[runtime.Entry] = []
    script = runtime.Script(
        "console.log(context.note); context.again = context.note; "
        "rest.get('https://api.example.com/' + context.note)"
        ".on('complete', () => { throw new Error(context.note); });"
        "done(context);"
    )
    result = runtime.run(script, {"note": TOKEN}, secrets=[TOKEN], on_event=entries.append)
    assert result.context == {"note": TOKEN, "again": TOKEN}
    shown = [repr(result), repr(result.recording), repr(entries), repr(result.report.requests[0].url)]
    shown += [repr(result.console[0].text), repr(result.run), repr(result.recording.entries), repr(script)]
    assert entries
    assert not [one for one in shown if TOKEN in one]


def test_what_was_run_happens_again_and_can_be_forked() -> None:
    """From the result's recording, without a file."""
    world = runtime.answers([{"request": "GET https://api.example.com/a", "json": {"n": 1}}])
    script = get("/a", "context.status = response.statusCode; done(context);")
    result = runtime.run(script, {}, world=world)
    assert runtime.replay(result.recording).identical
    (request,) = [
        entry.seq for entry in result.recording.entries if type(entry.what).__name__ == "SendRequest"
    ]
    other = runtime.fork(result.recording, at=request, answer={"status": 503}, world=world)
    assert other.report is not None
    assert other.report.context.after == {"status": 503}


def test_a_run_that_broke_off_goes_on_and_sends_nothing_twice(tmp_path: Path) -> None:
    """Its open request is answered by the program, or sent because the program says so."""
    world = runtime.answers([{"request": "POST https://api.example.com/a", "json": {"n": 1}}])
    script = runtime.Script(
        "rest.post('https://api.example.com/a').on('complete', (data, response) => "
        "{ context.status = response.statusCode; done(context); });"
    )
    file = tmp_path / "run.jsonl"
    runtime.run(script, {}, world=world, record=file)
    lines = file.read_text("utf-8").splitlines(keepends=True)
    sent = next(number for number, line in enumerate(lines) if '"SendRequest"' in line)
    file.write_text("".join(lines[: sent + 1]), "utf-8")
    with pytest.raises(runtime.BadInput, match=r"POST https://api\.example\.com/a"):
        runtime.fork(file, world=world)
    answered = runtime.fork(file, answer={"status": 202}, world=world)
    again = runtime.fork(file, send=True, world=world)
    assert answered.report is not None
    assert again.report is not None
    assert (answered.report.context.after, again.report.context.after) == ({"status": 202}, {"status": 200})


def test_secrets_are_put_back_for_a_fork_that_needs_them() -> None:
    """By the context that the run had."""
    asked: list[str] = []

    async def answer(request: runtime.Request) -> runtime.Response:
        asked.append(request.header("x-token") or "")
        return runtime.Response(200)

    script = runtime.Script(
        "rest.get('https://api.example.com/', {headers: {'X-Token': context.access_token}})"
        ".on('complete', () => done(context));"
    )
    context = {"access_token": TOKEN}
    result = runtime.run(script, context, world=answer)
    line = next(one.seq for one in result.recording.entries if type(one.what).__name__ == "SendRequest")
    runtime.fork(result.recording, at=line, world=answer, secrets_from=context)
    runtime.fork(result.recording, at=line, world=answer)
    assert asked[:2] == [TOKEN, TOKEN]
    assert asked[2] != TOKEN


def test_a_run_is_recorded_where_it_is_wanted(tmp_path: Path) -> None:
    result = runtime.run(runtime.Script("done(context);"), {}, record=tmp_path / "run.jsonl")
    assert result.file == tmp_path / "run.jsonl"
    assert runtime.replay(tmp_path / "run.jsonl").identical
    assert runtime.load(tmp_path / "run.jsonl").ending.outcome == "done"


def test_a_recording_answers_another_run() -> None:
    world = runtime.answers([{"request": "GET https://api.example.com/a", "json": {"n": 7}}])
    script = get("/a", "context.n = data.n; done(context);")
    first = runtime.run(script, {}, world=world)
    assert runtime.run(script, {}, world=runtime.recorded(first.recording)).context == {"n": 7}


def test_mistakes_are_found_without_running() -> None:
    """As `mws check` finds them."""
    found = runtime.check(runtime.Script("rest.get('https://api.example.com/');"))
    assert "MWS001" in {one.code for one in found}
    assert all(one.at.line == 1 for one in found)


def test_many_run_at_once_and_no_more_than_allowed() -> None:
    """The function that answers sees how many runs wait for it."""
    waiting = most = 0

    async def answer(_request: runtime.Request) -> runtime.Response:
        nonlocal waiting, most
        waiting += 1
        most = max(most, waiting)
        for _ in range(50):
            await asyncio.sleep(0)
        waiting -= 1
        return runtime.Response(200)

    async def work() -> list[runtime.Result]:
        async with runtime.Runtime(concurrency=3) as mws:
            return await asyncio.gather(*(mws.run(SILENT, {"n": n}, world=answer) for n in range(12)))

    results = asyncio.run(work())
    assert [result.context for result in results] == [{"n": n} for n in range(12)]
    assert 1 <= most <= 3


def test_a_cancelled_task_leaves_no_process() -> None:
    """Wherever the run is at that moment: waiting for its process, or in an endless loop."""

    async def work() -> None:
        async with runtime.Runtime() as mws:
            await mws.run(runtime.Script("done(context);"), {})
            idle = children()
            for turns in (0, 1, 5, 200):
                task = asyncio.ensure_future(mws.run(ENDLESS, {}, limits=runtime.Limits(cpu=60, deadline=60)))
                for _ in range(turns):
                    await asyncio.sleep(0)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            assert children() <= idle

    before = children()
    asyncio.run(work())
    assert children() <= before


def test_a_closed_runtime_runs_nothing_more() -> None:
    """Nor one that was never opened."""

    async def work() -> None:
        mws = runtime.Runtime()
        with pytest.raises(runtime.ClosedError, match="async with"):
            await mws.run(SILENT, {})
        async with mws:
            pass
        with pytest.raises(runtime.ClosedError):
            await mws.run(SILENT, {})

    asyncio.run(work())


def test_threads_run_scripts_side_by_side() -> None:
    """Each `runtime.run` has a loop and a pool of its own."""
    results: list[Any] = []

    def work(number: int) -> None:
        results.append(runtime.run(runtime.Script("done(context);"), {"n": number}).context["n"])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [0, 1, 2]


def test_in_an_event_loop_the_synchronous_form_says_what_to_use() -> None:
    """It would block the loop."""

    async def work() -> None:
        with pytest.raises(runtime.MwsError, match=r"async with runtime.Runtime"):
            runtime.run(SILENT, {})

    asyncio.run(work())


def test_importing_it_loads_nothing() -> None:
    """Each part is loaded when it is first used."""
    code = "import sys, runtime; print(sorted(name for name in sys.modules if name.startswith('runtime')))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "['runtime']"


@pytest.mark.parametrize("name", runtime.__all__)
def test_what_is_published_says_what_it_is(name: str) -> None:
    """It is there, has a docstring, and so have its public methods."""
    published = getattr(runtime, name)
    assert published.__doc__
    for method, function in vars(published).items() if isinstance(published, type) else ():
        if callable(function) and not method.startswith("_"):
            assert function.__doc__, f"{name}.{method}"


def test_everything_published_can_be_listed() -> None:
    """By `dir`, as editors and shells do."""
    assert set(runtime.__all__) <= set(dir(runtime))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = runtime.nothing
