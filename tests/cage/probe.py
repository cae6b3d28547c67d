"""What a script could do if it took over its process: 35 things, each of which must be refused.

`python -m tests.cage.probe` tries them from inside the strongest cage here, by the system's own calls and not
through the engine.
"""

from __future__ import annotations

import asyncio
import ctypes
import errno
import json
import mmap
import os
import pwd
import signal
import sys
from collections.abc import Callable
from typing import NamedTuple

from runtime.cage.child_protocol import Bounds
from runtime.cage.inside.pipe import Pipe
from runtime.cage.inside.serve_script import Serve
from runtime.cage.locks.libc import MACHINE
from runtime.cage.pool import Cage, ChildPool
from runtime.model.limits import Limits

# What says that a thing is not allowed. Any other error, as of a wrong argument, says that it was considered.
PROGRAM = "tests.cage.probe"
REFUSALS = {errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EMFILE, errno.EAGAIN}

# fmt: off
_NUMBERS = {
    "x86_64": {
        "openat": 257, "newfstatat": 262, "socket": 41, "connect": 42, "bind": 49, "sendto": 44, "execve": 59,
        "clone": 56, "clone3": 435, "kill": 62, "ptrace": 101, "process_vm_readv": 310, "io_uring_setup": 425,
        "bpf": 321, "perf_event_open": 298, "userfaultfd": 323, "keyctl": 250, "mount": 165, "unshare": 272,
        "setns": 308, "chroot": 161, "pivot_root": 155, "prctl": 157, "prlimit64": 302, "mprotect": 10,
        "mmap": 9, "memfd_create": 319, "shmget": 29, "mq_open": 240, "inotify_init1": 294,
        "personality": 135,
        # These have no number elsewhere; another call does the same there.
        "open": 2, "fork": 57, "vfork": 58, "inotify_init": 253,
    },
    "aarch64": {
        "openat": 56, "newfstatat": 79, "socket": 198, "connect": 203, "bind": 200, "sendto": 206,
        "execve": 221, "clone": 220, "clone3": 435, "kill": 129, "ptrace": 117, "process_vm_readv": 270,
        "io_uring_setup": 425, "bpf": 280, "perf_event_open": 241, "userfaultfd": 282, "keyctl": 219,
        "mount": 40, "unshare": 97, "setns": 268, "chroot": 51, "pivot_root": 41, "prctl": 167,
        "prlimit64": 261, "mprotect": 226, "mmap": 222, "memfd_create": 279, "shmget": 194, "mq_open": 180,
        "inotify_init1": 26, "personality": 92,
    },
}
# fmt: on

_HERE = -100  # AT_FDCWD
_NEW_USER = 0x10000000
_VFORK = 0x4100  # CLONE_VFORK | CLONE_VM
_SET_DUMPABLE, _TRACE_ME = 4, 0
_FAR = b"\x02\x00\x00\x50\x7f\x00\x00\x01" + b"\0" * 8  # 127.0.0.1:80


class Operation(NamedTuple):
    """`call` gives what the system call gives: -1 if it failed."""

    name: str
    call: Callable[[], int]


class OperationResult(NamedTuple):
    """What came of it; `error` is the system's name for it, or "" if it was done."""

    name: str
    error: str
    refused: bool


def operations() -> list[Operation]:
    """All that is tried, as the system calls of this machine."""
    numbers = _NUMBERS[MACHINE]
    libc = ctypes.CDLL(None, use_errno=True)
    page = mmap.mmap(-1, mmap.PAGESIZE)
    place = ctypes.c_char.from_buffer(page)
    kept = [ctypes.create_string_buffer(4096) for _ in range(4)]
    room, higher, buffer, far = kept
    far.raw = _FAR.ljust(4096, b"\0")
    higher.raw = b"\xff" * 4096
    home = next((user.pw_dir for user in pwd.getpwall() if user.pw_uid == os.getuid()), "/home").encode()
    environment, nowhere = b"/proc/self/environ", b"/no/such/folder"

    def call(name: str, *arguments: object) -> int:
        words = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
        return int(libc.syscall(ctypes.c_long(numbers[name]), *words))

    def call_either(name: str, arguments: tuple[object, ...], other: str, its: tuple[object, ...]) -> int:
        return call(name, *arguments) if name in numbers else call(other, *its)

    def open_file(path: bytes, flags: int) -> int:
        return call_either("open", (path, flags, 0o600), "openat", (_HERE, path, flags, 0o600))

    anonymous = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
    write_and_run = mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC
    parent = os.getppid()
    return [
        Operation("open for reading", lambda: open_file(b"/etc/passwd", os.O_RDONLY)),
        Operation("open for writing", lambda: open_file(b"/dev/null", os.O_WRONLY)),
        Operation("openat: reading /proc/self/environ", lambda: call("openat", _HERE, environment, 0, 0)),
        Operation("stat of the home folder", lambda: call("newfstatat", _HERE, home, buffer, 0)),
        Operation("socket", lambda: call("socket", 2, 1, 0)),
        Operation("connect", lambda: call("connect", 0, far, 16)),
        Operation("bind", lambda: call("bind", 0, far, 16)),
        Operation("sendto", lambda: call("sendto", 0, buffer, 1, 0, far, 16)),
        Operation("execve", lambda: call("execve", b"/bin/true", None, None)),
        Operation("fork", lambda: call_either("fork", (), "clone", (int(signal.SIGCHLD), 0, 0, 0, 0))),
        Operation("vfork", lambda: call_either("vfork", (), "clone", (_VFORK | signal.SIGCHLD, 0, 0, 0, 0))),
        Operation("clone", lambda: call("clone", int(signal.SIGCHLD), 0, 0, 0, 0)),
        Operation("clone3", lambda: call("clone3", room, 64)),
        Operation("kill", lambda: call("kill", parent, 0)),
        Operation("ptrace", lambda: call("ptrace", _TRACE_ME, 0, 0, 0)),
        Operation("process_vm_readv", lambda: call("process_vm_readv", parent, room, 0, room, 0, 0)),
        Operation("io_uring_setup", lambda: call("io_uring_setup", 1, room)),
        Operation("bpf", lambda: call("bpf", 0, room, 64)),
        Operation("perf_event_open", lambda: call("perf_event_open", room, 0, -1, -1, 0)),
        Operation("userfaultfd", lambda: call("userfaultfd", 1)),
        Operation("keyctl", lambda: call("keyctl", 0, -3, 1)),
        Operation("mount", lambda: call("mount", b"none", nowhere, b"tmpfs", 0, None)),
        Operation("unshare", lambda: call("unshare", _NEW_USER)),
        Operation("setns", lambda: call("setns", 0, 0)),
        Operation("chroot", lambda: call("chroot", b"/")),
        Operation("pivot_root", lambda: call("pivot_root", nowhere, nowhere)),
        Operation("prctl: dumpable", lambda: call("prctl", _SET_DUMPABLE, 1, 0, 0, 0)),
        Operation("setrlimit upward", lambda: call("prlimit64", 0, 7, higher, None)),
        Operation(
            "mprotect to executable", lambda: call("mprotect", ctypes.addressof(place), mmap.PAGESIZE, 5)
        ),
        Operation(
            "mmap: writable and executable", lambda: call("mmap", 0, 4096, write_and_run, anonymous, -1, 0)
        ),
        Operation("memfd_create", lambda: call("memfd_create", b"probe", 0)),
        Operation("shmget", lambda: call("shmget", 0, 4096, 0o1600)),
        Operation("mq_open", lambda: call("mq_open", b"probe", os.O_CREAT | os.O_RDWR, 0o600, None)),
        Operation("inotify_init", lambda: call_either("inotify_init", (), "inotify_init1", (0,))),
        Operation("personality", lambda: call("personality", 0x0040000)),
    ]


def attempt(operation: Operation) -> OperationResult:
    ctypes.set_errno(0)
    done = operation.call() != -1
    number = ctypes.get_errno()
    error = "" if done else errno.errorcode.get(number, str(number))
    return OperationResult(operation.name, error, not done and number in REFUSALS)


def prepare() -> Serve:
    """The program of the child that tries them."""
    wanted = operations()

    def serve(pipe: Pipe, bounds: Bounds) -> None:
        del bounds
        for order in pipe:
            only = json.loads(order)["script"].split(", ")
            results = [attempt(one) for one in wanted if one.name in only or not only[0]]
            pipe.say(json.dumps(results).encode() + b"\n")

    return serve


async def try_operations(
    cage: Cage = Cage.AUTO, only: str = "", *, program: str = PROGRAM, without: frozenset[str] = frozenset()
) -> list[OperationResult]:
    """What comes of each in a cage; `only` names some of them, with commas between.

    `without` are layers that `program` has seen to that the child hasn't.
    """
    async with ChildPool(cage, program=program) as pool:
        child = await pool.child(Limits())
        if here := without.intersection(child.layers):
            sys.exit(f"the child is held by {', '.join(here)}")
        heard: asyncio.Queue[object] = asyncio.Queue()
        child.attend(heard.put_nowait)
        child.begin(begun="", script=only)
        said = await asyncio.wait_for(heard.get(), 120)
        if not isinstance(said, bytes):
            sys.exit(f"the child ended: {said}")
        return [OperationResult(*one) for one in json.loads(said)]


def main() -> None:
    """Try all, and print what came of each."""
    results = asyncio.run(try_operations())
    for one in results:
        print(f"{'refused' if one.refused else 'NOT REFUSED':12} {one.name} ({one.error or 'done'})")
    refused = sum(one.refused for one in results)
    print(f"{refused} of {len(results)} refused")
    sys.exit(refused != len(results))


if __name__ == "__main__":
    main()
