"""Each construct of the language: the copy does the same, and counts what is reached and nothing else."""

from __future__ import annotations

import pytest

from runtime.authoring.coverage import instrument as instrumenting
from runtime.authoring.coverage.instrument import NoCopy, instrument
from runtime.model.commands import Throw
from tests.authoring.coverage.copies import run_with_copy

# A script, and what no run of it reaches.
CONSTRUCTS: dict[str, tuple[str, list[str]]] = {
    "a straight script": ("let a = 1;\nconsole.log(a);\ndone(context)", []),
    "code after an exception": ("null.x;\nconsole.log(1)", ["statement 2"]),
    "declarations without a value": ("var a;\nlet b;\nfunction f() {}\n;\n{}", ["function f 3"]),
    "if without else": ("if (true) {\n console.log(1);\n}", ["no else 1"]),
    "if that doesn't hold": ("if (false)\n console.log(1);", ["if 1", "statement 2"]),
    "if and else without braces": (
        "if (0) console.log(1); else console.log(2);\nconsole.log(3)",
        ["if 1", "statement 1"],
    ),
    "else without semicolon before it": (
        "if (1) console.log(1)\nelse console.log(2)",
        ["else 1", "statement 2"],
    ),
    "a dangling else": (
        "if (1) if (0) console.log(1); else console.log(2)\nconsole.log(3)",
        ["no else 1", "if 1", "statement 1"],
    ),
    "else if": (
        "if (0) a();\nelse if (1) console.log(2);\nelse c();",
        ["if 1", "statement 1", "else 2", "statement 3"],
    ),
    "empty arms": ("if (0);else;\nif (1) {} else {}", ["if 1", "else 2"]),
    "comments at every end": (
        "if (1) /* a */ console.log(1) // b\nelse /* c */ console.log(2) // d\nlet f = x => x // e\nf() // f",
        ["else 1", "statement 2"],
    ),
    "a function in a single statement": (
        "if (1) function f() { return 1 }\nconsole.log(f())",
        ["no else 1"],
    ),
    "the conditional operator": ("console.log(1 ? 'a' : 'b', 0 ? 'c' : 'd')", [": 1", "? 1"]),
    "or": ("console.log(0 || 1);\nconsole.log(1 || 2)", ["|| 1/2 1", "|| 2/2 2"]),
    "and": ("console.log(0 && 1);\nconsole.log(1 && 2)", ["&& 2/2 1", "&& 1/2 2"]),
    "nullish": ("console.log(0 ?? 1);\nconsole.log(null ?? 2)", ["?? 2/2 1", "?? 1/2 2"]),
    "a chain ends with one operand": ("console.log(0 || '' || 3 || 4)", ["|| 1/4 1", "|| 2/4 1", "|| 4/4 1"]),
    "mixed chains": (
        "console.log(0 && 1 || 2)",
        ["|| 1/2 1", "&& 2/2 1"],
    ),
    "logical assignment": ("let a = 1, b;\na ||= 2;\nb ??= 3;\nconsole.log(a, b)", ["||= 2"]),
    "switch with a default": (
        "switch (2) {\n case 1: console.log(1);\n case 2: console.log(2);\n default: console.log(3)\n}",
        ["case 1 2", "statement 2"],
    ),
    "switch without a default": (
        "switch (1) {\n case 1: console.log(1)\n}\nswitch (2) { case 1: console.log(2) }",
        ["no case 1", "case 1 4", "statement 4"],
    ),
    "falling out of the last case": (
        "for (let i of [1, 9]) switch (i) { case 1: console.log('one') }\nconsole.log('end')",
        [],
    ),
    "a switch that declares": (
        "switch (3) { case 1: let a = 1; break; case 3: a = 5; console.log(a) }",
        ["no case 1", "case 1 1", "statement 1", "statement 1", "statement 1"],
    ),
    "default parameters": (
        "function f(a = 1, {b = 2} = {}, [c = 3] = [4]) { return a + b + c }\nconsole.log(f(), f(5))",
        ["= 1"],
    ),
    "names that come from a default": (
        "let {f = () => 1} = {};\nconsole.log(f.name)",
        ["function - 1", "statement 1"],
    ),
    "names that come from an assignment": (
        "let f = function () {}, g = () => {}, C = class {};\nlet h; h ||= () => 1;\n"
        "console.log(f.name, g.name, C.name, h.name, (0 || function () {}).name, (1 ? () => 1 : 0).name)",
        [
            "function f 1",
            "function g 1",
            "function - 2",
            "statement 2",
            "|| 1/2 3",
            "function - 3",
            "function - 3",
            "statement 3",
            ": 3",
        ],
    ),
    "functions never called": (
        "let a = () => 1;\nfunction b() {\n return 2 }\nlet c = function d() { return 3 };",
        ["function a 1", "statement 1", "function b 2", "statement 3", "function d 4", "statement 4"],
    ),
    "arrow functions": (
        "const f = x => ({a: x}), g = async () => await 1, h = (a, b = 2) => a + b;\n"
        "console.log(f(1), h(1), f(1).a, ((x) => x)(3)); g()",
        [],
    ),
    "methods, getters, setters": (
        "const o = {\n m() { return this.v },\n get g() { return 1 },\n set g(x) { this.v = x },\n"
        " ['c' + 1]() { return 2 },\n async am() {},\n *gm() { yield 1 }\n};\n"
        "o.g = 5; console.log(o.m(), o.g, o.c1(), [...o.gm()])",
        ["function am 6"],
    ),
    "classes": (
        "class A { constructor() { this.a = 1 } }\nclass B extends A {\n f = this.a || 2;\n static s = 3;\n"
        " static { console.log(this.s) }\n #p = 4;\n constructor() { super(); this.b = this.#p }\n"
        " static *[Symbol.iterator]() { yield* [1] }\n}\nconst b = new B(); console.log(b.f, b.b, [...B])",
        ["|| 2/2 3"],
    ),
    "generators": (
        "function* g() {\n const got = yield 1;\n console.log(got || (yield 2));\n}\n"
        "const it = g(); it.next(); it.next('a')",
        ["|| 2/2 3"],
    ),
    "strict mode": ("'use strict'\nfunction f() { return this }\nconsole.log(f() === undefined)", []),
    "strict functions": (
        "function f() {\n 'use strict' // c\n return this }\nfunction g() { 'use strict'; return this }\n"
        "function h() { return this }\nconsole.log(f(), g(), h() === globalThis)",
        [],
    ),
    "sloppy mode": ("x = 5;\nconsole.log(delete globalThis.x, typeof this)", []),
    "labels": (
        "outer: for (let i = 0; i < 3; i++) {\n for (;;) { if (i) continue outer; break outer }\n}\n"
        "here: { break here; console.log(1) }\nl: console.log(2)",
        ["if 2", "statement 2", "statement 4"],
    ),
    "loops without braces": (
        "for (let i = 0; i < 2; i++) console.log(i);\nfor (const k in {a: 1}) console.log(k)\n"
        "for (const v of []) console.log(v)\nlet n = 2; while (n --> 0) console.log(n);\n"
        "do console.log('d'); while (false) console.log('after')\nfor (;0;);",
        ["statement 3"],
    ),
    "for headers": (
        "for (var i = 0 || 1, f = 1 ? 2 : 3; i < (2 && 3); i += 1 || 2) ;\nconsole.log(i, f)",
        ["|| 1/2 1", ": 1", "&& 1/2 1", "|| 2/2 1"],
    ),
    "closures of a loop": (
        "const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i);\nconsole.log(fs.map(f => f()))",
        [],
    ),
    "with": ("with ({a: 1}) console.log(a)", []),
    "lines without semicolons": (
        "let a = 1\nlet b = a\n;[1].forEach(x => console.log(x))\na\n++b\nconsole.log(a, b)\n;`t`\nreturn_()\n"
        "function return_() {\n return\n 1\n}",
        ["statement 11"],
    ),
    "templates": (
        "console.log(`a${1 || 2}b${`c${0 ? 3 : 4}`}`, String.raw`\\n${1 && 2}`)",
        ["|| 2/2 1", "? 1", "&& 1/2 1"],
    ),
    "regular expressions": ("console.log(/[/]|;{}/.test('/') || /a\\/b/.test(''))", ["|| 2/2 1"]),
    "this and arguments": (
        "function f() { return (() => this.x + arguments[0] + (1 && arguments.length))() }\n"
        "console.log(f.call({x: 1}, 2), f.length, (function (a, b = 1) {}).length)",
        ["&& 1/2 1", "function - 2", "= 2"],
    ),
    "a call through a chain has no this": (
        "'use strict'; const o = {m() { return this }};\nconsole.log((0 || o.m)() === undefined, o?.m() === o)",
        ["|| 1/2 2"],
    ),
    "try": (
        "try {\n null.x\n console.log(1)\n} catch {\n console.log(2)\n} finally {\n console.log(3)\n}",
        ["statement 3"],
    ),
    "unreachable code": ("function f() {\n return 1;\n console.log(2)\n}\nf()", ["statement 3"]),
    "destructuring": (
        "let a, b; ({a = 1, x: b = 2} = {a: 3}); [a = 1, b] = [b, a];\nconsole.log(a, b)",
        ["= 1", "= 1"],
    ),
    "other ends of lines": (
        "console.log(1)\r\nif (0)\r\n console.log(2)\u2028console.log(3)",
        ["if 2", "statement 3"],
    ),
    "letters beyond ASCII": ("const größe = 'ä\U0001f600' || 1; console.log(größe)", ["|| 2/2 1"]),
    "an empty script": ("", []),
    "only comments": ("// nothing\n/* here */", []),
    "only directives": ("'use strict'", []),
    "a beginning for the shell": ("#!/usr/bin/env node\nconsole.log(1)", []),
    "eval sees the same": (
        "function f() { var inner = 1; return eval('inner + 1') }\nconsole.log(f(), eval('var made = 3; made'), made)",
        [],
    ),
    "a console that was replaced": (
        "let console = {debug() {}}; Object.defineProperty(Object.prototype, 1, {set() { throw 1 }});\n"
        "if (0) done(1); done(context)",
        ["function debug 1", "function set 1", "statement 1", "if 2", "statement 2"],
    ),
    "asynchronous code": (
        "async function f() { await null; console.log(2); for await (const x of [Promise.resolve(3)]) console.log(x) }\n"
        "f().then(() => done(context)); console.log(1)",
        [],
    ),
    "an error that leaves": (
        "function f() {\n throw new Error('no')\n}\n1 && f();\nconsole.log(1)",
        ["&& 1/2 4", "statement 5"],
    ),
    "new.target, spread, optional calls": (
        "function F() { this.t = new.target === F }\nconsole.log(new F().t, Math.max(...[1, 2]), F?.name, null?.x?.())",
        [],
    ),
    "comma, void, delete, in": (
        "var o = {a: 1}; console.log((1, 2), void 0, delete o.a, 'a' in o || 1)",
        ["|| 1/2 1"],
    ),
}


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_a_construct_does_the_same_and_is_counted(name: str) -> None:
    """The commands are the same to the column, and exactly what isn't reached is missed."""
    script, missed = CONSTRUCTS[name]
    seen = run_with_copy(script)
    assert seen.counted == seen.plain
    assert seen.describe_missed() == missed


def test_none_of_them_fails_unless_it_means_to() -> None:
    """A construct that the engine refuses would be the same in its copy, and show nothing."""
    threw = [
        name
        for name, (script, _) in CONSTRUCTS.items()
        if any(isinstance(one, Throw) for one in run_with_copy(script).plain)
    ]
    assert threw == ["code after an exception", "a switch that declares", "an error that leaves"]


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("let = = 1", "line 1 can't be read"),
        ("a()\n<!-- x || y\n", "line 2 may hold a comment as in HTML"),
        ("a()\n--> x\n", "line 2"),
    ],
)
def test_what_the_parser_reads_otherwise_than_the_engine_has_no_copy(script: str, why: str) -> None:
    """Better none than one whose counters stand in the wrong place."""
    with pytest.raises(NoCopy, match=why):
        instrument(script)


def test_a_script_with_more_places_than_anybody_writes_has_no_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A recording may come from anybody, and each place takes its time."""
    monkeypatch.setattr(instrumenting, "MOST_POINTS", 10)
    assert len(instrument("a();" * 10).points) == 10
    with pytest.raises(NoCopy, match="more than 10 places"):
        instrument("a();" * 11)
