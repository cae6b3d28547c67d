"""What `mws --help` and `mws --version` don't load: a command's floor is what it imports."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ENGINE = {"quickjs", "_quickjs"}
HTTP = {"httpx", "httpcore", "httptools", "h11", "aiohttp", "requests"}
SERVER = {"starlette", "uvicorn"}
TESTS = {"pytest", "hypothesis"}

SAY_MODULES = """
import json, sys
sys.argv = ["mws", sys.argv[1]]
from runtime.cli import main
try:
    main()
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_it_loads_neither_engine_nor_http_nor_server(option: str) -> None:
    """These two answer at once, because they load nothing that only a run needs."""
    done = subprocess.run(
        [sys.executable, "-c", SAY_MODULES, option],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "mws" in done.stdout
    loaded = {name.partition(".")[0] for name in json.loads(done.stderr.splitlines()[-1])}
    assert "runtime" in loaded
    assert loaded & (ENGINE | HTTP | SERVER | TESTS) == set()
