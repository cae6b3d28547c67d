"""MWS008: a secret that stands in the script."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.script_context import Subject
from runtime.formats.javascript import field
from runtime.secrets import pairs
from runtime.secrets.keys import is_secret
from runtime.secrets.ordinary import is_small

_TEXTS = {"string", "template_string"}
# What no one mistakes for anything else, whatever it is called.
_KNOWN = (
    re.compile(r"\beyJ[\w-]{8,2000}\.eyJ[\w-]{8,8000}\.[\w-]{8}"),  # a JSON Web Token
    re.compile(r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----"),
    re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}\b|\bAKIA[0-9A-Z]{16}\b|\bxox[abprs]-[0-9A-Za-z-]{10,}"),
)
_SCHEME = re.compile(r"(?:Bearer|Basic|Token|Digest|ApiKey)\s+(?P<value>\S+)\s*", re.IGNORECASE)
# A path, or an address without a password in it.
_ADDRESS = re.compile(r"/[\w./-]*+|[a-z0-9]++(?:/[a-z0-9]++)++|https?://[^@]*+")
# What stands in for a secret: <token>, {{token}}, $TOKEN, xxxx, your-token, a word, a path, names of headers.
_STAND_IN = re.compile(
    r".*[<>{}$%\s].*|(.)\1*|.*(?:your|example|placeholder|change-?me|dummy|todo|insert|\.\.\.|\*\*\*).*"
    r"|[A-Za-z]++\d?|[A-Za-z]++(?:[-_.][A-Za-z]++)*+",
    re.IGNORECASE | re.DOTALL,
)
_SURE = re.compile(r"(?=.*\d)(?=.*[A-Za-z]).{8,}", re.DOTALL)


def _find(subject: Subject) -> Iterator[CheckFinding]:
    """At the text in which it stands; the secret itself is never repeated."""
    for node in subject.syntax.of(*_TEXTS):
        judgement = _judge(subject, node)
        if judgement is not None:
            what, severity = judgement
            yield RULE.at(
                subject,
                node,
                f"{what} is written in the script, where everybody can read it: take it from the context",
                severity=severity,
            )


def _judge(subject: Subject, node: Node) -> tuple[str, Severity] | None:
    if node.type == "template_string" and any(one.type != "string_fragment" for one in node.named_children):
        return None
    text = subject.syntax.text(node)[1:-1]
    if any(pattern.search(text) for pattern in _KNOWN):
        return "A secret", Severity.ERROR
    name = _name(subject, node)
    value = _bare(text)
    scheme = _SCHEME.fullmatch(text)
    if (is_secret(name) or (scheme is not None and name == "")) and _is_one(value):
        what = f"A secret ({name})" if name else "A credential"
        return what, Severity.ERROR if _SURE.fullmatch(value) else Severity.WARNING
    inside = [one for one in (*pairs.find_quoted_values(text), *_secrets_in_address(text)) if _is_one(one)]
    if not inside:
        return None
    return "A secret", Severity.ERROR if any(map(_SURE.fullmatch, inside)) else Severity.WARNING


def _bare(text: str) -> str:
    scheme = _SCHEME.fullmatch(text)
    return scheme["value"] if scheme is not None else text


def _secrets_in_address(text: str) -> Iterator[str]:
    """What stands in an address: `?api_key=...`, `https://user:password@...`."""
    yield from (one for one in pairs.find_in_strings(f"'{text}'"))


def _is_one(value: str) -> bool:
    return not (is_small(value) or _STAND_IN.fullmatch(value) or _ADDRESS.fullmatch(value))


def _name(subject: Subject, node: Node) -> str:
    """What a text is called: by its variable, its key, or the field that it is put into; '' if by nothing."""
    parent = node.parent
    while parent is not None and parent.type == "parenthesized_expression":
        node, parent = parent, parent.parent
    if parent is None:
        return ""
    if parent.type == "variable_declarator":
        return _text(subject, parent.child_by_field_name("name"))
    if parent.type == "pair" and parent.child_by_field_name("value") == node:
        return _text(subject, parent.child_by_field_name("key"))
    if parent.type == "assignment_expression" and parent.child_by_field_name("right") == node:
        left = field(parent, "left")
        return "" if left is None else subject.origins.step(left) or _text(subject, left)
    return "" if parent.type in {"binary_expression", "arguments", "array"} else "-"


def _text(subject: Subject, node: Node | None) -> str:
    return "" if node is None else subject.syntax.text(node).strip("\"'")


RULE = Rule("MWS008", "secret-in-text", Severity.ERROR, "A secret is written into the script.", _find)
