"""MWS018: wrong arguments to `rest`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from runtime.authoring.check.callees import callee
from runtime.authoring.check.finding import CheckFinding, Severity
from runtime.authoring.check.object_fields import Field, field_value, fields, value_of
from runtime.authoring.check.restler import METHODS, OPTIONS, OTHERS, Sending, sendings
from runtime.authoring.check.rule import Rule
from runtime.authoring.check.script_context import Subject
from runtime.formats.javascript import FUNCTIONS
from runtime.formats.suggest import is_slip, nearest
from runtime.model.kind import Kind

_TEXTS = {"string", "template_string"}
_VALUES = {"number", "true", "false", "null", "undefined", "regex"}
_SCHEME = re.compile(r"https?:", re.IGNORECASE)
# What other HTTP clients call it.
_ELSEWHERE = {
    "body": "data",
    "form": "data",
    "payload": "data",
    "params": "query",
    "qs": "query",
    "auth": "username and password, or accessToken",
    "token": "accessToken",
    "user": "username",
    "pass": "password",
    "bearer": "accessToken",
    "strictSSL": "rejectUnauthorized",
    "followRedirect": "followRedirects",
}
_INSTEAD = {
    "delete": "rest.del",
    "options": "rest.request(url, {method: 'OPTIONS'})",
    "getJson": "rest.get",
    "send": "rest.request",
    "fetch": "rest.get",
    "ajax": "rest.request",
}


def _find(subject: Subject) -> Iterator[CheckFinding]:
    """At the argument, or at the call that lacks one."""
    if subject.kind is Kind.TRANSFORMATION:
        return
    yield from _unknown_functions(subject)
    for one in sendings(subject):
        if any(given.type == "spread_element" for given in one.arguments):
            continue
        yield from _of_address(subject, one)
        yield from _of_options(subject, one)
        yield from _too_many(subject, one)


def _unknown_functions(subject: Subject) -> Iterator[CheckFinding]:
    names = {*METHODS, *OTHERS}
    for call in subject.syntax.of("call_expression"):
        path = callee(subject, call)
        match path:
            case ("rest", name) if name not in names:
                yield _no_such_function(subject, call, name, names)


def _no_such_function(subject: Subject, call: Node, name: str, names: set[str]) -> CheckFinding:
    near = nearest(name, names)
    instead = _INSTEAD.get(name) or (f"rest.{near}" if near else "")
    message = f"There is no rest.{name}" + (f": write {instead}" if instead else "")
    # Object's own functions, and whatever a script has put there itself.
    severity = Severity.ERROR if instead else Severity.WARNING
    return RULE.at(subject, call.child_by_field_name("function") or call, message, severity=severity)


def _of_address(subject: Subject, one: Sending) -> Iterator[CheckFinding]:
    if one.url is None:
        yield RULE.at(subject, one.call, f"rest.{one.name} without an address: its first argument is the URL")
        return
    value = value_of(subject, one.url)
    if value is None:
        return
    if value.type in _VALUES | FUNCTIONS | {"object", "array"}:
        what = "an object" if value.type == "object" else "no text"
        yield RULE.at(
            subject, one.url, f"The address is {what}: the first argument of rest.{one.name} is the URL"
        )
    elif value.type in _TEXTS and not any(c.type == "template_substitution" for c in value.named_children):
        text = subject.syntax.text(value)[1:-1]
        if not _SCHEME.match(text) and "\\" not in text:
            yield RULE.at(subject, value, "The address has no scheme: it must begin with https:// or http://")


def _of_options(subject: Subject, one: Sending) -> Iterator[CheckFinding]:
    if one.options is None:
        return
    value = value_of(subject, one.options)
    if value is None:
        return
    if value.type in FUNCTIONS:
        message = f"rest.{one.name} takes no handler: attach it with .on('complete', ...)"
        yield RULE.at(subject, one.options, message)
    elif value.type in _TEXTS | {"number", "array", "regex", "true"} or _is_sum(value):
        yield RULE.at(
            subject, one.options, f"The options of rest.{one.name} are not an object: write {{...}}"
        )
    for option in fields(subject, value):
        yield from _of_option(subject, one, option)


def _of_option(subject: Subject, one: Sending, option: Field) -> Iterator[CheckFinding]:
    if option.name not in OPTIONS:
        yield from _unknown_option(subject, option)
    elif option.name == "data" and not one.method.body:
        way_out = "put it into the option query" if one.name == "get" else "leave data out"
        message = f"rest.{one.name} with a body, which services don't read: {way_out}"
        yield RULE.at(subject, option.key, message)
    elif option.name == "data" and value_is(subject, option.value, {"object"}):
        yield from _form(subject, one, option)
    elif option.name == "headers" and value_is(subject, option.value, _TEXTS | _VALUES | {"array"}):
        yield RULE.at(subject, option.value, "headers is not an object: write {'Name': value}")
    elif option.name == "timeout" and value_is(subject, option.value, _TEXTS | {"object", "array"}):
        yield RULE.at(subject, option.value, "timeout is not a number: write milliseconds")


def _unknown_option(subject: Subject, option: Field) -> Iterator[CheckFinding]:
    if option.name in _ELSEWHERE:
        yield RULE.at(
            subject,
            option.key,
            f"restler has no option {option.name}: it is called {_ELSEWHERE[option.name]}",
        )
        return
    slip = next((known for known in sorted(OPTIONS) if is_slip(option.name, known)), "")
    near = slip or nearest(option.name, OPTIONS)
    if near:
        message = f"restler has no option {option.name}: did you mean {near}?"
        yield RULE.at(subject, option.key, message, severity=Severity.ERROR if slip else Severity.WARNING)


def _form(subject: Subject, one: Sending, option: Field) -> Iterator[CheckFinding]:
    """An object goes out as a form, whatever its headers say."""
    headers = field_value(subject, one.options, "headers")
    if headers is None or one.name not in {"post", "put", "patch", "request"}:
        return
    for header in fields(subject, headers):
        is_json = header.value.type == "string" and "json" in subject.syntax.text(header.value).lower()
        if header.name.lower() == "content-type" and is_json:
            message = "An object goes out as a form, whatever Content-Type says: use rest.postJson"
            yield RULE.at(subject, option.key, message, severity=Severity.WARNING)


def _too_many(subject: Subject, one: Sending) -> Iterator[CheckFinding]:
    for extra in one.arguments[one.method.most : one.method.most + 1]:
        if extra.type in FUNCTIONS:
            message = f"rest.{one.name} takes no handler: attach it with .on('complete', ...)"
        else:
            message = f"rest.{one.name} ignores this argument: it takes {_takes(one)}"
        yield RULE.at(subject, extra, message)


def _takes(one: Sending) -> str:
    return {1: "(url, options)", 2: "(url, data, options)"}[one.method.options]


def _is_sum(node: Node) -> bool:
    """Whether it is a text that is put together by `+`."""
    sides = [node.child_by_field_name(side) for side in ("left", "right")]
    operator = node.child_by_field_name("operator")
    texts = any(side is not None and side.type in _TEXTS for side in sides)
    return operator is not None and operator.type == "+" and texts


def value_is(subject: Subject, node: Node | None, types: set[str]) -> bool:
    """Whether a value is certainly one of these."""
    value = value_of(subject, node)
    return value is not None and value.type in types


RULE = Rule("MWS018", "wrong-arguments", Severity.ERROR, "Wrong arguments to `rest`.", _find)
