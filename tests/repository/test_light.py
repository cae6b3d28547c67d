"""What `mws --help` and `mws --version` don't load: a command's floor is what it imports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

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
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert "mws" in done.stdout
    loaded = {name.partition(".")[0] for name in json.loads(done.stderr.splitlines()[-1])}
    assert "runtime" in loaded
    assert loaded & (ENGINE | HTTP | SERVER | TESTS) == set()


def test_a_run_in_no_project_loads_nothing_of_what_reads_one(tmp_path: Path) -> None:
    """It looks for a mws.toml, and that is all."""
    code = SAY_MODULES.replace('"mws", sys.argv[1]', '"mws", *sys.argv[1:]')
    words = ["run", "@goto-provision", "--context", "@assigned-new", "--no-record", "--quiet"]
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    ours = {name for name in loaded if name.startswith("runtime.authoring.project")}
    assert ours == {
        "runtime.authoring.project",
        "runtime.authoring.project.discover",
        "runtime.authoring.project.locate",
    }
    assert loaded & {"pydantic", "tomllib", "tomlkit"} == set()
