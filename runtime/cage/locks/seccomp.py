"""The system calls that a child can still make, as a program for the kernel's seccomp filter.

All others fail with EPERM, so that a library can go on without them. A call of another architecture, in which
the numbers mean other calls, ends the process.

https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Iterator
from typing import NamedTuple

from runtime.cage.locks import libc

_MODE_FILTER = 2
_KILL_PROCESS, _ALLOW = 0x80000000, 0x7FFF0000
_EPERM = 0x00050000 | 1
# The kernel's numbers: Python doesn't have these on Windows, where this file is imported too.
_PROT_EXEC, _MAP_ANONYMOUS = 0x4, 0x20
_ITIMER_REAL = 0
_X32 = 0x40000000  # calls of the x32 ABI have this bit, with the architecture of x86-64

# Offsets of the values that a filter reads (struct seccomp_data), little-endian.
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16


class Architecture(NamedTuple):
    """An architecture: the kernel's number for it, and its numbers of the allowed calls."""

    audit: int
    calls: dict[str, int]


# fmt: off
MACHINES = {
    "x86_64": Architecture(0xC000003E, {
        "read": 0, "write": 1, "mmap": 9, "munmap": 11, "brk": 12, "rt_sigreturn": 15, "mremap": 25,
        "madvise": 28, "setitimer": 38, "getrusage": 98, "futex": 202, "restart_syscall": 219,
        "clock_gettime": 228, "exit_group": 231,
    }),
    "aarch64": Architecture(0xC00000B7, {
        "read": 63, "write": 64, "mmap": 222, "munmap": 215, "brk": 214, "rt_sigreturn": 139, "mremap": 216,
        "madvise": 233, "setitimer": 103, "getrusage": 165, "futex": 98, "restart_syscall": 128,
        "clock_gettime": 113, "exit_group": 94,
    }),
}
# fmt: on


class Where(NamedTuple):
    """The condition that an argument is `value` under `mask`."""

    argument: int
    mask: int
    value: int


# Memory without code or file; its own pipe; the wall clock timer (the CPU timer runs already).
_CONDITIONS = {
    "read": (Where(0, 0xFFFFFFFF, 0),),
    "write": (Where(0, 0xFFFFFFFF, 0),),
    "mmap": (Where(2, _PROT_EXEC, 0), Where(3, _MAP_ANONYMOUS, _MAP_ANONYMOUS)),
    "setitimer": (Where(0, 0xFFFFFFFF, _ITIMER_REAL),),
}

# Classic BPF: the operation codes of the instructions that are needed.
_LOAD, _AND, _EQUAL, _GREATER_OR_EQUAL, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06


class _FilterProgram(ctypes.Structure):
    """The kernel's struct sock_fprog."""

    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]


def program(machine: Architecture) -> bytes:
    """The filter for an architecture: eight bytes an instruction (struct sock_filter)."""
    lines = [
        _line(_LOAD, _ARCHITECTURE),
        _line(_EQUAL, machine.audit, then=1),
        _line(_RETURN, _KILL_PROCESS),
        _line(_LOAD, _NUMBER),
        _line(_GREATER_OR_EQUAL, _X32, otherwise=1),
        _line(_RETURN, _KILL_PROCESS),
    ]
    for name, number in machine.calls.items():
        body = list(_allow(_CONDITIONS.get(name, ())))
        lines += [_line(_EQUAL, number, otherwise=len(body)), *body]
    return b"".join([*lines, _line(_RETURN, _EPERM)])


def _allow(conditions: tuple[Where, ...]) -> Iterator[bytes]:
    for where in conditions:
        yield _line(_LOAD, _ARGUMENTS + 8 * where.argument)
        yield _line(_AND, where.mask)
        yield _line(_EQUAL, where.value, then=1)
        yield _line(_RETURN, _EPERM)
    yield _line(_RETURN, _ALLOW)


def _line(code: int, value: int, *, then: int = 0, otherwise: int = 0) -> bytes:
    """One instruction; `then` and `otherwise` are the numbers of instructions to skip."""
    return struct.pack("=HBBI", code, then, otherwise, value)


def close() -> None:
    """Forbid all other calls. Raises OSError, or LookupError on an unknown architecture."""
    code = _PROGRAMS[libc.MACHINE]
    filter_program = _FilterProgram(len(code) // 8, code)
    libc.prctl(libc.PR_SET_SECCOMP, _MODE_FILTER, ctypes.cast(ctypes.byref(filter_program), ctypes.c_void_p))


# Made once, in the zygote: a child only passes it to the kernel.
_PROGRAMS = {name: program(machine) for name, machine in MACHINES.items()}
