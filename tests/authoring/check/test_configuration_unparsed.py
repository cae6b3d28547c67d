"""MWS019: OAuth2ProtocolConfiguration used like an object."""

from __future__ import annotations

import pytest

from runtime.authoring.check.finding import Severity
from tests.authoring.check.marked import holds


@pytest.mark.parametrize(
    "text",
    [
        "f(«context.OAuth2ProtocolConfiguration.access_token);",
        "f(«context.OAuth2ProtocolConfiguration['access_token']);",
        "f(«context['OAuth2ProtocolConfiguration'].access_token);",
        "const c = context.OAuth2ProtocolConfiguration; f(«c.account_key);",
        "const { OAuth2ProtocolConfiguration: c } = context; f(«c.account_key);",
        "const «{ access_token, account_key } = context.OAuth2ProtocolConfiguration;",
        "const c = context; f(`${«c.OAuth2ProtocolConfiguration.access_token}`);",
    ],
)
def test_a_field_of_the_text_is_found(text: str) -> None:
    """Through names and destructuring."""
    holds("MWS019", text, Severity.ERROR)


@pytest.mark.parametrize(
    "text",
    [
        "f(JSON.parse(context.OAuth2ProtocolConfiguration).access_token);",
        "const c = JSON.parse(context.OAuth2ProtocolConfiguration); f(c.access_token);",
        "const { access_token } = JSON.parse(context.OAuth2ProtocolConfiguration);",
        "f(context.OAuth2ProtocolConfiguration.length, context.OAuth2ProtocolConfiguration.trim());",
        "const c = context.OAuth2ProtocolConfiguration; f(typeof c === 'string' ? JSON.parse(c).a : c.access_token);",
        "const parse = (text) => JSON.parse(text); f(parse(context.OAuth2ProtocolConfiguration).access_token);",
        "let c = context.OAuth2ProtocolConfiguration; c = JSON.parse(c); f(c.access_token);",
        "f(context.Other.access_token);",
    ],
)
def test_one_that_was_parsed_or_asked_about_is_not(text: str) -> None:
    """Nor what a text has itself."""
    holds("MWS019", text)
