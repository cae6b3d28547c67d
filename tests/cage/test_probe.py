"""The 35 things that a script which has taken over its process could do, tried by the system's own calls."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys

import pytest

from runtime.cage.pool import Cage, has_zygote
from tests.cage import probe

pytestmark = pytest.mark.skipif(not has_zygote(), reason="the stronger cage exists only on Linux")

# Root outside, but inside it has no right over anything but its own files, as every ordinary user.
AS_ORDINARY_USER = """
import runpy
from runtime.cage.locks import identity, libc
libc.unshare(0x10000000)
identity._write("setgroups", b"deny")
identity._write("uid_map", b"1000 0 1")
identity._write("gid_map", b"1000 0 1")
identity.drop_capabilities()
runpy.run_module("tests.cage.probe", run_name="__main__", alter_sys=True)
"""


def test_each_is_refused() -> None:
    """To whoever runs the tests."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.cage.probe"], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "35 of 35 refused", done.stdout + done.stderr


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="an ordinary user has tried it above")
def test_each_is_refused_to_an_ordinary_user_too() -> None:
    """Without root's rights the cage is built another way, and holds as well."""
    done = subprocess.run(
        [sys.executable, "-c", AS_ORDINARY_USER], capture_output=True, text=True, check=False, timeout=60
    )
    if "Operation not permitted" in done.stderr:
        pytest.skip("this host lets nobody make a user namespace")
    assert done.stdout.splitlines()[-1] == "35 of 35 refused", done.stdout + done.stderr


def test_each_is_refused_where_a_host_gives_neither_namespaces_nor_landlock() -> None:
    """To an ordinary user in many a container: seccomp alone refuses them all."""
    missing = frozenset({"nobody's user id", "user namespace", "no network", "Landlock"})
    results = asyncio.run(probe.try_operations(Cage.ZYGOTE, program="tests.cage.poor_host", without=missing))
    assert [one for one in results if not one.refused] == []
    assert len(results) == 35


def test_outside_the_stronger_cage_they_are_done() -> None:
    """So a refusal says something: the calls are made as they should be. Only harmless ones are tried."""
    harmless = "stat of the home folder, kill, prctl: dumpable, mprotect to executable, personality"
    results = asyncio.run(probe.try_operations(Cage.SPAWN, harmless))
    assert [(one.name, one.error) for one in results] == [(name, "") for name in harmless.split(", ")]
