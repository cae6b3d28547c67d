"""`--fix`: repairs that need no judgement. After each the finding is gone, and the text still compiles."""

from __future__ import annotations

import pytest

from runtime.authoring.check.compile_errors import find_compile_errors
from runtime.authoring.check.edits import apply_edits
from runtime.authoring.check.script import check_script
from runtime.model.script import Script
from tests.authoring.check.marked import found

REPAIRS = [
    ("MWS012", "done();", "done(context);"),
    ("MWS012", "if (x) done ( ) ; var x;", "if (x) done (context) ; var x;"),
    (
        "MWS019",
        "f(context.OAuth2ProtocolConfiguration.access_token); function f() {}",
        "f(JSON.parse(context.OAuth2ProtocolConfiguration).access_token); function f() {}",
    ),
    (
        "MWS019",
        "const c = context.OAuth2ProtocolConfiguration;\nconst a = c.account_key, b = c['access_token'];",
        "const c = context.OAuth2ProtocolConfiguration;\nconst a = JSON.parse(c).account_key, b = JSON.parse(c)['access_token'];",
    ),
    (
        "MWS019",
        "const { access_token } = context.OAuth2ProtocolConfiguration;",
        "const { access_token } = JSON.parse(context.OAuth2ProtocolConfiguration);",
    ),
    (
        "MWS007",
        "rest.get('https://a.example/' + context.ProvisionedUser.MailAddress);",
        "rest.get('https://a.example/' + encodeURIComponent(context.ProvisionedUser.MailAddress));",
    ),
    (
        "MWS007",
        "let u = context.CurrentUser; rest.get(`https://a.example/${u.Name.trim()}?x=${u.MailAddress || ''}`);",
        "let u = context.CurrentUser; rest.get(`https://a.example/${encodeURIComponent(u.Name.trim())}"
        "?x=${encodeURIComponent(u.MailAddress) || ''}`);",
    ),
]


@pytest.mark.parametrize(("code", "before", "after"), REPAIRS)
def test_a_repair_takes_its_finding_away(code: str, before: str, after: str) -> None:
    """And changes nothing else."""
    every = [one for one in found(before) if one.code == code]
    assert every
    assert all(one.fix for one in every)
    made = apply_edits(before.encode(), every)
    assert made.data.decode() == after
    left = check_script(Script(after, name="a.js"), compile_error=find_compile_errors([after])[0])
    assert not {one.code for one in left} & {code, "MWS000"}


def test_an_address_with_a_name_of_its_own_is_left_to_its_author() -> None:
    """The name may be used elsewhere, where it is right as it is."""
    text = "const f = 'mail=' + context.CurrentUser.MailAddress; rest.get('https://a.example/?' + f); log(f);"
    (one,) = [one for one in found(text) if one.code == "MWS007"]
    assert one.fix == ()


def test_places_are_bytes_behind_a_byte_order_mark() -> None:
    """In a script with letters of several bytes and with CRLF, which stay."""
    text = "var ü = '😀';\r\ndone();\r\n"
    data = b"\xef\xbb\xbf" + text.encode()
    assert apply_edits(data, found(text)).data == data.replace(b"done()", b"done(context)")


def test_a_repair_that_touches_another_waits() -> None:
    """The first one is made, the other one next time."""
    text = "rest.get('https://a.example/' + context.A.Name + context.B.Name);"
    (one,) = [one for one in found(text) if one.code == "MWS007"]
    made = apply_edits(text.encode(), [one, one])
    assert made.data.count(b"encodeURIComponent(") == 2
    assert len(made.findings) == 2
