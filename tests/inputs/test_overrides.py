"""--set PATH=VALUE: what it puts where, and what it refuses."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.inputs.context import Context
from runtime.inputs.overrides import apply_overrides, parse_override
from runtime.model.errors import BadInput

SECRET = "kP4vX9qLw2Tz7RbN"
VALUE = {
    "OAuth2ProtocolConfiguration": json.dumps(
        {"access_token": "old-token-1", "account_key": "4205157634209012741", "x": [{"y": 1}]}
    ),
    "ProvisionedUser": {"MailAddress": "ada@example.com", "FirstName": "Ada"},
    "Licences": ["1", "2"],
    "odd key": {"a.b": {"it's": 1}},
    "n": 1,
}


def context(value: Any = VALUE) -> Context:
    return Context.from_bytes("ctx.json", json.dumps(value).encode())


def answer(_question: str) -> str:
    return SECRET


def override_values(*texts: str) -> dict[str, Any]:
    return apply_overrides(context(), list(texts), answer)[0].value


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("ProvisionedUser.FirstName=Grace", ("ProvisionedUser", "FirstName"), "Grace"),
        ("ProvisionedUser.FirstName=", ("ProvisionedUser", "FirstName"), ""),
        ("ProvisionedUser.FirstName=a=b", ("ProvisionedUser", "FirstName"), "a=b"),
        ("ProvisionedUser.FirstName=7", ("ProvisionedUser", "FirstName"), "7"),
        ('ProvisionedUser.FirstName="7\\u0041"', ("ProvisionedUser", "FirstName"), "7A"),
        ("ProvisionedUser.LastName=Hopper", ("ProvisionedUser", "LastName"), "Hopper"),
        ("ProvisionedUser.Age=37", ("ProvisionedUser", "Age"), 37),
        ("n=true", ("n",), True),
        ("ProvisionedUser.FirstName=null", ("ProvisionedUser", "FirstName"), None),
        ('ProvisionedUser.FirstName={"a": 1}', ("ProvisionedUser", "FirstName"), '{"a": 1}'),
        ("n=null", ("n",), None),
        ("n=not JSON", ("n",), "not JSON"),
        ("n=NaN", ("n",), "NaN"),
        ("n=1e999", ("n",), "1e999"),
        ("n=[-Infinity]", ("n",), "[-Infinity]"),
        ('n="@ada"', ("n",), "@ada"),
        ('n={"a": [1]}', ("n",), {"a": [1]}),
        ("Licences[0]=817365", ("Licences", 0), "817365"),
        ('Licences[2]="3"', ("Licences", 2), "3"),
        ("Licences[2]=817365", ("Licences", 2), "817365"),
        ('[\'odd key\']["a.b"]["it\'s"]=2', ("odd key", "a.b", "it's"), 2),
        ('["odd key"].new={}', ("odd key", "new"), {}),
    ],
)
def test_a_value_is_put_where_its_path_leads(text: str, path: tuple[Any, ...], value: object) -> None:
    """Nothing else changes, and the order of keys stays."""
    expected: Any = json.loads(json.dumps(VALUE))
    place = expected
    for step in path[:-1]:
        place = place[step]
    if isinstance(place, list) and path[-1] == len(place):
        place.append(value)
    else:
        place[path[-1]] = value
    assert json.dumps(override_values(text)) == json.dumps(expected)


def test_a_string_that_holds_json_is_entered_and_encoded_anew() -> None:
    """As JSON.stringify does, its other keys as they were."""
    found = override_values(
        "OAuth2ProtocolConfiguration.account_key=77",
        "OAuth2ProtocolConfiguration.x[0].y=\u00e4",
        "OAuth2ProtocolConfiguration.access_token=@ask",
    )["OAuth2ProtocolConfiguration"]
    assert found == f'{{"access_token":"{SECRET}","account_key":"77","x":[{{"y":"\u00e4"}}]}}'


def test_the_script_gets_the_text_that_says_so() -> None:
    """Text and parsed value are of one mind."""
    after, marked = apply_overrides(context(), ["n=2", "ProvisionedUser.Note=@ask"], answer)
    assert json.loads(after.text) == after.value
    assert after.value["ProvisionedUser"]["Note"] == SECRET
    assert marked == (SECRET,)
    assert after.name == "ctx.json"


def test_a_value_from_a_source_is_always_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password may look like a number."""
    monkeypatch.setenv("PIN", "12345678")
    assert override_values("n=@env:PIN")["n"] == "12345678"


def test_a_short_secret_may_only_stand_under_a_name_that_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    """There it is masked by its place."""
    monkeypatch.setenv("PIN", "1234")
    assert override_values("ProvisionedUser.password=@env:PIN")["ProvisionedUser"]["password"] == "1234"
    with pytest.raises(BadInput, match="less than 6 characters"):
        override_values("ProvisionedUser.pin=@env:PIN")


@pytest.mark.parametrize(
    "text",
    [
        f"OAuth2ProtocolConfiguration.access_token={SECRET}",
        "ProvisionedUser.password=abc",
        "ProvisionedUser.password=123456",
        f'ProvisionedUser.password="{SECRET}"',
        f'ProvisionedUser.credentials={{"user": "{SECRET}"}}',
        f"ProvisionedUser.credentials.user={SECRET}",
        f'n={{"a": [{{"api_key": "{SECRET}"}}]}}',
        f'OAuth2ProtocolConfiguration={{"access_token": "{SECRET}"}}',
        f"n=https://ada:{SECRET}@api.example.com/",
        f"n=https://api.example.com/?access_token={SECRET}",
    ],
)
def test_a_secret_on_the_command_line_is_refused_and_not_repeated(text: str) -> None:
    """The way out is a source."""
    value = {**VALUE, "ProvisionedUser": {"credentials": {}}}
    with pytest.raises(BadInput, match="others could read it on the command line") as refused:
        apply_overrides(context(value), [text], answer)
    said = f"{refused.value}{refused.value.way_out}{refused.value.excerpt}"
    assert SECRET not in said
    assert "abc" not in said
    assert "=SOURCE, with @env:NAME, @file:PATH or @ask" in said


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("a.password=", "password", ""),
        ("a.password=null", "password", None),
        ("a.password=false", "password", False),
        ("a.token_type=Bearer", "token_type", "Bearer"),
    ],
)
def test_what_is_no_secret_may_stand_there(text: str, key: str, value: object) -> None:
    """Nothing, and words about one."""
    after, _ = apply_overrides(context({"a": {"password": "abc"}}), [text], answer)
    assert after.value["a"][key] == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ProvisonedUser.FirstName=x", "--set ProvisonedUser.FirstName: there is no $.ProvisonedUser"),
        ("ProvisionedUser.MailAddress.a=x", "$.ProvisionedUser.MailAddress is no object"),
        ("ProvisionedUser[0]=x", "$.ProvisionedUser is no list"),
        ("Licences.a=x", "$.Licences is no object"),
        ("Licences[3]=x", "there is no $.Licences[3]"),
        ("[0]=x", "$ is no list"),
        ("n.a.b=x", "$.n is no object"),
        ("ProvisionedUser=7", "$.ProvisionedUser must be an object, and is a number"),
        ("n=@evn:TOKEN", "takes no value itself"),
        ("n=@ada", "takes no value itself"),
        ("n" + ".n" * 50 + "=1", "has more than 50 steps"),
        (f"n={'x' * (11 << 20)}", "the context gets too large"),
    ],
    ids=lambda text: text[:30],
)
def test_what_leads_nowhere_is_named(text: str, message: str) -> None:
    """By the option and the path, and what is wrong about it."""
    with pytest.raises(BadInput) as refused:
        override_values(text)
    assert message in str(refused.value)
    assert refused.value.where == f"--set {text.partition('=')[0]}"


@pytest.mark.parametrize(
    ("text", "way_out"),
    [
        ("context.ProvisionedUser.FirstName=x", "A path begins with a key of the context"),
        ("$.ProvisionedUser.FirstName=x", "A path begins with a key of the context"),
        ("ProvisonedUser.FirstName=x", "Did you mean ProvisionedUser?"),
        ("ProvisionedUser.Firstname=x", "Write it in the same case: FirstName"),
        ("ProvisionedUser.zzz.b=x", "Only the last step of a path may be new."),
        ("n=@ada", "Write a text that begins with @ in quotes: 'a.b=\"@ada\"'"),
    ],
)
def test_the_way_out_is_told(text: str, way_out: str) -> None:
    """How the path, or the value, is written."""
    with pytest.raises(BadInput) as refused:
        override_values(text)
    assert way_out in refused.value.way_out


@pytest.mark.parametrize(
    "text", [SECRET, "=x", ".a=x", "a..b=x", "a[x]=1", 'a["x]=1', "a[0", "", "a b=c", "a.=x"]
)
def test_what_is_no_path_is_not_repeated(text: str) -> None:
    """It may be a value that has lost its path."""
    with pytest.raises(BadInput, match=r"^--set: (is not PATH=VALUE|a key in quotes)") as refused:
        override_values(text)
    assert SECRET not in str(refused.value)


@given(st.text(max_size=40))
def test_any_text_is_taken_or_refused(text: str) -> None:
    """Nothing else comes of it."""
    with contextlib.suppress(BadInput):
        order = parse_override(text)
        assert order.steps
        assert text.endswith("=" + order.value)
