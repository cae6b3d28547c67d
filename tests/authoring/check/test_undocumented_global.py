"""MWS010: globals that MyWorkspace doesn't document."""

from __future__ import annotations

import re

import pytest

from runtime.authoring.check.finding import Severity
from runtime.authoring.check.rules.undocumented_global import ECMASCRIPT
from runtime.model.kind import Kind
from tests.authoring.check.marked import holds
from tests.paths import ROOT

PRELUDE = ROOT / "runtime" / "guest" / "prelude" / "host" / "globals.js"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("const fs = «require('fs');", "for HTTP use rest.get"),
        ("«fetch('https://a.example');", "for HTTP use rest.get"),
        ("const auth = «btoa('a:b');", "username and password"),
        ("const auth = «Buffer.from('a:b').toString('base64');", "username and password"),
        ("const u = new «URL('https://a.example');", "the option query"),
        ("if («process.env.X) {}", "gets its data from context"),
        ("«module.exports = function () {};", "context, rest, done"),
        ("done(«contxt);", "did you mean context?"),
        ("const accountKey = 1; «acountKey.length;", "did you mean accountKey?"),
        ("handle(); function handled() {}\n".replace("handle()", "«handle()"), "did you mean handled?"),
        ("(() => «arguments.length)();", "There is no arguments"),
    ],
)
def test_it_is_told_what_there_is_instead(text: str, told: str) -> None:
    """Once, where it is used first."""
    (one,) = holds("MWS010", text + "\n", Severity.ERROR)
    assert told in one.message


@pytest.mark.parametrize("text", ["«console.log(1); console.log(2);", "«setTimeout(f, 5); function f() {}"])
def test_console_and_timers_are_warnings(text: str) -> None:
    """Scripts use them while they are tried."""
    holds("MWS010", text, Severity.WARNING)


@pytest.mark.parametrize(
    "text",
    [
        "done(context); rest.get('https://a.example');",
        "JSON.parse('1'); new Promise(Object); Math.max(NaN, Infinity, undefined); globalThis.x = 1;",
        "function f() { return arguments.length; }",
        "if (typeof console !== 'undefined') { console.log(1); }",
        "if (typeof (setTimeout) === 'function') setTimeout(function () {}, 1);",
        "counter = 0; counter += 1; done(counter);",
        "for (key in context) { f(key); } function f() {}",
        "if (context) { function inner() {} } inner();",
        "outer: for (const x of []) { continue outer; }",
        "const { a, b: { c = 1 }, ...d } = context; f(a, c, d); function f({ x }, [y], ...z) { x(y, z); }",
        "try { f(); } catch (e) { e(); } var f = class K { m() { return K; } };",
        "const o = { context, rest, get a() { return 1; }, b() {}, ['c' + 1]: 2 }; o.require();",
        "var g = function named() { return named; };",
        "label: { break label; }",
        "async function f() { for await (const x of y()) x(); } function* y() { yield* y(); }",
        "const f = a => b => a + b; const t = `${f(1)(2)}`;",
        "class A { #p = 1; static s = 2; m() { return this.#p + A.s; } }",
        "switch (context.a) { case 1: let z = 1; z; }",
        "try { f(); } catch { f(); } function f() {}",
        "let a, b; [a, b] = [b, a]; ({ a, b } = context);",
    ],
)
def test_names_that_are_declared_asked_for_or_ecmascripts_are_not(text: str) -> None:
    """Wherever and however."""
    holds("MWS010", text)


def test_a_transformation_has_only_context() -> None:
    """No rest, no done."""
    (one,) = holds("MWS010", "context.a = 1; «done(context);", Severity.ERROR, kind=Kind.TRANSFORMATION)
    assert one.message.startswith("A transformation script has only context, no done")


def test_a_project_may_have_timers() -> None:
    """As `globals` in its mws.toml says."""
    holds("MWS010", "setTimeout(function () {}, 1);", globals=frozenset({"timers"}))


def test_ecmascripts_names_are_those_that_a_script_gets() -> None:
    """The guest's list and ours are the same."""
    listed = re.search(r"const NAMES = \[(.*?)\];", PRELUDE.read_text("utf-8"), re.DOTALL)
    assert listed is not None
    assert set(re.findall(r"'(\w+)'", listed[1])) == ECMASCRIPT
