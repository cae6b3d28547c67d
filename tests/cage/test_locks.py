"""Each lock by itself: what it tells the kernel, on machines that are not at hand, too."""

from __future__ import annotations

import struct

import pytest

from runtime.cage.locks import landlock, seccomp
from runtime.cage.locks.seccomp import MACHINES, program

ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050001
MACHINE_NAMES = sorted(MACHINES)


def verdict(code: bytes, architecture: int, number: int, *arguments: int) -> int:
    """What the kernel would make of a system call: the filter, run as the kernel runs it."""
    words = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("=IIQ6Q", number, architecture, 0, *(word % (1 << 64) for word in words))
    accumulator = at = 0
    while True:
        operation, then, otherwise, value = struct.unpack_from("=HBBI", code, 8 * at)
        at += 1
        match operation:
            case 0x20:
                (accumulator,) = struct.unpack_from("=I", data, value)
            case 0x54:
                accumulator &= value
            case 0x15:
                at += then if accumulator == value else otherwise
            case 0x35:
                at += then if accumulator >= value else otherwise
            case 0x06:
                return int(value)
            case _:
                raise AssertionError(f"an instruction that isn't known: {operation:#x}")


def judge_call(name: str, call: str, *arguments: int) -> int:
    """The verdict about a call that the table names."""
    machine = MACHINES[name]
    return verdict(program(machine), machine.audit, machine.calls[call], *arguments)


@pytest.mark.parametrize("name", MACHINE_NAMES)
def test_of_all_numbers_only_the_allowed_ones_pass(name: str) -> None:
    """Whatever a kernel may add."""
    machine = MACHINES[name]
    code = program(machine)
    anonymous = (0, 4096, 3, 0x22)
    passed = {number for number in range(600) if verdict(code, machine.audit, number, *anonymous) == ALLOW}
    assert passed == set(machine.calls.values())
    assert verdict(code, machine.audit, 599) == REFUSE


@pytest.mark.parametrize("name", MACHINE_NAMES)
def test_a_call_of_another_architecture_ends_the_process(name: str) -> None:
    """The same numbers mean other calls there."""
    machine = MACHINES[name]
    others = [other.audit for other in MACHINES.values() if other is not machine]
    for audit in [*others, 0x40000003, 0]:
        assert verdict(program(machine), audit, machine.calls["read"]) == KILL
    assert verdict(program(machine), machine.audit, 0x40000000 | machine.calls["read"]) == KILL


@pytest.mark.parametrize("name", MACHINE_NAMES)
def test_it_reads_and_writes_on_its_pipe_alone(name: str) -> None:
    """Descriptor 0, and no other that it might come by."""
    for call in ("read", "write"):
        assert judge_call(name, call, 0) == ALLOW
        assert judge_call(name, call, 1) == REFUSE
        assert judge_call(name, call, 1 << 31) == REFUSE


@pytest.mark.parametrize("name", MACHINE_NAMES)
def test_memory_is_neither_code_nor_file(name: str) -> None:
    """Anonymous memory to read and write is what an engine needs."""
    assert judge_call(name, "mmap", 0, 4096, 0b011, 0x22) == ALLOW
    assert judge_call(name, "mmap", 0, 4096, 0b100, 0x22) == REFUSE
    assert judge_call(name, "mmap", 0, 4096, 0b111, 0x22) == REFUSE
    assert judge_call(name, "mmap", 0, 4096, 0b011, 0x02) == REFUSE
    assert "mprotect" not in MACHINES[name].calls


@pytest.mark.parametrize("name", MACHINE_NAMES)
def test_it_can_not_stop_the_timer_of_its_cpu(name: str) -> None:
    """ITIMER_PROF is 2, ITIMER_VIRTUAL 1; the one by the clock is set anew for each turn."""
    assert judge_call(name, "setitimer", 0) == ALLOW
    assert judge_call(name, "setitimer", 1) == REFUSE
    assert judge_call(name, "setitimer", 2) == REFUSE


def test_an_unknown_machine_has_no_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told as a lock that is missing; numbers of another machine are not tried."""
    monkeypatch.setattr("runtime.cage.locks.libc.MACHINE", "")
    with pytest.raises(LookupError):
        seccomp.close()


@pytest.mark.parametrize(
    ("abi", "words"),
    [
        (1, [(1 << 13) - 1]),
        (2, [(1 << 14) - 1]),
        (3, [(1 << 15) - 1]),
        (4, [(1 << 15) - 1, 3]),
        (5, [(1 << 16) - 1, 3]),
        (6, [(1 << 16) - 1, 3, 3]),
        (9, [(1 << 16) - 1, 3, 3]),
    ],
)
def test_landlock_handles_what_its_version_knows(abi: int, words: list[int]) -> None:
    """A kernel refuses a right that it doesn't know."""
    assert list(struct.unpack(f"={len(words)}Q", landlock.ruleset(abi))) == words
