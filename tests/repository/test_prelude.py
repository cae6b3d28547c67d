"""The prelude keeps its five rules: nothing that a script can change is asked while the prelude works."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

PRELUDE = Path(__file__).parents[2] / "runtime" / "guest" / "prelude"
FILES = sorted(PRELUDE.rglob("*.js"))
LONGEST_LINE = 130

_PARSER = Parser(Language(tree_sitter_javascript.language()))
# What values inherit in ECMAScript: to call it is to call what the script has put there.
_INHERITED = {
    "apply", "at", "bind", "call", "catch", "charAt", "charCodeAt", "codePointAt", "concat", "endsWith",
    "entries", "every", "exec", "fill", "filter", "finally", "find", "findIndex", "flat", "flatMap",
    "forEach", "getTime", "hasOwnProperty", "includes", "indexOf", "isPrototypeOf", "join", "keys",
    "lastIndexOf", "map", "match", "matchAll", "normalize", "padEnd", "padStart", "pop",
    "propertyIsEnumerable", "push", "reduce", "repeat", "replace", "replaceAll", "reverse", "search",
    "shift", "slice", "some", "sort", "splice", "split", "startsWith", "substr", "substring", "test",
    "then", "toFixed", "toISOString", "toLocaleString", "toLowerCase", "toString", "toUpperCase",
    "trim", "trimEnd", "trimStart", "unshift", "valueOf",
}  # fmt: skip
# Names that no script can take: they are not writable, and no declaration may shadow them.
_FIRM = {"undefined", "NaN", "Infinity"}
_GLOBAL = set(re.findall(r"'(\w+)'", (PRELUDE / "globals.js").read_text("utf-8"))) - _FIRM
# The original asks the script's own values like this, and scripts can see it.
_AS_THE_ORIGINAL = {
    "make.js": {"value.valueOf"},
    "parsers.js": {"parser.call"},
    "xml.js": {"data.toString"},
    "query.js": {"value.toString", "value.toISOString", "object.hasOwnProperty"},
}


def nodes(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    yield node
    for child in node.children:
        yield from nodes(child)


def text(node: Node | None) -> str:
    """The node's source."""
    return "" if node is None or node.text is None else node.text.decode()


def breaches(file: Path) -> Iterator[str]:
    """What in a file asks the script."""
    for node in nodes(_PARSER.parse(file.read_bytes()).root_node):
        place = f"{file.name}:{node.start_point[0] + 1}"
        if node.type in {"spread_element", "array_pattern", "template_substitution", "ERROR"}:
            yield f"{place}: {node.type}"
        if node.type == "binary_expression" and text(node.child_by_field_name("operator")) == "instanceof":
            yield f"{place}: instanceof"
        if node.type == "for_in_statement" and any(child.type == "of" for child in node.children):
            yield f"{place}: for ... of"
        if node.type == "call_expression":
            called = node.child_by_field_name("function")
            method = called.child_by_field_name("property") if called else None
            if text(method) in _INHERITED and text(called) not in _AS_THE_ORIGINAL.get(file.name, set()):
                yield f"{place}: {text(called)}"


def names_from_outside(file: Path) -> Iterator[str]:
    """Names of the language's globals that a file has not declared itself."""
    tree = _PARSER.parse(file.read_bytes()).root_node
    own = {text(node) for node in nodes(tree) if node.type == "shorthand_property_identifier_pattern"}
    own |= {text(node.child_by_field_name("name")) for node in nodes(tree) if "declarat" in node.type}
    own |= {text(node.child_by_field_name("value")) for node in nodes(tree) if node.type == "pair_pattern"}
    for node in nodes(tree):
        if node.type == "identifier" and text(node) in _GLOBAL - own:
            yield f"{file.name}:{node.start_point[0] + 1}: {text(node)}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_file_of_the_prelude_has_a_global_name_but_from_the_first(file: Path) -> None:
    """Some are compiled when the script has long begun, and all of them work then."""
    assert file.name == "primordials.js" or list(names_from_outside(file)) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_file_of_the_prelude_asks_what_a_script_may_have_changed(file: Path) -> None:
    """No method of a prototype, no iterator: the language's functions were taken before (primordials.js)."""
    assert list(breaches(file)) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_line_of_the_prelude_is_longer_than_a_screen(file: Path) -> None:
    """Patterns that can't be broken aside."""
    lines = enumerate(file.read_text("utf-8").splitlines(), start=1)
    assert [n for n, line in lines if len(line) > LONGEST_LINE and "pattern: /" not in line] == []
