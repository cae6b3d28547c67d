"""What a list of very many recordings costs, as a whole process: made anew, and with its index."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from runtime.recorder import FOLDER
from runtime.runs.folder import STAMP
from runtime.runs.index import NAME

COUNT = 10_000
ROUNDS_COLD, ROUNDS_WARM = 5, 15
TARGET = 500.0  # milliseconds, with an index
MWS = str(Path(sys.executable).with_name("mws"))
# As it is for whoever has installed it: compiled once, and not each time.
INSTALLED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
ONE = Path(__file__).parents[1] / "recordings" / "v2" / "parallel.jsonl"


def measure() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _make(folder / FOLDER)
        index = folder / FOLDER.parent / NAME
        _listed(folder)  # what is loaded is compiled, and the files are in the system's memory
        cold = []
        for _ in range(ROUNDS_COLD):
            index.unlink()
            cold.append(_listed(folder))
        warm = [_listed(folder) for _ in range(ROUNDS_WARM)]
    print(f"mws runs, {COUNT:,} recordings of {ONE.stat().st_size / 1024:.1f} KB, median:")
    print(f"{'without an index':36}{statistics.median(cold):6.0f} ms")
    print(f"{'with its index':36}{statistics.median(warm):6.0f} ms   (at most {TARGET:g})")


def _make(folder: Path) -> None:
    """One each ten minutes."""
    folder.mkdir(parents=True)
    text, now = ONE.read_bytes(), time.time()
    for number in range(COUNT):
        stamp = time.strftime(STAMP, time.localtime(now - 600 * number))
        path = folder / f"{stamp}_{ONE.stem}_{number:06x}.jsonl"
        path.write_bytes(text)
        os.utime(path, (now - 600 * number,) * 2)


def _listed(folder: Path) -> float:
    """Milliseconds from the start of the process to its end."""
    began = time.perf_counter()
    subprocess.run((MWS, "runs"), cwd=folder, env=INSTALLED, stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - began) * 1000
