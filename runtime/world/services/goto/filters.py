"""The filter language of listings: `(email="x")`, joined by `|` and `&`; also `email eq "x"`.

Values are patterns, with the parts of regular expressions that clients were seen to send: a leading `(?i)`,
`.*` and `.`. All other text is literal, so that a pattern of a script can't take long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from runtime.world.services.goto.responses import refusal

Test = Callable[[Mapping[str, str]], bool]

_TOKEN = re.compile(r'\s*(?:([()|&=])|"([^"]*)"|([A-Za-z]+))')
_FIELDS = {"email": "email", "key": "key", "name": "name", "firstname": "firstName", "lastname": "lastName"}
_LONGEST = 2000
_DEEPEST = 50


def parse(text: str) -> Test:
    """A test for a record's fields. Raises ServiceRefusal (400, assumed) for an invalid filter."""
    if len(text) > _LONGEST:
        raise refusal(400, "filter.invalid", text[:100])
    return _Parser(text, _tokens(text)).whole()


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens, position = [], 0
    text = text.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise refusal(400, "filter.invalid", text)
        sign, value, word = match.groups()
        tokens.append((sign, "") if sign else ("value", value) if value is not None else ("word", word))
        position = match.end()
    return tokens


@dataclass(slots=True)
class _Parser:
    text: str
    tokens: list[tuple[str, str]]
    position: int = 0
    depth: int = 0

    def whole(self) -> Test:
        test = self._any()
        if self.position < len(self.tokens):
            raise refusal(400, "filter.invalid", self.text)
        return test

    def _any(self) -> Test:
        tests = [self._all()]
        while self._next_is("|"):
            tests.append(self._all())
        return tests[0] if len(tests) == 1 else lambda record: any(test(record) for test in tests)

    def _all(self) -> Test:
        tests = [self._one()]
        while self._next_is("&"):
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda record: all(test(record) for test in tests)

    def _one(self) -> Test:
        if self._next_is("("):
            self.depth += 1
            if self.depth > _DEEPEST:
                raise refusal(400, "filter.invalid", self.text[:100])
            test = self._any()
            self._expect(")")
            self.depth -= 1
            return test
        name = _FIELDS.get(self._expect("word").lower())
        if name is None:
            raise refusal(400, "filter.invalid", self.text)
        if not self._next_is("=") and self._expect("word").lower() != "eq":
            raise refusal(400, "filter.invalid", self.text)
        return _compare(name, self._expect("value"))

    def _next_is(self, kind: str) -> bool:
        here = self.position < len(self.tokens) and self.tokens[self.position][0] == kind
        self.position += here
        return here

    def _expect(self, kind: str) -> str:
        if self.position >= len(self.tokens) or self.tokens[self.position][0] != kind:
            raise refusal(400, "filter.invalid", self.text)
        self.position += 1
        return self.tokens[self.position - 1][1]


def _compare(name: str, pattern: str) -> Test:
    """Addresses are compared without case (assumed), everything else with it."""
    fold = name == "email" or pattern.startswith("(?i)")
    parts = pattern.removeprefix("(?i)").split(".*")
    wanted = [part.lower() if fold else part for part in parts]

    def test(record: Mapping[str, str]) -> bool:
        value = record.get(name, "")
        return _fits(value.lower() if fold else value, wanted)

    return test


def _fits(value: str, parts: list[str]) -> bool:
    """Whether the value has these parts in this order, with any text between them."""
    if len(parts) == 1:
        return len(value) == len(parts[0]) and _at(value, 0, parts[0])
    first, *middle, last = parts
    if len(value) < len(first) + len(last) or not _at(value, 0, first):
        return False
    if not _at(value, len(value) - len(last), last):
        return False
    position, end = len(first), len(value) - len(last)
    for part in middle:
        while position + len(part) <= end and not _at(value, position, part):
            position += 1
        if position + len(part) > end:
            return False
        position += len(part)
    return True


def _at(value: str, position: int, part: str) -> bool:
    return all(wanted in {".", value[position + index]} for index, wanted in enumerate(part))
