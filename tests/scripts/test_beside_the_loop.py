"""What takes long is done beside the event loop: one run's megabytes don't hold up another run."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field

import pytest

from runtime.model.kind import Kind
from runtime.model.limits import Limits
from runtime.model.plan import Plan
from runtime.model.script import Script
from runtime.runs.offload import offload
from runtime.runs.result import Setting
from runtime.secrets import Secrets
from runtime.session.routing import Policy
from runtime.session.transcript import Entry, Transcript
from tests import running


@pytest.mark.parametrize(("size", "beside"), [(0, False), (1000, False), (1 << 20, True)])
def test_only_large_work_pays_for_a_thread(size: int, *, beside: bool) -> None:
    """To change threads takes longer than to mask a line."""
    found = asyncio.run(offload(size, threading.get_ident))
    assert (found != threading.get_ident()) == beside


@dataclass
class Watched:
    """Notes which threads it was called in, by what it was shown."""

    threads: dict[str, int] = field(default_factory=dict)

    def begin(self, setting: Setting, transcript: Transcript) -> None:
        """It has begun."""

    def take(self, entry: Entry) -> None:
        """It is masked, and was so in this thread."""
        self.threads[type(entry.what).__name__] = threading.get_ident()

    def end(self) -> None:
        """It is over."""


@pytest.mark.parametrize(("context", "beside"), [("{a: 1}", False), ("{a: 'x'.repeat(3e6)}", True)])
def test_a_large_result_is_masked_beside_the_loop(context: str, *, beside: bool) -> None:
    watched = Watched()
    script = Script.from_bytes("own.js", f"done({context});".encode())
    plan = Plan(
        script=script,
        context="{}",
        kind=Kind.WORKFLOW,
        limits=Limits(),
        timers=False,
        seed=(1, 2, 3, 4),
        started=0,
    )
    assert running.run(plan, {}, Policy(), Secrets(), observer=watched).ending.outcome == "done"
    here = threading.get_ident()
    assert watched.threads["Begun"] == here
    assert (watched.threads["Finish"] != here) == beside
