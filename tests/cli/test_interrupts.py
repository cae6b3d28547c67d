"""What a run hears of Ctrl-C and its kin, in this process."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from runtime.runs.interrupts import Interrupts

pytestmark = pytest.mark.skipif(os.name != "posix", reason="sends this process signals")


def test_the_first_one_is_told_to_every_run_and_the_second_breaks_in() -> None:
    """Who comes later is told at once; afterwards everything is as it was."""
    interrupts, told = Interrupts(), list[str]()
    before = signal.getsignal(signal.SIGINT)
    with interrupts.listen(), interrupts.notify(lambda: told.append("one")):
        os.kill(os.getpid(), signal.SIGINT)
        with interrupts.notify(lambda: told.append("two")):
            assert told == ["one", "two"]
            with pytest.raises(KeyboardInterrupt):
                os.kill(os.getpid(), signal.SIGINT)
    assert told == ["one", "two"]
    assert signal.getsignal(signal.SIGINT) is before


def test_what_is_to_be_ignored_is_ignored() -> None:
    """`nohup mws run ...` goes on when its terminal is closed."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    interrupts, told = Interrupts(), list[str]()
    try:
        with interrupts.listen(), interrupts.notify(lambda: told.append("one")):
            os.kill(os.getpid(), signal.SIGHUP)
        assert told == []
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_outside_the_main_thread_nothing_changes() -> None:
    """Python allows no handlers there."""
    before, meanwhile = signal.getsignal(signal.SIGINT), []

    def listen_in_thread() -> None:
        with Interrupts().listen():
            meanwhile.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=listen_in_thread)
    thread.start()
    thread.join()
    assert meanwhile == [before]
