"""docs/python.md: its examples run, and it names what is published."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

import runtime
from tests.paths import ROOT

TEXT = (ROOT / "docs" / "python.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
PRINTED = {
    0: "done\n2\n",
    1: "{'done'} 3\n",
    2: "{'Name': 'Ada'}\n",
    3: "True\nMWS",
}


@pytest.mark.parametrize("number", PRINTED)
def test_an_example_prints_what_it_should(number: int, tmp_path: Path) -> None:
    """In a folder with the shipped script and a context, as a reader would have them."""
    (tmp_path / "provision.js").write_bytes((ROOT / "scripts" / "goto-provision.js").read_bytes())
    (tmp_path / "context.json").write_bytes((ROOT / "fixtures/contexts/assigned-new.json").read_bytes())
    done = subprocess.run(
        [sys.executable, "-c", EXAMPLES[number]],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(PRINTED[number])


def test_the_web_service_answers() -> None:
    """One request goes through the handler, and the pool is closed with the application."""
    names: dict[str, object] = {}
    exec(compile(EXAMPLES[4], "docs/python.md", "exec"), names)
    app = names["app"]
    assert isinstance(app, Starlette)

    async def ask() -> object:
        transport = httpx.ASGITransport(app)
        async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport) as client:
            answer = await client.post(
                "http://service.example.com/provision", json={"ProvisionedUser": {"FirstName": "Ada"}}
            )
            return answer.json()

    assert asyncio.run(ask()) == {
        "outcome": "done",
        "context": {"ProvisionedUser": {"FirstName": "Ada"}, "Seen": True},
    }


def test_every_example_is_run() -> None:
    """None stands there that no test looks at."""
    assert len(EXAMPLES) == len(PRINTED) + 1


@pytest.mark.parametrize("name", sorted(set(re.findall(r"runtime\.([A-Za-z]\w*)", TEXT))))
def test_a_name_that_it_uses_is_published(name: str) -> None:
    """Nothing of the inside is documented."""
    assert name in runtime.__all__
