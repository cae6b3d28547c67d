"""MWS012: `done` with something else than the context."""

from __future__ import annotations

import pytest

from runtime.authoring.check.finding import Severity
from runtime.model.kind import Kind
from tests.authoring.check.marked import holds


@pytest.mark.parametrize(
    "text",
    [
        "«done();",
        "done(«null, context);",
        "done(«undefined);",
        "done(«{ ok: true });",
        "done(«'failed');",
        "done(«`failed`);",
        "done(«[context]);",
        "done(«context.ProvisionedUser);",
        "const user = context.ProvisionedUser; done(«user);",
        "const finish = done; finish(«null);",
        "function end(what) { done(«what); } end('failed');",
        "rest.get('https://a.example').on('complete', «done);",
        "rest.get('https://a.example').once('fail', «(done));",
        "done(«function () {});",
    ],
)
def test_what_is_certainly_not_the_context_is_an_error(text: str) -> None:
    """At what is given, or at the call."""
    holds("MWS012", text, Severity.ERROR)


@pytest.mark.parametrize(
    "text",
    [
        "done(«Object.assign({}, context, { ok: true }));",
        "done(«JSON.parse(JSON.stringify(context)));",
        "done(«{ ...context, ok: true });",
        "run().then(«done); function run() { return Promise.resolve(); }",
    ],
)
def test_a_copy_and_a_promise_are_warnings(text: str) -> None:
    """They may hold what the context holds."""
    holds("MWS012", text, Severity.WARNING)


@pytest.mark.parametrize(
    "text",
    [
        "done(context);",
        "done((context));",
        "const c = context; done(c);",
        "done(Object.assign(context, { ok: true }));",
        "function end(c) { done(c); } end(context);",
        "function end(c) { done(c); }",
        "rest.get('https://a.example').on('complete', () => done(context));",
        "rest.get('https://a.example').on('complete', done.bind(null, context));",
        "Promise.resolve(context).then(done);",
        "run().then(() => context).then(done);",
        "function f(done) { done(); } new Promise((resolve, reject) => f(resolve));",
        "let result; result = context; result = f(result); done(result);",
    ],
)
def test_the_context_and_what_may_be_it_is_not(text: str) -> None:
    """Through names, functions and promises."""
    holds("MWS012", text)


def test_a_transformation_has_no_done() -> None:
    """A function of that name is its own."""
    holds("MWS012", "done();", kind=Kind.TRANSFORMATION)
