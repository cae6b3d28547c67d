"""Reads and writes the `[egress]` table of a file. docs/egress.md documents it.

[egress]
allow-private = ["10.20.0.0/16"]

[[egress.allow]]
host = "api.example.com"
methods = ["GET", "POST"]
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from runtime.formats import toml
from runtime.formats.suggest import suggest
from runtime.inputs.files import PROJECT_FILE, read_json, read_text
from runtime.model.egress.hosts import read_host
from runtime.model.egress.networks import Network, read_network
from runtime.model.egress.openings import Egress, Opening
from runtime.model.errors import BadInput

_TABLE = ("allow", "allow-private")
_ALLOW = ("host", "schemes", "ports", "methods")
_SCHEMES = ("http", "https")
_READING = ["GET", "HEAD"]
_METHOD = re.compile(r"[A-Z][A-Z0-9!#$%&'*+.^_`|~-]{0,63}")
_LAST_PORT = 65535
_WAY_OUT = "docs/egress.md has the format."


def load_egress(path: Path) -> Egress:
    """The egress in a file: JSON if its name ends with .json, else TOML.

    Raises BadInput with the place in it.
    """
    name = str(path)
    raw = (
        read_json(path)
        if path.suffix.lower() == ".json"
        else toml.parse_toml(name, read_text(path, "this"), _WAY_OUT)
    )
    if path.name == PROJECT_FILE and isinstance(raw, dict):
        raw = {
            key: value for key, value in raw.items() if key == "egress"
        }  # the others are checked elsewhere
    table = _table(name, raw, ("egress",), "$")
    if "egress" not in table:
        raise BadInput(name, "has no table [egress]", _WAY_OUT)
    return read_egress(name, table["egress"])


def read_egress(name: str, raw: Any, path: str = "$.egress") -> Egress:
    """The egress in a parsed table; `name` is its file, and `path` the place in it. Raises BadInput."""
    table = _table(name, raw, _TABLE, path)
    entries = _list(name, table.get("allow", []), f"{path}.allow")
    openings = tuple(_opening(name, one, f"{path}.allow[{n}]") for n, one in enumerate(entries))
    where = f"{path}.allow-private"
    networks = _list(name, table.get("allow-private", []), where)
    private = [
        read_network(f"{name}: {where}[{n}]", _text(name, text, f"{where}[{n}]"))
        for n, text in enumerate(networks)
    ]
    return Egress(openings, tuple(private))


def as_toml(openings: Iterable[Opening], private: Iterable[Network]) -> str:
    """Openings and networks as TOML that can be pasted at the end of a file."""
    blocks = [_block(opening) for opening in openings]
    networks = [_quote(_short(network)) for network in private]
    if networks:
        blocks.insert(0, f"[egress]\nallow-private = [{', '.join(networks)}]\n")
    return "\n".join(blocks)


def _block(opening: Opening) -> str:
    lines = ["[[egress.allow]]", f"host = {_quote(opening.host)}"]
    if opening.schemes != {"https"}:
        lines.append(f"schemes = [{', '.join(map(_quote, sorted(opening.schemes)))}]")
    if opening.ports is not None:
        lines.append(f"ports = [{', '.join(map(str, sorted(opening.ports)))}]")
    methods = ["*"] if opening.methods is None else sorted(opening.methods)
    lines.append(f"methods = [{', '.join(map(_quote, methods))}]")
    return "\n".join([*lines, ""])


def _quote(text: str) -> str:
    # In ASCII every JSON string is also a TOML string, except for this character.
    return json.dumps(text).replace("\x7f", "\\u007f")


def _short(network: Network) -> str:
    return str(network.network_address if network.num_addresses == 1 else network)


def _opening(name: str, raw: Any, path: str) -> Opening:
    table = _table(name, raw, _ALLOW, path)
    if "host" not in table:
        raise BadInput(f"{name}: {path}", "names no host", _WAY_OUT)
    host = read_host(f"{name}: {path}.host", _text(name, table["host"], f"{path}.host"))
    schemes = _words(name, table.get("schemes", ["https"]), f"{path}.schemes", _SCHEMES)
    methods = _methods(name, table.get("methods", _READING), f"{path}.methods")
    ports = None if "ports" not in table else _ports(name, table["ports"], f"{path}.ports")
    for key in ("schemes", "ports", "methods"):
        if table.get(key) == []:
            problem = "is empty, so that nothing would be open"
            raise BadInput(f"{name}: {path}.{key}", problem, f"Name some, or leave it out. {_WAY_OUT}")
    return Opening(host, schemes, ports, methods, name)


def _methods(name: str, raw: Any, path: str) -> frozenset[str] | None:
    methods = frozenset(_text(name, one, path) for one in _list(name, raw, path))
    if methods == {"*"}:
        return None
    for method in methods:
        if not _METHOD.fullmatch(method):
            problem = f"{method!r} is not a method"
            raise BadInput(f"{name}: {path}", problem, 'Write it like "POST"; ["*"] alone stands for all.')
    return methods


def _words(name: str, raw: Any, path: str, known: tuple[str, ...]) -> frozenset[str]:
    words = [_text(name, one, path) for one in _list(name, raw, path)]
    for word in [word for word in words if word not in known]:
        way_out = suggest(word, known) or f"There are: {', '.join(known)}"
        raise BadInput(f"{name}: {path}", f"{word!r} is not known", way_out)
    return frozenset(words)


def _ports(name: str, raw: Any, path: str) -> frozenset[int]:
    for port in _list(name, raw, path):
        if type(port) is not int or not 0 < port <= _LAST_PORT:
            raise BadInput(f"{name}: {path}", f"{port!r} is not a port", f"1 to {_LAST_PORT} are.")
    return frozenset(raw)


def _table(name: str, raw: Any, known: tuple[str, ...], path: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise BadInput(f"{name}: {path}", "is not a table", _WAY_OUT)
    for key in [key for key in raw if key not in known]:
        way_out = suggest(key, known) or f"There are: {', '.join(known)}"
        raise BadInput(f"{name}: {path}", f"{key!r} is not a key here", way_out)
    return raw


def _list(name: str, raw: Any, path: str) -> list[Any]:
    if not isinstance(raw, list):
        single = f"Put it in brackets: [{json.dumps(raw)}]. " if isinstance(raw, str | int) else ""
        raise BadInput(f"{name}: {path}", "is not a list", f"{single}{_WAY_OUT}")
    return raw


def _text(name: str, raw: Any, path: str) -> str:
    if not isinstance(raw, str):
        raise BadInput(f"{name}: {path}", f"{raw!r} is not text", _WAY_OUT)
    return raw
