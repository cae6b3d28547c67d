"""What holds for the whole suite."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator

import pytest

from runtime.cli.option_names import NAMES
from runtime.model.option import call_options
from tests import examples, shared_pool

pytest_plugins = ["pytester"]  # suites within the suite: those of mws's own plugin

examples.load_profile()

# A shell that starts the suite with `&` has it ignore Ctrl-C; tests press it all the same.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """Half as many again as there are cores: many tests wait for children, servers and deadlines."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + (cores + 1) // 2


def pytest_collection_finish() -> None:
    """Keep the thousands of collected tests out of each garbage collection."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _command_line() -> Iterator[None]:
    """Messages call options as the command line does, unless a folder's own fixture says otherwise."""
    with call_options(NAMES):
        yield


@pytest.fixture(autouse=True)
def _one_zygote(monkeypatch: pytest.MonkeyPatch) -> None:
    """All pools of this process have their children from one zygote, but where pools are tested."""
    shared_pool.share(monkeypatch)
