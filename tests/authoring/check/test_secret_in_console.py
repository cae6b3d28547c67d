"""MWS009: secrets that go to the console."""

from __future__ import annotations

import pytest

from runtime.authoring.check.finding import Severity
from tests.authoring.check.marked import holds

START = "const configuration = JSON.parse(context.OAuth2ProtocolConfiguration);\n"


@pytest.mark.parametrize(
    "text",
    [
        "console.log(«context);",
        "console.log('context', «context);",
        "console.log(«JSON.stringify(context, null, 2));",
        "console.log(«'context: ' + JSON.stringify(context));",
        "console.log(«configuration);",
        "console.info(«context.OAuth2ProtocolConfiguration);",
        "console.log(«configuration.access_token);",
        "console.log(«'token ' + configuration.access_token);",
        "console.error(«`token ${configuration.access_token}`);",
        "const { access_token: token } = configuration; console.log(«token);",
        "const headers = { Authorization: 'Bearer ' + configuration.access_token }; console.log(«headers);",
        "console.log(«[1, configuration.access_token]);",
        "const log = console.log; log(«configuration.access_token);",
        "const show = (what) => console.log(«what); show(configuration.access_token);",
    ],
)
def test_a_secret_is_found_in_whatever_shows_it(text: str) -> None:
    """At the argument."""
    holds("MWS009", START + text, Severity.ERROR)


@pytest.mark.parametrize(
    "text",
    [
        "console.log(configuration.account_key, context.ProvisionedUser.MailAddress);",
        "console.log(typeof configuration.access_token, !configuration.access_token);",
        "console.log(configuration.access_token ? 'a token' : 'no token');",
        "console.log(configuration.access_token.length, mask(configuration.access_token));",
        "console.log(Object.keys(context), context.ProvisionedUser);",
        "console.log(JSON.stringify(context.Application));",
        "context.token = configuration.access_token; done(context);",
        "const console = { log() {} }; console.log(configuration.access_token);",
        "console.log(configuration.access_token === expected);",
    ],
)
def test_what_tells_nothing_of_one_is_not(text: str) -> None:
    """Its length, whether it is there, what somebody has made of it."""
    holds("MWS009", START + text)
