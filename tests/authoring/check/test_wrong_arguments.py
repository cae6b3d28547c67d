"""MWS018: wrong arguments to `rest`."""

from __future__ import annotations

import pytest

from runtime.authoring.check.finding import Severity
from tests.authoring.check.marked import holds

U = "const url = 'https://a.example/';\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("«rest.delete(url);", "write rest.del"),
        ("«rest.options(url);", "rest.request(url, {method: 'OPTIONS'})"),
        ("«rest.pots(url);", "write rest.post"),
        ("«rest.get();", "its first argument is the URL"),
        ("rest.get(«{ url: url });", "The address is an object"),
        ("rest.get(«7);", "The address is no text"),
        ("rest.get(«'api.example.com/users');", "must begin with https://"),
        ("const u = «'/users'; rest.get(u);", "must begin with https://"),
        ("rest.get(url, «function (data) { f(data); });", "takes no handler"),
        ("rest.get(url, {}, «(data) => f(data));", "takes no handler"),
        ("rest.get(url, «'Bearer x');", "are not an object"),
        ("rest.get(url, «'Bearer ' + token);", "are not an object"),
        ("rest.post(url, { «body: text });", "it is called data"),
        ("rest.get(url, { «qs: { a: 1 } });", "it is called query"),
        ("rest.get(url, { «timeOut: 5 });", "did you mean timeout?"),
        ("rest.get(url, { «acessToken: t });", "did you mean accessToken?"),
        ("const options = { «header: {} }; rest.get(url, options);", "did you mean headers?"),
        ("rest.get(url, Object.assign({}, base, { «accesstoken: t }));", "did you mean accessToken?"),
        ("const options = () => ({ «usrname: u }); rest.get(url, options());", "did you mean username?"),
        ("rest.get(url, { «data: { a: 1 } });", "put it into the option query"),
        ("rest.head(url, { «data: 'x' });", "leave data out"),
        ("rest.get(url, { headers: «'Accept: x' });", "headers is not an object"),
        ("rest.get(url, { timeout: «'5000' });", "timeout is not a number"),
        ("rest.post(url, { a: 1 }, «{ accessToken: t });", "it takes (url, options)"),
        ("rest.postJson(url, {}, {}, «4);", "it takes (url, data, options)"),
    ],
)
def test_what_is_certainly_wrong_is_an_error(text: str, told: str) -> None:
    """With what is right."""
    (one,) = holds("MWS018", U + text, Severity.ERROR)
    assert told in one.message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "rest.post(url, { headers: { 'content-type': 'application/json' }, «data: { a: 1 } });",
            "rest.postJson",
        ),
        ("«rest.hasOwnProperty('get');", "There is no rest.hasOwnProperty"),
    ],
)
def test_what_may_be_meant_is_a_warning(text: str, told: str) -> None:
    """A form beside a JSON content type goes out as a form."""
    (one,) = holds("MWS018", U + text, Severity.WARNING)
    assert told in one.message


@pytest.mark.parametrize(
    "text",
    [
        "rest.get(url); rest.get(url, undefined); rest.del(url, { data: 'x' });",
        "rest.get(url, { headers: { a: 1 }, accessToken: t, timeout: 5000, query: { a: 1 }, parser: null });",
        "rest.json(url, { a: 1 }, { timeout: 5 }, 'PUT'); rest.postJson(url, [1], options);",
        "rest.post(url, { data: { a: 1 } }); rest.post(url, { data: JSON.stringify({ a: 1 }), headers: h });",
        "rest.get(base + '/users'); rest.get(`${base}/users`); rest.get(makeUrl());",
        "rest.get(...all); rest.get(url, { ...defaults, attempts: 3 });",
        "rest.service(function () {}, {}); rest.request(url, { method: 'PURGE' }); rest.parsers.auto('x', f);",
        "rest.get('HTTPS://a.example'); rest.get('http://a.example');",
        "const timeout = 5; rest.get(url, { timeout });",
        "const call = (method) => rest[method](url); call('get');",
        "const rest = { fetch() {} }; rest.fetch();",
    ],
)
def test_everything_that_restler_takes_is_fine(text: str) -> None:
    """And what can't be known."""
    holds("MWS018", U + text)
