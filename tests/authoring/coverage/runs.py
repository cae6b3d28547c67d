"""Recorded runs of small scripts, and their coverage, as tests want them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from runtime.authoring.coverage import Coverage, measure
from runtime.cage.pool import ChildPool
from runtime.inputs.context import Context
from runtime.model.kind import infer_kind
from runtime.model.limits import Limits
from runtime.model.script import Script
from runtime.runs.launch import Order
from tests import running


def record_run(
    folder: Path, script: str, context: Any = None, *, name: str = "s.js", cpu: float = 2.0
) -> Path:
    """Run a script against the fake, and say where its recording is."""
    made = Script.from_bytes(name, script.encode())
    given = Context.from_bytes("c.json", json.dumps(context or {}).encode())
    file = folder / f"{len(list(folder.iterdir()))}.jsonl"
    running.run_order(
        Order(script=made, context=given, kind=infer_kind(made), limits=Limits(cpu=cpu), record=file)
    )
    return file


def coverage(recordings: Sequence[Path]) -> Coverage:
    async def work() -> Coverage:
        async with ChildPool() as pool:
            return await measure(recordings, pool)

    return asyncio.run(work())
