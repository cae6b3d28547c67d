"""MWS007: addresses that are put together from the context's values."""

from __future__ import annotations

import pytest

from runtime.authoring.check.finding import Severity
from tests.authoring.check.marked import holds, of

BASE = "let user = context.ProvisionedUser, base = 'https://api.example.com/users';\n"


@pytest.mark.parametrize(
    "text",
    [
        "rest.get(base + '?email=' + «user.MailAddress);",
        "rest.get(`${base}?email=${«user.MailAddress}`);",
        "rest.get([base, '?email=', «user.MailAddress].join(''));",
        "rest.get(base.concat('?email=', «user.MailAddress));",
        "rest.get(base + '?email=' + «user.MailAddress.trim().toLowerCase());",
        "rest.get(base + '?email=' + «String(user.MailAddress));",
        "rest.get(base + '?email=' + encodeURI(user.FirstName) + '&n=' + «user.LastName);",
        "rest.get(base + '?email=' + («context.CurrentUser.MailAddress || 'x'));",
        "const filter = '(email=\"' + «user.MailAddress + '\")'; rest.get(base + '?filter=' + filter);",
        "const url = `${base}/${«user.MailAddress}`; rest.del(url);",
        "const { MailAddress } = user; rest.get(base + '/' + «MailAddress);",
        "const find = (mail) => rest.get(base + '/' + mail); find(«user.MailAddress);",
        "function url(path) { return base + path; } rest.get(url('/' + «user.MailAddress));",
        "var by = function (name, value) { return base + '?' + name + '=' + value; };\n"
        "rest.get(by('email', «user.MailAddress));",
        "rest.postJson(base + '/' + «user.MailAddress, {});",
        "const get = rest.get; get(base + '/' + «user.MailAddress);",
        "rest.get(base, { query: 'email=' + «user.MailAddress });",
        "const fields = context.Application.ApplicationSettings.Fields;\nrest.get(base + '/' + «fields.Group);",
    ],
)
def test_a_value_that_people_type_is_found_where_it_is_put_in(text: str) -> None:
    """However the address is put together."""
    holds("MWS007", BASE + text, Severity.WARNING)


@pytest.mark.parametrize(
    "text",
    [
        "rest.get(base + '?email=' + encodeURIComponent(user.MailAddress));",
        "rest.get(base + '?filter=' + encodeURIComponent('(email=\"' + user.MailAddress + '\")'));",
        'const f = encodeURIComponent(`(email="${user.MailAddress}")`); rest.get(`${base}?filter=${f}`);',
        "const mail = encodeURIComponent(user.MailAddress); rest.get(base + '/' + mail);",
        "const enc = encodeURIComponent; rest.get(base + '/' + enc(user.MailAddress));",
        "rest.get(base, { query: { email: user.MailAddress } });",
        "rest.post(base, { data: 'email=' + user.MailAddress });",
        "const c = JSON.parse(context.OAuth2ProtocolConfiguration); rest.get(base + '/' + c.account_key);",
        "const l = context.Application.ApplicationSettings.Fields.ApplicationLicenses;\n"
        "rest.get(base + '/' + l.join() + '/' + l[0]);",
        "rest.get(context.Application.BaseUrl + '/users');",
        "rest.get('https://' + context.Application.Name + '/users');",
        "console.log('no ' + user.MailAddress);",
        "rest.get(base + '/' + user.MailAddress.replace(/[^a-z]/g, ''));",
        "function f(url) { return f(url + 'x'); } rest.get(f(base));",
    ],
)
def test_what_is_encoded_or_given_out_by_a_service_is_not(text: str) -> None:
    """Nor what begins an address, or is its host."""
    holds("MWS007", BASE + text)


def test_one_address_gives_one_finding_that_names_all_its_values() -> None:
    """Though three values stand in it."""
    text = "rest.get('https://a.example/' + «context.ProvisionedUser.FirstName + context.ProvisionedUser.LastName);"
    (one,) = holds("MWS007", text)
    names = "context.ProvisionedUser.FirstName and context.ProvisionedUser.LastName are put into an address"
    assert one.message.startswith(names)


def test_an_alternative_begins_where_the_first_one_began() -> None:
    """Of `a ? b : c` both begin the address."""
    holds("MWS007", "rest.get((x ? context.A.Base : context.B.Base) + '/' + «context.B.Name);")


def test_names_that_lead_to_each_other_end() -> None:
    """And a sum of as many parts as a script may nest."""
    holds("MWS007", "var a = b + 'x', b = a + «context.X.y; rest.get(a);")
    deep = "rest.get('x' + " + "context.U.Name + " * 400 + "'x');"
    assert [one.code for one in of("MWS007", deep)] == ["MWS007"]


def test_keys_count_in_a_script_that_encodes_others() -> None:
    """They are digits, it seems, and whoever encodes nothing takes them for that; the other has forgotten them."""
    start = "const c = JSON.parse(context.OAuth2ProtocolConfiguration), e = encodeURIComponent;\n"
    (one,) = holds("MWS007", start + "rest.get('https://a.example/' + «c.account_key + '/' + e(x.y));")
    assert one.message.startswith("OAuth2ProtocolConfiguration.account_key is put into an address")
    fields = "const f = context.Application.ApplicationSettings.Fields, e = encodeURIComponent;\n"
    holds("MWS007", fields + "rest.get('https://a.example/' + «f.ApplicationLicenses.join(','));")
