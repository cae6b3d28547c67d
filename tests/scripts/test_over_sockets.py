"""Both published scripts through every branch, over real sockets: `--live HOST --map HOST=URL`."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request as Asked
from werkzeug import Response as Answered

from runtime.inputs.files import read_context, read_script
from runtime.model.kind import infer_kind
from runtime.model.limits import Limits
from runtime.runs.launch import Order
from runtime.runs.report import Report
from runtime.runs.world_choice import WorldChoice
from tests import running
from tests.scripts.branches import BRANCHES, Branch, Reply
from tests.scripts.tap import Tap


@pytest.fixture
def serve_replies() -> Iterator[Callable[[tuple[Reply, ...]], HTTPServer]]:
    """A server that gives these answers, one after the other; silence ends with the test."""
    over = threading.Event()
    server = HTTPServer(host="127.0.0.1", port=0)

    def serve(replies: tuple[Reply, ...]) -> HTTPServer:
        left = iter(replies)
        server.expect_request(re.compile(".*")).respond_with_handler(
            lambda asked: _answer(asked, next(left), over)
        )
        server.start()
        return server

    yield serve
    over.set()
    if server.is_running():
        server.stop()


def _answer(asked: Asked, reply: Reply, over: threading.Event) -> Answered:
    if reply.how == "never":
        over.wait()
    if reply.how != "answer":
        with suppress(OSError):
            asked.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    return Answered(reply.body, reply.status, content_type=reply.kind)


def run_over_sockets(branch: Branch, port: int) -> Report:
    script = read_script(f"@{branch.script}")
    choice = WorldChoice(
        live=("api.getgo.com",), maps=(f"api.getgo.com=http://127.0.0.1:{port}",), allow_writes=True
    )
    limits = Limits(deadline=2.0 if branch.outcome == "deadline" else 30.0)
    order = Order(
        script=script,
        context=read_context(f"@{branch.context}"),
        kind=infer_kind(script),
        limits=limits,
        choice=choice,
        record=None,
    )
    return running.run_order(order)[0]


@pytest.mark.parametrize("branch", BRANCHES, ids=str)
def test_every_branch_is_the_same_over_real_sockets(
    branch: Branch, serve_replies: Callable[[tuple[Reply, ...]], HTTPServer]
) -> None:
    """Every byte of its requests, its outcome, its findings."""
    server = serve_replies(branch.replies)
    refused = [number for number, reply in enumerate(branch.replies) if reply.how == "refused"]
    with Tap(server.port, refused[0] if refused else 100) as tap:
        report = run_over_sockets(branch, tap.port)
        sent = [bytes(one) for one in tap.connections]
    # What is refused is never sent.
    assert sent == [one.wire for one in branch.sent][: len(branch.sent) - len(refused)]
    assert report.outcome == branch.outcome
    assert tuple(finding.code for finding in report.findings) == branch.findings
    assert report.world.live == [f"api.getgo.com -> http://127.0.0.1:{tap.port}"]
