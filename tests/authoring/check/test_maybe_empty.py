"""MWS013: licences that may be missing or none."""

from __future__ import annotations

import pytest

from runtime.authoring.check.finding import Severity
from tests.authoring.check.marked import holds

START = """const fields = context.Application.ApplicationSettings.Fields;
const licences = fields.ApplicationLicenses;
"""
POST = "rest.post('https://a.example', { data: JSON.stringify({ licenseKeys: licences }) });"
MARKED = POST.replace("licences", "«licences")


@pytest.mark.parametrize(
    "text",
    [
        MARKED,
        f"function create() {{ {MARKED} }} create();",
        f"function create() {{ {MARKED} }} if (licences.length) create(); create();",
        f"if (context.ProvisionedUser) {{ {MARKED} }}",
        "const keys = «licences.join(',');",
        "const first = «fields.ApplicationLicenses[0];",
        "for (const key of «licences) f(key);",
        "for (let i = 0; i < «licences.length; i++) f(licences[i]);",
        "«licences.forEach(function (key) { f(key); });",
        "const { ApplicationLicenses: all } = fields; f(«all);",
        f"if (licences.length) f(); {MARKED}",
        f"if (!licences) {{ f(); }} {MARKED}",
        "const has = licences.length > 0; f(has); f(«licences);",
        "const task = { wanted: «licences, run() { f(this.wanted); } }; task.run();",
    ],
)
def test_a_use_without_a_question_is_found(text: str) -> None:
    """At the first one in each function."""
    text = text.replace("if (licences.length) create();", "if (licences.length) { create(); }")
    holds("MWS013", START + text, Severity.WARNING)


@pytest.mark.parametrize(
    "text",
    [
        f"if (licences && licences.length > 0) {{ {POST} }} else {{ done(context); }}",
        f"if (!licences || !licences.length) {{ done(context); }} else {{ {POST} }}",
        f"function run() {{ if (!licences || licences.length === 0) {{ done(context); return; }} {POST} }} run();",
        f"function has(keys) {{ return keys && keys.length > 0; }} if (has(licences)) {{ {POST} }}",
        f"const has = function (keys) {{ return keys.length > 0; }}; if (!has(licences)) throw new Error(); {POST}",
        f"const any = Array.isArray(licences) && licences.length > 0; if (any) {{ {POST} }}",
        f"function create() {{ {POST} }} if (licences.length > 0) {{ create(); }}",
        f"var create = function () {{ {POST} }}; if (licences.length) create();",
        f"if (licences.length) rest.get('https://a.example').on('complete', function () {{ {POST} }});",
        f"const create = () => {{ {POST} }};\nif (licences.length) rest.get('https://a.example').on('complete', create);",
        "const keys = licences && licences.length ? licences.join() : '';",
        "licences && licences.length && f(licences);",
        "const all = fields.ApplicationLicenses || []; f(all.join());",
        "const { ApplicationLicenses: all = [] } = fields; f(all.join());",
        "while (licences.length) f(licences.shift());",
        f"switch (licences.length) {{ case 0: done(context); break; default: {POST} }}",
        f"if (fields.ApplicationLicenses.length < 1) {{ done(context); }} else {{ {POST} }}",
        "function take(left) { if (left.length === 0) return; take(left.slice(1)); } if (licences) take(licences);",
        "context.count = typeof licences;",
        "const task = { wanted: licences, run() { if (this.wanted.length) f(this.wanted); } }; task.run();",
        "class Task { constructor() { this.all = licences; } run() { if (!this.all) return; f(this.all); } }",
    ],
)
def test_a_use_behind_a_question_is_not(text: str) -> None:
    """In a branch, behind a way out, in a function that is called or handed on in one."""
    holds("MWS013", START + text)
