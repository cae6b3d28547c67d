"""Answers that are large, and many: whoever keeps the run holds no more of them than it may record."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from runtime.model.events import Received, Responded, WorldEvent
from runtime.model.http import Request
from runtime.model.kind import Kind
from runtime.model.limits import Limits
from runtime.model.plan import Plan
from runtime.model.script import Script
from runtime.runs.result import RunResult
from runtime.secrets import Secrets
from runtime.session.routing import Policy
from tests import running

HOST = "api.example.com"
ASKING = (
    f"for (let n = 0; n < 10; n += 1) rest.get('http://{HOST}/' + n);\nsetTimeout(() => done(context), 50);"
)


class Large:
    """A service whose answers have so many bytes, packed into so many."""

    def __init__(self, packed: int, size: int) -> None:
        self.packed, self.size, self.given = packed, size, 0

    async def exchange(self, request: Request) -> AsyncGenerator[WorldEvent, None]:
        self.given += 1
        yield Responded(request.id, 200, "OK", ())
        yield Received(request.id, b"x" * self.packed, decoded=b"x" * self.size if self.size else None)

    async def aclose(self) -> None:
        """It has nothing."""


def run_large(world: Large) -> RunResult:
    """A run that asks it ten things, and keeps no record."""
    script, policy = Script.from_bytes("own.js", ASKING.encode()), Policy({"large": frozenset({HOST})})
    plan = Plan(
        script=script,
        context="{}",
        kind=Kind.WORKFLOW,
        limits=Limits(recording=1 << 20),
        timers=True,
        seed=(1, 2, 3, 4),
        started=0,
    )
    return running.run(plan, {"large": world}, policy, Secrets())


@pytest.mark.parametrize(("packed", "size"), [(200_000, 0), (10, 200_000)])
def test_answers_are_limited_all_together(packed: int, size: int) -> None:
    """As they come, and unpacked: each by itself is small enough."""
    ending = run_large(Large(packed, size)).ending
    assert ending.outcome == "limit"
    assert ending.detail == "more than 1 MB of answers, recorded or not (--max-recording)"


def test_answers_that_are_small_enough_all_together_are_no_limit() -> None:
    assert run_large(Large(90_000, 0)).ending.outcome == "done"
