"""Names and values side by side in text: in JSON, a query, a form, XML, a multipart body, a script."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from runtime.secrets.keys import is_secret

_NAME = r"[\w.$-]{0,40}(?:token|passw|passphrase|secret|key|auth|cookie|credential|assertion)[\w.$-]{0,20}"
# In JSON, also inside a string, where its quotes are escaped.
_JSON = re.compile(
    rf'(?<!\\)(\\{{0,31}})"(?P<name>{_NAME})\1"\s*:\s*'
    r'(?:\1"(?P<value>(?:(?!\1")(?:\\.|[^\\])){0,16384}?)\1"|(?P<number>-?\d+))',
    re.DOTALL | re.IGNORECASE,
)
_PARAMETER = re.compile(rf"(?<![\w%-])(?P<name>{_NAME})=(?P<value>[^&;\s\"'\\<>]+)", re.IGNORECASE)
_ELEMENT = re.compile(
    rf"<(?:[\w.-]{{1,40}}:)?(?P<name>{_NAME})(?:\s[^<>]{{0,200}})?>(?P<value>[^<>]+)</", re.IGNORECASE
)
_PART = re.compile(
    rf'\bname="(?P<name>{_NAME})"[^\r\n]{{0,200}}\r\n(?:[^\r\n]{{1,200}}\r\n){{0,4}}\r\n'
    r"(?P<value>[^\r\n]+)\r\n--",
    re.IGNORECASE,
)
# name: 'value' and name = 'value' in JavaScript; a value without a closing quote goes to the end of its line.
_ASSIGNED = re.compile(
    r"""(['"]?)(?P<name>[\w$-]{2,60})\1\]?\s*[:=]\s*(?P<quote>['"`])(?P<value>(?:\\.|(?!(?P=quote))[^\\\n])*+)(?:(?P=quote)|(?=\n|\Z))"""
)
# name=value in a string of a script: not `token=config.token`, and not a value that the script puts together.
_WRITTEN = re.compile(
    rf"(?<=[?&'\"`])(?P<name>{_NAME})=(?P<value>[^&;\s\"'\\<>`$(){{}}\[\]]++)(?![`$(){{}}\[\]])",
    re.IGNORECASE,
)
# The border between a value and code.
_CODE = re.compile(r"['\"`]|\$\{[^}\n]*\}?")
# Code between two strings, as in '{"password": "' + password + '"}'.
_BETWEEN = re.compile(r"""^['"`]\s*\+|\+\s*['"`]$""")
_NAMED = re.compile(r"[\w.$-]{2,60}")
_GOES_ON = re.compile(r"\s*\+")
# Up to the last @, as in Node: a password can have an @ itself.
_USER = re.compile(r"://[^\s/?#:@\"'<>\\]{0,200}:(?P<value>[^\s/?#\"'<>\\]{1,200})@")

# Each pattern with a mark: a text without the mark has no match.
_IN_STRINGS = ((_JSON, '"'), (_WRITTEN, "="), (_ELEMENT, "</"), (_USER, "://"))
_PLACES = ((_JSON, '"'), (_PARAMETER, "="), (_ELEMENT, "</"), (_PART, 'name="'), (_USER, "://"))
_WORD = re.compile(r"[A-Za-z]?[a-z]*")


def find_quoted_values(text: str) -> Iterator[str]:
    """Each value under a secret's name in JSON, XML or a multipart body, anywhere in the text."""
    for match in _matches(_JSON, '"', text):
        yield _json(match["value"], len(match[1])) if match["number"] is None else match["number"]
    for match in _matches(_ELEMENT, "</", text):
        yield _xml(match["value"])
    for match in _matches(_PART, 'name="', text):
        yield match["value"]


def find_parameters(text: str) -> Iterator[str]:
    """Each value after `name=`, and each password in an address; not a single word of letters."""
    for match in _matches(_PARAMETER, "=", text):
        if not _WORD.fullmatch(match["value"]):
            yield match["value"]
    yield from find_passwords(text)


def find_passwords(text: str) -> Iterator[str]:
    """Each password in an address, as in `http://ada:password@example.com/`."""
    for match in _USER.finditer(text):
        yield match["value"]
        if "@" in match["value"]:  # or the address ends at the first @, and another one follows
            yield match["value"].partition("@")[0]


def find_assigned_values(script: str) -> Iterator[str]:
    """Each value beside a secret's name in the code of a script; of a template, its texts."""
    for match in _ASSIGNED.finditer(script):
        if is_secret(match["name"]) and not _BETWEEN.search(match["value"]):
            yield from re.split(r"\$\{[^}\n]*\}?", match["value"])


def find_in_strings(script: str) -> Iterator[str]:
    """Each value beside a secret's name in JSON, XML, a query or an address in a string of a script.

    What the script puts together is code and not a value: if it were masked, the script would be another one.
    """
    written = (match["value"] for match in _matches(_WRITTEN, "=", script))
    for value in (*find_quoted_values(script), *written, *find_passwords(script)):
        if not _CODE.search(value):
            yield value


def hides_secret(text: str) -> bool:
    """Whether a broken text has a secret's name, and it is not clear what its value is."""
    for pattern in (_JSON, _ASSIGNED, _PARAMETER):
        text = pattern.sub("", text)
    return any(is_secret(name) for name in _NAMED.findall(text))


def mask_pairs_in_source(script: str, mask: Callable[[str], str]) -> str:
    """The script with `mask` of each value beside a secret's name; not of `'Bearer ' + token`."""

    def replace(match: re.Match[str]) -> str:
        half = (
            _GOES_ON.match(script, match.end()) or "${" in match["value"] or _BETWEEN.search(match["value"])
        )
        return match[0] if half else _with(mask, match)

    script = _ASSIGNED.sub(replace, script)
    for pattern, mark in _IN_STRINGS:
        if mark in script:
            script = pattern.sub(lambda match: match[0] if _is_code(match) else _with(mask, match), script)
    return script


def mask_pairs(text: str, mask: Callable[[str], str]) -> str:
    """The text with `mask` of each value beside a secret's name, and of each password in an address."""
    for pattern, mark in _PLACES:
        if mark in text:
            text = pattern.sub(lambda match: _with(mask, match), text)
    return text


def _matches(pattern: re.Pattern[str], mark: str, text: str) -> Iterator[re.Match[str]]:
    return (
        (match for match in pattern.finditer(text) if is_secret(match["name"])) if mark in text else iter(())
    )


def _is_code(match: re.Match[str]) -> bool:
    return _CODE.search(match[str(match.lastgroup)]) is not None


def _json(value: str, escaped: int) -> str:
    """The value of a string in JSON whose quotes have so many backslashes; the same text if it is not
    JSON.
    """
    try:
        for _ in range(escaped.bit_length() + 1):
            value = str(json.loads(f'"{value}"'))
    except ValueError:
        pass
    return value


def _xml(value: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        value = value.replace(entity, character)
    return value


def _with(mask: Callable[[str], str], match: re.Match[str]) -> str:
    if not is_secret(match.groupdict().get("name", "password")):
        return match[0]
    start, end = (place - match.start() for place in match.span(str(match.lastgroup)))
    return match[0][:start] + mask(match[0][start:end]) + match[0][end:]
