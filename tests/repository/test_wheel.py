"""The built wheel holds everything that a run needs."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from runtime import __version__
from runtime.model.outcome import Outcome
from tests.paths import ROOT

SHIPPED = {"scripts": "runtime/_samples/scripts", "fixtures": "runtime/_samples/fixtures"}


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A program's end, and what it said; nothing of this process's environment leads it astray."""
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "TEMP") if key in os.environ}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**kept, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"
    return done


def files(folder: str) -> set[str]:
    """The files under a folder of the repository, by their path in it."""
    found = [file for file in (ROOT / folder).rglob("*") if file.is_file()]
    plain = [file for file in found if "__pycache__" not in file.parts]
    return {file.relative_to(ROOT / folder).as_posix() for file in plain}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel, built by the backend that `pyproject.toml` names."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (built,) = folder.iterdir()
    return built


def test_it_holds_the_code_and_the_samples_and_nothing_else(wheel: Path) -> None:
    """Every file of `runtime`, `scripts` and `fixtures`, whatever its suffix, is in it once."""
    expected = {f"runtime/{name}" for name in files("runtime")}
    for folder, place in SHIPPED.items():
        expected |= {f"{place}/{name}" for name in files(folder)}
    names = zipfile.ZipFile(wheel).namelist()
    assert len(names) == len(set(names))
    assert {name for name in names if ".dist-info/" not in name} == expected


def test_it_says_what_it_is(wheel: Path) -> None:
    """Name and version are in the file's name, the licence and the command in its metadata."""
    assert wheel.name == f"mws_runtime-{__version__}-py3-none-any.whl"
    archive = zipfile.ZipFile(wheel)
    info = f"mws_runtime-{__version__}.dist-info"
    assert "MIT License" in archive.read(f"{info}/licenses/LICENSE").decode()
    assert "mws = runtime.cli:main" in archive.read(f"{info}/entry_points.txt").decode()


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a new environment that has the wheel and its dependencies.

    Without the internet the dependencies have to come from this environment: by a path entry,
    which, unlike a site folder, doesn't follow the link to our own code.
    """
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    found = home / ("Scripts" if os.name == "nt" else "bin")
    python = found / ("python.exe" if os.name == "nt" else "python")
    pip: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "--disable-pip-version-check",
    ]
    run(*pip, "install", "--no-deps", "--no-index", wheel, cwd=home)
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home)
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    link = Path(site.stdout.strip()) / "borrowed.pth"
    link.write_text("\n".join(sorted(borrowed)), "utf-8")
    return found


def test_the_demo_runs_from_the_wheel_in_an_empty_folder(programs: Path, tmp_path: Path) -> None:
    """An author who installed it needs no clone: both published scripts run to `done`."""
    where = run(programs / "python", "-c", "import runtime; print(runtime.__file__)", cwd=tmp_path)
    assert Path(where.stdout.strip()).is_relative_to(programs.parent)

    demo = run(programs / "mws", "demo", cwd=tmp_path)

    assert "goto-provision.js" in demo.stdout
    assert "goto-deprovision.js" in demo.stdout
    assert "Traceback" not in demo.stdout + demo.stderr


def test_the_samples_are_found_in_the_wheel(programs: Path, tmp_path: Path) -> None:
    """Scripts and contexts go by the same names as in a clone, with what they are for."""
    code = "from runtime.inputs import samples as s; print(*s.scripts(), *s.contexts(), *s.states('goto'))"
    here = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run(programs / "python", "-c", code, cwd=tmp_path).stdout == here.stdout
    describe = "from runtime.inputs import samples as s; print(s.describe(s.contexts()['umlauts']))"
    assert "umlauts" in run(programs / "python", "-c", describe, cwd=tmp_path).stdout


def test_a_program_embeds_it_from_the_wheel(programs: Path, tmp_path: Path) -> None:
    """As docs/python.md shows it, in five lines and in an empty folder."""
    code = (
        "import runtime\n"
        "service = runtime.fake('goto')\n"
        "result = runtime.run('@goto-provision', {'ProvisionedUser': {'FirstName': 'Ada'}}, world=service)\n"
        "print(result.outcome, len(result.requests), runtime.replay(result.recording).identical)\n"
    )
    done = run(programs / "python", "-c", code, cwd=tmp_path)
    outcome, requests, identical = done.stdout.split()
    assert outcome in set(Outcome)
    assert (requests.isdecimal(), identical) == (True, "True")
