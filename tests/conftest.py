"""What holds for the whole suite."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

from runtime.cli.option_names import NAMES
from runtime.model.option import call_options
from tests import shared_pool

pytest_plugins = ["pytester"]  # suites within the suite: those of mws's own plugin

# The same examples on every machine and in every run; how long one takes says nothing on a busy machine.
settings.register_profile("suite", derandomize=True, deadline=None, database=None)
settings.load_profile("suite")

# A shell that starts the suite with `&` has it ignore Ctrl-C; tests press it all the same.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


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
