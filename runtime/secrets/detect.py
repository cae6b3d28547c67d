"""Learns a run's secrets from its context, requests and answers, and masks them.

A secret is a value under a key that names one (`runtime.secrets.keys`), or one that the author has marked. A
secret of six or more characters is masked wherever it appears, in every encoding. A shorter one, or an
everyday word, is masked only under such a key: to mask every `true` would make the recording unreadable.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from runtime.model.errors import MwsError
from runtime.model.http import Header, Request
from runtime.secrets import pairs
from runtime.secrets.json_scan import leaves
from runtime.secrets.keys import is_secret
from runtime.secrets.mask import Patterns
from runtime.secrets.ordinary import is_small
from runtime.secrets.stand_in import make_stand_in
from runtime.secrets.stand_in_choice import StandIns

# A service could send so many secrets that masking takes too long: then the run ends, and none is shown.
MOST = 2000
LONGEST = 512 << 10  # characters, all secrets together
_SCHEMES = {"bearer", "basic", "digest", "token", "apikey"}
_MARKS = re.compile(r'["=<@]')  # without one of these, no name has a value beside it
_MARKS_IN_BYTES = re.compile(_MARKS.pattern.encode())
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_PLAIN = 1e21  # the first number that JavaScript writes with an exponent
_DEEPEST = 60
_LARGE = 1 << 20  # characters of JSON that are not parsed
_WORDS = {"true", "false", "null"}


class TooManySecrets(MwsError):
    """There are more secrets than can be masked. The text continues "the run met" or "holds"."""

    def __init__(self) -> None:
        super().__init__(
            "more secrets (tokens, passwords, cookies) than can be masked: "
            f"more than {MOST:,}, or {LONGEST >> 10} KB of them"
        )


class Secrets:
    """The secrets of one run. Stand-ins are drawn with `key`: with the same key they are the same."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or os.urandom(32)
        self._known = StandIns(self._key)
        self._length = 0
        self._patterns = Patterns()
        self.masked = False  # whether anything was masked

    @property
    def idle(self) -> bool:
        """Whether there is nothing to learn and nothing to mask."""
        return False

    @classmethod
    def of_context(cls, context: Any, key: bytes | None = None) -> Secrets:
        """The secrets in a context (parsed JSON), also in JSON strings inside it."""
        secrets = cls(key)
        secrets.learn_value(context)
        return secrets

    def learn(self, secret: str, stand_in: str = "") -> None:
        """Mask this value from now on, unless it is too short or an everyday word.

        `stand_in` is its stand-in; '' for one that fits. Raises TooManySecrets.
        """
        if secret in self._known or is_small(secret):
            return
        self._length += len(secret)
        if len(self._known) >= MOST or self._length > LONGEST:
            raise TooManySecrets
        stand_in = stand_in or self._patterns.find_stand_in(secret)
        self._patterns.add(secret, self._known.add(secret, stand_in))

    def learn_value(self, value: Any, *, secret: bool = False, depth: int = 0) -> None:
        """Learn from parsed JSON the values under secret keys, at any depth, also in JSON inside strings."""
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
            self.learn(as_javascript(value))

    def _learn_string(self, text: str, *, secret: bool, depth: int) -> None:
        if depth > _DEEPEST:
            return
        inner = _json_in(text)
        if inner is not None:
            self.learn_value(inner, secret=secret, depth=depth + 1)
        elif len(text) > _LARGE and _is_like_json(text):
            self._learn_leaves(text, secret=secret, depth=depth + 1)
        else:
            self._learn_words(text, secret=secret)

    def _learn_words(self, text: str, *, secret: bool) -> None:
        if secret:
            self._learn_credential(text)
        if _is_like_json(text):  # broken JSON, such as a string in a context that was written by hand
            for value in pairs.find_quoted_values(text):
                self.learn(value)
            self.learn_source(text)
        elif not secret and ("=" in text or "://" in text):
            self._learn_parameters(text)

    def learn_source(self, script: str) -> None:
        """Learn the secrets in the text of a script: `password: '...'`, `let apiKey = '...'`."""
        for value in (*pairs.find_assigned_values(script), *pairs.find_in_strings(script)):
            self._learn_credential(value)
            self._learn_credential(unquote_plus(value))

    def _learn_parameters(self, text: str) -> None:
        for value in pairs.find_parameters(text):
            self.learn(unquote_plus(value))
            self.learn(value)

    def learn_request(self, request: Request) -> None:
        """Learn from a request: its headers, query, form or JSON."""
        self._learn_headers(request.headers)
        self._learn_form(urlsplit(request.target).query)
        kind = request.header("content-type") or ""
        if "form-urlencoded" in kind:
            self._learn_form(request.body.decode("utf-8", "replace"))
        else:
            self.learn_text(request.body.decode("utf-8", "replace"))

    def learn_response(self, headers: Iterable[Header], body: bytes) -> None:
        """Learn from an answer: cookies and tokens."""
        self._learn_headers(headers)
        self.learn_text(body.decode("utf-8", "replace"))

    def _learn_headers(self, headers: Iterable[Header]) -> None:
        for name, value in headers:
            if name.lower() in {"cookie", "set-cookie"}:
                self._learn_cookies(value, only_first=name.lower() == "set-cookie")
            elif is_secret(name):
                self._learn_credential(value)
            elif _MARKS.search(value):
                self.learn_text(value)  # as in Location: https://.../#access_token=...

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
        user, password = _user(rest.strip()) if scheme.lower() == "basic" else ("", "")
        if not is_small(password):
            self.learn(password)  # and not the user: only the password in the pair is masked
        elif password:
            pair = f"{self.mask_text(user)}:{make_stand_in(password, self._key)}"
            self.learn(rest.strip(), base64.b64encode(pair.encode()).decode())
        else:
            self.learn(rest.strip())

    def _learn_form(self, text: str) -> None:
        for key, value in parse_qsl(text.replace("+", "%2B"), keep_blank_values=True):
            if is_secret(key):
                self._learn_credential(unquote_plus(value))
                self._learn_credential(value)

    def learn_text(self, text: str) -> None:
        """Learn from any text the values beside a secret's name: in JSON, XML, a form, a multipart body."""
        if len(text) > _LARGE:
            self._learn_leaves(text)
        inner = _json_in(text)
        if inner is not None:
            self.learn_value(inner)
            return
        for value in pairs.find_quoted_values(text):
            self.learn(value)
        self._learn_parameters(text)

    def _learn_leaves(self, text: str, *, secret: bool = False, depth: int = 0) -> None:
        for leaf, under_secret, is_string in leaves(text):
            if is_string:
                self._learn_string(leaf, secret=secret or under_secret, depth=depth)
            elif (secret or under_secret) and leaf not in _WORDS:
                self.learn(leaf)

    def mask_bytes(self, data: bytes) -> bytes:
        """The same bytes with a stand-in for every secret; a stand-in has the length of its secret."""
        masked = self._mask_pairs(self._patterns.mask(data))
        self.masked = self.masked or masked is not data
        return masked

    def mask_text(self, text: str) -> str:
        """As `mask_bytes`, for a text."""
        data = text.encode("utf-8", "surrogatepass")
        masked = self.mask_bytes(data)
        return text if masked is data else masked.decode("utf-8", "surrogatepass")

    def mask_source(self, script: str) -> str:
        """As `mask_text`, for a script or a line of it: only values in the code change."""
        data = script.encode("utf-8", "surrogatepass")
        masked = self._patterns.mask(data)
        self.masked = self.masked or masked is not data
        text = masked.decode("utf-8", "surrogatepass")
        return pairs.mask_pairs_in_source(text, lambda value: self._mask_small(value) or value)

    def mask_json(self, value: Any, *, secret: bool = False) -> Any:
        """As `mask_bytes`, for parsed JSON; `secret` says that it is the value of a secret key."""
        if isinstance(value, dict):
            return {
                self.mask_text(key): self.mask_json(item, secret=secret or is_secret(key))
                for key, item in value.items()
            }
        if isinstance(value, list):
            return [self.mask_json(item, secret=secret) for item in value]
        if isinstance(value, str):
            return self.mask_value(value) if secret else self.mask_text(value)
        if secret and isinstance(value, int | float) and not isinstance(value, bool):
            self.masked = True
            return type(value)(_DIGITS.sub(lambda match: self._draw(match[0]), str(value), 1))
        return value

    def mask_value(self, value: str) -> str:
        """The value of a secret key, masked even if it is short or an everyday word."""
        if _json_in(value) is not None:
            return self.mask_text(value)
        scheme, blank, rest = value.partition(" ")
        if blank and scheme.lower() in _SCHEMES:
            return f"{scheme} {self.mask_value(rest)}"
        return self._mask_small(value) or self.mask_text(value)

    def _mask_pairs(self, data: bytes) -> bytes:
        """Mask short secrets beside their names: in JSON, XML, a query, a form."""
        if not _MARKS_IN_BYTES.search(data):
            return data
        text = data.decode("utf-8", "surrogateescape")
        masked = pairs.mask_pairs(text, lambda value: self._mask_small(value) or value)
        return data if masked == text else masked.encode("utf-8", "surrogateescape")

    def _mask_small(self, value: str) -> str:
        """The stand-in of a value that is too short to be masked everywhere; '' for other values."""
        if not value or not is_small(value):
            return ""
        self.masked = True
        return self._draw(value)

    def _draw(self, value: str) -> str:
        """The stand-in of a short value."""
        return make_stand_in(value, self._key)


def _user(pair: str) -> tuple[str, str]:
    """The user and the password in the base64 of basic authentication; both '' if it is not that."""
    try:
        user, _, password = base64.b64decode(pair, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password


def as_javascript(number: float) -> str:
    """The number as JavaScript writes it, with at most 17 digits."""
    try:
        close = repr(float(number))
    except OverflowError:
        return "Infinity"
    return close if "e+" in close and float(close) >= _PLAIN else format(Decimal(close).normalize(), "f")


def _is_like_json(text: str) -> bool:
    return text.lstrip()[:1] in {"{", "["}


def _json_in(text: str) -> Any:
    """The object or list in a text of JSON; None for any other text, and for a large one."""
    if len(text) > _LARGE or not _is_like_json(text):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
