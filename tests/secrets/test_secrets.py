"""A secret never comes through, whatever it is dressed as; everything else does, unchanged."""

from __future__ import annotations

import base64
import json
import math
import string
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from runtime.model.http import Request
from runtime.secrets import Secrets, TooManySecrets
from runtime.secrets.detect import MOST
from runtime.secrets.keys import is_secret
from runtime.secrets.ordinary import is_small
from runtime.secrets.stand_in import make_stand_in
from tests.secrets.encodings import ENCODINGS
from tests.work import grows_in_proportion

KEY = b"k" * 32
WORDS = ("first-secret", "second-secret", "x-third-secret")
PRINTABLE = "".join(set(string.printable) - set(string.whitespace)) + " äöüßéł€"
SECRETS = st.text(PRINTABLE, min_size=6, max_size=40).filter(
    lambda text: text == text.strip() and sum(map(str.isalnum, text)) >= 5 and not is_small(text)
)
AROUND = st.text(string.ascii_letters + string.digits + " :/?=&{}\"',", max_size=12)


def secrets_of(secret: str) -> Secrets:
    secrets = Secrets(KEY)
    secrets.learn(secret)
    return secrets


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(secret=SECRETS, before=AROUND, after=AROUND)
def test_a_secret_is_masked_in_every_encoding_and_surrounding(
    encoding: str, secret: str, before: str, after: str
) -> None:
    """Its length stays, so that what is around it stays where it is."""
    encode = ENCODINGS[encoding]
    hidden = encode(secret)
    glue = " " if "64" in encoding else ""  # base64 runs on into letters next to it
    text = f"{before}{glue}{hidden}{glue}{after}"
    assume(secret not in before + after)
    masked = secrets_of(secret).mask_text(text)
    assert hidden not in masked
    assert secret not in masked
    assert len(masked) == len(text)


@given(secret=SECRETS, other=st.text(max_size=60))
def test_what_holds_no_secret_is_not_touched(secret: str, other: str) -> None:
    assume(secret not in other)
    assume(all(encode(secret).strip('"=') not in other for encode in ENCODINGS.values()))
    assert secrets_of(secret).mask_text(other) == other


@given(secret=SECRETS)
def test_masking_twice_is_masking_once(secret: str) -> None:
    """A stand-in is no secret."""
    secrets = secrets_of(secret)
    once = secrets.mask_text(f"a {secret} b")
    assert secrets.mask_text(once) == once


@given(secret=SECRETS)
def test_a_stand_in_keeps_length_and_alphabet(secret: str) -> None:
    """A digit for a digit, a letter for a letter of the same case, everything else as it is."""
    instead = make_stand_in(secret, KEY)
    assert len(instead) == len(secret)
    assert instead != secret
    for was, now in zip(secret, instead, strict=True):
        for alphabet in (string.digits, string.ascii_lowercase, string.ascii_uppercase):
            assert (was in alphabet) == (now in alphabet)


def test_a_stand_in_is_stable_under_one_key_and_unknown_without_it() -> None:
    """Nobody can check a guess against a recording."""
    assert make_stand_in("kP4vX9qL", KEY) == make_stand_in("kP4vX9qL", KEY)
    assert make_stand_in("kP4vX9qL", KEY) != make_stand_in("kP4vX9qL", b"another key")


def test_a_masked_pair_still_decodes_to_a_pair() -> None:
    """So that a masked recording replays."""
    pair = base64.b64encode(b"ada:kP4vX9qL2Tz7").decode()
    masked = base64.b64decode(secrets_of("kP4vX9qL2Tz7").mask_text(f"Basic {pair}").removeprefix("Basic "))
    assert masked.startswith(b"ada:")
    assert len(masked) == len(b"ada:kP4vX9qL2Tz7")


@pytest.mark.parametrize(
    "key",
    [
        "access_token",
        "accessToken",
        "refresh_token",
        "id_token",
        "Password",
        "userPassword",
        "client_secret",
        "apiKey",
        "x-api-key",
        "Authorization",
        "Proxy-Authorization",
        "Cookie",
        "Set-Cookie",
        "token",
        "clientAssertion",
        "private_key",
        "passphrase",
    ],
)
def test_these_keys_name_a_secret(key: str) -> None:
    """Whatever their spelling."""
    assert is_secret(key)


@pytest.mark.parametrize(
    "key",
    [
        "account_key",
        "licenseKeys",
        "ApplicationLicenses",
        "key",
        "userKey",
        "token_type",
        "expires_in",
        "token_endpoint",
        "MailAddress",
        "authorizationUrl",
        "passwordPolicy",
        "cookieEnabled",
        "secretName",
    ],
)
def test_these_keys_do_not(key: str) -> None:
    """They name things, and open nothing."""
    assert not is_secret(key)


def test_a_context_gives_its_secrets_away_at_any_depth() -> None:
    """Also in JSON inside a string inside JSON."""
    inner = json.dumps({"access_token": "first-secret", "account_key": "4205157634"})
    context = {
        "a": [{"Credentials": {"user": "someone", "password": "second-secret"}}],
        "o": json.dumps({"o": inner}),
    }
    masked = Secrets.of_context(context, KEY).mask_text("first-secret second-secret 4205157634")
    assert masked.endswith(" 4205157634")
    assert "first-secret" not in masked
    assert "second-secret" not in masked


def test_a_short_secret_is_masked_where_its_key_stands_and_nowhere_else() -> None:
    """Masking `abc` everywhere would leave nothing readable."""
    secrets = Secrets.of_context({"password": "abc"}, KEY)
    masked = secrets.mask_text('{"password": "abc", "note": "abcdef abc"}')
    assert '"password": "abc"' not in masked
    assert masked.endswith('"note": "abcdef abc"}')
    assert secrets.mask_json({"password": "abc", "note": "abc"})["note"] == "abc"
    assert secrets.mask_json({"password": "abc", "note": "abc"})["password"] != "abc"


@pytest.mark.parametrize(
    "broken",
    [
        '{"access_token": "first-secret" "expires_in": 3600}',
        '{"access_token": "first-secret", }',
        '{"a": 1, "access_token": "first-secret"',
        '{"access_token": "first-secret',
        "{'access_token': 'first-secret'}",
        "{access_token: 'first-secret'}",
    ],
)
def test_a_string_that_was_to_be_json_has_its_secrets_too(broken: str) -> None:
    """Whoever writes OAuth2ProtocolConfiguration by hand misses a comma; nothing says so before the run."""
    secrets = Secrets.of_context({"OAuth2ProtocolConfiguration": broken}, KEY)
    assert "first-secret" not in secrets.mask_text("it is first-secret")
    said = Secrets(KEY)
    said.learn_text(json.dumps({"o": broken}))
    assert "first-secret" not in said.mask_text("it is first-secret")


@pytest.mark.parametrize(
    "script",
    [
        """f('{"password": "written-secret"}')""",
        """f("{\\"password\\": \\"written-secret\\"}")""",
        "f('<Password>written-secret</Password>')",
        "f('client_secret=written-secret&a=1')",
        "f('https://api.example.com/?a=1&access_token=written-secret')",
        "f(`https://ada:written-secret@api.example.com/`)",
        "let api_key = `${prefix}written-secret`;",
    ],
)
def test_a_secret_in_a_string_of_a_script_is_known(script: str) -> None:
    """Before the script has sent it: its text is the first thing that is recorded."""
    secrets = Secrets(KEY)
    secrets.learn_source(script)
    assert "written-secret" not in secrets.mask_source(script)
    assert "written-secret" not in secrets.mask_text("it is written-secret")


@pytest.mark.parametrize(
    "script",
    [
        "var token=config.access_token,password=t1;",
        "get(`https://api.example.com/?access_token=${token}&password=${p}`);",
        "get(`https://ada:${p}@api.example.com/`, `https://ada:${password}@api.example.com/`);",
        """f('{"password":"'+p+'", "password": "' + password + '"}');""",
        """f("<password>"+p+"</password>", '<secret>' + secret + '</secret>');""",
        "f({headers: {Authorization: `Bearer ${token}`, Cookie: `sid=${s}`}});",
    ],
)
def test_code_beside_a_secrets_name_stays_as_it_is(script: str) -> None:
    """Were it masked, the recording would hold another script, which doesn't do the same again."""
    secrets = Secrets(KEY)
    secrets.learn_source(script)
    assert secrets.mask_source(script) == script
    assert secrets.mask_source("config.access_token token password") == "config.access_token token password"


def test_a_short_password_in_an_address_is_masked_there() -> None:
    """In a script, a body, a message; the text beside it stays."""
    secrets = Secrets(KEY)
    for mask in (secrets.mask_text, secrets.mask_source):
        masked = mask("pw1: get('http://ada:pw1@api.example.com/pw1')")
        assert masked.startswith("pw1: get('http://ada:")
        assert masked.endswith("@api.example.com/pw1')")
        assert ":pw1@" not in masked
    assert secrets.masked
    assert secrets.mask_text("http://api.example.com:8080/ of ada@example.com").endswith(
        ":8080/ of ada@example.com"
    )


@pytest.mark.parametrize("text", ["http://ada:p@ss-W0rd-9@h.example.com/", "ftp://:first@ss-W0rd-9@h"])
def test_a_password_with_an_at_sign_ends_at_the_last_one(text: str) -> None:
    """As Node reads the address; what follows may be another's, so that the beginning alone is one, too."""
    secrets = Secrets(KEY)
    secrets.learn_text(text)
    assert "ss-W0rd-9" not in secrets.mask_text(text)
    secrets.learn_text("http://ada:second-S3cret@h;bob@example.com")
    assert "second-S3cret" not in secrets.mask_text("it is second-S3cret")


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (123456789, "123456789"),
        (12345678901234567890, "12345678901234567000"),
        (12345.678, "12345.678"),
        (1.25e21, "1.25e+21"),
        (-55512345.0, "-55512345"),
    ],
)
def test_a_number_is_a_secret_as_a_text_is(number: float, shown: str) -> None:
    """Also as JavaScript shows it, and as JSON it stays a number."""
    secrets = Secrets.of_context({"pin_secret": number}, KEY)
    assert shown not in secrets.mask_text(f"it is {shown}")
    masked = secrets.mask_json({"pin_secret": number})["pin_secret"]
    assert type(masked) is type(number)
    assert masked != number
    assert str(number) not in secrets.mask_text(json.dumps({"pin_secret": number}))


@pytest.mark.parametrize(
    "secret", ["пароль-мой", "κωδικός", "密码是什么呢", "!!$$%%&&", "🔑🔑🔑🔑🔑🔑", "Größenwahn"]
)
def test_a_secret_of_any_script_is_masked_at_equal_length(secret: str) -> None:
    """In characters and in bytes, so that each encoding of it is as long as before."""
    secrets = secrets_of(secret)
    for codec in ("utf-8", "utf-16-le"):
        packed = base64.b64encode(f"me:{secret}".encode(codec)).decode()
        masked = base64.b64decode(secrets.mask_text(packed)).decode(codec)
        assert secret not in masked
        assert len(masked) == len(f"me:{secret}")
    assert secret not in secrets.mask_text(f"it is {secret}")


def test_a_request_gives_its_secrets_away() -> None:
    """In headers, in the query, in a form."""
    secrets = Secrets(KEY)
    headers = (
        ("Authorization", "Bearer bearer-secret"),
        ("X-Api-Key", "header-secret"),
        ("Cookie", "sid=cookie-secret; a=b"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    )
    target = "/t?access_token=query%2Fsecret"
    body = b"grant_type=password&client_secret=form+secret"
    secrets.learn_request(Request(1, "POST", "https", "api.example.com", 443, target, headers, body))
    said = "bearer-secret header-secret cookie-secret query/secret query%2Fsecret form+secret form secret"
    masked = secrets.mask_text(said)
    for word in ("bearer", "header", "cookie", "query", "form"):
        assert word not in masked


def test_a_script_gives_away_what_is_written_into_it() -> None:
    secrets = Secrets(KEY)
    secrets.learn_source("let apiKey = 'written-secret';\nlet headers = {'Authorization': 'Bearer ' + t};")
    assert "written-secret" not in secrets.mask_text("let apiKey = 'written-secret';")
    assert secrets.mask_text("Bearer ") == "Bearer "


def test_a_large_body_is_masked_soon_enough() -> None:
    """Ten megabytes with thirty secrets known: every one of them is found."""
    secrets = Secrets(KEY)
    names = [f"secret-number-{number}-{number * 7919}" for number in range(30)]
    for name in names:
        secrets.learn(name)
    masked = secrets.mask_bytes(b"x" * (10 << 20) + " ".join(names).encode())
    assert len(masked) == (10 << 20) + len(" ".join(names))
    assert not any(name.encode() in masked for name in names)


def test_many_secrets_are_masked_as_few_are() -> None:
    """By another way, which takes the data from left to right: what comes out is the same."""
    few, many = Secrets(KEY), Secrets(KEY)
    many.learn_value([{"token": f"other-{number:06}"} for number in range(300)])
    text = " ".join(f"{word} {base64.b64encode(b'me:' + word.encode()).decode()}" for word in WORDS)
    for secrets in (few, many):
        secrets.learn_value([{"password": word} for word in WORDS])
    assert few.mask_text(text) == many.mask_text(text)
    assert not any(word in many.mask_text(text) for word in WORDS)


def test_a_service_that_gives_out_too_many_secrets_is_stopped() -> None:
    """Each costs time with everything that is written from then on."""
    body = json.dumps([{"access_token": f"token-{number:06}"} for number in range(MOST + 1)])
    with pytest.raises(TooManySecrets, match="than can be masked"):
        Secrets(KEY).learn_response((), body.encode())
    with pytest.raises(TooManySecrets):
        Secrets(KEY).learn("x" * (1 << 20))


def test_beginnings_of_secrets_without_end_are_not_shown_at_all() -> None:
    """Who has given out secrets that begin alike can't keep us busy with what only begins like them."""
    secrets = Secrets(KEY)
    for length in range(8, 800):
        secrets.learn("secret" + "x" * length)
    assert b"secret" not in secrets.mask_bytes(b"secret" * 100_000)


def _openers(size: int) -> bytes:
    """Quoted names, each behind fewer backslashes than the one before."""
    most = math.isqrt(size)
    return b"".join(b"\\" * n + b'"token' + b"\\" * n + b'":' + b"\\" * n + b'"' for n in range(most, 0, -1))


@pytest.mark.parametrize(
    "body",
    [
        lambda size: b'"' + b"\\" * size,
        lambda size: b'"' + b'\\"' * size,
        _openers,
        lambda size: b'"token":"\\' * (size // 10),
        lambda size: b'"token"' + b" " * size,
        lambda size: base64.b64encode(b"me:a-secret-word") * (size // 24),
    ],
    ids=["backslashes", "quotes", "openers", "unclosed", "blanks", "base64"],
)
def test_what_looks_like_a_secret_again_and_again_takes_no_longer(body: Callable[[int], bytes]) -> None:
    """No pattern goes over the same bytes more than a few times."""

    def work(size: int) -> None:
        secrets = Secrets(KEY)
        secrets.learn("a-secret-word")
        secrets.learn_response((), body(size))
        secrets.mask_bytes(body(size))

    assert grows_in_proportion(work, 100_000)


@pytest.mark.parametrize(
    "value",
    [
        {"a": [{"token": "in-an-object"}], "b": "no-secret-here"},
        {"credentials": {"x": ["deep-down", {"y": 1234567}], "z": None}, "name": "no-secret-here"},
        [{"config": json.dumps({"password": 'quo"ted-word'})}, {"api key": "back\\slash-word"}, [[]], {}],
        {"token": [["in-a-list"], "beside-it"], "after": ["no-secret-here"], "true": {"secret": True}},
    ],
)
def test_large_json_gives_its_secrets_away_as_small_does(value: object) -> None:
    """It is walked through and not parsed, which would take thirty times its size."""
    small, large = Secrets(KEY), Secrets(KEY)
    text = json.dumps(value)
    small.learn_response((), text.encode())
    large.learn_response((), (text + " " * (2 << 20)).encode())
    assert large.mask_text(text) == small.mask_text(text)
    assert "no-secret-here" in large.mask_text(text + "no-secret-here")
    assert small.mask_text(text) != text


def test_large_json_in_a_string_is_walked_through_as_well() -> None:
    """It gives its secrets away, and takes no thirty times its size either."""
    secrets = Secrets(KEY)
    inner = '[%s{"token": "a-secret-word", "credentials": "{\\"x\\": \\"deep-down\\"}"}]' % (
        '{"a":1},' * 150_000
    )
    body = json.dumps({"v": inner}).encode()
    tracemalloc.start()
    secrets.learn_response((), body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * len(body)
    assert secrets.mask_text("a-secret-word") != "a-secret-word"
    assert secrets.mask_text("deep-down") != "deep-down"
