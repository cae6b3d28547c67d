"""MWS014: numbers that lose digits."""

from __future__ import annotations

import pytest

from runtime.authoring.check.finding import Severity
from tests.authoring.check.marked import holds


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("const key = «4205157634209012741;", "4205157634209012700"),
        ("const key = «9007199254740993;", "9007199254740992"),
        ("if (user.key === «6581286685341800001) f();", "6581286685341800000"),
        ("f(«0x20000000000001);", "9007199254740992"),
        ("f(«4_205_157_634_209_012_741);", "4205157634209012700"),
        ("f(«" + "9" * 500 + ");", "Infinity"),
        ("f(-«9007199254740993);", "9007199254740992"),
    ],
)
def test_a_number_that_javascript_does_not_have_is_an_error(text: str, becomes: str) -> None:
    """With what it becomes."""
    (one,) = holds("MWS014", text, Severity.ERROR)
    assert f"makes {becomes} of it" in one.message


@pytest.mark.parametrize(
    "text",
    [
        "f(0, 1, 9007199254740991, 9007199254740992, 1e21, 10000000000000000000000, 12345678901234567000);",
        "f(0.1, 3.141592653589793238462643, 1e400, .5, 5., 017, 0xffffffff, 0b11, 0o17);",
        "f(4205157634209012741n, '4205157634209012741');",
        "f(Number(context.Application.Count), parseInt(x, 10), +new Date());",
    ],
)
def test_every_other_number_is_fine(text: str) -> None:
    """Also one that is rounded where nobody counts on its last digits."""
    holds("MWS014", text)


@pytest.mark.parametrize(
    "text",
    [
        "const keys = context.Application.ApplicationSettings.Fields.ApplicationLicenses; f(Number(«keys[0]));",
        "const c = JSON.parse(context.OAuth2ProtocolConfiguration); f(parseInt(«c.account_key, 10));",
        "const c = JSON.parse(context.OAuth2ProtocolConfiguration); f(+«c.account_key);",
    ],
)
def test_a_key_that_is_made_a_number_is_a_warning(text: str) -> None:
    """It is longer than numbers are exact, or may be."""
    holds("MWS014", text, Severity.WARNING)
