"""Where a run's secrets come from: the context, what is sent, what is answered. And their masking.

A secret is a value under a key that names one (`runtime.secrets.keys`). From six characters on it is
masked wherever it appears, in every encoding; a shorter one, or one that is an everyday word, only where
it stands under such a key: masking `true` everywhere would leave nothing readable.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from runtime.errors import MwsError
from runtime.http import Header, Request
from runtime.secrets.keys import is_secret
from runtime.secrets.masking import Patterns
from runtime.secrets.standin import stand_in
from runtime.secrets.walking import leaves

SHORTEST = 6
# A service that gives out more of them keeps us busy: rather end the run than let one pass unmasked.
MOST = 2000
LONGEST = 512 << 10  # characters, all together
# Values that people write where a secret belongs, and that stand everywhere else, too.
_ORDINARY = {
    "Basic", "Bearer", "Digest", "access_token", "api_key", "apikey", "authorization",
    "authorization_code", "basic", "bearer", "client_credentials", "client_secret", "cookie", "digest",
    "example", "id_token", "password", "refresh_token", "secret", "string", "undefined",
}  # fmt: skip
# A key that may name a secret, and its value: in JSON (also where that stands in a string and its quotes
# are escaped), and in a query or form.
_KEY = r"[\w.$-]{0,40}(?:token|passw|passphrase|secret|key|auth|cookie|credential|assertion)[\w.$-]{0,20}"
_PAIR = re.compile(
    rf'(?<!\\)(\\{{0,31}})"({_KEY})\1"\s*:\s*(?:\1"((?:(?!\1")(?:\\.|[^\\])){{0,16384}}?)\1"|(-?\d+))',
    re.DOTALL | re.IGNORECASE,
)
_PARAMETER = re.compile(rf"(?<![\w%-])({_KEY})=([^&;\s\"'\\<>]+)", re.IGNORECASE)
# key: 'value' and key = 'value' in JavaScript.
_ASSIGNED = re.compile(r"""(['"]?)([\w$-]{2,60})\1\]?\s*[:=]\s*(['"`])((?:\\.|(?!\3)[^\\\n])*)\3""")
_SCHEMES = {"bearer", "basic", "digest", "token", "apikey"}
_DEEPEST = 60
_LARGE = 1 << 20  # characters of JSON that are not parsed
_WORDS = {"true", "false", "null"}


class TooManySecrets(MwsError):
    """Its text says what there is too much of: it goes on from "the run met" or "holds"."""

    def __init__(self) -> None:
        super().__init__(
            "more secrets (tokens, passwords, cookies) than can be masked: "
            f"more than {MOST:,}, or {LONGEST >> 10} KB of them"
        )


class Secrets:
    """The secrets of one run. `key` makes stand-ins: under the same key they are the same."""

    def __init__(self, key: bytes | None = None) -> None:
        """Know nothing yet."""
        self._key = key or os.urandom(32)
        self._known: set[str] = set()
        self._length = 0
        self._patterns = Patterns()

    @classmethod
    def of_context(cls, context: Any, key: bytes | None = None) -> Secrets:
        """The secrets in a context (parsed JSON), also in JSON strings inside it."""
        secrets = cls(key)
        secrets.learn_value(context)
        return secrets

    def learn(self, secret: str) -> None:
        """Take this for a secret from now on, unless it is too short or too ordinary to be masked."""
        if secret in self._known or _is_small(secret):
            return
        self._length += len(secret)
        if len(self._known) >= MOST or self._length > LONGEST:
            raise TooManySecrets
        self._known.add(secret)
        self._patterns.add(secret, stand_in(secret, self._key))

    def learn_value(self, value: Any, *, secret: bool = False, depth: int = 0) -> None:
        """Learn from parsed JSON: what stands under a secret key, at any depth, and in JSON strings."""
        if depth > _DEEPEST:
            return
        if isinstance(value, dict):
            for key, item in value.items():
                self.learn_value(item, secret=secret or is_secret(key), depth=depth + 1)
        elif isinstance(value, list):
            for item in value:
                self.learn_value(item, secret=secret, depth=depth + 1)
        elif isinstance(value, str):
            self._learn_string(value, secret=secret, depth=depth)
        elif secret and not isinstance(value, bool) and value is not None:
            self.learn(str(value))

    def _learn_string(self, text: str, *, secret: bool, depth: int) -> None:
        if depth > _DEEPEST:
            return
        inner = _json_in(text)
        if inner is not None:
            self.learn_value(inner, secret=secret, depth=depth + 1)
        elif len(text) > _LARGE and _is_like_json(text):
            self._learn_leaves(text, secret=secret, depth=depth + 1)
        elif secret:
            self._learn_credential(text)

    def learn_source(self, script: str) -> None:
        """Learn what an author has written into his script: `password: '...'`, `let apiKey = '...'`."""
        for match in _ASSIGNED.finditer(script):
            if is_secret(match[2]):
                self._learn_credential(match[4])
        self._learn_parameters(script)

    def _learn_parameters(self, text: str) -> None:
        for match in _PARAMETER.finditer(text):
            if is_secret(match[1]):
                self.learn(match[2])
                self.learn(unquote_plus(match[2]))

    def learn_request(self, request: Request) -> None:
        """Learn from what a script sends: headers, the query, a form, JSON."""
        self._learn_headers(request.headers)
        self._learn_form(urlsplit(request.target).query)
        kind = request.header("content-type") or ""
        if "form-urlencoded" in kind:
            self._learn_form(request.body.decode("utf-8", "replace"))
        else:
            self._learn_text(request.body)

    def learn_response(self, headers: Iterable[Header], body: bytes) -> None:
        """Learn from what a service answers: cookies that it sets, tokens that it gives out."""
        self._learn_headers(headers)
        self._learn_text(body)

    def _learn_headers(self, headers: Iterable[Header]) -> None:
        for name, value in headers:
            if name.lower() in {"cookie", "set-cookie"}:
                self._learn_cookies(value, only_first=name.lower() == "set-cookie")
            elif is_secret(name):
                self._learn_credential(value)

    def _learn_cookies(self, value: str, *, only_first: bool) -> None:
        cookies = value.split(";")
        for cookie in cookies[:1] if only_first else cookies:
            self.learn(cookie.partition("=")[2].strip().strip('"'))

    def _learn_credential(self, value: str) -> None:
        """`Bearer TOKEN`, `Basic BASE64`, or the bare secret."""
        scheme, blank, rest = value.strip().partition(" ")
        if not blank or scheme.lower() not in _SCHEMES:
            self.learn(value.strip())
            return
        # Of user and password only the latter is secret; masked by itself, the pair can still be read.
        password = _password(rest.strip()) if scheme.lower() == "basic" else ""
        self.learn(rest.strip() if _is_small(password) else password)

    def _learn_form(self, text: str) -> None:
        for key, value in parse_qsl(text.replace("+", "%2B"), keep_blank_values=True):
            if is_secret(key):
                self._learn_credential(value)
                self._learn_credential(unquote_plus(value))

    def _learn_text(self, data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        if len(text) > _LARGE:
            self._learn_leaves(text)
        inner = _json_in(text)
        if inner is not None:
            self.learn_value(inner)
        else:
            for match in _PAIR.finditer(text):
                if is_secret(match[2]):
                    self.learn(match[3] if match[3] is not None else match[4])

    def _learn_leaves(self, text: str, *, secret: bool = False, depth: int = 0) -> None:
        for leaf, under_secret, is_string in leaves(text):
            if is_string:
                self._learn_string(leaf, secret=secret or under_secret, depth=depth)
            elif (secret or under_secret) and leaf not in _WORDS:
                self.learn(leaf)

    def mask_bytes(self, data: bytes) -> bytes:
        """The same with a stand-in for every secret, as long as before."""
        return self._mask_pairs(self._patterns.mask(data))

    def mask_text(self, text: str) -> str:
        """As `mask_bytes`, for text."""
        data = text.encode("utf-8", "surrogatepass")
        masked = self.mask_bytes(data)
        return text if masked is data else masked.decode("utf-8", "surrogatepass")

    def mask_json(self, value: Any, *, secret: bool = False) -> Any:
        """As `mask_bytes`, for parsed JSON; `secret` says that it stands under a key that names one."""
        if isinstance(value, dict):
            return {
                self.mask_text(key): self.mask_json(item, secret=secret or is_secret(key))
                for key, item in value.items()
            }
        if isinstance(value, list):
            return [self.mask_json(item, secret=secret) for item in value]
        if isinstance(value, str):
            return self.mask_value(value) if secret else self.mask_text(value)
        if secret and isinstance(value, int) and not isinstance(value, bool):
            return int(stand_in(str(value), self._key))
        return value

    def mask_value(self, value: str) -> str:
        """A text that stands under a key that names a secret: masked even if it is short or ordinary."""
        if _json_in(value) is not None:
            return self.mask_text(value)
        scheme, blank, rest = value.partition(" ")
        if blank and scheme.lower() in _SCHEMES:
            return f"{scheme} {self.mask_value(rest)}"
        return stand_in(value, self._key) if value and _is_small(value) else self.mask_text(value)

    def _mask_pairs(self, data: bytes) -> bytes:
        """Short secrets, where they stand under their key: in JSON, a query, a form."""
        if b'"' not in data and b"=" not in data:
            return data
        text = data.decode("utf-8", "surrogateescape")
        masked = _PAIR.sub(self._mask_pair, text) if '"' in text else text
        masked = _PARAMETER.sub(self._mask_parameter, masked) if "=" in masked else masked
        return data if masked == text else masked.encode("utf-8", "surrogateescape")

    def _mask_pair(self, match: re.Match[str]) -> str:
        group = 3 if match[3] is not None else 4
        return self._with_stand_in(match, group) if is_secret(match[2]) else match[0]

    def _mask_parameter(self, match: re.Match[str]) -> str:
        return self._with_stand_in(match, 2) if is_secret(match[1]) else match[0]

    def _with_stand_in(self, match: re.Match[str], group: int) -> str:
        """A pair with its value masked, if that is so small that nothing else masks it."""
        value = match[group]
        if not value or not _is_small(value):
            return match[0]
        start = match.start(group) - match.start()
        return match[0][:start] + stand_in(value, self._key) + match[0][start + len(value) :]


def _password(pair: str) -> str:
    """The password in basic authentication's base64 of `user:password`; '' if it is none."""
    try:
        return base64.b64decode(pair, validate=True).decode("utf-8").partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _is_small(value: str) -> bool:
    """Whether a secret is too short, or too ordinary, to be looked for everywhere."""
    return len(value) < SHORTEST or value in _ORDINARY


def _is_like_json(text: str) -> bool:
    return text.lstrip()[:1] in {"{", "["}


def _json_in(text: str) -> Any:
    """The object or list that a text holds as JSON; None for anything else, and for what is too large."""
    if len(text) > _LARGE or not _is_like_json(text):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
