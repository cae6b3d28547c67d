"""Starts a Python process that runs one of the programs in `runtime.cage.inside`, and nothing else."""

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
    """A zygote for a program (the name of a module), and the socket by which it is spoken to."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        with its:
            return _start("zygote", program, stdin=its.fileno(), stdout=subprocess.DEVNULL), ours
    except OSError:
        ours.close()
        raise


def start_child(program: str, bounds: Bounds) -> subprocess.Popen[bytes]:
    """A child of its own for a program, with a pipe each way."""
    return _start("spawned_child", program, *map(str, bounds), stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _start(module: str, *arguments: str, stdin: int, stdout: int) -> subprocess.Popen[bytes]:
    """Run `module`'s main with the arguments. No environment, no folder, no other descriptor."""
    code = _START.format(module=module)
    return subprocess.Popen(  # noqa: S603 - our own interpreter, our own code
        [_executable(), "-I", "-S", "-X", "utf8", "-c", code, "\n".join(_paths()), *arguments],
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        cwd=Path(sys.executable).anchor,
        close_fds=True,
        # Ctrl-C is the host's to hear: it ends the run in good order, and the child with it.
        start_new_session=os.name == "posix",
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )


def _executable() -> str:
    """This Python. On Windows a virtual environment has one that only starts it: a job would hold that."""
    return str(getattr(sys, "_base_executable", sys.executable)) if os.name == "nt" else sys.executable


def _paths() -> list[str]:
    """Where it finds the standard library, this package and the engine; nothing else."""
    here = Path(__file__).parents[2]
    binding = find_spec("_quickjs")
    engine = str(Path(binding.origin).parent) if binding and binding.origin else ""
    library = [
        p for p in sys.path if p and (p.endswith(".zip") or Path(p, "json").is_dir() or "lib-dynload" in p)
    ]
    return [str(here), *library, engine]


def _environment() -> dict[str, str]:
    """Nothing, but for what the platform itself needs to start a process at all."""
    needed = ("SYSTEMROOT",) if os.name == "nt" else ()
    return {name: os.environ[name] for name in needed if name in os.environ}
