"""Promises that are rejected while nobody listens end a run, once all else of the turn has run."""

from __future__ import annotations

import sys

import pytest

from runtime.guest.engine import Engine
from tests.guest.guest import Guest


@pytest.mark.skipif(sys.platform == "win32", reason="the engine's interface is not exported there")
def test_the_engine_itself_tells_of_rejections() -> None:
    """A new release of the binding that has another shape is noticed here, not by scripts."""
    assert Engine(cpu=1, memory=64 << 20)._tracker is not None


@pytest.mark.parametrize(
    ("script", "thrown"),
    [
        ("Promise.reject(new Error('lost'))", "Error: lost"),
        ("(async () => { await null; throw new RangeError('late'); })()", "RangeError: late"),
        ("new Promise((_, no) => no(new Error('made')))", "Error: made"),
        ("Promise.resolve().then(() => { throw new Error('chained'); })", "Error: chained"),
        ("const p = Promise.reject(new Error('split')); p.then(() => 1); p.catch(() => 2)", "Error: split"),
        ("Promise.reject(new Error('a')).catch(() => console.log('caught'))", ""),
        ("const p = Promise.reject(new Error('b')); Promise.resolve().then(() => p.catch(() => 1))", ""),
        ("(async () => { const p = Promise.reject(new Error('c')); try { await p; } catch { } })()", ""),
        ("Promise.allSettled([Promise.reject(new Error('d'))])", ""),
    ],
)
def test_a_rejection_that_nobody_has_handled_is_thrown(script: str, thrown: str) -> None:
    """Only what is handled before the turn's promise jobs are done is forgiven."""
    assert Guest(script).exception == thrown


@pytest.mark.parametrize(
    ("reason", "named"),
    [
        ("'text'", "text"),
        ("5", "5"),
        ("undefined", "undefined"),
        ("Symbol('s')", "Symbol(s)"),
        ("{a: 1}", "#<Object>"),
        ("[1]", "[object Array]"),
        ("new (class Mine {})()", "#<Mine>"),
        ("Object.create(null)", "[object Object]"),
        ("function f() {}", "function f() {}"),
        ("new Date(0)", "[object Date]"),
        ("Promise.resolve()", "#<Promise>"),
    ],
)
def test_a_reason_that_is_no_error_is_named(reason: str, named: str) -> None:
    """In V8's words, which it finds without asking the value."""
    thrown = Guest(f"Promise.reject({reason})").exception
    assert thrown.startswith("UnhandledPromiseRejection: This error originated either by throwing")
    assert thrown.endswith(f'with the reason "{named}".')


def test_a_rejection_waits_for_ticks_and_promise_jobs() -> None:
    """An aborted request's events come first."""
    script = """
    const r = rest.get('http://h.example.com/').on('complete', () => console.log('complete'));
    Promise.reject(new Error('lost'));
    Promise.resolve().then(() => console.log('job'));
    r.abort();
    """
    guest = Guest(script)
    assert guest.log == ["complete", "job"]
    assert guest.exception == "Error: lost"
