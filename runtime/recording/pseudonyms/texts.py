"""Reads parts of texts: JSON, mail addresses, percent-encoding, base64, the strings of a script."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from html.entities import codepoint2name
from typing import Any

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

from runtime.formats.json_text import parse_inner

DEEPEST = 60
LARGEST = 16 << 20  # characters of JSON that are parsed
MAIL = re.compile(
    r"(?<![\w.'+-])[^\W_](?:[\w.'+-]{0,80}[\w+-])?@[^\W_](?:[\w-]{0,60}[^\W_])?"
    r"(?:\.[^\W_](?:[\w-]{0,60}[^\W_])?){0,6}\.[^\W\d_]{2,20}(?![\w-])"
)
BASE64 = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{8,}={0,2}")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_ELEMENT = re.compile(r"<(?:[\w.-]{1,40}:)?([\w.-]{1,60})(?:\s[^<>]{0,200})?>([^<>]{1,200})</")
_WRITTEN = {"string", "template_string", "comment", "regex", "number"}


def json_in(text: str) -> Any:
    """The object or list in a text of JSON; None for any other text."""
    return None if len(text) > LARGEST else parse_inner(text)


def percent_decode(text: str) -> str:
    """The text without percent-encoding."""
    if "%" not in text:
        return text
    data = text.encode("utf-8", "surrogatepass")
    return _PERCENT.sub(lambda match: bytes([int(match[1], 16)]), data).decode("utf-8", "replace")


def form(text: str) -> Iterator[tuple[str, str]]:
    """The names and values of a query or a form."""
    for pair in text.split("&"):
        name, sign, value = pair.partition("=")
        if sign:
            yield percent_decode(name.replace("+", " ")), percent_decode(value.replace("+", " "))


def elements(text: str) -> Iterator[tuple[str, str]]:
    """The names and texts of XML's elements."""
    for match in _ELEMENT.finditer(text):
        yield match[1], match[2]


def entities(text: str) -> tuple[str, ...]:
    """The forms of a text in HTML and XML if it isn't ASCII; none if it is."""
    if text.isascii():
        return ()
    numbers = text.encode("ascii", "xmlcharrefreplace").decode("ascii")
    hexadecimal = "".join(one if one.isascii() else f"&#x{ord(one):x};" for one in text)
    named = "".join(one if one.isascii() else _entity(one) for one in text)
    capitals = "".join(one if one.isascii() else f"&#x{ord(one):X};" for one in text)
    return numbers, hexadecimal, capitals, named


def _entity(character: str) -> str:
    name = codepoint2name.get(ord(character))
    return f"&{name};" if name else f"&#{ord(character)};"


def from_base64(text: str) -> str:
    """The text in a piece of base64; '' if it is not text."""
    standard = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        literal_value = base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
    return literal_value if literal_value.isprintable() else ""


def as_base64(text: str, like: str) -> str:
    """A text as base64, in the alphabet and with the padding of `like`."""
    encode = base64.urlsafe_b64encode if set(like) & set("-_") else base64.b64encode
    made = encode(text.encode()).decode("ascii")
    return made if like.endswith("=") else made.rstrip("=")


def author_texts(script: str) -> list[tuple[int, int, str]]:
    """The places of literal values in a script, such as strings and comments: start and end in UTF-8 bytes.

    Each has its kind. Of a template, only the parts that are not code.
    """
    data = script.encode("utf-8", "surrogatepass")
    tree = Parser(Language(tree_sitter_javascript.language())).parse(data)
    found: list[tuple[int, int, str]] = []
    left = [tree.root_node]
    while left:
        node = left.pop()
        if node.type in _WRITTEN:
            found += [(start, end, node.type) for start, end in _without_code(node)]
        left += [child for child in node.children if node.type not in _WRITTEN or child.type not in _WRITTEN]
    return sorted(found)


def _without_code(node: Node) -> Iterator[tuple[int, int]]:
    start = node.start_byte
    for child in node.children:
        if child.type == "template_substitution":
            yield start, child.start_byte
            start = child.end_byte
    yield start, node.end_byte


def literal_value(literal: str) -> str:
    """The value of a string in a script."""
    return _ESCAPED.sub(_unescape, literal)


def _unescape(match: re.Match[str]) -> str:
    if match[3]:
        return {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v"}.get(match[3], match[3])
    return chr(int(match[1] or match[2], 16))
