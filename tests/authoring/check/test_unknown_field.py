"""MWS020: misspelt fields of the context."""

from __future__ import annotations

import pytest

from runtime.authoring.check.finding import Severity
from tests.authoring.check.marked import holds


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("f(context.ProvisionedUser.«MailAdress);", "MailAddress"),
        ("f(context.ProvisionedUser.«mailAddress);", "MailAddress"),
        ("f(context.«ProvisionedUsr.MailAddress);", "ProvisionedUser"),
        ("f(context['«ProvisonedUser']);".replace("'«", "«'"), "ProvisionedUser"),
        ("const user = context.ProvisionedUser; f(user.«Firstname);", "FirstName"),
        ("const { «MailAdress } = context.ProvisionedUser; f(MailAdress);", "MailAddress"),
        ("const { ProvisionedUser: { «LastNam } } = context; f(LastNam);", "LastName"),
        ("f(context.Application.ApplicationSettings.Fields.«ApplicationLicences);", "ApplicationLicenses"),
        ("f(context.Application.«ApplicationSetting.Fields);", "ApplicationSettings"),
        ("f(JSON.parse(context.«OAuthProtocolConfiguration));", "OAuth2ProtocolConfiguration"),
        ("f(JSON.parse(context.OAuth2ProtocolConfiguration).«accessToken);", "access_token"),
        ("const c = JSON.parse(context.OAuth2ProtocolConfiguration); f(c.«acount_key);", "account_key"),
    ],
)
def test_a_slip_is_an_error_that_names_what_was_meant(text: str, meant: str) -> None:
    """At the name."""
    if meant == "OAuth2ProtocolConfiguration":
        (one,) = holds("MWS020", text, Severity.WARNING)  # a digit is left out: it may be another name
    else:
        (one,) = holds("MWS020", text, Severity.ERROR)
    assert one.message.endswith(f"did you mean {meant}?")


@pytest.mark.parametrize(
    "text",
    [
        "f(context.ProvisionedUser.«EmailAddress);",
        "context.ProvisionedUser.«MailAdress = 'x';",
    ],
)
def test_what_may_be_a_field_of_ones_own_is_a_warning(text: str) -> None:
    """Near, but no slip; or made by the script itself."""
    holds("MWS020", text, Severity.WARNING)


@pytest.mark.parametrize(
    "text",
    [
        "f(context.ProvisionedUser.MailAddress2, context.ProvisionedUser.Department, context.Rooms[0].Name);",
        "f(context.ProvisionedUser.hasOwnProperty('x'), context.ProvisionedUser.MailAddress.length);",
        "context.Result = 1; context.Provisioning = { Status: 'x' }; f(context.Result, context.Provisioning.Status);",
        "f(JSON.parse(context.OAuth2ProtocolConfiguration).refresh_token);",
        "f(context.Application.Name, context.Application.ApplicationSettings.Fields.Color);",
        "const context2 = { ProvisonedUser: 1 }; f(context2.ProvisonedUser);",
        "function g(context) { return context.ProvisonedUser; }",
    ],
)
def test_fields_of_ones_own_pass(text: str) -> None:
    """Customers have their own."""
    holds("MWS020", text)


def test_the_projects_contexts_count_like_the_documentation() -> None:
    """Their fields are known, and what is near to them is a slip."""
    fields = frozenset(
        {("ProvisionedUser",), ("ProvisionedUser", "CostCentre"), ("ProvisionedUser", "MailAdress")}
    )
    text = "f(context.ProvisionedUser.«CostCenter, context.ProvisionedUser.MailAdress);"
    (one,) = holds("MWS020", text, Severity.ERROR, fields=fields)
    assert one.message.endswith("did you mean CostCentre?")
