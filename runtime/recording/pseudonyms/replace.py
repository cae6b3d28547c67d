"""Replaces originals by pseudonyms in texts and bodies, in every encoding.

Distinctive originals (mail addresses, long ids, long names) are replaced in every encoding, as secrets are. A
short or common word is replaced only as a whole word in a value: `Al` is not replaced in `Also`, `Max` not in
the key `max`, and `Example` not in the host `example.com`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from runtime.recording.pseudonyms.generate import PseudonymGenerator
from runtime.recording.pseudonyms.kinds import PersonalKind
from runtime.recording.pseudonyms.people import People
from runtime.recording.pseudonyms.texts import (
    BASE64,
    DEEPEST,
    as_base64,
    author_texts,
    entities,
    from_base64,
    json_in,
)
from runtime.secrets.detect import as_javascript
from runtime.secrets.encodings import forms
from runtime.secrets.mask import Patterns
from runtime.secrets.ordinary import SHORTEST, is_small

_LONG_NUMBER = 10  # digits: a shorter number can be part of another one
_NESTED = 4  # levels of base64 inside base64
_SHORT = 4  # letters: a shorter word can appear by chance in base64, between two digits
_AFTER_ESCAPE = r"(?<=\\[bfnrtv])|(?<=%[0-9A-Fa-f]{2})"
_LETTER, _ALNUM = r"[^\W\d_]", r"[^\W_]"
_DOMAIN = r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
_HOST = rf"(?<=://)(?![^/\s\"'<>\\]*@)[A-Za-z0-9.-]+|(?<=@){_DOMAIN}|(?<=%40){_DOMAIN}"
_MEDIA = r"\b(?:application|audio|image|multipart|text|video)/[a-z]"
# Words of HTTP in values that can also be names.
_HTTP = (
    "application/json multipart/form-data x-www-form-urlencoded charset keep-alive gzip deflate bearer basic"
)
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*+)"(\s*:)?|(?<![\w.])(-?\d++)(?![\w.])', re.DOTALL)
_HEX = re.compile(r"[0-9A-Fa-f]+")


class PseudonymMap:
    """The pseudonyms of one recording; it can be used wherever secrets are masked."""

    def __init__(self, people: People, drawing: PseudonymGenerator, keys: Iterable[str] = ()) -> None:
        """`keys` are words of the protocol, which are not replaced."""
        self._patterns = Patterns()
        self._alone: dict[str, str] = {}
        self._ordinary: set[str] = set()  # forms that are common words in a sentence
        self._numbers: dict[str, str] = {}
        self.keys = frozenset(keys)
        self._protocol = "\n".join([*self.keys, _HTTP]).lower()
        pairs = [(original, drawing.pseudonym(original, kind)) for original, kind in people.values.items()]
        pairs += [(word, drawing.word(word)) for word in people.words]
        for original, pseudonym in pairs:
            self._add(original, pseudonym)
            for was, now in zip(entities(original), entities(pseudonym), strict=True):
                self._add(was, now)
        for number in people.numbers:
            self._numbers[number] = drawing.pseudonym(number, people.values.get(number, PersonalKind.ID))
        hosts = "|".join(re.escape(key) for key in sorted(self.keys, key=len, reverse=True) if "." in key)
        self._kept = "|".join(filter(None, (hosts, _HOST, _MEDIA)))
        self._pattern = self._compile()

    def _add(self, original: str, pseudonym: str) -> None:
        if pseudonym == original:
            return
        if original.isdigit():
            self._add_number(original, pseudonym)
        elif self._is_telling(original):
            self._patterns.add(original, pseudonym)
            self._add_domain(original, pseudonym)
            if original.isalpha():
                self._add_alone(original, pseudonym)
        else:
            self._add_alone(original, pseudonym)

    def _add_number(self, original: str, pseudonym: str) -> None:
        if len(original) < _LONG_NUMBER:
            self._alone.setdefault(original, pseudonym)
        else:
            self._patterns.add(original, pseudonym)
        if len(original) >= SHORTEST:
            self._numbers.setdefault(original, pseudonym)
        rounded = as_javascript(int(original)), as_javascript(int(pseudonym))
        if rounded[0] != original and len(original) >= _LONG_NUMBER:
            self._patterns.add(*rounded)
            self._numbers.setdefault(*rounded)

    def _add_domain(self, original: str, pseudonym: str) -> None:
        """Add the domain of a mail address alone: a script can append it to a name, or search for it."""
        was, now = original.rpartition("@")[2], pseudonym.rpartition("@")[2]
        if "@" in original and was != now and len(was) == len(now):
            self._patterns.add(f"@{was}", f"@{now}")
            if was.lower() not in self._protocol:
                self._add_alone(was, now)

    def _is_telling(self, original: str) -> bool:
        if is_small(original):
            return False
        return not original.isalpha() or original.lower() not in self._protocol

    def _add_alone(self, original: str, pseudonym: str) -> None:
        pairs = {(original, pseudonym), (original.title(), pseudonym.title())}
        pairs |= {(original.upper(), pseudonym.upper()), (original.lower(), pseudonym.lower())}
        for was, now in pairs:
            for form, replacement in forms(was, now).items():
                self._add_form(original, form, replacement)
        if original != original.lower() and original.isalpha():
            self._ordinary.add(original.lower())

    def _add_form(self, original: str, form: bytes, replacement: bytes) -> None:
        text = form.decode("utf-8", "surrogateescape")
        hexadecimal = text.isalnum() and text.lower() != original.lower() and _HEX.fullmatch(text)
        if "\0" in text or "?" in text or (hexadecimal and len(text) < 2 * SHORTEST):
            return
        self._alone.setdefault(text, replacement.decode("utf-8", "surrogateescape"))

    def _compile(self) -> re.Pattern[str] | None:
        if not self._alone:
            return None
        every = sorted(self._alone, key=len, reverse=True)
        short = [one for one in every if len(one) < _SHORT or one.isdigit()]
        parts = [f"(?P<kept>{self._kept})"]
        for words, beside in ((set(every) - set(short), _LETTER), (set(short), _ALNUM)):
            if words:
                one_of = "|".join(re.escape(one) for one in every if one in words)
                parts.append(f"(?:(?<!{beside})|{_AFTER_ESCAPE})(?:{one_of})(?!{beside})")
        return re.compile("|".join(parts))

    def mask_text(self, text: str) -> str:
        """The text with pseudonyms in place of originals."""
        return self._text(text, 0)

    def mask_value(self, value: str) -> str:
        """As `mask_text`."""
        return self._text(value, 0)

    def mask_bytes(self, data: bytes) -> bytes:
        """As `mask_text`, for a body."""
        masked = self._patterns.mask(data)
        text = masked.decode("utf-8", "surrogateescape")
        changed = self._words(text, 0)
        return masked if changed == text else changed.encode("utf-8", "surrogateescape")

    def script(self, text: str) -> str:
        """The script with pseudonyms in its strings, templates, comments and numbers; other code stays."""
        data = text.encode("utf-8", "surrogatepass")
        pieces, done = [], 0
        for start, end, kind in author_texts(text):
            if start < done:
                continue
            literal = data[start:end].decode("utf-8", "surrogatepass")
            changed = self._number(literal) if kind == "number" else self._literal(literal)
            pieces += [data[done:start], changed.encode("utf-8", "surrogatepass")]
            done = end
        return b"".join([*pieces, data[done:]]).decode("utf-8", "surrogatepass")

    def _literal(self, literal: str) -> str:
        if literal[1:-1] in self.keys:
            return literal
        return self._text(literal, 0)

    def _number(self, digits: str) -> str:
        return self._numbers.get(digits, digits)

    def _text(self, text: str, depth: int) -> str:
        data = text.encode("utf-8", "surrogatepass")
        masked = self._patterns.mask(data)
        return self._words(text if masked is data else masked.decode("utf-8", "surrogatepass"), depth)

    def _words(self, text: str, depth: int) -> str:
        if depth > DEEPEST:
            return text
        if json_in(text) is not None:
            return _TOKEN.sub(lambda token: self._token(token, depth), text)
        return self._plain(text, depth)

    def _token(self, token: re.Match[str], depth: int) -> str:
        if token[3] is not None:
            sign = "-" if token[3].startswith("-") else ""
            return sign + self._number(token[3].removeprefix("-"))
        if token[2] is not None:
            return token[0]
        raw = token[1]
        if "\\" in raw and (inner := _inner(raw)):
            changed = self._words(inner, depth + 1)
            return token[0] if changed == inner else _quote(changed, inner, raw)
        return f'"{self._plain(raw, depth)}"'

    def _plain(self, text: str, depth: int) -> str:
        if self._pattern is None:
            return text
        sentence = " " in text.strip()

        def replacement(match: re.Match[str]) -> str:
            found = match[0]
            if match["kept"] or (sentence and found in self._ordinary):
                return found
            return self._alone.get(found, found)

        text = self._pattern.sub(replacement, text)
        if depth > _NESTED:
            return text
        return BASE64.sub(lambda match: self._in_base64(match[0], depth), text)

    def _in_base64(self, text: str, depth: int) -> str:
        inner = from_base64(text)
        changed = self._words(inner, depth + 1) if inner else inner
        return text if changed == inner else as_base64(changed, text)


def _inner(raw: str) -> str:
    """The JSON inside a string of JSON; '' if there is none."""
    try:
        text = str(json.loads(f'"{raw}"', strict=False))
    except ValueError:
        return ""
    return text if json_in(text) is not None else ""


def _quote(changed: str, inner: str, raw: str) -> str:
    """The text as a string of JSON, escaped like the original."""
    ascii_only = json.dumps(inner)[1:-1] == raw
    return json.dumps(changed, ensure_ascii=ascii_only)
