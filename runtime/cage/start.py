"""Starts a Python process that runs one of the programs in `runtime.cage.inside`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from runtime.cage.child_protocol import Bounds

_START = (
    "import sys; sys.path[:] = sys.argv[1].split('\\n'); "
    "from runtime.cage.inside.{module} import main; main(*sys.argv[2:])"
)


def start_zygote(program: str) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Start a zygote for a program (the name of a module). Returns it with the socket to it."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        with its:
            return _start("zygote", program, stdin=its.fileno(), stdout=subprocess.DEVNULL), ours
    except OSError:
        ours.close()
        raise


def start_child(program: str, bounds: Bounds) -> subprocess.Popen[bytes]:
    """Start a child for a program (the name of a module), with a pipe in each direction."""
    return _start("spawned_child", program, *map(str, bounds), stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _start(module: str, *arguments: str, stdin: int, stdout: int) -> subprocess.Popen[bytes]:
    """Run `module`'s main with the arguments, without environment, working folder and other descriptors."""
    code = _START.format(module=module)
    return subprocess.Popen(  # noqa: S603 - our own interpreter, our own code
        [_executable(), "-I", "-S", "-X", "utf8", "-c", code, "\n".join(_paths()), *arguments],
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        cwd=Path(sys.executable).anchor,
        close_fds=True,
        # Ctrl-C must reach only the host, which ends the run and the child in good order.
        start_new_session=os.name == "posix",
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )


def _executable() -> str:
    """This Python. On Windows, not the launcher of a virtual environment: a job would hold only that."""
    return str(getattr(sys, "_base_executable", sys.executable)) if os.name == "nt" else sys.executable


def _paths() -> list[str]:
    """The folders of the standard library, this package and the engine."""
    here = Path(__file__).parents[2]
    binding = find_spec("_quickjs")
    engine = str(Path(binding.origin).parent) if binding and binding.origin else ""
    library = [
        p for p in sys.path if p and (p.endswith(".zip") or Path(p, "json").is_dir() or "lib-dynload" in p)
    ]
    return [str(here), *library, engine]


def _environment() -> dict[str, str]:
    """Only the variables that the platform needs to start a process."""
    needed = ("SYSTEMROOT",) if os.name == "nt" else ()
    return {name: os.environ[name] for name in needed if name in os.environ}
