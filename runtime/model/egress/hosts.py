"""Brings host names into one form, so that two spellings of a host are equal."""

from __future__ import annotations

import re

from runtime.model.errors import BadInput

# Underscores are not allowed in host names, but some hosts have them.
_NAME = re.compile(r"(?!.{254})[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_-]{1,63})*")
_BRACKETED = re.compile(r"\[([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)\]")
_IPV6 = re.compile(r"[0-9a-f:.]*:[0-9a-f:.]*")
# What resolvers read as an IPv4 address in some notation: a last label of digits (WHATWG URL).
_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_WITH_PORT = re.compile(r"(\[[^\]]*\]|[^:/]*):([0-9]{1,9})")
_LAST_PORT = 65535
_ALONE = "Write a name alone, such as api.example.com"


def normalize_host(host: str) -> str:
    """A host for comparison: lower case, without a final dot, an IPv6 address in its shortest form."""
    name = host.rstrip(".").lower()
    if ":" not in name:
        return name
    from ipaddress import IPv6Address

    try:
        return str(IPv6Address(name))
    except ValueError:
        return name


def read_host(where: str, text: str) -> str:
    """The host in an option or a file, in the form of `normalize_host`. Raises BadInput.

    Only names in ASCII are allowed, since letters of different alphabets can look the same, and IPv4
    addresses only in their usual form.
    """
    if "@" in text:  # there may be a password before it: the message must not repeat it
        problem = "is more than the name of a host: there is something before an @"
        raise BadInput(where, problem, _ALONE)
    bracketed = _BRACKETED.fullmatch(text.strip())
    host = normalize_host(bracketed[1] if bracketed else text.strip())
    if not host.isascii():
        raise BadInput(where, f"{text!r} is not in ASCII", _in_ascii(host))
    if _IPV6.fullmatch(host):
        return _address(where, text, host, 6)
    if not _NAME.fullmatch(host):
        raise BadInput(where, f"{text!r} is not the name of a host", _ALONE)
    return _address(where, text, host, 4) if _NUMBER.fullmatch(host) else host


def read_place(where: str, text: str) -> tuple[str, int | None]:
    """The host and port of `HOST[:PORT]`; an IPv6 address with a port is in brackets. Raises BadInput."""
    match = _WITH_PORT.fullmatch(text.strip())
    if match is None:
        return read_host(where, text), None
    host, port = read_host(where, match[1]), int(match[2])
    if not 0 < port <= _LAST_PORT:
        raise BadInput(where, f"there is no port {match[2]}", f"Ports are 1 to {_LAST_PORT}.")
    return host, port


def _address(where: str, text: str, host: str, version: int) -> str:
    from ipaddress import ip_address

    try:
        found = ip_address(host)
    except ValueError:
        found = None
    if found is None or found.version != version:
        kind = f"an IPv{version} address in its usual form"
        raise BadInput(where, f"{text!r} is not {kind}", "Write it like 192.0.2.1 or 2001:db8::1")
    return host


def _in_ascii(host: str) -> str:
    try:
        return f"Did you mean {host.encode('idna').decode('ascii')}? Then write it in this form."
    except UnicodeError:
        return "Write it in its DNS form, such as xn--mller-kva.example.com"
