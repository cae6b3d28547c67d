"""What holds for the whole suite."""

from __future__ import annotations

import signal

from hypothesis import settings

pytest_plugins = ["pytester"]  # suites within the suite: those of mws's own plugin

# The same examples on every machine and in every run; how long one takes says nothing on a busy machine.
settings.register_profile("suite", derandomize=True, deadline=None, database=None)
settings.load_profile("suite")

# A shell that starts the suite with `&` has it ignore Ctrl-C; tests press it all the same.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
