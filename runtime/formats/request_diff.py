"""Whether two requests ask the same, field by field: what differs, and what differs without meaning anything.

A service takes header names in any case and headers in any order (RFC 9110, 5.1 and 5.3), JSON objects in any
order of their keys, a query's or form's parameters in any order as long as those of one name keep theirs, and
`%7e` for `~` (RFC 3986, 6.2.2). What follows from that, such as Content-Length, means as little.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from runtime.formats.json_diff import Change, differences
from runtime.model.http import Header, Request, first_header

# How the bytes went out, which no service's answer should depend on.
_MANNER = ("chunks", "apart_from", "alone")
_FORM = "application/x-www-form-urlencoded"
# Their values follow from the body's.
_FOLLOWING = {"content-length", "transfer-encoding"}
_LONGEST = 2000  # characters of a value that is shown
_BEFORE = 40  # of these, so many that are the same in both, of values that are longer
_KEPT = "surrogateescape"  # what isn't UTF-8: two bytes that both aren't are two, not one sign for either


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a request: what the recording has, what was asked; None where it isn't there.

    `field` is `method`, `scheme`, `host`, `port`, `path`, `query NAME`, `header NAME`, `body` or how it was
    sent. Values are whole. Of bodies that are JSON or forms, `changes` tells the places. `same_meaning` says
    that no service minds.
    """

    field: str
    recorded: str | None
    asked: str | None
    same_meaning: bool = False
    changes: tuple[Change, ...] = ()


def compare(recorded: Request, asked: Request) -> list[Difference]:
    """What differs between two requests; nothing if they are the same, but for their numbers."""
    return [
        *_plain("method", recorded.method, asked.method),
        *_plain("scheme", recorded.scheme, asked.scheme),
        *_compare_names("host", recorded.host, asked.host),
        *_plain("port", str(recorded.port), str(asked.port)),
        *_target(recorded.target, asked.target),
        *_headers(recorded, asked),
        *(_forms(recorded, asked) or compare_bodies(recorded.body, asked.body)),
        *_manner(recorded, asked),
    ]


def beside(recorded: str | None, asked: str | None, longest: int = _LONGEST) -> tuple[str | None, str | None]:
    """Two values as they are shown: if one has more than `longest` characters, from where they differ.

    To be called when they are masked: half a secret would not be found.
    """
    if recorded is None or asked is None:
        return recorded and _cut(recorded, 0, longest), asked and _cut(asked, 0, longest)
    long = max(len(recorded), len(asked)) > longest
    start = max(_same(recorded, asked) - _BEFORE, 0) if long else 0
    return _cut(recorded, start, longest), _cut(asked, start, longest)


def same(recorded: Request, asked: Request, *, exact: bool = False) -> bool:
    """Whether they ask the same; `exact` means to the byte."""
    return all(one.same_meaning and not exact for one in compare(recorded, asked))


def _plain(field: str, recorded: str | None, asked: str | None) -> Iterator[Difference]:
    if recorded != asked:
        yield Difference(field, recorded, asked)


def _compare_names(field: str, recorded: str, asked: str) -> Iterator[Difference]:
    if recorded != asked:
        yield Difference(field, recorded, asked, same_meaning=recorded.lower() == asked.lower())


def _target(recorded: str, asked: str) -> Iterator[Difference]:
    if recorded == asked:
        return
    path, query = _split(recorded)
    other_path, other_query = _split(asked)
    if path != other_path:
        meaning = _unescape(path) == _unescape(other_path)
        yield Difference("path", path, other_path, same_meaning=meaning)
    if query != other_query:
        yield from _query(query, other_query)


def _split(target: str) -> tuple[str, str]:
    path, _, query = target.partition("?")
    return path, query


def _unescape(path: str) -> list[str]:
    """A path's segments; an escaped slash is none that separates."""
    from urllib.parse import unquote

    return [unquote(segment, errors=_KEPT) for segment in path.split("/")]


def _query(recorded: str, asked: str) -> Iterator[Difference]:
    before, after = _parameters(recorded), _parameters(asked)
    found = False
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            found = True
            yield Difference(f"query {name}", _join(before.get(name)), _join(after.get(name)))
    if not found:
        yield Difference("query", recorded, asked, same_meaning=True)


def _parameters(query: str) -> dict[str, list[str]]:
    from urllib.parse import parse_qsl

    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True, errors=_KEPT):
        found.setdefault(name, []).append(value)
    return found


def _join(values: list[str] | None) -> str | None:
    return None if values is None else ", ".join(values)


def _headers(recorded: Request, asked: Request) -> Iterator[Difference]:
    if recorded.headers == asked.headers:
        return
    before, after = _by_name(recorded.headers), _by_name(asked.headers)
    other_body = recorded.body != asked.body
    found = False
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name, []), after.get(name, [])
        if [value for _, value in one] == [value for _, value in other]:
            continue
        found = True
        follows = name in _FOLLOWING and other_body
        yield Difference(f"header {_write(one or other)}", _values(one), _values(other), same_meaning=follows)
    if not found:
        names = _names(recorded.headers), _names(asked.headers)
        yield Difference("headers", *names, same_meaning=True)


def _by_name(headers: tuple[Header, ...]) -> dict[str, list[Header]]:
    found: dict[str, list[Header]] = {}
    for name, value in headers:
        found.setdefault(name.lower(), []).append((name, value))
    return found


def _write(pairs: list[Header]) -> str:
    return pairs[0][0]


def _values(pairs: list[Header]) -> str | None:
    return ", ".join(value for _, value in pairs) if pairs else None


def _names(headers: tuple[Header, ...]) -> str:
    return ", ".join(name for name, _ in headers)


def _forms(recorded: Request, asked: Request) -> list[Difference]:
    """How two forms differ that aren't the same, by their fields; nothing of other bodies."""
    if recorded.body == asked.body or not (_is_form(recorded) and _is_form(asked)):
        return []
    before, after = (
        {name: values if len(values) > 1 else values[0] for name, values in _parameters(text).items()}
        for text in (recorded.body.decode(errors=_KEPT), asked.body.decode(errors=_KEPT))
    )
    changes = tuple(differences(before, after, "body"))
    shown = _show(recorded.body, asked.body)
    return [Difference("body", *shown, same_meaning=not changes, changes=changes)]


def _is_form(request: Request) -> bool:
    kind = first_header(request.headers, "content-type") or ""
    return kind.partition(";")[0].strip().lower() == _FORM


def compare_bodies(recorded: bytes, asked: bytes) -> Iterator[Difference]:
    """How two bodies differ, as one field; of JSON, its places."""
    if recorded == asked:
        return
    shown = _show(recorded, asked)
    before, after = _json(recorded), _json(asked)
    if before is None or after is None:
        yield Difference("body", *shown)
        return
    try:
        changes = tuple(differences(before[0], after[0], "body"))
    except RecursionError:  # what can just be read may be too deep to be compared
        yield Difference("body", *shown)
        return
    yield Difference("body", *shown, same_meaning=not changes, changes=changes)


def _json(body: bytes) -> tuple[Any] | None:
    """The JSON that a body is, in a tuple, as it may be null; None if it is none."""
    try:
        return (json.loads(body),)
    except (ValueError, RecursionError):
        return None


def _show(recorded: bytes, asked: bytes) -> tuple[str, str]:
    try:
        return recorded.decode(), asked.decode()
    except UnicodeDecodeError:
        first = _same(recorded, asked)
        return _text(recorded, first), _text(asked, first)


def _text(body: bytes, first: int) -> str:
    """A body beside another, of which at least one isn't text."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return f"({len(body)} bytes that are not text, the same up to byte {first})"


def _manner(recorded: Request, asked: Request) -> Iterator[Difference]:
    for name in ("verify_tls", "unfinished", "torn", *_MANNER):
        one, other = getattr(recorded, name), getattr(asked, name)
        if one != other:
            yield Difference(name.replace("_", " "), str(one), str(other), same_meaning=name in _MANNER)


def _same(one: str | bytes, other: str | bytes) -> int:
    """How many characters or bytes are the same at the beginning of both."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _cut(text: str, start: int, longest: int = _LONGEST) -> str:
    before, after = "…" * (start > 0), "…" * (len(text) > start + longest)
    return f"{before}{text[start : start + longest]}{after}"
