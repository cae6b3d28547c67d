"""What restler's functions take: read by rules about the arguments of `rest`."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from runtime.authoring.check.callees import callee
from runtime.authoring.check.script_context import Subject
from runtime.formats.javascript import arguments


@dataclass(frozen=True, slots=True)
class Method:
    """One of `rest`'s functions that send: how many arguments it takes, and where its options stand."""

    most: int
    options: int
    body: bool = True  # whether what it sends has one


_VERB = Method(2, 1)
METHODS = {
    "get": Method(2, 1, body=False),
    "head": Method(2, 1, body=False),
    "del": _VERB,
    "post": _VERB,
    "put": _VERB,
    "patch": _VERB,
    "request": _VERB,
    "json": Method(4, 2),
    "postJson": Method(3, 2),
    "putJson": Method(3, 2),
    "patchJson": Method(3, 2),
}
# What `rest` has beside them.
OTHERS = {"Request", "Service", "service", "parsers", "file", "data"}
# docs/restler.md, and what Node's TLS takes.
OPTIONS = {
    "method",
    "data",
    "headers",
    "query",
    "username",
    "password",
    "accessToken",
    "multipart",
    "parser",
    "decoding",
    "encoding",
    "timeout",
    "followRedirects",
    "rejectUnauthorized",
    "xml2js",
    "client",
    "agent",
    "originalRequest",
    "timeoutFn",
    "key",
    "cert",
    "ca",
    "pfx",
    "ciphers",
    "passphrase",
    "secureProtocol",
    "baseURL",
}


@dataclass(frozen=True, slots=True)
class Sending:
    """A call that sends: `rest.get(url, options)`."""

    call: Node
    name: str
    method: Method
    arguments: tuple[Node, ...]

    @property
    def url(self) -> Node | None:
        """The address that it is given."""
        return self.arguments[0] if self.arguments else None

    @property
    def options(self) -> Node | None:
        """The options that it is given."""
        return self.arguments[self.method.options] if len(self.arguments) > self.method.options else None


def sendings(subject: Subject) -> list[Sending]:
    """Every call of `rest.get` and its kin in a script, in no order."""
    found = []
    for call in subject.syntax.of("call_expression"):
        path = callee(subject, call)
        match path:
            case ("rest", name) if name in METHODS:
                found.append(Sending(call, name, METHODS[name], tuple(arguments(call))))
    return found
