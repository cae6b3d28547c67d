"""MWS008: secrets that stand in the script."""

from __future__ import annotations

import pytest

from runtime.authoring.check.finding import Severity
from tests.authoring.check.marked import holds, of

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ0ZXN0In0.c2lnbmF0dXJlMTIz"


@pytest.mark.parametrize(
    "text",
    [
        "const accessToken = «'a81f09c2e7';",
        "var config = { client_secret: «'Zx9-11aab02' };",
        "rest.get(url, { accessToken: «'a81f09c2e7' });",
        "rest.get(url, { username: 'ada', password: «'Welcome123!' });",
        "rest.get(url, { headers: { Authorization: «'Bearer a81f09c2e7' } });",
        "rest.get(url, { headers: { 'X-Api-Key': «'k3y0815abc' } });",
        "options.headers.Authorization = «`Basic YWRhOnBhc3N3MHJk`;",
        "options['password'] = «'Welcome123!';",
        "rest.get(«'https://ada:Welcome123@api.example.com/users');",
        "rest.get(«'https://api.example.com/users?api_key=k3y0815abc');",
        f"send(«'{JWT}');",
        "const pem = «'-----BEGIN RSA PRIVATE KEY-----';",
        "send('Authorization', «'Bearer a81f09c2e7');",
        'const body = «\'{"password": "Welcome123"}\';',
    ],
)
def test_a_secret_is_found_and_not_repeated(text: str) -> None:
    """Beside a secret's name, in an address, or by what it looks like."""
    (one,) = holds("MWS008", text, Severity.ERROR)
    assert not any(secret in one.message for secret in ("a81f09c2e7", "Welcome123", "k3y0815abc", JWT))


@pytest.mark.parametrize(
    "text",
    [
        "const accessToken = configuration.access_token;",
        "const headers = { Authorization: 'Bearer ' + accessToken };",
        "const headers = { Authorization: `Bearer ${accessToken}` };",
        "const password = '';",
        "const tokenField = 'access_token'; const token = config[tokenField];",
        "const names = { password: 'Password', accessToken: 'X-Auth-Token' };",
        "const password = '<your password>'; const apiKey = 'YOUR-API-KEY-1234567';",
        "const secret = '{{secret0815}}'; const password = '********';",
        "const accessTokenUrl = 'https://api.example.com/oauth/token2';",
        "if (token === 'undefined') { fail('no access token 1234'); }",
        "const accessTokenPath = '/oauth2/v2/token'; const o = { apiTokenRoute: 'oauth/v2/token1' };",
        "const accountKey = '4205157634209012741';",
        "const text = 'password: at least 8 characters, 1 digit';",
        "rest.get('https://api.example.com/users?filter=' + filter);",
        "rest.get(url + '?access_token=' + token);",
        "const body = '{\"password\": \"' + password + '\"}';",
        "const t = setting('cookie', 'session2');",
    ],
)
def test_what_only_speaks_of_one_is_not(text: str) -> None:
    """A name, a stand-in, a text that is put together."""
    holds("MWS008", text)


def test_a_word_where_a_secret_belongs_is_a_warning() -> None:
    """It may be a password all the same."""
    holds("MWS008", "const options = { password: «'correct-horse8' };", Severity.ERROR)
    holds("MWS008", "const options = { password: «'§§abcde' };", Severity.WARNING)


@pytest.mark.parametrize(
    "part", ["a", "aA", "eyJ", "eyJaaaaaaaa-", "a-", "a/", "A.B-", "token=", "'token':'"]
)
def test_a_hostile_text_takes_no_time(part: str) -> None:
    """Neither as a value nor as a name's neighbour: no pattern tries a text in more ways than one."""
    text = (part * (100_000 // len(part))).replace("'", '"')
    assert of("MWS008", f"const password = '{text}!';") is not None
