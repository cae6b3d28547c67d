"""What runs on Windows and macOS is read and started where Python has no more than it has there.

Neither system is here; what is missing there is taken away, before anything of the product is loaded.
"""

from __future__ import annotations

import json
import subprocess
import sys

# Loaded first, while they can be: on Windows these get along without what is taken away here.
_LOADED = """
import asyncio, ctypes, mmap, os, pathlib, shutil, signal, socket, subprocess, sys, tempfile, threading, types
"""

_WITHOUT = """
def forget(module, *beginnings):
    for name in [name for name in dir(module) if name.startswith(beginnings)]:
        delattr(module, name)
"""

_AS_ON_WINDOWS = """
sys.modules[pathlib.Path.__module__].WindowsPath = pathlib.PosixPath
ctypes._os = types.SimpleNamespace(name=os.name, fspath=os.fspath, path=os.path)  # it loads a library of ours
os.name, sys.platform = "nt", "win32"
for name in ("fcntl", "grp", "pwd", "resource", "termios", "tty"):
    sys.modules[name] = None
forget(mmap, "PROT_", "MAP_", "MADV_")
forget(os, "fork", "setsid", "setuid", "setre", "getuid", "geteuid", "wait4", "sysconf", "killpg")
forget(signal, "setitimer", "ITIMER", "SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPROF", "SIGXCPU")
forget(socket, "AF_UNIX", "send_fds", "recv_fds")
"""

_AS_ON_MACOS = """
sys.platform = "darwin"
import resource
forget(resource, "RLIMIT_MSGQUEUE", "RLIMIT_SIGPENDING", "RLIMIT_RT", "RLIMIT_NICE", "prlimit")
forget(os, "setres", "getres", "unshare", "memfd", "pidfd")
"""

_KEEPER = """
import runtime.cage.spawned, runtime.cage.doctor, runtime.runs.interrupts, runtime.runs.launch
from runtime.cage.pool import has_zygote
with runtime.runs.interrupts.Interrupts().listen():
    assert not has_zygote()
"""

_CHILD = """
from runtime.cage.inside.spawned_child import main
main("runtime.cage.inside.serve_script", "1.0", "67108864", "5.0")
"""


def run_python(program: str) -> bytes:
    """What a Python says that runs this with nothing to hear."""
    code = _LOADED + _WITHOUT + program
    done = subprocess.run([sys.executable, "-c", code], input=b"", capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_the_host_starts_on_windows() -> None:
    """Doctor, launch and the pool with the cage that there is."""
    assert run_python(_AS_ON_WINDOWS + _KEEPER) == b""


def test_the_host_starts_on_macos() -> None:
    assert run_python(_AS_ON_MACOS + _KEEPER) == b""


def test_a_child_starts_on_windows_and_claims_no_lock_that_is_not_there() -> None:
    """Its job object is its pool's to close."""
    layers = json.loads(run_python(_AS_ON_WINDOWS + _CHILD))["layers"]
    assert layers == ["own process", "no environment"]


def test_a_child_starts_on_macos_behind_rlimits_and_a_timer() -> None:
    """What the kernel there has of the others, nobody here knows."""
    layers = json.loads(run_python(_AS_ON_MACOS + _CHILD))["layers"]
    assert layers == ["own process", "no environment", "rlimits", "CPU timer"]
