"""What curl has to be told so that it sends a request as it was: its options, before any shell's quoting."""

from __future__ import annotations

import re
from dataclasses import dataclass

from runtime.model.errors import BadInput
from runtime.model.http import Header, Request
from runtime.secrets.keys import is_secret

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_IN_A_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
# What curl adds of its own, without a body and with one.
_USUAL, _WITH_BODY = ("User-Agent", "Accept"), ("Content-Type", "Expect")


@dataclass(frozen=True, slots=True)
class Options:
    """`listed` are options with their values ('' for none), in order; texts are latin-1, as in requests.

    `body` is None for a request without one. `notes` are for people: one line each, without controls.
    """

    url: str
    listed: tuple[tuple[str, str], ...]
    body: bytes | None
    notes: tuple[str, ...]


def options(where: str, request: Request, *, masked: bool) -> Options:
    """The options for this request. Raises BadInput naming `where`."""
    _check(where, request)
    body = request.body if request.body or request.header("transfer-encoding") else None
    url, target = _address(request)
    sent = [header for header in request.headers if _can_be_sent(header)]
    listed = [
        ("--http1.1", ""),
        ("--path-as-is", ""),
        ("--globoff", ""),
        *([] if request.verify_tls else [("--insecure", "")]),
        *_method(request.method, body),
        *([("--request-target", target)] if target else []),
        *(("--header", _header(name, value)) for name, value in sent),
        *(("--header", f"{name}:") for name in _superfluous_headers(request, body)),
        *([("--compressed", "")] if request.header("accept-encoding") else []),
    ]
    return Options(url, tuple(listed), body, tuple(_notes(request, sent, masked=masked)))


def _check(where: str, request: Request) -> None:
    host_and_target = request.host + request.target
    if request.scheme not in {"http", "https"} or _CONTROL.search(host_and_target):
        raise BadInput(where, "has an address that curl can't be given")
    if not _TOKEN.fullmatch(request.method):
        raise BadInput(where, "has a method that curl can't be given")


def _address(request: Request) -> tuple[str, str]:
    """The address, and what stands in the request's first line if curl would change it."""
    if request.target.startswith("/") and "#" not in request.target:
        return request.url, ""
    return request.url.removesuffix(request.target) + "/", request.target


def _method(method: str, body: bytes | None) -> list[tuple[str, str]]:
    if method == "HEAD" and body is None:
        return [("--head", "")]
    return [] if method == "GET" and body is None else [("--request", method)]


def _can_be_sent(header: Header) -> bool:
    name, value = header
    return bool(_TOKEN.fullmatch(name)) and not _IN_A_VALUE.search(value)


def _header(name: str, value: str) -> str:
    return f"{name}: {value}" if value else f"{name};"


def _superfluous_headers(request: Request, body: bytes | None) -> list[str]:
    """The headers that the request hasn't, and that curl would add."""
    usual = _USUAL if body is None else (*_USUAL, *_WITH_BODY)
    return [name for name in usual if request.header(name) is None]


def _notes(request: Request, sent: list[Header], *, masked: bool) -> list[str]:
    notes = []
    if masked:
        names = ", ".join(dict.fromkeys(name for name, _ in sent if is_secret(name)))
        rest = f" (here: {names})" if names else ""
        notes.append(f"masked: put the real value in the place of each stand-in{rest}")
    if len(sent) < len(request.headers):
        notes.append(f"left out: {len(request.headers) - len(sent)} headers that curl can't be given")
    if request.unfinished or request.torn:
        notes.append("the script broke off in the middle of this request: here it is whole")
    return notes


def as_bytes(text: str) -> bytes:
    """A text of the request as it goes out."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:  # only an edited recording has such
        return text.encode("utf-8", "replace")


def inline(body: bytes, most: int) -> str | None:
    """The body as text that can stand in a command line: printable, of at most `most` bytes. None otherwise.

    Nor does it begin with @, which means a file to curl.
    """
    if len(body) > most or body.startswith(b"@"):
        return None
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if text.replace("\n", "").replace("\t", "").isprintable() else None
