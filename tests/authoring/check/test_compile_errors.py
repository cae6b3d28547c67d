"""The engine's own word on scripts: compiled in the cage, and never run."""

from __future__ import annotations

import pytest

from runtime.authoring.check.compile_errors import find_compile_errors
from runtime.authoring.check.finding import Severity
from runtime.authoring.check.script import check_script
from runtime.model.script import Place, Script
from tests.authoring.check.marked import unmarked

BROKEN = [
    "let x = «;",
    "var a = 1;\nfoo(«;",
    "let ü = '😀'; x = «;",
    "var a = 1;\r\nvar b = «;",
    "a\u2028b «c",
    "let a; let a«;",
    "«return 1",
    "'use strict';\n«with (a) { b; }",
    '// first\n/* second */ "use strict"; var «public;',
    "#!/usr/bin/env node\nlet x = «;",
    "await «x;",
    "for «await (const x of y) {}",
]
FINE = [
    "done(context);",
    "// only a comment",
    "'use strict'; let a = 1;",
    "with (a) { b; }",
    "#!/usr/bin/env node\nlet x = 1;",
    "let context = 1; function done() {} function eval() {} function String() {} var Array = 1;",
    "throw new Error('x');",
    "while (true) {}",
    "async function f() { await 1; } class A { #p = 1; static { 1; } }",
]


def test_every_script_gets_its_own_word() -> None:
    """Many in one child: what one declares is no other's affair, and nothing of any runs."""
    broken = [unmarked(text) for text in BROKEN]
    texts = [*FINE, *(text for text, _ in broken), *FINE]
    said = find_compile_errors(texts)
    assert said[: len(FINE)] == [None] * len(FINE)
    assert said[-len(FINE) :] == [None] * len(FINE)
    for (text, places), one in zip(broken, said[len(FINE) : -len(FINE)], strict=True):
        assert one is not None, text
        assert (text, one.at) == (text, *places)
        assert one.message.startswith("SyntaxError: ")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "[" * 100_000,
        "`${" * 100_000,
        "a" * 1_000_000,
        "x = " + "-" * 500_000,
        "/" + "(" * 100_000 + "/",
        "function f(){" * 50_000,
        "if(a)" * 100_000,
        "a?b:" * 200_000 + "c",
    ],
    ids=lambda text: text[:8],
)
def test_a_hostile_text_ends_like_any_other(text: str) -> None:
    """Refused or taken, and the scripts beside it are none the worse."""
    said = find_compile_errors(["done(context);", text, "let x = ;"])
    assert said[0] is None
    assert said[2] is not None
    assert said[2].message.startswith("SyntaxError")
    found = check_script(Script(text, name="a.js"), compile_error=said[1])
    assert all(one.at >= Place(1, 1) for one in found)
    if said[1] is not None:
        assert [one.code for one in found] == ["MWS000"]


def test_of_a_script_that_does_not_compile_nothing_else_is_told() -> None:
    """Its tree is a guess."""
    text = "require('fs'); let x = ;"
    (one,) = check_script(Script(text, name="a.js"), compile_error=find_compile_errors([text])[0])
    assert (one.code, one.severity, one.at) == ("MWS000", Severity.ERROR, Place(1, 24))


def test_a_text_that_only_our_parser_does_not_understand_has_no_errors() -> None:
    """What follows from half a tree is not certain."""
    text = "using (x; require('fs');"
    found = check_script(Script(text, name="a.js"))
    assert {one.severity for one in found} == {Severity.WARNING}


def test_a_tree_that_is_too_deep_is_not_looked_at() -> None:
    """A sum of a thousand parts compiles, but looking around in it would take for ever."""
    text = "x = " + "a + " * 100_000 + "a;"
    (one,) = check_script(Script(text, name="a.js"), compile_error=find_compile_errors([text])[0])
    assert (one.code, one.severity) == ("MWS000", Severity.WARNING)
    assert "no rule has checked it" in one.message


def test_nothing_to_ask_starts_nothing() -> None:
    """No child."""
    assert find_compile_errors([]) == []
