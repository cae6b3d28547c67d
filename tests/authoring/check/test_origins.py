"""Where values come from: through names, destructuring, aliases, and functions that are called where they stand."""

from __future__ import annotations

import pytest

from runtime.authoring.check.origins import PARSED
from runtime.authoring.check.script_context import Subject
from runtime.formats.javascript import arguments
from runtime.model.script import Script


def origins(text: str) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """Of the argument of the last call of `f` in a text: which field of the context, which global's field."""
    subject = Subject(Script(text, name="a.js"))
    calls = [one for one in subject.syntax.of("call_expression") if subject.syntax.text(one).startswith("f(")]
    (node,) = arguments(calls[-1])
    return subject.origins.of_context(node), subject.origins.of_global(node)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("f(context);", ()),
        ("f(context.A.B);", ("A", "B")),
        ("f(context['A'][0]);", ("A", "0")),
        ("const a = context.A; let b = a.B; f((b));", ("A", "B")),
        ("const { A: { B: b } } = context; f(b.C);", ("A", "B", "C")),
        ("f(JSON.parse(context.A).b);", ("A", PARSED, "b")),
        ("(function (ctx) { f(ctx.A); })(context);", ("A",)),
        ("((x, ctx) => f(ctx.A))(1, context.B);", ("B", "A")),
        ("(function (ctx) { f(ctx.A); }(context));", ("A",)),
        ("(function (ctx) { ctx = {}; f(ctx.A); })(context);", None),
        ("function g(ctx) { f(ctx.A); } g(context);", None),
        ("let a = context.A; a = 1; f(a);", None),
        ("const { a = 1 } = context; f(a);", None),
        ("function g(context) { f(context.A); }", None),
        ("for (const a of context.A) f(a);", None),
        ("const a = b, b = a; f(a);", None),
    ],
)
def test_a_value_leads_to_the_context_or_it_is_not_known(text: str, path: tuple[str, ...] | None) -> None:
    """Never to a wrong field."""
    assert origins(text)[0] == path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("f(rest.get);", ("rest", "get")),
        ("const r = rest; f(r.get);", ("rest", "get")),
        ("const { get } = rest; f(get);", ("rest", "get")),
        ("(function (http) { f(http.post); })(rest);", ("rest", "post")),
        ("let g = done; g = null; f(g);", None),
        ("f(rest.get());", None),
        ("function g(rest) { f(rest.get); }", None),
    ],
)
def test_an_alias_leads_to_the_global(text: str, path: tuple[str, ...] | None) -> None:
    """Or it is not known."""
    assert origins(text)[1] == path
