"""MWS011: syntax that is newer than the target."""

from __future__ import annotations

import pytest

from runtime.authoring.check.finding import Severity
from tests.authoring.check.marked import holds

NEWER = [
    ("es2016", "const a = «2 ** 3;"),
    ("es2016", "let a = 2; «a **= 3;"),
    ("es2017", "«async function f() { await f(); }"),
    ("es2017", "const f = «async () => 1;"),
    ("es2017", "const o = { «async m() {} };"),
    ("es2018", "const o = { «...context };"),
    ("es2018", "const { a, «...others } = context;"),
    ("es2018", "const r = «/(?<year>\\d+)/;"),
    ("es2018", "const r = «/(?<=a)b/;"),
    ("es2018", "const r = «/a.b/s;"),
    ("es2019", "try { f(); } «catch { f(); } function f() {}"),
    ("es2020", "const a = context«?.Application;"),
    ("es2020", "const a = «context.a ?? 1;"),
    ("es2020", "const a = «10n;"),
    ("es2020", "«import('x');"),
    ("es2021", "let a; «a ??= 1;"),
    ("es2021", "const a = «1_000;"),
    ("es2022", "class A { «a = 1; }"),
    ("es2022", "class A { «static { f(); } } function f() {}"),
]


@pytest.mark.parametrize(("since", "text"), NEWER)
def test_it_is_an_error_under_an_older_target(since: str, text: str) -> None:
    """That somebody has named."""
    older = f"es{int(since[2:]) - 1}"
    (one,) = holds("MWS011", text, Severity.ERROR, target=older, assumed=False)
    assert one.message.endswith(f"came with {since.upper()}: {older.upper()} is the target")


@pytest.mark.parametrize(("since", "text"), NEWER)
def test_it_is_nothing_under_its_own_target(since: str, text: str) -> None:
    """Or a newer one."""
    holds("MWS011", text.replace("«", ""), target=since, assumed=False)


def test_it_is_a_warning_under_the_assumed_one_told_once() -> None:
    """However often it is used."""
    holds("MWS011", "const a = context«?.a; const b = context?.b;", Severity.WARNING)


def test_es2015_itself_is_fine() -> None:
    """Let, arrows, classes, templates, destructuring, spread of arrays, generators, promises."""
    text = """
    let a = 1; const f = (x = 2, ...rest_) => `${x}${rest_}`; class A extends Object { static m() {} get g() { return 1; } }
    const { b, c: [d] } = context; f(...[1, 2]); function* g() { yield b; } for (const x of [d]) f(x);
    new Promise((resolve) => resolve(a)); const r = /a/giuy; const n = 0b11 + 0o17; const o = { b, ['k' + 1]: 2 };
    """
    holds("MWS011", text)
