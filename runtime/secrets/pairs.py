"""Names and values side by side in text: in JSON, a query, a form, XML, several parts, a script."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from runtime.secrets.keys import is_secret

_NAME = r"[\w.$-]{0,40}(?:token|passw|passphrase|secret|key|auth|cookie|credential|assertion)[\w.$-]{0,20}"
# In JSON, also where that stands in a string and its quotes are escaped.
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
# name: 'value' and name = 'value' in JavaScript; what nothing closes goes on to the end of its line.
_ASSIGNED = re.compile(
    r"""(['"]?)(?P<name>[\w$-]{2,60})\1\]?\s*[:=]\s*(?P<quote>['"`])(?P<value>(?:\\.|(?!(?P=quote))[^\\\n])*+)(?:(?P=quote)|(?=\n|\Z))"""
)
# name=value in a string of a script: `token=config.token` is none, and nor is what is put together.
_WRITTEN = re.compile(
    rf"(?<=[?&'\"`])(?P<name>{_NAME})=(?P<value>[^&;\s\"'\\<>`$(){{}}\[\]]++)(?![`$(){{}}\[\]])",
    re.IGNORECASE,
)
# Where a value ends and code begins, or the other way round.
_CODE = re.compile(r"['\"`]|\$\{[^}\n]*\}?")
# What stands between two strings, as in '{"password": "' + password + '"}'.
_BETWEEN = re.compile(r"""^['"`]\s*\+|\+\s*['"`]$""")
_NAMED = re.compile(r"[\w.$-]{2,60}")
_GOES_ON = re.compile(r"\s*\+")
# As in Node up to the last @: a password may have one of its own.
_USER = re.compile(r"://[^\s/?#:@\"'<>\\]{0,200}:(?P<value>[^\s/?#\"'<>\\]{1,200})@")

# With each pattern the mark without which there is no need to look.
_IN_STRINGS = ((_JSON, '"'), (_WRITTEN, "="), (_ELEMENT, "</"), (_USER, "://"))
_PLACES = ((_JSON, '"'), (_PARAMETER, "="), (_ELEMENT, "</"), (_PART, 'name="'), (_USER, "://"))
_WORD = re.compile(r"[A-Za-z]?[a-z]*")


def find_quoted_values(text: str) -> Iterator[str]:
    """Each value that stands under a secret's name in JSON, XML or several parts, whatever is around it."""
    for match in _matches(_JSON, '"', text):
        yield _json(match["value"], len(match[1])) if match["number"] is None else match["number"]
    for match in _matches(_ELEMENT, "</", text):
        yield _xml(match["value"])
    for match in _matches(_PART, 'name="', text):
        yield match["value"]


def find_parameters(text: str) -> Iterator[str]:
    """Each value after `name=`, and each password in an address; a word of prose is none."""
    for match in _matches(_PARAMETER, "=", text):
        if not _WORD.fullmatch(match["value"]):
            yield match["value"]
    yield from find_passwords(text)


def find_passwords(text: str) -> Iterator[str]:
    """Each password in an address, as in `http://ada:password@example.com/`."""
    for match in _USER.finditer(text):
        yield match["value"]
        if "@" in match["value"]:  # or the address is over, and what follows has one
            yield match["value"].partition("@")[0]


def find_assigned_values(script: str) -> Iterator[str]:
    """Each value that an author has written beside a secret's name in his script; of a template its texts."""
    for match in _ASSIGNED.finditer(script):
        if is_secret(match["name"]) and not _BETWEEN.search(match["value"]):
            yield from re.split(r"\$\{[^}\n]*\}?", match["value"])


def find_in_strings(script: str) -> Iterator[str]:
    """Each value beside a secret's name in JSON, XML, a query or an address in a string of a script.

    What the script puts together is code and no value: were it masked, another script would be recorded.
    """
    written = (match["value"] for match in _matches(_WRITTEN, "=", script))
    for value in (*find_quoted_values(script), *written, *find_passwords(script)):
        if not _CODE.search(value):
            yield value


def hides_secret(text: str) -> bool:
    """Whether a secret's name stands in a broken text where it can't be told what its value is."""
    for pattern in (_JSON, _ASSIGNED, _PARAMETER):
        text = pattern.sub("", text)
    return any(is_secret(name) for name in _NAMED.findall(text))


def mask_pairs_in_source(script: str, mask: Callable[[str], str]) -> str:
    """The script with `mask` of each value beside a secret's name; of `'Bearer ' + token` it knows half."""

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
    """The text with `mask` of each value that stands under a secret's name, or as an address's password."""
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
    """What a string in JSON says, whose quotes stand behind so many backslashes; itself if it is none."""
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
