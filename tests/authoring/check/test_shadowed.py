"""MWS016: context, rest and done that are others."""

from __future__ import annotations

import pytest

from runtime.authoring.check.finding import Severity
from runtime.model.kind import Kind
from tests.authoring.check.marked import holds


@pytest.mark.parametrize(
    "text",
    [
        "let «context = {};",
        "var «rest = {};",
        "const «done = function () {};",
        "function «done() {}",
        "«context = { a: 1 };",
        "function f() { «done = null; }",
        "var «context = JSON.parse('{}');",
        "({ a: «rest } = x);",
    ],
)
def test_one_that_is_overwritten_is_an_error(text: str) -> None:
    """From there on the script has lost MyWorkspace's."""
    holds("MWS016", text, Severity.ERROR)


@pytest.mark.parametrize(
    "text",
    [
        "function f(«context) { return context; }",
        "const f = («done) => done();",
        "var f = (a, { b: «rest }) => rest;",
        "function f() { let «context = 1; return context; }",
        "try { f(); } catch («done) { f(done); }",
        "var «context = context || {};",
        "var «context;",
        "«context = Object.assign(context, { a: 1 });",
        "«done = once(done);",
    ],
)
def test_one_that_is_shadowed_or_kept_is_a_warning(text: str) -> None:
    """It may be meant so."""
    holds("MWS016", text, Severity.WARNING)


@pytest.mark.parametrize(
    "text",
    [
        "context.a = 1; context.done = 2; const o = { done: 1, context, rest };",
        "const c = context; function f(ctx, ...others) { return others; }",
        "class A { done() {} }",
    ],
)
def test_fields_and_other_names_are_fine(text: str) -> None:
    """A field of that name is another thing."""
    holds("MWS016", text)


def test_a_transformation_may_have_a_done_of_its_own() -> None:
    """It has none that it could lose; its context it has."""
    holds("MWS016", "var done = false; let rest = 1;", kind=Kind.TRANSFORMATION)
    holds("MWS016", "«context = {};", Severity.ERROR, kind=Kind.TRANSFORMATION)
