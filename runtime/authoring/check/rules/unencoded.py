"""MWS007: an address that is put together from the context's values without encodeURIComponent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from runtime.authoring.check.finding import CheckFinding, Edit, Severity
from runtime.authoring.check.object_fields import field_value, value_of
from runtime.authoring.check.origins import PARSED
from runtime.authoring.check.restler import sendings
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.script_context import Subject
from runtime.authoring.check.text_parts import Piece, pieces
from runtime.formats.javascript import bare

# Where a value is no part of a path or query: the address begins with it, or it is its host.
_BASE = re.compile(r"(?:[a-z]+:(?://[^/?#]*)?)?", re.IGNORECASE)
_ADDRESSES = re.compile(r"(?:url|uri|path|host|domain|server)$", re.IGNORECASE)
# What a service has given out: digits, it seems. A script that encodes nothing at all takes them for that,
# and so do we; one that encodes has forgotten them.
_KEYS = re.compile(r"(?:key|keys|id|ids|guid|uuid|number|licen[sc]es?)$", re.IGNORECASE)


def _find(subject: Subject) -> Iterator[CheckFinding]:
    """One finding for each address, at the first of its values."""
    reported: set[int] = set()
    encodes = bool(subject.scopes.free.get("encodeURIComponent"))
    for one in sendings(subject):
        query = value_of(subject, field_value(subject, one.options, "query"))
        for node, before in ((one.url, ""), (query, "?")):
            if node is None or bare(node) is None:
                continue
            risky = [
                piece for piece in pieces(subject, node, before) if _is_risky(subject, piece, encodes=encodes)
            ]
            if risky and risky[0].node.id not in reported:
                reported.add(risky[0].node.id)
                yield _finding(subject, risky, node)


def _is_risky(subject: Subject, piece: Piece, *, encodes: bool) -> bool:
    path = [step for step in subject.origins.of_context(piece.source) or () if step != PARSED]
    if not path or _ADDRESSES.search(path[-1]) or _BASE.fullmatch(piece.before):
        return False
    name = next((step for step in reversed(path) if not step.isdecimal()), "")
    return encodes or not _KEYS.search(name)


def _finding(subject: Subject, risky: list[Piece], address: Node) -> CheckFinding:
    paths = [_describe_path(subject.origins.of_context(one.source) or ()) for one in risky]
    names = " and ".join(dict.fromkeys(paths))
    verb = "are" if len(set(paths)) > 1 else "is"
    message = (
        f"{names} {verb} put into an address without encoding: a quote, `&`, `+` or `#` in it changes "
        "the request; use encodeURIComponent"
    )
    return RULE.at(subject, risky[0].node, message, fix=_fix(risky, address))


def _describe_path(path: tuple[str, ...]) -> str:
    """A path as people write it; what was read as JSON is told from there on."""
    start = path.index(PARSED) if PARSED in path else 0
    return ".".join(path[start - 1 :]).replace(f".{PARSED}", "") if start else ".".join(("context", *path))


def _fix(risky: list[Piece], address: Node) -> tuple[Edit, ...]:
    """Only where the address is written out: a text with a name of its own may be used elsewhere, too."""
    if any(
        not address.start_byte <= one.node.start_byte < one.node.end_byte <= address.end_byte for one in risky
    ):
        return ()
    nodes = {one.node.id: one.node for one in risky}.values()
    return tuple(
        edit
        for node in nodes
        for edit in (
            Edit(node.start_byte, node.start_byte, "encodeURIComponent("),
            Edit(node.end_byte, node.end_byte, ")"),
        )
    )


RULE = Rule(
    "MWS007",
    "unencoded",
    Severity.WARNING,
    "A value of the context is put into an address without encodeURIComponent.",
    _find,
)
