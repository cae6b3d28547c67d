"""What takes long is done beside the event loop: one run's megabytes don't hold up another run."""

from __future__ import annotations

import asyncio
import threading

import pytest

from runtime.model.kind import Kind
from runtime.model.limits import Limits
from runtime.model.script import Script
from runtime.runs.masked_log import Ledger
from runtime.runs.offload import aside
from runtime.runs.plan import Plan
from runtime.secrets import Secrets
from runtime.session.routing import Policy
from runtime.session.transcript import Entry
from tests import running


@pytest.mark.parametrize(("size", "beside"), [(0, False), (1000, False), (1 << 20, True)])
def test_only_large_work_pays_for_a_thread(size: int, *, beside: bool) -> None:
    """To change threads takes longer than to mask a line."""
    found = asyncio.run(aside(size, threading.get_ident))
    assert (found != threading.get_ident()) == beside


class Watched(Ledger):
    """Notes which threads it was called in, by what it was given."""

    threads: dict[str, int]

    def take(self, entry: Entry) -> None:
        """As ever."""
        self.threads[type(entry.what).__name__] = threading.get_ident()
        Ledger.take(self, entry)


@pytest.mark.parametrize(("context", "beside"), [("{a: 1}", False), ("{a: 'x'.repeat(3e6)}", True)])
def test_a_large_result_is_masked_beside_the_loop(context: str, *, beside: bool) -> None:
    """And a small one in it."""
    ledger = Watched(Secrets())
    ledger.threads = {}
    script = Script.from_bytes("own.js", f"done({context});".encode())
    plan = Plan(script, "{}", Kind.WORKFLOW, Policy(), Limits(), timers=False, seed=(1, 2, 3, 4), started=0)
    assert running.ran(plan, {}, ledger).ending.outcome == "done"
    here = threading.get_ident()
    assert ledger.threads["Begun"] == here
    assert (ledger.threads["Finish"] != here) == beside
