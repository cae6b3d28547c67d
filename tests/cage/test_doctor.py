"""`mws doctor`: it tries each lock, and tells of one that is missing or doesn't hold."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest

from runtime.cage import lock_check, lock_probes, locks
from runtime.cage.doctor import diagnose
from runtime.cage.lock_check import check_locks
from runtime.cage.locks import Lock
from runtime.cage.pool import has_zygote
from runtime.cli import call
from runtime.render.doctor import show
from runtime.render.screen import Screen

pytestmark = pytest.mark.skipif(not has_zygote(), reason="the locks are Linux's")
EVERY = (*locks.ZYGOTE, *locks.CHILD)
NAMES = list(dict.fromkeys(lock.name for lock in EVERY if has_zygote() and lock_check._matters(lock)))


def refuse(_bounds: object) -> None:
    raise PermissionError(1, "Operation not permitted")


def with_lock(monkeypatch: pytest.MonkeyPatch, name: str, close: Callable[[object], object]) -> None:
    """Put something else in a lock's place."""
    for row in ("ZYGOTE", "CHILD"):
        before = getattr(locks, row)
        after = tuple(Lock(name, close) if lock.name == name else lock for lock in before)
        monkeypatch.setattr(locks, row, after)


def test_a_lock_that_is_missing_is_named_with_the_systems_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """And with what its lack means."""
    with_lock(monkeypatch, "seccomp", refuse)
    (seccomp,) = [lock for lock in check_locks() if lock.name == "seccomp"]
    assert not seccomp.holds
    assert seccomp.problem == "Operation not permitted"
    text = io.StringIO()
    show(diagnose(), Screen(text))
    assert "MISSING  seccomp" in text.getvalue()
    assert seccomp.means in text.getvalue()


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_that_does_not_hold_is_found_out(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Closing is not believed: what must fail behind it is tried, and here nothing closes."""
    monkeypatch.setattr(lock_check, "_matters", lambda lock: lock.name == name)  # the others are not tried
    (before,) = check_locks()
    monkeypatch.setattr(lock_probes, "_LONG", 0.1)  # nothing ends it: all of it is used
    with_lock(monkeypatch, name, lambda _: None)
    (found,) = check_locks()
    assert found.problem == "it exists, and does not hold" or not before.holds


def test_it_ends_with_0_only_if_nothing_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """For scripts that set machines up; --json says the same in full."""
    assert call(["doctor", "--json"]) == (0 if all(lock.holds for lock in check_locks()) else 1)
    assert json.loads(capsys.readouterr().out)["chosen"] == "zygote"
    with_lock(monkeypatch, "Landlock", refuse)
    assert call(["doctor"]) == 1
    assert "Landlock: not here" in capsys.readouterr().out
