"""What recordings cost as whole processes: a list of very many, and the page of a long one."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from runtime.runs.recorder import FOLDER, Recorder
from runtime.runs.store.folder import STAMP
from runtime.runs.store.index import NAME
from tests.paths import RECORDINGS
from tests.render.runs import long

COUNT = 10_000
ROUNDS_COLD, ROUNDS_WARM = 5, 15
TARGET = 500.0  # milliseconds, with an index
REQUESTS, TARGET_PAGE = 1000, 1000.0  # milliseconds
MWS = str(Path(sys.executable).with_name("mws"))
# As it is for whoever has installed it: compiled once, and not each time.
INSTALLED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
ONE = RECORDINGS / "v2" / "parallel.jsonl"


def measure() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        _make(folder / FOLDER)
        index = folder / FOLDER.parent / NAME
        _time_list(folder)  # what is loaded is compiled, and the files are in the system's memory
        cold = []
        for _ in range(ROUNDS_COLD):
            index.unlink()
            cold.append(_time_list(folder))
        warm = [_time_list(folder) for _ in range(ROUNDS_WARM)]
        page = [_time_show(folder) for _ in range(ROUNDS_COLD)]
    print(f"mws runs, {COUNT:,} recordings of {ONE.stat().st_size / 1024:.1f} KB, median:")
    print(f"{'without an index':36}{statistics.median(cold):6.0f} ms")
    print(f"{'with its index':36}{statistics.median(warm):6.0f} ms   (at most {TARGET:g})")
    name = f"mws show --html, {REQUESTS:,} requests"
    print(f"{name:36}{statistics.median(page):6.0f} ms   (at most {TARGET_PAGE:g})")


def _make(folder: Path) -> None:
    folder.mkdir(parents=True)
    text, now = ONE.read_bytes(), time.time()
    for number in range(COUNT):
        stamp = time.strftime(STAMP, time.localtime(now - 600 * number))
        path = folder / f"{stamp}_{ONE.stem}_{number:06x}.jsonl"
        path.write_bytes(text)
        os.utime(path, (now - 600 * number,) * 2)


def _time_list(folder: Path) -> float:
    return _time_command(folder, "runs")


def _time_show(folder: Path) -> float:
    path = folder / "long.jsonl"
    if not path.exists():
        recording = long(REQUESTS)
        recorder = Recorder(path, 1 << 30)
        recorder.begin(recording.head)
        for entry in recording.entries:
            recorder.take(entry)
        assert recording.end is not None
        recorder.end(recording.end)
    return _time_command(folder, "show", str(path), "--html", "page.html")


def _time_command(folder: Path, *words: str) -> float:
    """Milliseconds from the start of the process to its end."""
    began = time.perf_counter()
    subprocess.run((MWS, *words), cwd=folder, env=INSTALLED, stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - began) * 1000
